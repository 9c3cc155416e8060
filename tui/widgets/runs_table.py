"""The table of runs: as many columns as fit, the cursor kept where it is as rows come and change."""

import time
from collections.abc import Collection, Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.text import Text
from textual.widgets import DataTable

from ...core.spec import TaskSpec
from ..format import MISSING, ascii_text, epochs, number
from ..run_rows import RunRow, State, when

# Wide screens have all columns, narrow ones those that matter most: those before the figures, they, those after them.
FIRST, LAST = ("run", "task", "state"), ("verdict", "changed", "step", "variant", "epochs", "preset")
WIDTHS = {
    "run": 16, "task": 9, "state": 10, "changed": 8, "verdict": 11, "step": 7, "variant": 9, "epochs": 6, "preset": 14
}  # fmt: skip
# These take what is left over, as much as their texts need.
GROWING = ("run", "verdict", "task", "variant", "preset")
LEFT = ("run", "task", "state", "verdict", "variant", "preset")
FIGURE, LONGEST_NAME = 6, 44
STYLES: dict[State, str] = {"training": "green", "failed": "red", "damaged": "red", "broken off": "yellow"}
MARK = "▸ "


class RunsTable(DataTable[Text]):
    """Shows rows of runs, with the figures by which the open task knows its own; `shown` are those it shows."""

    def __init__(self, spec: TaskSpec) -> None:
        super().__init__(cursor_type="row")
        self.shown: list[RunRow] = []
        self._spec = spec
        self._figures = {spec.metric(key).short: key for key in spec.headline}
        self._widths: dict[str, int] = {}

    @property
    def row(self) -> RunRow | None:
        """The run under the cursor."""
        return self.shown[self.cursor_row] if 0 <= self.cursor_row < len(self.shown) else None

    def fill(self, rows: Sequence[RunRow], marked: Collection[Path], room: int, aim: Path | None = None) -> None:
        """Show these rows in `room` columns of the screen, the cursor on the run to aim at or where it was."""
        held = aim or (self.row and self.row.path)
        self._lay_out_columns(rows, room)
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

    def _update(self, marked: Collection[Path]) -> None:
        for row in self.shown:
            for name, value in zip(self._widths, self._cells(row, marked), strict=True):
                if self.get_cell(str(row.path), name) != value:
                    self.update_cell(str(row.path), name, value)

    def _lay_out_columns(self, rows: Sequence[RunRow], room: int) -> None:
        """Choose columns by what fits, the task only among several; what is left over goes to what would be cut."""
        mixed = len({row.task for row in rows if row.task}) > 1
        widths: dict[str, int] = {}
        for name in (*FIRST, *self._figures, *LAST):
            width = WIDTHS.get(name, max(FIGURE, len(name)))
            if name == "task" and not mixed:
                continue
            if room < width + 2:
                break
            room -= width + 2
            widths[name] = width
        for name in (name for name in GROWING if name in widths):
            longest = max((cell_len(self._text(row, name, {"run": MARK + row.name})) for row in rows), default=0)
            more = max(0, min(room, longest - widths[name], LONGEST_NAME - widths[name]))
            widths[name] += more
            room -= more
        widths["run"] = min(LONGEST_NAME, widths["run"] + room)
        if widths == self._widths:
            return
        self._widths = widths
        self.clear(columns=True)
        for name, width in widths.items():
            self.add_column(Text(name, "bold", justify=_side(name)), width=width, key=name)

    def _cells(self, row: RunRow, marked: Collection[Path]) -> list[Text]:
        texts = {
            "run": (MARK if row.path in marked else "") + row.name,
            "state": row.state,
            "step": number(row.step, "count"),
            "changed": when(row.changed, time.time()),
            "epochs": epochs(row.epoch),
        }
        ascii, cells = self.app.has_class("-ascii"), list[Text]()
        for name, width in self._widths.items():
            style = STYLES.get(row.state, "") if name == "state" else "bold" if name == "run" else ""
            shown = self._text(row, name, texts)
            text = Text(ascii_text(shown) if ascii else shown, style, justify=_side(name), no_wrap=True)
            text.truncate(width, overflow="crop" if ascii else "ellipsis")
            cells.append(text)
        return cells

    def _text(self, row: RunRow, column: str, texts: dict[str, str]) -> str:
        if column in self._figures:
            return row.figure(self._figures[column]) if row.task == self._spec.name else MISSING
        return texts[column] if column in texts else getattr(row, column) or MISSING


def _side(column: str) -> JustifyMethod:
    return "left" if column in LEFT else "right"
