"""The line that is typed at the prompt."""

from collections.abc import Sequence

from textual.events import Key, Paste
from textual.widgets import Input

# Characters of a typed line: far more than is asked at once.
LONGEST = 2000


class TypedLine(Input):
    """The input: it takes enter in turn with the letters, so that lines that come in a burst stay apart."""

    completions: Sequence[str] = ()

    def on_key(self, event: Key) -> None:
        """Hand the line on and begin anew; complete a command, and leave the key to others where there is none."""
        known = self.completions if event.key == "tab" and self.value else ()
        longer = next((line for line in known if line.startswith(self.value) and line != self.value), None)
        if event.key == "enter":
            self.post_message(self.Submitted(self, self.value))
            self.clear()
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
