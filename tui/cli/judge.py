"""The verb of the sentiment task: texts in, verdicts out, as they come."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from ...core.errors import UsageError
from ...core.runs.paths import expanded
from ...core.tasks.sentiment.queries import check_text
from ..format import percent
from .ask import loaded, opened
from .output import json_array, say, write_json, write_table

if TYPE_CHECKING:
    from ...core.tasks.sentiment.predictor import Predictor
    from ...core.tasks.sentiment.reading import Verdict

TASK = "sentiment"
# Bytes that are taken at once, and of a line at the most; texts answered together, at first and later; letters of a
# text that a table has.
AT_ONCE, LONGEST_LINE = 65_536, 20_000_000
FIRST, MOST = 8, 128
SHOWN = 60


def judge(texts: Sequence[str], file: str | None, run: str | None, as_json: bool) -> int:
    """Write the verdict on each text as it is made; return the exit code, 0 where every text had a word."""
    path, _, _ = opened(run, TASK)
    with ExitStack() as stack:
        asked = Texts(texts, None if file is None else stack.enter_context(_opened(file)), file or "")
        batches = iter(asked)
        first = next(batches, None)
        if first is None:
            if not asked.code:
                raise UsageError("there is no text; write one behind judge, or a text a line on stdin or with --file")
            if as_json:
                write_json([])
            return asked.code
        predictor = cast("Predictor", loaded(path))
        with json_array() if as_json else nullcontext() as add:
            for batch in _chained(first, batches):
                if add is None:
                    _write_lines(predictor, batch)
                    continue
                for place, text in batch:
                    verdict = predictor.judge(text)
                    add(_json(text, verdict))
                    _tell(place, verdict)
    return asked.code


def _opened(file: str) -> IO[bytes]:
    path: Path = expanded(file)
    try:
        return path.open("rb")
    except OSError as error:
        raise UsageError(f"{file[:200]} cannot be read: {error.strerror}; name a file with a text a line") from None


def _chained(first: "Batch", others: "Iterator[Batch]") -> "Iterator[Batch]":
    yield first
    yield from others


Batch = list[tuple[str, str]]
"""Texts, each behind the words that say where it stood ("" for an argument)."""


class Texts:
    """The texts asked for, in batches; `-` stands for those on stdin, a text a line, as they come; a file's follow.

    What has no word is told, and makes `code` 1 in a file or on stdin and 2 among the arguments.
    """

    def __init__(self, arguments: Sequence[str], file: IO[bytes] | None = None, name: str = "") -> None:
        self.arguments = arguments
        self.file = file
        self.name = name
        self.code = 0

    def __iter__(self) -> Iterator[Batch]:
        """Yield what is at hand, in batches that grow, so that the first answers come soon."""
        size = FIRST
        for texts in self._at_hand():
            while texts:
                yield texts[:size]
                texts, size = texts[size:], min(2 * size, MOST)

    def _at_hand(self) -> Iterator[Batch]:
        for argument in self.arguments:
            if argument != "-":
                yield self._checked([("", argument)], 2)
            elif sys.stdin is not None:
                if sys.stdin.isatty():
                    say("type texts, one a line; ctrl-D ends")
                yield from self._lines(sys.stdin.buffer, "on stdin")
        if self.file is not None:
            yield from self._lines(self.file, f"of {self.name}")

    def _lines(self, stream: Any, where: str) -> Iterator[Batch]:
        rest, number = b"", 1
        # What is there is taken, not waited for: a program that writes line by line is answered so.
        while chunk := stream.read1(AT_ONCE):
            *lines, rest = (rest + chunk).split(b"\n") if b"\n" in chunk else [rest + chunk]
            yield self._numbered(lines, number, where)
            number += len(lines)
            if len(rest) > LONGEST_LINE:
                raise UsageError(f"line {number} {where} is longer than {LONGEST_LINE:,} bytes; write a text a line")
        yield self._numbered([rest], number, where)

    def _numbered(self, lines: Sequence[bytes], number: int, where: str) -> Batch:
        texts = [(at, line.decode("utf-8-sig", errors="replace").strip()) for at, line in enumerate(lines, number)]
        return self._checked([(f"line {at} {where}: ", text) for at, text in texts if text], 1)

    def _checked(self, texts: Batch, code: int) -> Batch:
        found: Batch = []
        for place, text in texts:
            try:
                found.append((place, check_text(text)))
            except UsageError as error:
                say(f"{place}{error}")
                self.code = max(self.code, code)
        return found


def _write_lines(predictor: "Predictor", batch: Batch) -> None:
    """Write label, probability of positive and text; read together, without what each word does."""
    verdicts = predictor.verdicts([text for _, text in batch])
    rows: list[tuple[str, str, str]] = []
    for (place, text), verdict in zip(batch, verdicts, strict=True):
        rows.append((verdict.label, percent(verdict.positive), text if len(text) <= SHOWN else f"{text[:SHOWN]}..."))
        _tell(place, verdict)
    write_table("", ("verdict", "positive", "text"), rows, {"positive": "green", "negative": "red"})


def _tell(place: str, verdict: "Verdict") -> None:
    if verdict.note:
        say(f"{place}{verdict.note}")


def _json(text: str, verdict: "Verdict") -> dict[str, Any]:
    words = [
        {"word": word.text, "attention": word.attention, "effect": word.effect, "known": word.known}
        for word in verdict.words
    ]
    return {
        "text": text, "label": verdict.label, "positive": verdict.positive, "words": words, "tokens": verdict.tokens,
    }  # fmt: skip
