"""The latent grid: rows of noise that stay put while the model learns to make verbs of them."""

from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Resize, Show
from textual.reactive import reactive
from textual.widget import Widget

from ...core.errors import CvaeError
from ...core.runs.paths import expanded
from ..commands import noise_name
from ..messages import WAYS, Answered, Ask, Decode, Interpolate, Noise
from ..tables.forms import ASCII, SIGNS, Signs, row, row_heads, sentence
from ..tables.noise import NoiseRows, subtitle, title
from ..tables.paint import CURSOR, CURSOR_BLURRED, paint

LABEL = 4
EMPTY = "No room for a row of noise: make this pane taller."


class GridPane(Widget):
    """Rows of noise and what the model makes of each.

    Posts `Ask`, one question at a time: what is wanted meanwhile is asked once, after the answer. The dashboard calls
    `answer` with every answer (those asked by others are left alone), `stale` when the model has learned, and
    `show_model` when another model answers from now on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "row up", show=False, id="grid.up", tooltip="The row above"),
        Binding("down,j", "move(1)", "row down", show=False, id="grid.down", tooltip="The row below"),
        Binding("R", "resample_row", "resample row", show=False, id="grid.resample_row",
                tooltip="New noise for this row"),
        Binding("l", "lock", "lock", show=False, id="grid.lock", tooltip="Keep this row when all are resampled"),
        Binding("left,minus", "nudge(-1)", "z down", show=False, id="grid.less", tooltip="Move the row's z by -0.5"),
        Binding("right,plus", "nudge(1)", "z up", show=False, id="grid.more", tooltip="Move the row's z by +0.5"),
        Binding("less_than_sign", "dimension(-1)", "dimension", show=False, id="grid.dimension_down",
                tooltip="The dimension of z before"),
        Binding("greater_than_sign", "dimension(1)", "dimension", show=False, id="grid.dimension_up",
                tooltip="The next dimension of z"),
        Binding("p", "way", "plain/trip/raw", show=False, id="grid.way",
                tooltip="Decode z plainly, with its word read once more (round trip), or raw: not carried to a verb"),
        Binding("w", "interpolate", "way", show=False, id="grid.interpolate",
                tooltip="The way from this row to the next; again: back to the rows"),
        Binding("y", "copy_row", "copy row", show=False, id="grid.copy_row", tooltip="Copy this row's four forms"),
        Binding("Y", "copy_table", "copy table", show=False, id="grid.copy_table", tooltip="Copy every row"),
        Binding("e", "export", "export", show=False, id="grid.export", tooltip="Write the rows to a CSV file"),
    ]  # fmt: skip
    BORDER_TITLE = "Latent samples"
    DEFAULT_CSS = """
    GridPane {
        border: round $border-blurred; border-title-color: $foreground; border-title-style: bold;
        padding: 0 1; min-height: 4; text-wrap: nowrap;
    }
    GridPane:focus { border: round $border; }
    """
    can_focus = True

    ascii_only: reactive[bool] = reactive(False)

    def __init__(self, *, seed: int = 0, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.noise = NoiseRows(seed)
        self._asked: Decode | Interpolate | None = None
        self._again = False
        self._step = -1
        self._error = ""

    @property
    def signs(self) -> Signs:
        """The characters drawn with."""
        return ASCII if self.ascii_only else SIGNS

    # --- what the dashboard tells ---

    def show_model(self, latent: int) -> None:
        """Ask another model, with so many dimensions of z; nothing of the one before is awaited any more."""
        self.noise.learn_latent(latent)
        self._asked, self._again, self._step, self._error = None, False, -1, ""
        self._changed()

    def stale(self, step: int) -> None:
        """Decode again, now that the model is at another step."""
        if step != self._step:
            self._ask()

    def answer(self, answered: Answered) -> None:
        """Take an answer, if it was asked here."""
        if self._asked is None or answered.question != self._asked:
            return
        self._asked, self._step, self._error = None, answered.step, answered.error
        self.noise.take(answered)
        self._draw()
        if self._again:
            self._ask()

    def noise_of(self, row: int | None = None) -> Noise | None:
        """Return the noise of a row by its place (from 1), or of the one under the cursor; None where there is none."""
        if row is None:
            return self.noise.current.key if self.noise.current else None
        return self.noise.rows[row - 1].key if 0 < row <= len(self.noise.rows) else None

    def reseed(self, seed: int) -> None:
        """Draw every row but the locked ones from a seed."""
        self._rows()
        self.noise.reseed(seed)
        self._changed()

    # --- actions ---

    def action_resample(self) -> None:
        """New noise for every row that is not locked."""
        self._rows()
        self.noise.resample()
        self._changed()

    def action_resample_row(self) -> None:
        """New noise for the row under the cursor."""
        self._rows()
        self.noise.resample_row()
        self._changed()

    def action_lock(self) -> None:
        """Lock the row under the cursor, or unlock it."""
        self._rows()
        self.noise.lock()
        self._draw()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if not self._rows():
            self.noise.move(by)
        self._draw()

    def action_nudge(self, sign: int) -> None:
        """Move the row under the cursor by half a unit along the chosen dimension."""
        self._rows()
        self.noise.nudge(sign)
        self._changed()

    def action_dimension(self, by: int) -> None:
        """Choose another dimension."""
        self.noise.turn(by)
        self._draw()

    def action_way(self) -> None:
        """Decode noise in the next way: plain, its word read once more, or raw."""
        self._rows()
        self.noise.way = WAYS[(WAYS.index(self.noise.way) + 1) % len(WAYS)]
        self._changed()

    def action_interpolate(self) -> None:
        """Show the way from this row to the next, or the rows again."""
        if not self._rows():
            self.noise.between()
        self._changed()

    def action_copy_row(self) -> None:
        """Copy the four forms of the row under the cursor."""
        row = self.noise.current
        if row is None or row.line is None:
            self.notify("There is nothing to copy yet; look at the noise first.", severity="warning")
            return
        self.app.copy_to_clipboard(" ".join(cell.word for cell in row.line.cells))
        self.notify(f"Copied {noise_name(row.seed)}.")

    def action_copy_table(self) -> None:
        """Copy every row, with tabs between the columns."""
        rows = self.noise.table()
        if rows:
            self.app.copy_to_clipboard("\n".join("\t".join(row) for row in rows))
        self.notify(f"Copied {len(rows)} rows." if rows else "There is nothing to copy yet; look at the noise first.")

    def action_export(self, path: str | None = None) -> None:
        """Write the rows to a CSV file: the one named, or the next free samples.csv; a file that exists is kept."""
        if not self.noise.lines:
            self.notify("There is nothing to export yet; look at the noise first.", severity="warning")
            return
        try:
            written = _write(self.noise.as_csv(), path)
        except (OSError, CvaeError) as error:
            reason = getattr(error, "strerror", None) or error
            place = f" ({path})" if path and isinstance(error, OSError) else ""
            self.notify(f"The rows cannot be written: {reason}{place}.", severity="error", markup=False)
        else:
            self.notify(f"{len(self.noise.lines)} rows written to {written}.", markup=False)

    def _rows(self) -> bool:
        """Leave the way, if one is shown, for the rows; tell whether one was."""
        shown, self.noise.path = self.noise.path is not None, None
        return shown

    # --- asked ---

    def _changed(self) -> None:
        self._draw()
        self._ask()

    def _ask(self) -> None:
        # Hidden, it costs the engine nothing; it asks when shown again.
        self._again = self._asked is not None or not self.is_on_screen
        if not self._again and self.noise.rows:
            self._asked = self.noise.question()
            self.post_message(Ask(self._asked))

    # --- drawn ---

    def on_mount(self) -> None:
        """Draw again when the theme changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._draw())
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Show as many rows as fit."""
        self._fit()

    def on_show(self, event: Show) -> None:
        """Show as many rows as fit, decoded by the model as it is now."""
        self._fit()

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and not self.noise.path and offset.y >= self._heads:
            self.noise.move(offset.y - self._heads - self.noise.cursor)
            self._draw()

    def watch_ascii_only(self) -> None:
        """Draw with other characters."""
        self._draw()

    @property
    def _heads(self) -> int:
        return int(self.content_size.height >= 5)

    def _fit(self) -> None:
        before = [row.key for row in self.noise.rows]
        self.noise.fit(self.content_size.height - self._heads)
        new = before != [row.key for row in self.noise.rows] or any(row.line is None for row in self.noise.rows)
        if new or (self._again and self._asked is None):
            self._ask()
        self._draw()

    def render(self) -> Content:
        """Return the rows as they are."""
        width, variables = self.content_size.width, self.app.theme_variables
        if self._error:
            return paint(sentence(self._error, width, "wrong"), variables)
        if not self.noise.rows:
            return paint(sentence(EMPTY, width, "muted"), variables)
        rows = [row(shown, width, LABEL, self.signs) for shown in self.noise.drawn()]
        heads = [row_heads(width, "way" if self.noise.path else "z", LABEL)] * self._heads
        cursor = None if self.noise.path else self.noise.cursor + self._heads
        return paint(
            [*heads, *rows], variables, width=width, cursor=cursor, under=CURSOR if self.has_focus else CURSOR_BLURRED
        )

    def _draw(self) -> None:
        if self.is_mounted:
            variables = self.app.theme_variables
            self.border_title = paint([title(self.noise, self.size.width, self.signs)], variables)
            self.border_subtitle = paint([subtitle(self.noise, self.signs)], variables)
            self.refresh()


def _write(text: str, path: str | None) -> Path:
    """Write a new file, never over another one; without a name, samples.csv or the next free number of it."""
    number = 1
    while True:
        target = expanded(path) if path else Path("samples.csv" if number == 1 else f"samples-{number}.csv")
        try:
            with target.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
            return target
        except FileExistsError:
            if path:
                raise
            number += 1
