"""Make the word lists beside this file: pairs to train on, two held-out lists, right words, and the lexicon.

The sources come with the packages codespell, nlpaug, symspellpy and lemminflect, which are read as files and never
imported; the card, README.md beside this file, names them and says how they are combined. `cvae_tui.data.build` calls
this.
"""

import gzip
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path

from cvae_tui.core.tasks.spelling.data import Pair, is_word

from ..installed import installed_file

VERSIONS = {"codespell": "2.4.3", "nlpaug": "1.1.11", "symspellpy": "6.10.1", "lemminflect": "0.2.3"}
FOLDERS = {"codespell": "codespell_lib"}

# The share of targets that are held out, and the pairs of a held-out list at the most.
HELD_OUT = 0.04
# The least count of the frequency list; a word that it lacks has this one.
LEAST_COUNT = 12_711
JUDGED = 1_500
KEPT = {"frequent": 700, "rare": 100, "inflected": 100, "unknown": 200}
# Places in the lexicon and counts: what is frequent, what is rare, and what is a usual lemma.
FREQUENT, RARE, USUAL = 20_000, 100_000, 5_000_000

NAMES = """
Aaron Abigail Ahmed Alejandro Alice Amanda Amsterdam Andrea Anthony Athens Barcelona Beethoven Benjamin Berlin Boston
Brazil Brussels Budapest Cairo California Caroline Catherine Charlotte Chicago Christopher Copenhagen Daniel Darwin
Deborah Diana Dublin Edinburgh Edward Egypt Einstein Elizabeth Emily Fatima Florence Francisco Frankfurt Geneva
Germany Giovanni Hamburg Hannah Harvard Helsinki Henry Hungary Ibrahim Isabella Istanbul Jakarta Jessica Johannesburg
Jonathan Joseph Kathleen Katherine Kenya Leonardo Liverpool Lorenzo Madrid Manchester Margaret Matthew Melbourne
Michelle Montreal Moscow Mozart Muhammad Nairobi Napoleon Natasha Nicholas Norway Oliver Patricia Philadelphia Picasso
Portugal Prague Rachel Rebecca Samantha Samuel Shakespeare Shanghai Siobhan Stephanie Stockholm Sydney Tchaikovsky
Theodore Timothy Vanessa Vienna
""".split()


def resource(package: str, *parts: str) -> Path:
    """Find a file of an installed package without importing it.

    Raises:
        LookupError: the package is not there, or another version is.
    """
    return installed_file(package, VERSIONS[package], FOLDERS.get(package, package), *parts)


def pairs_of(rows: Iterable[Pair]) -> list[Pair]:
    """Return pairs of two different words, case folded, each once, in order."""
    folded = ((misspelling.lower(), word.lower()) for misspelling, word in rows)
    return sorted({(a, b) for a, b in folded if a != b and is_word(a) and is_word(b)})


def read_codespell() -> list[Pair]:
    """Return codespell's pairs: a misspelling with one correction."""
    lines = resource("codespell", "data", "dictionary.txt").read_text(encoding="utf-8").splitlines()
    cells = (line.partition("->") for line in lines)
    return pairs_of((wrong, right) for wrong, _, right in cells if "," not in right)


def read_nlpaug() -> list[Pair]:
    """Return nlpaug's pairs: a line is a word, then how people wrote it."""
    lines = resource("nlpaug", "res", "word", "spelling", "spelling_en.txt").read_text(encoding="utf-8").splitlines()
    return pairs_of((wrong, cells[0]) for cells in map(str.split, lines) if cells for wrong in cells[1:])


def read_frequency() -> dict[str, int]:
    """Return how often each word occurs."""
    path = resource("symspellpy", "frequency_dictionary_en_82_765.txt")
    pairs = (line.split() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return {word: int(count) for word, count in pairs if is_word(word)}


def read_inflected() -> Iterator[tuple[str, str]]:
    """Yield lemmas of lemminflect with each of their forms; a lemma without one with itself."""
    with gzip.open(resource("lemminflect", "resources", "infl_lu.csv.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            lemma, _, *forms = line.rstrip("\n").split(",")
            if is_word(lemma):
                yield lemma, lemma
                yield from ((lemma, form) for cell in forms for form in cell.split("/") if is_word(form))


def place(text: str) -> float:
    """Return a number from 0 to 1 that depends on a text alone, evenly spread."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def drawn(words: Iterable[str], count: int, name: str) -> list[str]:
    """Return so many words, in the order of the alphabet, drawn by their places."""
    return sorted(sorted(set(words), key=lambda word: place(f"{name} {word}"))[:count])


def judged(pairs: Sequence[Pair], right: Mapping[str, Set[str]], held: Set[str], lexicon: Set[str]) -> list[str]:
    """Return lines of misspelling and right words, of inputs that are no words and have no target in training."""
    wrong = {wrong for wrong, word in pairs if word in held and wrong not in lexicon and right[wrong] <= held}
    return [f"{each} {'/'.join(sorted(right[each]))}" for each in drawn(wrong, JUDGED, "judged")]


def build(out: Path) -> None:
    """Write every file of the data set under the folder `out`."""
    frequency, codespell = read_frequency(), read_codespell()
    of_codespell = {word for _, word in codespell}
    counts = {**dict.fromkeys(of_codespell, LEAST_COUNT), **frequency}
    nlpaug = [(wrong, word) for wrong, word in read_nlpaug() if word in counts]
    right: dict[str, set[str]] = defaultdict(set)
    for wrong, word in (*codespell, *nlpaug):
        right[wrong].add(word)
    words = counts.keys() - {wrong for wrong, _ in codespell if wrong not in of_codespell}
    held = {word for _, word in (*codespell, *nlpaug) if place(f"held out {word}") < HELD_OUT}
    folder = out / "english"
    for name, pairs in (("codespell", codespell), ("nlpaug", nlpaug)):
        learned = [f"{wrong} {word}" for wrong, word in pairs if word not in held and wrong not in words]
        write(folder / f"train_{name}.txt", learned)
        write(folder / f"unseen_{name}.txt", judged(pairs, right, held, words))
    by_count = sorted(words, key=lambda word: (-counts[word], word))
    write(folder / "lexicon.txt", [f"{word} {counts[word]}" for word in by_count])
    for name, kept in right_words(by_count, counts, set(right)).items():
        write(folder / f"kept_{name}.txt", kept)


def right_words(by_count: Sequence[str], counts: Mapping[str, int], misspelt: Set[str]) -> dict[str, list[str]]:
    """Return words that must be left alone, by kind; none of them stands in a list as somebody's misspelling."""
    fine = [word for word in by_count if len(word) > 2 and word not in misspelt]
    inflected = [pair for pair in read_inflected() if pair[1] not in misspelt]
    found = {
        "frequent": drawn([word for word in fine if counts[word] >= counts[by_count[FREQUENT]]], KEPT["frequent"], "f"),
        "rare": drawn([word for word in fine if counts[word] < RARE], KEPT["rare"], "r"),
        "inflected": drawn(
            [form for lemma, form in inflected if form != lemma and counts.get(lemma, 0) > USUAL],
            KEPT["inflected"],
            "i",
        ),
        "unknown": drawn(
            [form for lemma, form in inflected if form == lemma and form not in counts], KEPT["unknown"], "u"
        ),
    }  # fmt: skip
    return {**found, "name": sorted(NAMES)}


def write(path: Path, lines: Sequence[str]) -> None:
    """Write lines, with an end to the last one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
