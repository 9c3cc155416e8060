"""What is being typed, asked ahead: its answer is shown while it is typed on, and kept where it is entered."""

from collections.abc import Callable

from ..messages import Answered, AskAhead
from ..tables.answers import Entry
from ..tables.pieces import Pieces, Signs, sentence

ABOUT = "As typed so far; enter keeps the answer."


class Ahead:
    """One line at a time; `post` takes what the dashboard is to know. `entry` is the answer that is shown."""

    def __init__(self, post: Callable[[AskAhead], object]) -> None:
        self.entry: Entry | None = None
        self._post = post
        self._wanted: Entry | None = None

    def take_back(self) -> None:
        """Ask for nothing that still waits: a key was pressed."""
        self._post(AskAhead(None))

    def ask(self, entry: Entry) -> None:
        """Ask what is typed, unless that is shown already."""
        if self.entry is None or self.entry.query != entry.query:
            self._want(entry)

    def renew(self, step: int) -> None:
        """Ask again, now that the model is at another step."""
        if self.entry is not None and self.entry.step < step:
            self._want(self.entry)

    def answer(self, answered: Answered) -> bool:
        """Take an answer, if it was asked here; tell whether."""
        if self._wanted is None or answered.question != self._wanted.query:
            return False
        self.entry, self._wanted = (None if answered.error else self._wanted), None
        if self.entry is not None:
            self.entry.take(answered)
        return True

    def drop(self) -> bool:
        """Show nothing, and await nothing; tell whether anything was shown."""
        shown, self.entry, self._wanted = self.entry is not None, None, None
        return shown

    def draw(self, width: int, signs: Signs) -> list[Pieces]:
        """Return the lines of what is shown."""
        if self.entry is None:
            return []
        heads, drawn = self.entry.draw(width, signs)
        return [*sentence(ABOUT, width, "muted"), *([heads] if heads else []), *drawn]

    def _want(self, entry: Entry) -> None:
        self._wanted = entry
        self._post(AskAhead(entry.query))
