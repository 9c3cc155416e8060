"""The lines around the panes: what is open and how far it is, its dials, what happened last, the panes' names."""

from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.reactive import Reactive, reactive
from textual.style import Style
from textual.widget import Widget

from ...core.spec import TaskSpec
from ..format import Tone, ascii_text, duration, epochs, short, turned_to
from ..keys import PANES, PARTS
from ..legend import STATES
from ..messages import LIVE, Snapshot

BAR = 12
STATE_COLOURS = {
    "muted": "$foreground-muted", "good": "$text-success", "info": "$text-primary", "notice": "$text-warning",
    "bad": "$text-error",
}  # fmt: skip
COLOURS: dict[Tone, str] = {
    "plain": "$foreground", "good": "$text-success", "notice": "$text-warning", "bad": "$text-error"
}  # fmt: skip
WIDE = 90
"""Below this, dials have their short names, and the time of day makes room for the sentence."""


class Record(NamedTuple):
    """Something that happened: the time of day, a sentence, and its tone."""

    time: str = ""
    text: str = ""
    tone: Tone = "plain"

    @classmethod
    def now(cls, text: str, tone: Tone) -> "Record":
        """Return a record of this moment."""
        return cls(datetime.now().strftime("%H:%M:%S"), text, tone)


class Line(Widget):
    """A line about the engine, cut where the screen ends."""

    snapshot: reactive[Snapshot] = reactive(Snapshot())
    spec: reactive[TaskSpec | None] = reactive(None)

    @property
    def ascii(self) -> bool:
        """Whether only ASCII is to be drawn with."""
        return self.app.has_class("-ascii")

    def cut(self, *parts: Content | str | tuple[str, str]) -> Content:
        """Return the parts as far as they fit."""
        return Content.assemble(*parts).truncate(self.size.width, ellipsis=not self.ascii)


class Header(Line):
    """Draws a snapshot in one line; on a narrow screen the less important parts go first."""

    frozen: reactive[bool] = reactive(False)

    def render(self) -> RenderResult:
        """Lay the parts out: the name on the left, the progress on the right."""
        width = self.size.width
        left, right = self._left(), self._right()
        while right and left.cell_length + sum(part.cell_length for _, part in right) + 2 * len(right) + 1 > width:
            right.remove(min(right, key=lambda part: part[0]))
        joined = Content("  ").join(part for _, part in right)
        gap = max(1, width - left.cell_length - joined.cell_length - 1)
        return self.cut(left, " " * gap, joined)

    def _left(self) -> Content:
        shown, state = self.snapshot, self.snapshot.state
        sign, ascii_sign, tone = STATES[state]
        name = shown.model.name or ("" if state == "loading" else "no model")
        words = "followed" if shown.followed and state == "ready" else state
        parts: list[tuple[str, str] | str] = [(" cvae-tui ", "bold $primary"), " "]
        if name:
            parts += [(name, "bold"), " "]
        parts += [(f"{ascii_sign if self.ascii else sign} {words}", STATE_COLOURS[tone])]
        if self.frozen:
            parts += ["  ", (" display frozen, f frees it ", "$warning on $warning-muted")]
        return Content.assemble(*parts)

    def _right(self) -> list[tuple[int, Content]]:
        """Return the parts with their importance."""
        shown = self.snapshot
        live = shown.state in LIVE
        parts: list[tuple[int, Content]] = []
        if shown.device:
            parts.append((1, Content.styled(shown.device, "$foreground-muted")))
        if shown.examples_per_second and live:
            unit = self.spec.unit if self.spec else "example"
            parts.append((2, Content(f"{shown.examples_per_second:,.0f} {unit}s/s")))
        if shown.epoch or live:
            of = f"/{shown.epochs}" if shown.epochs else ""
            parts.append((4, Content(f"epoch {epochs(shown.epoch)}{of}")))
        if live:
            parts.append((3, self._bar(shown.fraction)))
            if shown.seconds_left is not None:
                parts.append((5, Content(f"{duration(shown.seconds_left)} left")))
        elif shown.step:
            parts.append((3, Content.styled(f"step {shown.step:,}", "$foreground-muted")))
        return parts

    def _bar(self, fraction: float) -> Content:
        full = round(max(0.0, min(1.0, fraction)) * BAR)
        ends, done, rest = ("[]", "#", "-") if self.ascii else ("▕▏", "█", "░")
        return Content.assemble(
            (ends[0], "$foreground-muted"),
            (done * full, "$primary"),
            (rest * (BAR - full), "$foreground-disabled"),
            (ends[1], "$foreground-muted"),
        )


class DialsRow(Line):
    """Draws the dials; a click opens the sliders by which they are turned."""

    def render(self) -> RenderResult:
        """Lay the dials out or, where there are none, say what could be done."""
        gap = "   " if self.size.width >= WIDE else "  "
        row = Content(gap).join(self._dial(key, value) for key, value in self.snapshot.dials.items())
        if not self.snapshot.dials:
            row = Content.styled(ascii_text(self._hint()) if self.ascii else self._hint(), "$foreground-muted")
        return self.cut(" ", row)

    def _dial(self, key: str, value: float) -> Content:
        shown, wide = self.snapshot, self.size.width >= WIDE
        dial = self.spec.dial(key) if self.spec else None
        name = key if dial is None else dial.label if wide else dial.short
        tone = "bold" if shown.state in LIVE else "$foreground-muted"
        parts = [(f"{name} ", "$foreground-muted"), (short(value), tone)]
        if key in shown.overrides:
            parts.append((" by hand" if wide else " hand", "$text-accent"))
        if key in shown.pending:
            arrow, value_text = "->" if self.ascii else "→", turned_to(shown.pending[key])
            parts.append((f" {arrow} {value_text}{' at the next step' if wide else ''}", "$text-warning"))
        return Content.assemble(*parts)

    def _hint(self) -> str:
        shown = self.snapshot
        if shown.state == "loading":
            return f"{shown.waiting or 'loading'} …"
        if shown.state == "failed":
            return shown.error
        if not shown.model.name:
            return "t trains a model, o lists the runs there are, ? tells every key"
        return "i types a question, r draws new samples, t trains a model of your own, ? tells every key"

    async def on_click(self) -> None:
        """Open the dials."""
        await self.run_action("screen.order('dials')")


class Ticker(Line):
    """Shows what happened last, its tone as a colour; a click opens the log that keeps it all."""

    latest: reactive[Record] = reactive(Record())

    @property
    def is_whole(self) -> bool:
        """Whether the sentence has room."""
        return len(self._before) + cell_len(self.latest.text) <= self.size.width

    @property
    def _before(self) -> str:
        return f" {self.latest.time}  " if self.latest.time and self.size.width >= WIDE else " "

    def render(self) -> RenderResult:
        """Draw the time, where there is room for it, and the sentence."""
        _, text, tone = self.latest
        before = self._before
        return self.cut((before, "$foreground-muted"), (ascii_text(text) if self.ascii else text, COLOURS[tone]))

    async def on_click(self) -> None:
        """Open the log."""
        await self.run_action("screen.order('log')")


class PaneTabs(Widget):
    """Names the panes and their keys on a narrow screen, the shown one marked; a click goes to a pane."""

    auto_links: Reactive[bool] = reactive(False)
    pane: reactive[str] = reactive("prompt")

    def render(self) -> RenderResult:
        """Draw the names side by side."""
        shown, other = "bold $block-cursor-foreground on $primary", "$foreground-muted"
        return Content(" ").join(
            clickable(Content.styled(text, shown if name == self.pane else other), f"screen.order('pane', '{name}')")
            for name, text in self._names()
        )

    def place(self, pane: str) -> int:
        """Return the column at which a pane's name begins."""
        names = self._names()
        return sum(len(text) + 1 for _, text in names[: [name for name, _ in names].index(pane)])

    def _names(self) -> list[tuple[str, str]]:
        return [(name, f" {key} {PARTS[name]} ") for key, name in enumerate(PANES, start=1)]


def clickable(content: Content, action: str) -> Content:
    """Return content that does something when it is clicked."""
    return content.stylize(Style.from_meta({"@click": action}))
