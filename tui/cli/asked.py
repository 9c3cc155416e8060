"""What a command is asked: arguments and lines, in batches as they come, and what of it cannot be."""

import sys
from abc import ABC, abstractmethod
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from io import BufferedReader
from itertools import chain, groupby
from typing import Any, Generic, TypeVar, cast

from ...core.errors import CvaeError, UsageError
from .output import say, write_json
from .threads import on_measured_threads

T = TypeVar("T")
# Bytes that are taken at once, and those of a piece of a line that has no end.
AT_ONCE, LONGEST_PIECE = 65_536, 65_536


class Asked(ABC, Generic[T]):
    """What is asked for; `-` among the arguments stands for what is on stdin.

    What cannot be asked is told, and makes `code` 1 in a file or on stdin and 2 among the arguments.
    """

    first, most = 16, 256
    """Things answered together, at first and later."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = arguments
        self.code = 0

    def __iter__(self) -> Iterator[list[T]]:
        """Yield what is at hand, in batches that grow, so that the first answers come soon."""
        return growing(self._at_hand(), self.first, self.most)

    @abstractmethod
    def _at_hand(self) -> Iterator[list[T]]:
        """Yield what can be asked, as it comes."""

    def _tell(self, place: str, error: CvaeError, code: int) -> None:
        say(f"{place}{error}")
        self.code = max(self.code, code)

    def begun(self, nothing: str, as_json: bool) -> Iterator[list[T]] | None:
        """Return the batches once there is one: no model is loaded for nothing. None where all of it was told.

        Raises:
            UsageError: there is nothing at all, as `nothing` says.
        """
        batches = iter(self)
        first = next(batches, None)
        if first is not None:
            return on_measured_threads(chain([first], batches), self.most)
        if not self.code:
            raise UsageError(nothing)
        if as_json:
            write_json([])
        return None


class Words(Asked[str]):
    """The words asked for; `-` stands for those on stdin, as they come."""

    def _at_hand(self) -> Iterator[list[str]]:
        for from_stdin, words in groupby(self.arguments, lambda word: word == "-"):
            if not from_stdin:
                yield self._words(list(words), "", 2)
                continue
            for found in pieces("type words; ctrl-D ends"):
                yield [
                    word
                    for at, piece in found
                    for word in self._words(decoded(piece).split(), f"line {at} on stdin: ", 1)
                ]

    def _words(self, typed: Sequence[str], place: str, code: int) -> list[str]:
        found: list[str] = []
        for word in typed:
            try:
                found.append(self._checked(word))
            except UsageError as error:
                if not (place and self._is_blank(word)):
                    self._tell(place, error, code)
        return found

    @abstractmethod
    def _checked(self, word: str) -> str:
        """Return a word as it is asked; `UsageError` where it is none."""

    def _is_blank(self, word: str) -> bool:
        """Tell whether a part of a line is passed over without a word."""
        return False


def growing(at_hand: Iterator[list[T]], first: int, most: int) -> Iterator[list[T]]:
    """Yield what is at hand in batches of `first` and, doubling, up to `most`."""
    size = first
    for found in at_hand:
        while found:
            yield found[:size]
            found, size = found[size:], min(2 * size, most)


def read_at_hand(stream: Any, where: str) -> Iterator[bytes]:
    """Yield what a stream has; it is not waited for more, so a program that writes line by line is answered so.

    Raises:
        UsageError: it begins as UTF-16 does, in which no line would be one.
    """
    first = True
    while chunk := cast("BufferedReader", stream).read1(AT_ONCE):
        if first and chunk.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            raise UsageError(f"the text {where} is UTF-16; save it as UTF-8")
        first = False
        yield chunk


def lines_at_hand(stream: Any, where: str, longest: int) -> Iterator[list[tuple[int, bytes]]]:
    """Yield lines with their numbers, from 1, as they come; of one that is longer than `longest` a byte more."""
    rest, number = b"", 1
    for chunk in read_at_hand(stream, where):
        *lines, rest = (rest + chunk).split(b"\n")
        yield list(enumerate(lines, number))
        number += len(lines)
        # Memory stays flat in a line without an end.
        rest = rest[: longest + 1]
    yield [(number, rest)]


def pieces(invitation: str) -> Iterator[list[tuple[int, bytes]]]:
    """Yield what is on stdin as it comes, with the number of its line: whole lines, long ones cut at a space."""
    if sys.stdin is None:
        return
    if sys.stdin.isatty():
        say(invitation)
    rest, number = b"", 1
    for chunk in read_at_hand(sys.stdin.buffer, "on stdin"):
        *lines, rest = (rest + chunk).split(b"\n")
        found = [(at, line + b"\n") for at, line in enumerate(lines, number)]
        number += len(lines)
        if len(rest) > LONGEST_PIECE:
            cut = rest.rfind(b" ") + 1 or len(rest)
            found.append((number, rest[:cut]))
            rest = rest[cut:]
        yield found
    yield [(number, rest)]


def decoded(line: bytes) -> str:
    """Return a line's text; what is not UTF-8 becomes a sign that no word has."""
    return line.decode("utf-8-sig", errors="replace")
