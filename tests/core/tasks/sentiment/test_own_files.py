"""Rows of csv files and folders, and how bad ones are answered: with the file, the line and a remedy."""

from pathlib import Path

import pytest

from cvae_tui.core.errors import DataError
from cvae_tui.core.tasks.sentiment.own_files import LONGEST_TEXT, read_csv, read_pos_neg


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "reviews.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def csv_of(head: str = "text,label") -> str:
    return "\n".join([head, *(f"text number {number},{number % 2}" for number in range(8))]) + "\n"


def test_kaggles_columns_and_labels_in_words(tmp_path: Path) -> None:
    path = write(tmp_path, 'review,sentiment\n"well, ""quoted"" <br />",positive\ndull,negative\n')
    assert list(read_csv(path, [])) == [('well, "quoted" <br />', 1), ("dull", 0)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv_of().replace("text number 3,1", "text number 3,2"), ":5 has the label '2'; use 0 or 1"),
        (csv_of().replace("text number 3,1", "text number 3"), ":5 has 1 columns, its first line 2; mend the row"),
        (csv_of().replace("text number 3,", '"text number 3,'), ":5: a quote is opened in this row and never closed"),
        (csv_of().replace("text number 3,", '"text" number 3,'), ":5: the row is no csv"),
        (csv_of(head="words,label"), ":1 names the columns words, label; it must name text and label"),
        ("", ":1 names the columns nothing; it must name text and label"),
        (csv_of().encode().replace(b"number 3,", b"number \xff,"), ":5 is not UTF-8 (byte 0xff); save the file"),
        (csv_of().replace("number 3,", "x" * (LONGEST_TEXT + 1) + ","), ":5: a text has more than 1,000,000 letters"),
    ],
)  # fmt: skip
def test_a_bad_file_is_named_with_its_line(content: str | bytes, said: str, tmp_path: Path) -> None:
    path = write(tmp_path, content)
    with pytest.raises(DataError) as caught:
        list(read_csv(path, []))
    assert said in str(caught.value) and str(path) in str(caught.value)


def test_a_text_over_several_lines_keeps_the_lines_of_what_follows_right(tmp_path: Path) -> None:
    path = write(tmp_path, 'text,label\n"one\ntwo\u2028three",1\nfour,bad\n')
    with pytest.raises(DataError, match=r":4 has the label 'bad'"):
        list(read_csv(path, []))


def test_texts_without_a_word_are_left_out_and_said(tmp_path: Path) -> None:
    path, notes = write(tmp_path, 'text,label\ngood,1\n"-- ,",1\n"",0\nbad,0\n'), list[str]()
    assert list(read_csv(path, notes)) == [("good", 1), ("bad", 0)]
    assert notes == ["reviews.csv:3 has no word; 2 such rows are left out"]


def test_folders_pos_and_neg(tmp_path: Path) -> None:
    for name, text in (("pos/b", "good"), ("pos/a", "well"), ("pos/empty", "\n"), ("neg/c", "bad")):
        path = tmp_path / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    notes: list[str] = []
    assert read_pos_neg(tmp_path, notes) == [("bad", 0), ("well", 1), ("good", 1)]
    assert notes == [f"{tmp_path / 'pos' / 'empty.txt'} has no word; 1 such files are left out"]


def test_a_folder_without_neg_says_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "pos").mkdir()
    with pytest.raises(DataError, match="has no folder 'neg'; give pos/ and neg/"):
        read_pos_neg(tmp_path, [])
