"""The line that is typed at the prompt, and the lines typed before, which outlive the app."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from textual.events import Key, Paste
from textual.suggester import Suggester

from ..tables.answers import MOST_HISTORY, History
from ..text_field import TextField

# Characters of a typed line: far more than is asked at once.
LONGEST = 2000
FILE = "typed.txt"


class KeptHistory(History):
    """A history that is kept in a file, a line each; where that cannot be, it is as long as the app."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        with suppress(OSError):
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                super().add(line[:LONGEST])
        with suppress(OSError):
            # What no longer counts goes.
            if file.stat().st_size > 2 * LONGEST * MOST_HISTORY:
                file.write_text("".join(f"{line}\n" for line in self.lines), encoding="utf-8")

    def add(self, line: str) -> None:
        """Put a line at the end, in the file too."""
        super().add(line)
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")


class KnownLines(Suggester):
    """Suggests the first known line that begins as it is typed."""

    def __init__(self, known: Callable[[], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole line."""
        return next((line for line in self._known() if line.startswith(value)), None)


class TypedLine(TextField):
    """The input: lines that come in a burst stay apart.

    Tab completes it to one of the lines that `known` returns, and once more to the next of them.
    """

    known: Callable[[], Sequence[str]] = tuple
    _begun = _completed = ""

    @property
    def completed(self) -> str:
        """What tab completes the line to, "" where there is nothing like it."""
        if not self.value:
            return ""
        begun = self._begun if self.value == self._completed else self.value
        found = [line for line in self.known() if line.startswith(begun)]
        at = found.index(self.value) + 1 if self.value in found else 0
        return next((line for line in (*found[at:], *found[:at]) if line != self.value), "")

    def hand_on(self) -> None:
        """Hand the line on and begin anew."""
        self.post_message(self.Submitted(self, self.value))
        self.clear()

    async def on_key(self, event: Key) -> None:
        """Hand the line on and begin anew; complete a command, and leave the key to others where there is none."""
        if event.key == "enter":
            self.hand_on()
        elif event.key == "tab" and (longer := self.completed):
            self._begun = self.value if self.value != self._completed else self._begun
            self.value = self._completed = longer
            self.cursor_position = len(longer)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Take all lines that are pasted, as one."""
        event.stop()
        event.prevent_default()
        text, room = " ".join(event.text.split()), LONGEST - len(self.value) + len(self.selected_text)
        self.replace(text[:room], *self.selection)
        if len(text) > room:
            self.notify(f"a line holds {LONGEST:,} characters; what was pasted is cut there", severity="warning")
