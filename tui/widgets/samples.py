"""The samples: rows that stay put while the model learns to make something of them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from ...core.answer import Shown
from ...core.errors import CvaeError
from ...core.runs.paths import expanded
from ...core.spec import TaskSpec
from ..keys import bindings
from ..messages import Answered, Ask, Question
from ..tables.layout import Rows
from ..tables.paint import CURSOR, CURSOR_BLURRED, paint
from ..tables.pieces import Signs, sentence, signs_of
from ..tables.png import pictures_of, png
from ..tables.samples import SampleRows, as_text

EMPTY = "No room for a row of samples: make this pane taller."
NOTHING = "There is nothing to {} yet; look at the samples first."
TMUX = " If tmux does not pass it on: tmux set -s set-clipboard on."


@dataclass
class WholeAsked(Message):
    """A row of samples is asked for in full, by the line that could be typed for it."""

    line: str


class SamplesPane(Widget):
    """Rows of samples and what the model makes of each.

    Posts `Ask`, one question at a time: what is wanted meanwhile is asked once, after the answer; and `WholeAsked`. The
    dashboard calls `answer` with every answer (those asked by others are left alone), `stale` when the model has
    learned, and `show_model` when another model answers from now on.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("samples")
    BORDER_TITLE = "Samples"
    DEFAULT_CSS = """
    SamplesPane {
        border: round $border-blurred; border-title-color: $foreground; border-title-style: bold;
        padding: 0 1; min-height: 4; text-wrap: nowrap;
    }
    SamplesPane:focus { border: round $border; }
    """
    can_focus = True

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.samples = SampleRows()
        self._asked: Question | None = None
        self._again = False
        self._step = -1
        self._error = ""
        self._hinted = False

    @property
    def shown(self) -> Shown:
        """The rows on show, and which of them is under the cursor."""
        return self.samples.shown

    @property
    def signs(self) -> Signs:
        """The characters drawn with."""
        spec = self.samples.spec
        return signs_of(spec.legend if spec else (), self.app.has_class("-ascii"), self.app.no_color)

    # --- what the dashboard tells ---

    def show_model(self, spec: TaskSpec, dimensions: int) -> None:
        """Ask another model, with so many dimensions of z; nothing of the one before is awaited any more."""
        self.samples.show_model(spec, dimensions)
        self._asked, self._again, self._step, self._error = None, False, -1, ""
        self._draw()
        self._ask()

    def stale(self, step: int) -> None:
        """Ask again, now that the model is at another step."""
        if step != self._step:
            self._ask()

    def answer(self, answered: Answered) -> None:
        """Take an answer, if it was asked here."""
        if self._asked is None or answered.question != self._asked:
            return
        self._asked, self._step, self._error = None, answered.step, answered.error
        self.samples.take(answered)
        # Pictures may take more lines, or fewer, than what was shown before.
        self._fit()

    @property
    def step(self) -> int:
        """The step of the model whose answers are shown; -1 where none are."""
        return self._step

    def reseed(self, seed: int) -> None:
        """Draw every row but the locked ones from a seed."""
        self._change(lambda: self.samples.resample(seed))

    # --- actions ---

    def action_resample(self) -> None:
        """New samples for every row that is not locked."""
        self._change(self.samples.resample)

    def action_resample_row(self) -> None:
        """A new sample for the row under the cursor."""
        self._change(self.samples.resample_row)

    def action_nudge(self, sign: int) -> None:
        """Move the row under the cursor by half a unit along the chosen dimension."""
        self._change(lambda: self.samples.nudge(sign))

    def action_mode(self) -> None:
        """Draw the samples in the next of the task's modes."""
        self._change(self.samples.next_mode)

    def action_path(self) -> None:
        """Show the path from this row to the next, or the rows again."""
        if self.samples.spec is None or self.samples.spec.between is None:
            self.notify("There is no path between samples of this task.", severity="warning")
        else:
            self._change(self._leave if self.samples.path else self.samples.show_path)

    def action_lock(self) -> None:
        """Lock the row under the cursor, or unlock it."""
        self._leave()
        self.samples.lock()
        self._draw()

    def action_move(self, by: int) -> None:
        """Move the cursor; where the path is shown, only leave it."""
        if not self._leave():
            self.samples.move(by)
        self._draw()

    def action_dimension(self, by: int) -> None:
        """Choose another dimension."""
        self.samples.turn(by)
        self._draw()

    def action_copy_row(self) -> None:
        """Copy the cells of the row under the cursor."""
        row = self.samples.current
        cells = row.row.cells if row and row.row else ()
        self._copy(" ".join(map(as_text, cells)), self.samples.name(row) if row else "")

    def action_copy_all(self) -> None:
        """Copy every row, with tabs between the columns."""
        rows = self.samples.texts()
        self._copy("\n".join("\t".join(row) for row in rows), f"{len(rows)} rows")

    def action_whole(self) -> None:
        """Ask for the row under the cursor in full."""
        spec, row = self.samples.spec, self.samples.current
        if spec is None or spec.whole is None:
            self.notify("There is no more to a sample of this task.", severity="warning")
        elif row is None or row.row is None or self.samples.path:
            self.notify(NOTHING.format("ask for"), severity="warning")
        else:
            self.post_message(WholeAsked(spec.whole(self.samples.cursor, row.row)))

    def action_export(self, path: str | None = None) -> None:
        """Write the rows to a CSV file, pictures to a PNG: the one named, or the next free samples.csv or samples.png.

        A file that exists is kept.
        """
        rows = [row for _, row in self.samples.answers]
        if not rows:
            self.notify(NOTHING.format("export"), severity="warning")
            return
        kind = "png" if pictures_of(rows[0]) else "csv"
        free = (Path(f"samples{f'-{number}' if number > 1 else ''}.{kind}") for number in count(1))
        try:
            target = expanded(path) if path else next(file for file in free if not file.exists())
            drawn = kind == "png" and target.suffix.lower() != ".csv"
            content = png(rows) if drawn else self.samples.as_csv().encode()
            with target.open("xb") as file:
                file.write(content)
        except (OSError, CvaeError) as error:
            reason = f"{error.strerror} ({path}); give another file" if isinstance(error, OSError) else error
            self.notify(f"The rows cannot be written: {reason}.", severity="error", markup=False)
        else:
            self.notify(f"{len(rows)} rows written to {target.resolve()}.", markup=False)

    def _copy(self, text: str, what: str) -> None:
        if not text:
            self.notify(NOTHING.format("copy"), severity="warning")
            return
        # tmux keeps what programs copy to itself, unless it is set otherwise.
        more = TMUX if os.environ.get("TMUX") and not self._hinted else ""
        self._hinted = True
        self.app.copy_to_clipboard(text)
        self.notify(f"Copied {what}.{more}", markup=False)

    # --- asked ---

    def _leave(self) -> bool:
        """Leave the path, if one is shown, for the rows; tell whether one was."""
        shown, self.samples.path = self.samples.path is not None, None
        return shown

    def _change(self, change: Callable[[], object]) -> None:
        """Do something to the rows, shown again if the path was, and ask for them."""
        self._leave()
        change()
        self._draw()
        self._ask()

    def _ask(self) -> None:
        # Hidden, it costs the engine nothing; it asks when shown again.
        self._again = self._asked is not None or not self.is_on_screen
        if not self._again and self.samples.rows:
            self._asked = self.samples.question()
            self.post_message(Ask(self._asked))

    # --- drawn ---

    def on_mount(self) -> None:
        """Draw again when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._draw())
        self._draw()

    def on_show(self) -> None:
        """Show as many rows as fit, as the model is now."""
        self._fit(again=len(self.samples.answers) < len(self.samples.rows))

    def on_resize(self) -> None:
        """Show as many rows as fit."""
        self._fit()

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and not self.samples.path and offset.y >= self._heads:
            self.samples.move((offset.y - self._heads) // self._drawn.height - self.samples.cursor)
            self._draw()

    @property
    def _heads(self) -> int:
        return int(self.content_size.height >= 5)

    @property
    def _drawn(self) -> Rows:
        width, height = self.content_size
        return self.samples.drawn(width, height - self._heads, self.signs)

    def _fit(self, *, again: bool = False) -> None:
        """Show as many rows as there is room for; ask if they are others now, or if something is left to ask."""
        before = self.shown.rows
        if not self.samples.path:
            self.samples.fit((self.content_size.height - self._heads) // self._drawn.height)
        again = again and self._asked is None
        if again or self._again or self.shown.rows != before:
            self._ask()
        self._draw()

    def render(self) -> Content:
        """Return the rows as they are."""
        width, variables, drawn = self.content_size.width, self.app.theme_variables, self._drawn
        if self._error or not self.samples.rows:
            return paint(sentence(self._error or EMPTY, width, "bad" if self._error else "muted"), variables)
        if self._step < 0:
            # Another model is on its way.
            return Content()
        lines = [drawn.heads("" if self.samples.path else "seed")] * self._heads + self.samples.draw(drawn)
        start = self._heads + self.samples.cursor * drawn.height
        cursor = range(0) if self.samples.path else range(start, start + drawn.height)
        under = CURSOR if self.has_focus else CURSOR_BLURRED
        return paint(lines, variables, width=width, cursor=cursor, under=under)

    def _draw(self) -> None:
        if self.is_mounted:
            variables, signs = self.app.theme_variables, self.signs
            self.border_title = paint([self.samples.title(self.size.width, signs)], variables)
            self.border_subtitle = paint([self.samples.subtitle(signs)], variables)
            self.refresh()
