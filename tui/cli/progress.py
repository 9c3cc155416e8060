"""How training shows itself on stderr: a live line with a bar for a reader, a plain line per evaluation elsewhere."""

import math
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Self

from ...core.events import Alert, DialTurned, Evaluated, Event, Finished, Started, Stepped
from ..format import duration
from .output import clean, number, say

REFRESH = 0.25
NAMES = {
    "ce": "CE", "kl": "KL", "kl_weight": "KL weight", "teacher_forcing": "teacher forcing",
    "bleu4": "BLEU-4", "exact": "exact", "gaussian": "Gaussian", "distinct": "distinct",
}  # fmt: skip


@dataclass
class Watched:
    """What is known of a run so far, taken from its events."""

    epoch: float = 0.0
    epochs: int | None = None
    step: int = 0
    progress: float = 0.0
    words_per_second: float = 0.0
    seconds_left: float = math.nan
    figures: dict[str, float] = field(default_factory=dict)
    _start: tuple[float, float] | None = None
    _report: tuple[int, float] | None = None

    def see(self, event: Event) -> None:
        """Take in an event."""
        if isinstance(event, Started) and event.total_steps is not None:
            self.epochs = round(event.total_steps / event.steps_per_epoch)
        elif isinstance(event, Evaluated):
            self.figures |= event.scores
        elif isinstance(event, Stepped):
            self._step(event)

    def _step(self, event: Stepped) -> None:
        self.epoch, self.step, self.progress = event.epoch, event.step, event.progress
        self.figures |= event.dials
        if self._start is None:
            self._start, self._report = (event.progress, event.seconds), (event.words, event.seconds)
        assert self._report is not None
        if event.losses is None:
            return
        self.figures |= event.losses
        words, seconds = self._report
        if event.seconds > seconds:
            self.words_per_second = (event.words - words) / (event.seconds - seconds)
        self._report = (event.words, event.seconds)
        progress, began = self._start
        if event.progress > progress:
            self.seconds_left = (event.seconds - began) / (event.progress - progress) * (1.0 - event.progress)

    def where(self) -> str:
        """Return the epoch, of how many where that is known."""
        return f"epoch {self.epoch:.1f}" + (f"/{self.epochs}" if self.epochs else "")

    def pace(self) -> str:
        """Return the speed and the time left."""
        left = f" · {duration(self.seconds_left)} left" if math.isfinite(self.seconds_left) else ""
        return f"{self.words_per_second:,.0f} words/s{left}"

    def told(self) -> str:
        """Return the figures in words."""
        digits = {"ce": 3, "kl": 2, "distinct": 0, "kl_weight": 2, "teacher_forcing": 2}
        known = [name for name in NAMES if name in self.figures]
        return "  ".join(f"{NAMES[name]} {number(float(self.figures[name]), digits.get(name, 3))}" for name in known)


class Lines:
    """A plain line at each evaluation, for a file or a pipe."""

    def __init__(self) -> None:
        self.watched = Watched()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        return None

    def show(self, event: Event) -> None:
        """Take in an event and tell it when it deserves a line."""
        self.watched.see(event)
        if line := told(event, self.watched):
            say(line)


class Screen:
    """A bar and the figures, redrawn a few times a second below the lines told so far."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self.watched = Watched()
        self.console = Console(file=sys.stderr, highlight=False)
        # Without the refresh thread of its own: torch has the cores. What goes to stdout is not the screen's business.
        self.live = Live(console=self.console, auto_refresh=False, transient=True, redirect_stdout=False)
        self._drawn = 0.0

    def __enter__(self) -> Self:
        self.live.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self.live.__exit__(kind, error, trace)

    def show(self, event: Event) -> None:
        """Take in an event, and draw when it is time."""
        from rich.text import Text

        self.watched.see(event)
        if line := told(event, self.watched):
            self.live.console.print(Text(clean(line)))
        if not isinstance(event, Stepped) or monotonic() - self._drawn >= REFRESH:
            self._drawn = monotonic()
            self._draw(done=isinstance(event, Finished))

    def _draw(self, done: bool) -> None:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        if done:
            self.live.update(Text(""), refresh=True)
            return
        top = Table.grid(padding=(0, 1), expand=True)
        top.add_column(no_wrap=True)
        top.add_column(ratio=1)
        top.add_column(no_wrap=True)
        bar = ProgressBar(total=1.0, completed=self.watched.progress)
        top.add_row(Text(self.watched.where(), "bold"), bar, Text(self.watched.pace()))
        self.live.update(Group(top, Text(self.watched.told(), "dim")), refresh=True)


def told(event: Event, watched: Watched) -> str:
    """Return the line that an event deserves, or nothing."""
    if isinstance(event, Evaluated):
        return "  ".join(part for part in (watched.where(), watched.told(), watched.pace()) if part)
    if isinstance(event, Alert):
        return event.message
    if isinstance(event, DialTurned):
        return f"{event.dial} " + (
            "follows its schedule again" if event.value is None else f"is held at {event.value:g}"
        )
    return ""
