"""Words in, words out: convert, sample, interpolate."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from ...core.errors import UsageError
from ...core.runs.metadata import RunFacts, read_facts
from ...core.runs.paths import find_run
from ...core.tasks.tense.config import TENSES, tense_number
from ...core.tasks.tense.data import Row, check_word, data_of
from ..format import percent
from .output import on_terminal, say, write_json, write_row, write_table

if TYPE_CHECKING:
    from ...core.tasks.tense.inference import Conjugator
    from ...core.tasks.tense.lexicon import Lexicon

LONGEST_INPUT = 50_000_000
MOST_DRAWS, MOST_STEPS = 100_000, 1000
STYLES = {"train": "green", "real": "cyan", "new": "yellow", "broken": "red", "unseen": "yellow"}


def convert(words: Sequence[str], source: str | None, target: str | None, run: str | None, as_json: bool) -> None:
    """Write each word's tense and its forms."""
    typed = _words(words)
    asked = [check_word(word) for word in typed]
    given = None if source is None else tense_number(source)
    wanted = range(4) if target is None else [tense_number(target)]
    conjugator, facts = _load(run)
    known = _trained_on(facts)
    rows: list[dict[str, object]] = []
    sure: list[float | None] = []
    for word, answer in zip(typed, conjugator.convert(asked, [given] * len(asked)), strict=True):
        rows.append(
            {
                "input": word,
                "from": TENSES[answer.source],
                "from_inferred": answer.tenses is not None,
                "forms": {TENSES[tense]: answer.forms[tense] for tense in wanted},
                "known": answer.word in known,
            }
        )
        sure.append(answer.tenses[answer.source] if answer.tenses else None)
    if as_json:
        write_json(rows)
    else:
        _show_conversions(rows, sure)


def sample(
    count: int, seed: int, way: Literal["round trip", "plain", "raw"], run: str | None, as_json: bool
) -> None:  # fmt: skip
    """Write verbs made from noise, each with its mark."""
    _between("-n", count, 1, MOST_DRAWS)
    _between("--seed", seed, 0, 2**63 - 1)
    conjugator, facts = _load(run)
    lexicon = _lexicon(facts)
    z = conjugator.noise(count, seed)
    z = z if way == "raw" else conjugator.carried(z)
    forms = (conjugator.round_trip if way == "round trip" else conjugator.decode)(z)[0]
    marks = [lexicon.mark(four) for four in forms]
    if as_json:
        write_json([{"forms": _named(four), "mark": mark} for four, mark in zip(forms, marks, strict=True)])
        return
    rows = [(*four, mark) for four, mark in zip(forms, marks, strict=True)]
    _show((*TENSES, "mark"), rows)
    found = Counter(marks)
    say(", ".join(f"{found[mark]} {mark}" for mark in ("train", "real", "new", "broken") if found[mark]))


def interpolate(first: str, second: str, steps: int, run: str | None, as_json: bool) -> None:
    """Write what lies on the straight line between two words' posterior means."""
    ends = check_word(first), check_word(second)
    _between("--steps", steps, 2, MOST_STEPS)
    conjugator, facts = _load(run)
    lexicon = _lexicon(facts)
    points = [i / (steps - 1) for i in range(steps)]
    forms = conjugator.interpolate(*ends, steps)
    marks = [lexicon.mark(four) for four in forms]
    if as_json:
        rows = zip(points, forms, marks, strict=True)
        write_json([{"at": round(at, 6), "forms": _named(four), "mark": mark} for at, four, mark in rows])
        return
    rows = [(f"{at:.2f}", *four, mark) for at, four, mark in zip(points, forms, marks, strict=True)]
    _show(("at", *TENSES, "mark"), rows)


def _words(words: Sequence[str]) -> list[str]:
    """Return the words; `-` stands for those on stdin."""
    found: list[str] = []
    for word in words:
        found += _from_stdin() if word == "-" else [word]
    if not found:
        raise UsageError("there is no word on stdin; write words with spaces or line ends between them")
    return found


def _from_stdin() -> list[str]:
    if sys.stdin is None:
        return []
    if sys.stdin.isatty():
        say("type words; ctrl-D ends")
    text = sys.stdin.buffer.read(LONGEST_INPUT + 1)
    if len(text) > LONGEST_INPUT:
        raise UsageError(f"there is more than {LONGEST_INPUT // 1_000_000} MB on stdin; convert it in parts")
    found: list[str] = []
    for number, line in enumerate(text.decode("utf-8-sig", errors="replace").splitlines(), start=1):
        for word in line.split():
            try:
                check_word(word)
            except UsageError as error:
                raise UsageError(f"line {number} on stdin: {error}") from None
            found.append(word)
    return found


def _between(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise UsageError(f"{name} is {value}; it must be from {low} to {high}")


def _load(run: str | None) -> "tuple[Conjugator, RunFacts]":
    path = find_run(run)
    facts = read_facts(path)
    import torch

    from ...core.tasks.tense.inference import load_conjugator

    # Words are not worth waking an accelerator for.
    return load_conjugator(path, torch.device("cpu")), facts


def _trained_on(facts: RunFacts) -> set[str]:
    """Return every form in a run's training rows; none where these are gone."""
    data = data_of(facts)
    if data is None:
        say(f"{facts.data or 'the data folder'} is gone or has changed; no word is told to be known")
        return set()
    return {word for row in data.train for word in row}


def _lexicon(facts: RunFacts) -> "Lexicon":
    from ...core.tasks.tense.lexicon import lexicon_of

    return lexicon_of(data_of(facts))


def _named(forms: Row) -> dict[str, str]:
    return dict(zip(TENSES, forms, strict=True))


def _show_conversions(rows: Sequence[Mapping[str, object]], sure: Sequence[float | None]) -> None:
    shown: list[tuple[object, ...]] = []
    for row, probability in zip(rows, sure, strict=True):
        forms = row["forms"]
        assert isinstance(forms, dict)
        sure_of = "given" if probability is None else percent(probability)
        shown.append((row["input"], row["from"], sure_of, *forms.values(), "known" if row["known"] else "unseen"))
    names = list(rows[0]["forms"]) if isinstance(rows[0]["forms"], dict) else []
    _show(("word", "read as", "sure", *names, "in training"), shown)


def _show(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Draw a table for a reader, tabs between the cells for a program."""
    if on_terminal():
        write_table("", columns, rows, STYLES)
    else:
        for row in rows:
            write_row(row)
