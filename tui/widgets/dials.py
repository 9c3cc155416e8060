"""The dials as a strip of sliders under the panes: turned while a run is trained, what comes of it in sight."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import RenderResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Key, MouseDown, MouseMove, MouseScrollDown, MouseScrollUp, MouseUp
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive

from ...core.errors import UsageError
from ...core.events import DialTurned, Event, Stepped
from ...core.spec import Dial
from ..commands import turned
from ..format import short, turned_to
from ..keys import KEYS, bindings
from ..messages import LIVE
from ..tables.paint import paint
from ..tables.slider import next_value, slider, top_of, value_at
from .hints import keymap_of
from .lines import Line

COLUMN, MOST, LOW = 72, 4, 24
"""The least width of a column of sliders, the most rows, and the height of the screen below which they are half."""
VALUE, STATE, BAR = 8, 24, 40
"""Cells of a value, of what is said of it, and the most of a slider."""


class DialsStrip(Line, can_focus=True):
    """Sliders, of which one is chosen. Posts `Turned`; the dashboard hands it every event and every snapshot."""

    DEFAULT_CSS = """
    DialsStrip { display: none; height: 1; background: $surface; padding: 0 1; }
    DialsStrip:focus { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("dials")

    chosen: reactive[int] = reactive(0)
    typed: reactive[str] = reactive("")

    @dataclass
    class Turned(Message):
        """A dial is turned to a value, or back to its schedule (None)."""

        dial: str
        value: float | None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sent: dict[str, float | None] = {}
        self._since: dict[str, int] = {}
        self._seen: dict[str, float] = {}

    # --- what the dashboard tells ---

    def forget(self, events: Iterable[Event]) -> None:
        """Show another run, of which this has happened."""
        self._sent.clear()
        self._since.clear()
        self._seen.clear()
        self.chosen, self.typed = 0, ""
        self.see(events)

    def see(self, events: Iterable[Event]) -> None:
        """Take in what happened: a value that was sent is applied, a schedule reaches further."""
        for event in events:
            if isinstance(event, DialTurned):
                self._since[event.dial] = event.step
                if self._sent.get(event.dial, math.nan) == event.value:
                    del self._sent[event.dial]
            elif isinstance(event, Stepped):
                for name, value in event.dials.items():
                    if math.isfinite(value) and value > self._seen.get(name, 0.0):
                        self._seen[name] = value
        self.refresh()

    def refuse(self, dial: str, value: float | None) -> None:
        """Forget a turn that cannot be done."""
        if self._sent.get(dial, math.nan) == value:
            del self._sent[dial]
        self.refresh()

    # --- what is turned ---

    @property
    def dials(self) -> list[Dial]:
        """The dials of the run, in the order in which the task declares them."""
        known = self.spec.dials if self.spec else ()
        return [dial for dial in known if dial.key in self.snapshot.dials]

    @property
    def dial(self) -> Dial | None:
        """The chosen one."""
        return self.dials[self.chosen % len(self.dials)] if self.dials else None

    def value(self, dial: Dial) -> float:
        """Return the value that was sent last, or else the one it has."""
        sent = self._sent.get(dial.key)
        return self.snapshot.dials[dial.key] if sent is None else sent

    def top(self, dial: Dial) -> float:
        """Return the upper end of a dial's slider."""
        return top_of(dial, max(self._seen.get(dial.key, 0.0), self.value(dial)))

    def turn(self, by: int) -> None:
        """Turn the chosen dial by a step of its slider."""
        if (dial := self.dial) is not None:
            self.set(dial, next_value(dial, self.value(dial), self.top(dial), by))

    def set(self, dial: Dial, value: float | None) -> None:
        """Turn a dial to a value, or back to its schedule."""
        self.typed = ""
        self._sent[dial.key] = value
        if value is not None:
            self._seen[dial.key] = max(value, self._seen.get(dial.key, 0.0))
        self.post_message(self.Turned(dial.key, value))
        self.refresh()

    # --- keys ---

    def action_choose(self, by: int) -> None:
        """Choose another dial."""
        self.typed = ""
        self.chosen = (self.chosen + by) % max(1, len(self.dials))

    def action_turn(self, by: int) -> None:
        """Turn the chosen dial."""
        self.turn(by)

    def action_end(self, top: bool) -> None:
        """Turn the chosen dial to an end of its slider."""
        if (dial := self.dial) is not None:
            self.set(dial, self.top(dial) if top else dial.low)

    async def on_key(self, event: Key) -> None:
        """Take the digits of a value, enter and the strip's own keys, in the order in which they come in a burst."""
        keymap, sign = keymap_of(self.app), event.character or ""
        names = {name: key for key in KEYS for name in keymap.get(key.id, key.key).split(",") if key.where == "dials"}
        if event.key in names:
            await self.run_action(names[event.key].action)
        elif sign.isdigit() or (self.typed and sign and sign in ".,e-"):
            self.typed += sign
        elif self.typed and event.key == "backspace":
            self.typed = self.typed[:-1]
        elif event.key == "enter":
            self._enter()
        else:
            return
        event.stop()
        event.prevent_default()

    def _enter(self) -> None:
        if not self.typed or (dial := self.dial) is None:
            return
        try:
            self.set(dial, turned(dial, self.typed).value)
        except UsageError as error:
            self.notify(str(error), severity="warning", markup=False)
            self.typed = ""

    # --- mouse ---

    def on_mouse_down(self, event: MouseDown) -> None:
        """Choose a dial, and turn it to the place of its slider that is pressed."""
        self.focus()
        if self._choose_at(event.offset):
            self.capture_mouse()
            self._slide(event.offset)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Turn the dial along."""
        if self.app.mouse_captured is self:
            self._slide(event.offset)

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let it go."""
        self.release_mouse()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Turn the dial below the mouse up."""
        event.stop()
        self._choose_at(event.offset)
        self.turn(1)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Turn it down."""
        event.stop()
        self._choose_at(event.offset)
        self.turn(-1)

    def _choose_at(self, offset: Offset) -> bool:
        columns, rows = self._columns, self._rows
        place = (self._first + offset.y) * columns + min(columns - 1, max(0, offset.x - 1) // self._width)
        if 0 <= place < len(self.dials) and 0 <= offset.y < rows:
            self.chosen, self.typed = place, ""
            return True
        return False

    def _slide(self, offset: Offset) -> None:
        if (dial := self.dial) is None:
            return
        start = 1 + self.chosen % self._columns * self._width + self._label + 3
        value = value_at(dial, offset.x - start, self.top(dial), self._bar)
        if value != self.value(dial) or dial.key not in self.snapshot.overrides:
            self.set(dial, value)

    # --- drawn ---

    @property
    def _columns(self) -> int:
        return 2 if self.size.width - 2 >= 2 * COLUMN and len(self.dials) > 1 else 1

    @property
    def _rows(self) -> int:
        most = MOST if self.app.size.height >= LOW else MOST // 2
        return max(1, min(most, math.ceil(len(self.dials) / self._columns)))

    @property
    def _first(self) -> int:
        """The first row that is shown, so that the chosen dial is."""
        return max(0, self.chosen // self._columns - self._rows + 1)

    @property
    def _width(self) -> int:
        return max(1, (self.size.width - 2) // self._columns)

    @property
    def _label(self) -> int:
        names = [self._called(dial) for dial in self.dials]
        return max(map(len, names), default=0)

    @property
    def _bar(self) -> int:
        return min(BAR, max(4, self._width - self._label - VALUE - (STATE if self._wide else STATE // 2) - 8))

    @property
    def _wide(self) -> bool:
        return self._width >= COLUMN

    def _called(self, dial: Dial) -> str:
        return dial.label if self._wide else dial.short

    def on_resize(self) -> None:
        """Take as many rows as are needed now."""
        self.styles.height = self._rows

    def watch_snapshot(self) -> None:
        """Forget what was sent where nothing is trained any more."""
        if self.snapshot.state not in LIVE:
            self._sent.clear()
        self.styles.height = self._rows

    def render(self) -> RenderResult:
        """Draw the rows."""
        dials, columns, first = self.dials, self._columns, self._first
        rows = [dials[row * columns : (row + 1) * columns] for row in range(first, first + self._rows)]
        return Content("\n").join(Content.assemble(*map(self._slider, row)) for row in rows)

    def _slider(self, dial: Dial) -> Content:
        here = dial is self.dial
        cursor = (">" if self.ascii else "▸") if here else " "
        value, live = self.value(dial), self.snapshot.state in LIVE
        shown = f"{self.typed}_" if here and self.typed else short(value)
        text = Content.assemble(
            (f"{cursor} ", "bold"),
            (f"{self._called(dial):<{self._label}} ", "bold" if here else "$foreground-muted"),
            paint([slider(dial, value, self.top(dial), self._bar, self.ascii)], self.app.theme_variables),
            (f" {shown:<{VALUE - 2}} ", "bold" if live else "$foreground-muted"),
            self._state(dial),
        )
        return text.truncate(self._width, pad=True)

    def _state(self, dial: Dial) -> tuple[str, str]:
        """Return what is said of a dial: sent, applied at a step, or following its schedule."""
        since = self._since.get(dial.key)
        step = "" if since is None else f"{since:,}"
        if dial.key in self._sent:
            return f"{turned_to(self._sent[dial.key])} sent", "$text-warning"
        if dial.key in self.snapshot.overrides:
            applied = f"applied at step {step}" if self._wide else f"at {step}"
            return applied if step else "by hand", "$text-accent"
        return f"schedule from step {step}" if step and self._wide else "schedule", "$foreground-muted"
