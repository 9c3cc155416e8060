"""Spell checkers that people use, on the same inputs: SymSpell with the same lexicon, aspell and hunspell if there."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from .lexicon import Lexicon

DISTANCE, PREFIX = 3, 7
SECONDS = 300
Suggestions = list[list[str]]


def copied(words: Sequence[str]) -> Suggestions:
    """Return each word as its own correction."""
    return [[word] for word in words]


def available(lexicon: Lexicon, words: Sequence[str], count: int = 5) -> dict[str, Suggestions]:
    """Return the suggestions of every checker that is installed, by name."""
    found = {"copy": copied(words)}
    if (suggestions := symspell(lexicon, words, count)) is not None:
        found["symspell"] = suggestions
    for name, command in (("aspell", ("aspell", "-a", "-l", "en_US")), ("hunspell", ("hunspell", "-a", "-d", "en_US"))):
        if (suggestions := ispell(command, words, count)) is not None:
            found[name] = suggestions
    return found


def about(lexicon: Lexicon) -> Mapping[str, str]:
    """Say which version, dictionary and distance the baselines have."""
    try:
        of_symspell = f"symspellpy {version('symspellpy')}, distance {DISTANCE}, the same {len(lexicon):,} words"
    except PackageNotFoundError:
        of_symspell = "not installed: pip install 'cvae-tui[spelling]'"
    return {"symspell": of_symspell}


def symspell(lexicon: Lexicon, words: Sequence[str], count: int) -> Suggestions | None:
    """Return SymSpell's suggestions, nearest first and then most frequent; None where it is not installed."""
    try:
        package: Any = import_module("symspellpy")
    except ImportError:
        return None
    index = _index(lexicon)
    return [
        [found.term for found in index.lookup(word, package.Verbosity.ALL, max_edit_distance=DISTANCE)[:count]]
        for word in words
    ]


@lru_cache(maxsize=1)
def _index(lexicon: Lexicon) -> Any:
    package: Any = import_module("symspellpy")
    index = package.SymSpell(max_dictionary_edit_distance=DISTANCE, prefix_length=PREFIX)
    for word, count in lexicon.counts.items():
        index.create_dictionary_entry(word, count)
    return index


def ispell(command: Sequence[str], words: Sequence[str], count: int) -> Suggestions | None:
    """Return the suggestions of a checker that speaks ispell's protocol; None where it is not there."""
    if shutil.which(command[0]) is None:
        return None
    try:
        done = subprocess.run(
            command, input="".join(f"^{word}\n" for word in words), capture_output=True, text=True, timeout=SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    answers = [block.strip() for block in done.stdout.partition("\n")[2].split("\n\n")]
    if done.returncode or len(answers) < len(words):
        return None
    return [_read(answer, word)[:count] for answer, word in zip(answers, words, strict=False)]


def _read(answer: str, word: str) -> list[str]:
    """Return what a line of ispell's protocol suggests: `& word count place: one, two`, `*` for a right word."""
    if answer.startswith("&"):
        return [each.strip().lower() for each in answer.partition(":")[2].split(",")]
    return [] if answer.startswith("#") else [word]
