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
from .asked import Asked, decoded, lines_at_hand
from .output import json_array, say, write_table

if TYPE_CHECKING:
    from ...core.tasks.sentiment.predictor import Predictor
    from ...core.tasks.sentiment.reading import Verdict

TASK = "sentiment"
# Bytes of a line at the most, and letters of a text that a table has.
LONGEST_LINE, SHOWN = 20_000_000, 60


def judge(texts: Sequence[str], file: str | None, run: str | None, as_json: bool) -> int:
    """Write the verdict on each text as it is made; return the exit code, 0 where every text had a word."""
    path, _, _ = opened(run, TASK)
    with ExitStack() as stack:
        asked = Texts(texts, None if file is None else stack.enter_context(_opened(file)), file or "")
        nothing = "there is no text; write one behind judge, or a text a line on stdin or with --file"
        batches = asked.begun(nothing, as_json)
        if batches is None:
            return asked.code
        predictor = cast("Predictor", loaded(path))
        with json_array() if as_json else nullcontext() as add:
            for batch in batches:
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


Batch = list[tuple[str, str]]
"""Texts, each behind the words that say where it stood ("" for an argument)."""


class Texts(Asked[tuple[str, str]]):
    """The texts asked for; `-` stands for those on stdin, a text a line, as they come; a file's follow."""

    first, most = 8, 128

    def __init__(self, arguments: Sequence[str], file: IO[bytes] | None = None, name: str = "") -> None:
        super().__init__(arguments)
        self.file = file
        self.name = name

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
        for lines in lines_at_hand(stream, where, LONGEST_LINE):
            yield self._checked([(f"line {at} {where}: ", line) for at, line in lines if line.strip()], 1)

    def _checked(self, texts: Sequence[tuple[str, str | bytes]], code: int) -> Batch:
        found: Batch = []
        for place, text in texts:
            try:
                found.append((place, check_text(text if isinstance(text, str) else _read(place, text))))
            except UsageError as error:
                self._tell(place, error, code)
        return found


def _read(place: str, line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise UsageError(f"longer than {LONGEST_LINE:,} bytes; write a text a line")
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        say(f"{place}byte {error.start + 1} is not UTF-8, so its word is not known; save the text as UTF-8")
        return decoded(line)


def _write_lines(predictor: "Predictor", batch: Batch) -> None:
    """Write label, its probability and text; read together, without what each word does."""
    verdicts = predictor.verdicts([text for _, text in batch])
    rows: list[tuple[str, str, str]] = []
    for (place, text), verdict in zip(batch, verdicts, strict=True):
        rows.append((verdict.label, percent(verdict.certainty), text if len(text) <= SHOWN else f"{text[:SHOWN]}..."))
        _tell(place, verdict)
    write_table("", ("verdict", "sure", "text"), rows, {"positive": "green", "negative": "red"})


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
