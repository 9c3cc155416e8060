"""Jump mode: a letter on each pane; the letter goes there, every other key goes back."""

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.events import Click, Key
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Label


class JumpScreen(ModalScreen[str | None]):
    """Shows letters at places of the screen; the result is the name of what was picked, None of nothing."""

    DEFAULT_CSS = """
    JumpScreen {
        align: left top; background: $background 40%; layers: base;
        & > Label {
            position: absolute; width: auto; padding: 0 1;
            background: $primary; color: $block-cursor-foreground; text-style: bold;
        }
    }
    """

    def __init__(self, places: Mapping[str, tuple[str, Offset]]) -> None:
        super().__init__()
        self._places = places

    def compose(self) -> ComposeResult:
        """Put the letters where they belong."""
        for letter, (name, place) in self._places.items():
            label = Label(letter, name=name, markup=False)
            label.styles.offset = place.x, place.y
            yield label

    def on_key(self, event: Key) -> None:
        """Pick what has the letter, or nothing."""
        event.stop()
        self.dismiss(self._places.get(event.key, ("", Offset()))[0] or None)

    def on_click(self, event: Click) -> None:
        """Pick what was clicked."""
        self.dismiss(event.widget.name if event.widget is not None else None)
