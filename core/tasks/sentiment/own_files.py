"""Labelled reviews in csv files and in folders of texts: checked, and each error with its file, line and remedy."""

import csv
import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import DataError
from .tokens import tokenise

NAMES = {"0": 0, "neg": 0, "negative": 0, "1": 1, "pos": 1, "positive": 1}
COLUMNS = {"text": ("text", "review"), "label": ("label", "sentiment")}
FOLDERS = ("neg", "pos")
LARGEST_FILE, LONGEST_TEXT = 1_000_000_000, 1_000_000
# A text and its label, 0 negative and 1 positive.
Row = tuple[str, int]


def read_csv(path: Path, notes: list[str]) -> Iterator[Row]:
    """Yield the rows of a csv file with the columns text and label; those without a word are counted in `notes`.

    Raises:
        DataError: the file cannot be used; the sentence names the line, counted as an editor counts.
    """
    text = _decoded(path)
    with _long_fields():
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        begins, empty, first = 1, 0, 0
        try:
            head = next(reader, list[str]())
            at = _columns(path, head)
            begins = reader.line_num + 1
            for cells in reader:
                line, begins = begins, reader.line_num + 1
                if not cells:
                    continue
                if len(cells) <= max(at):
                    raise DataError(f"{path}:{line} has {len(cells)} columns, its first line {len(head)}; mend the row")
                review = _checked(path, line, cells[at[0]])
                label = _label(path, line, cells[at[1]])
                if not tokenise(review):
                    empty, first = empty + 1, first or line
                    continue
                yield review, label
        except csv.Error as error:
            raise DataError(f"{path}:{begins}: {_csv_error(error)}") from None
    if empty:
        notes.append(f"{path.name}:{first} has no word; {empty:,} such rows are left out")


def read_pos_neg(folder: Path, notes: list[str]) -> list[Row]:
    """Read the `.txt` files of the folders `pos` and `neg`; those without a word are counted in `notes`.

    Raises:
        DataError: a folder is missing, or a file cannot be used.
    """
    if missing := [name for name in FOLDERS if not (folder / name).is_dir()]:
        raise DataError(
            f"{folder} has no folder {missing[0]!r}; give pos/ and neg/ of .txt files, or a csv of text and label"
        )
    rows: list[Row] = []
    for label, name in enumerate(FOLDERS):
        texts = [(path, _checked(path, 1, _decoded(path))) for path in sorted((folder / name).glob("*.txt"))]
        full = [(text, label) for _, text in texts if tokenise(text)]
        if len(full) < len(texts):
            first = next(path for path, text in texts if not tokenise(text))
            notes.append(f"{first} has no word; {len(texts) - len(full):,} such files are left out")
        rows += full
    return rows


def _csv_error(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "a quote is opened in this row and never closed; close it"
    if "field larger" in str(error):
        return f"a text has more than {LONGEST_TEXT:,} letters; shorten it, or close the quote before it"
    return f"the row is no csv ({str(error)[:60]}); quote the text, and write a quote in it twice"


@contextmanager
def _long_fields() -> Generator[None]:
    limit = csv.field_size_limit(LONGEST_TEXT)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _columns(path: Path, head: list[str]) -> tuple[int, int]:
    names = [name.strip().lower() for name in head]
    found = [next((names.index(name) for name in known if name in names), -1) for known in COLUMNS.values()]
    if -1 in found:
        raise DataError(f"{path}:1 names the columns {', '.join(names)[:60] or 'nothing'}; it must name text and label")
    return found[0], found[1]


def _label(path: Path, line: int, given: str) -> int:
    if (label := NAMES.get(given.strip().lower())) is None:
        raise DataError(f"{path}:{line} has the label {given[:40]!r}; use 0 or 1, neg or pos, negative or positive")
    return label


def _checked(path: Path, line: int, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise DataError(f"{path}:{line} has a text of {len(text):,} letters; give {LONGEST_TEXT:,} at the most")
    return text


def _decoded(path: Path) -> str:
    try:
        if not path.is_file():
            # A pipe would be waited for without end.
            raise DataError(f"{path} is no file; leave it out")
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB; give smaller files")
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}; give another file") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path}:{line} is not UTF-8 (byte {content[error.start]:#04x}); save the file as UTF-8"
        ) from None
