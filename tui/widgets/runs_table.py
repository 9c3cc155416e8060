"""The table of runs: as many columns as fit, the cursor kept where it is as rows come and change."""

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import JustifyMethod
from rich.text import Text
from textual.widgets import DataTable

from ..run_rows import RunRow, State, figure, when

# Wide screens have all columns, narrow ones those that matter most, in this order.
COLUMNS = ("run", "state", "BLEU-4", "Gauss", "changed", "CE", "verdict", "step", "variant", "epochs", "preset")
WIDTHS = {"run": 16, "state": 10, "changed": 8, "verdict": 11, "variant": 9, "preset": 14, "step": 7, "epochs": 6}
FIGURES = ("BLEU-4", "Gauss", "CE", "step", "epochs", "changed")
LONGEST_NAME = 44
TONES: dict[State, str] = {"training": "green", "failed": "red", "damaged": "red", "broken off": "yellow"}
MARK = "▸ "


class RunsTable(DataTable[Text]):
    """Shows rows of runs; `shown` are those it shows."""

    def __init__(self) -> None:
        super().__init__(cursor_type="row")
        self.shown: list[RunRow] = []
        self._widths: dict[str, int] = {}

    @property
    def row(self) -> RunRow | None:
        """The run under the cursor."""
        return self.shown[self.cursor_row] if 0 <= self.cursor_row < len(self.shown) else None

    def fill(self, rows: Sequence[RunRow], marked: Path | None, room: int, aim: Path | None = None) -> None:
        """Show these rows in `room` columns of the screen, the cursor on the run to aim at or where it was."""
        held = aim or (self.row and self.row.path)
        self._lay_out_columns(room)
        before, self.shown = [str(key.value) for key in self.rows], list(rows)
        if before == [str(row.path) for row in rows]:
            self._update(marked)
            return
        at = self.cursor_row
        self.clear()
        for row in rows:
            self.add_row(*self._cells(row, marked), key=str(row.path))
        places = {row.path: place for place, row in enumerate(rows)}
        self.move_cursor(row=places[held] if held in places else min(at, max(0, len(rows) - 1)))

    def _update(self, marked: Path | None) -> None:
        for row in self.shown:
            for name, value in zip(self._widths, self._cells(row, marked), strict=True):
                if self.get_cell(str(row.path), name) != value:
                    self.update_cell(str(row.path), name, value)

    def _lay_out_columns(self, room: int) -> None:
        """Choose columns by what fits; what is left over goes to the names."""
        widths: dict[str, int] = {}
        for name in COLUMNS:
            width = WIDTHS.get(name, 6)
            if room < width + 2:
                break
            room -= width + 2
            widths[name] = width
        widths["run"] = min(LONGEST_NAME, WIDTHS["run"] + room)
        if widths == self._widths:
            return
        self._widths = widths
        self.clear(columns=True)
        for name, width in widths.items():
            self.add_column(Text(name, "bold", justify=_side(name)), width=width, key=name)

    def _cells(self, row: RunRow, marked: Path | None) -> list[Text]:
        texts = {
            "run": (MARK if row.path == marked else "") + row.name,
            "state": row.state,
            "BLEU-4": figure(row.bleu4),
            "Gauss": figure(row.gaussian),
            "CE": figure(row.ce),
            "step": "–" if row.step is None else f"{row.step:,}",
            "changed": when(row.changed, time.time()),
            "verdict": row.verdict or "–",
            "epochs": figure(row.epoch),
            "variant": row.variant or "–",
            "preset": row.preset or "–",
        }
        cells: list[Text] = []
        for name, width in self._widths.items():
            style = TONES.get(row.state, "") if name == "state" else "bold" if name == "run" else ""
            text = Text(texts[name], style, justify=_side(name), no_wrap=True)
            text.truncate(width, overflow="ellipsis")
            cells.append(text)
        return cells


def _side(name: str) -> JustifyMethod:
    return "right" if name in FIGURES else "left"
