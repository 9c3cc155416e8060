"""Word vectors from a file in GloVe's format."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from cvae_tui.core.errors import DataError
from cvae_tui.core.tasks.sentiment.task import SentimentTask
from cvae_tui.core.tasks.sentiment.vectors import read_vectors
from cvae_tui.core.tasks.sentiment.vocabulary import Vocabulary

VOCABULARY = Vocabulary(("good", "film"), np.zeros(0, np.int64))


def test_the_words_that_are_known_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text("the 1 2\nfilm 0.5 -1.5\n. 3 4\n")
    numbers, vectors = read_vectors(path, VOCABULARY, 2)
    assert numbers.tolist() == [3] and vectors.tolist() == [[0.5, -1.5]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("good 1 2 3\n", "has 3 numbers; set embedding=3"),
        ("good 1 x\n", ":1 holds something else"),
        ("a 1 2\n", "none"),
    ],
)
def test_what_holds_no_vectors_is_said(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text(text)
    with pytest.raises(DataError, match=said):
        read_vectors(path, VOCABULARY, 2)
    with pytest.raises(DataError, match="cannot be read"):
        read_vectors(tmp_path / "none.txt", VOCABULARY, 2)


def test_an_embedding_begins_with_them(make_task: Callable[..., SentimentTask], tmp_path: Path) -> None:
    path = tmp_path / "vectors.txt"
    path.write_text("lovely 1 2 3 4\n")
    task = make_task(vectors=str(path), word_prior=0.0)
    number = task.vocabulary.words.index("lovely") + 2
    assert task.network.reader is not None
    assert torch.equal(task.network.reader.embed.weight[number], torch.tensor([1.0, 2.0, 3.0, 4.0]))
