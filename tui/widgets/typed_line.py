"""The line that is typed at the prompt."""

from collections.abc import Sequence

from textual.events import Key, Paste
from textual.widgets import Input

# Characters of a typed line: far more than is asked at once.
LONGEST = 2000


class TypedLine(Input):
    """The input: it takes enter in turn with the letters, so that lines that come in a burst stay apart."""

    completions: Sequence[str] = ()

    @property
    def completed(self) -> str:
        """What tab completes the line to, "" where there is nothing like it."""
        known = self.completions if self.value else ()
        return next((line for line in known if line.startswith(self.value) and line != self.value), "")

    def hand_on(self) -> None:
        """Hand the line on and begin anew."""
        self.post_message(self.Submitted(self, self.value))
        self.clear()

    def on_key(self, event: Key) -> None:
        """Hand the line on and begin anew; complete a command, and leave the key to others where there is none."""
        longer = self.completed if event.key == "tab" else ""
        if event.key == "enter":
            self.hand_on()
        elif longer:
            self.value, self.cursor_position = longer, len(longer)
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
