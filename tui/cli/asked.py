"""What a command is asked: arguments and lines, in batches as they come, and what of it cannot be."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from io import BufferedReader
from itertools import chain
from typing import Any, Generic, TypeVar, cast

from ...core.errors import UsageError
from .output import say, write_json
from .threads import on_measured_threads

T = TypeVar("T")
# Bytes that are taken at once.
AT_ONCE = 65_536


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
        size = self.first
        for found in self._at_hand():
            while found:
                yield found[:size]
                found, size = found[size:], min(2 * size, self.most)

    @abstractmethod
    def _at_hand(self) -> Iterator[list[T]]:
        """Yield what can be asked, as it comes."""

    def _tell(self, place: str, error: UsageError, code: int) -> None:
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


def read_at_hand(stream: Any) -> Iterator[bytes]:
    """Yield what a stream has; it is not waited for more, so a program that writes line by line is answered so."""
    while chunk := cast("BufferedReader", stream).read1(AT_ONCE):
        yield chunk


def lines_at_hand(stream: Any, where: str, longest: int, remedy: str) -> Iterator[list[tuple[int, str]]]:
    """Yield lines with their numbers, from 1, as they come.

    Raises:
        UsageError: a line is longer than `longest` bytes; it is said where, and what to do.
    """
    rest, number = b"", 1
    for chunk in read_at_hand(stream):
        *lines, rest = (rest + chunk).split(b"\n") if b"\n" in chunk else [rest + chunk]
        yield [(at, decoded(line)) for at, line in enumerate(lines, number)]
        number += len(lines)
        if len(rest) > longest:
            raise UsageError(f"line {number} {where} is longer than {longest:,} {remedy}")
    yield [(number, decoded(rest))]


def decoded(line: bytes) -> str:
    """Return a line's text; what is not UTF-8 becomes a sign that no word has."""
    return line.decode("utf-8-sig", errors="replace")
