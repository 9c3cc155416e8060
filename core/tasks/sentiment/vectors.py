"""Word vectors made elsewhere, in GloVe's text format: a word a line, then its numbers. Knows no torch."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import DataError
from .vocabulary import SPECIAL, Vocabulary

Vectors = NDArray[np.float32]


def read_vectors(path: Path, vocabulary: Vocabulary, width: int) -> tuple[NDArray[np.int64], Vectors]:
    """Return the numbers of the vocabulary's words that a file has, and their vectors (N, width).

    Raises:
        DataError: the file cannot be read, has vectors of another width, or none of the words.
    """
    wanted = {word: number for number, word in enumerate(vocabulary.words, start=SPECIAL)}
    try:
        found = _lines(path, wanted, width)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}; set vectors to a file of word vectors") from None
    if not found:
        raise DataError(f"{path} has none of the {len(wanted):,} words; set vectors to a file in GloVe's text format")
    return np.array(list(found), np.int64), np.stack(list(found.values()))


def _lines(path: Path, wanted: Mapping[str, int], width: int) -> dict[int, Vectors]:
    found: dict[int, Vectors] = {}
    with path.open(encoding="utf-8", errors="replace") as file:
        for line, text in enumerate(file, start=1):
            word, _, numbers = text.rstrip().partition(" ")
            if word not in wanted:
                continue
            try:
                vector = np.array(numbers.split(), np.float32)
            except ValueError:
                raise DataError(
                    f"{path}:{line} holds something else than numbers behind {word[:40]!r}; mend it"
                ) from None
            if len(vector) != width:
                raise DataError(f"{path}:{line} has {len(vector)} numbers; set embedding={len(vector)}")
            found[wanted[word]] = vector
    return found
