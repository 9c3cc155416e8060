"""How training shows itself on stderr: a bar and the figures for a reader, a plain line per evaluation elsewhere."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from ...core.events import Alert, DialTurned, Evaluated, Event, Finished, Started, Stepped
from ...core.spec import TaskSpec
from ..format import duration, epochs, sentence
from ..pace import Pace
from .output import letters, number, say, talk_console

if TYPE_CHECKING:
    from rich.console import RenderableType

# Redraws a second, by rich's own thread, so that the line is alive while a step or an evaluation takes long.
REDRAWS = 2


class Lines:
    """Follows a run and tells it in lines, for a log or a pipe."""

    def __init__(self, spec: TaskSpec) -> None:
        self.spec = spec
        self.pace = Pace()
        self.epoch, self.fraction = 0.0, 0.0
        self.epochs: int | None = None
        self.figures: dict[str, float] = {}

    def show(self, event: Event) -> None:
        """Take in an event, and tell it when it deserves a line."""
        match event:
            case Started():
                self.epochs = round(event.total_steps / event.steps_per_epoch) if event.total_steps else None
                self.line(sentence(event, self.spec)[0] + (f"; into {event.run}" if event.run else ""))
            case Evaluated():
                self.epoch = event.epoch
                self.figures |= event.scores
                self.line("  ".join(part for part in (self.where(), self.numbers(), self.speed()) if part))
            case Stepped():
                self.pace.see(event)
                self.epoch, self.fraction = event.epoch, event.fraction
                self.figures |= {**event.dials, **(event.losses or {})}
            case Alert() | DialTurned():
                self.line(sentence(event, self.spec)[0])
            case _:
                pass

    def line(self, text: str) -> None:
        """Write a line."""
        say(text)

    def where(self) -> str:
        """Return the epoch, of how many where that is known."""
        return f"epoch {epochs(self.epoch)}" + (f"/{self.epochs}" if self.epochs else "")

    def speed(self) -> str:
        """Return the speed and the time left, as far as they are known."""
        left = self.pace.seconds_left
        speed = f"{self.pace.examples_per_second:,.0f} {self.spec.unit}s/s" if self.pace.examples_per_second else ""
        return speed + (f"  {duration(round(left))} left" if left is not None else "")

    def numbers(self) -> str:
        """Return the figures that the task declares, as they are known last."""
        metrics = [metric for metric in self.spec.metrics if metric.key in self.figures]
        return "  ".join(f"{metric.label} {number(self.figures[metric.key], metric.kind)}" for metric in metrics)


class Screen(Lines):
    """A bar and the figures, redrawn below the lines written so far."""

    def __init__(self, spec: TaskSpec) -> None:
        from rich.progress import BarColumn, Progress, TextColumn
        from rich.text import Text

        super().__init__(spec)
        screen = self

        class View(Progress):
            """The bar, and the figures below it."""

            def get_renderables(self) -> "Iterable[RenderableType]":
                yield from super().get_renderables()
                yield Text(screen.numbers(), "dim")

        # What goes to stdout is not the screen's business.
        self.view = View(
            TextColumn("[bold]{task.description}"), BarColumn(None), TextColumn("{task.fields[speed]}", markup=False),
            console=talk_console(), refresh_per_second=REDRAWS, transient=True,
            redirect_stdout=False, expand=True,
        )  # fmt: skip
        self.bar = self.view.add_task(self.where(), total=1.0, speed="")

    def __enter__(self) -> Self:
        self.view.start()
        return self

    def __exit__(self, *failure: object) -> None:
        with suppress(OSError):
            self.view.stop()

    def show(self, event: Event) -> None:
        """Take in an event; the bar follows at its next redraw."""
        super().show(event)
        self.view.update(
            self.bar, description=self.where(), completed=self.fraction, speed=self.speed(),
            visible=not isinstance(event, Finished),
        )  # fmt: skip

    def line(self, text: str) -> None:
        """Write a line above the bar."""
        self.view.console.print(letters(text, sys.stderr), markup=False)
