"""The list of runs: look, filter, open, overlay, compare, resume, delete. Reads files only; knows no torch."""

import time
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from ...core.errors import CheckpointError
from ...core.runs.listing import delete_run, list_runs
from ...core.spec import TaskSpec
from ..dialogs.form import QuestionDialog
from ..dialogs.training import ResumeDialog, data_is_gone
from ..keys import bindings
from ..messages import RunChoice
from ..run_rows import RunRow, compare, matches, read_row
from ..text_field import TextField
from ..widgets.hints import footer_text
from ..widgets.runs_table import RunsTable
from .compare import CompareScreen

AGAIN = 2.0
_AT_ONCE = 0.03


class RunsScreen(ModalScreen[RunChoice | None]):
    """Lists the runs, the cursor on the one that is `opened`; the result is what was chosen, or None.

    `spec` is of the open task, `live` the run that this app itself trains.
    """

    AUTO_FOCUS = "DataTable"
    DEFAULT_CSS = """
    RunsScreen {
        align: center middle;
        & > #runs {
            width: 96%; max-width: 150; height: 90%; padding: 0 1;
            border: round $border; background: $surface;
            border-title-color: $primary; border-title-style: bold; border-subtitle-color: $text-muted;
        }
        Input, Input:focus { border: none; height: 1; padding: 0; background: $panel; margin-bottom: 1; }
        /* A bar of scrolling takes the last column's padding, not a row. */
        DataTable { height: 1fr; background: $surface; scrollbar-size: 1 1; overflow-x: hidden; }
        #about { height: auto; max-height: 5; color: $text-muted; margin-top: 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("list")

    def __init__(self, spec: TaskSpec, live: Path | None = None, opened: Path | None = None) -> None:
        super().__init__()
        self._spec = spec
        self._live = live
        self._opened = self._aim = opened
        self._rows: dict[Path, RunRow] = {}
        self._waiting: list[Path] = []
        self._marked: list[Path] = []
        self._order: list[Path] = []

    def compose(self) -> ComposeResult:
        """Lay out filter, table and what is known of the run under the cursor."""
        with Vertical(id="runs") as box:
            box.border_title = "Runs"
            yield TextField(
                placeholder="i to filter by name, task, state, variant, preset, verdict", select_on_focus=False
            )
            yield RunsTable(self._spec)
            yield Static(id="about", markup=False)

    def on_mount(self) -> None:
        """Begin to read the runs, a few at a time, and look again now and then."""
        self._look()
        self.set_interval(AGAIN, self._look)

    # --- reading ---

    def _look(self) -> None:
        """Find the runs; those that are new or being trained are read again."""
        found = list_runs()
        self._rows = {run: row for run, row in self._rows.items() if run in found}
        self._waiting = [run for run in found if run not in self._rows or self._rows[run].state == "training"]
        self._order = found
        self._read_on()

    def _read_on(self) -> None:
        begun = time.monotonic()
        while self._waiting and time.monotonic() - begun < _AT_ONCE:
            run = self._waiting.pop(0)
            self._rows[run] = read_row(run, time.time())
        self._fill()
        if self._waiting:
            self.set_timer(0.01, self._read_on)

    # --- the table ---

    @property
    def table(self) -> RunsTable:
        """The table of runs."""
        return self.query_one(RunsTable)

    @property
    def row(self) -> RunRow | None:
        """The run under the cursor."""
        return self.table.row

    def on_resize(self, event: Resize) -> None:
        """Show as many columns and keys as fit."""
        self.query_one("#runs").border_subtitle = footer_text(self.app, "list", self._room() - 2)
        self._fill()

    def _room(self) -> int:
        return min(150, self.size.width * 96 // 100) - 4

    def _fill(self) -> None:
        typed = self.query_one(Input).value
        known = [self._rows[run] for run in self._order if run in self._rows]
        self.table.fill([row for row in known if matches(row, typed)], self._marked, self._room(), self._aim)
        if self._aim in self._rows:
            self._aim = None
        self._describe()

    def _describe(self) -> None:
        row = self.row
        if row is None:
            nothing = "no run matches; esc shows them all" if self._rows else "no runs yet; esc, then t trains one"
            self.query_one("#about", Static).update("" if self._waiting else nothing)
            return
        about = row.error or (f"{row.path}\n{row.variant or row.task} on {row.metadata.data}" if row.metadata else "")
        names = ", ".join(run.name for run in self._marked)
        hint = f"\nmarked: {names}; O lays them under the open run, c on another run compares" if names else ""
        self.query_one("#about", Static).update(about + hint)

    def on_input_submitted(self) -> None:
        """Back to the table, with what matches."""
        self.table.focus()

    # --- actions ---

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.table.move_cursor(row=self.table.cursor_row + by)

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(Input).focus()

    def action_back(self) -> None:
        """Leave the filter, forget it, or leave the list."""
        typed = self.query_one(Input)
        if typed.value or typed.has_focus:
            typed.value = ""
            self.table.focus()
        else:
            self.dismiss(None)

    def _complain(self, sentence: str) -> None:
        self.notify(sentence, severity="warning", markup=False)

    def action_open(self) -> None:
        """Choose the run to look at and to ask."""
        if (row := self.row) is None:
            return
        if row.state == "damaged":
            self._complain(row.error)
        else:
            self.dismiss(RunChoice("open", row.path))

    # Enter or a click on the run under the cursor opens it; while a filter is typed, what matches is shown.
    on_data_table_row_selected, on_data_table_row_highlighted, on_input_changed = action_open, _describe, _fill

    def action_overlay(self) -> None:
        """Choose the runs to lay under the curves: those that are marked, or else the one under the cursor."""
        rows = [self._rows[run] for run in self._marked if run in self._rows] or [self.row]
        drawn = [row.path for row in rows if row is not None and self._can_lie_under(row)]
        if drawn:
            self.dismiss(RunChoice("overlay", drawn[0], more=tuple(drawn[1:])))

    def action_pin(self) -> None:
        """Choose the run to lay under whatever run is shown."""
        if (row := self.row) is not None and self._can_lie_under(row):
            self.dismiss(RunChoice("overlay", row.path, pin=True))

    def _can_lie_under(self, row: RunRow) -> bool:
        if row.path == self._opened:
            self._complain(f"{row.name} is the run that is shown; choose another one to lay under it")
        elif row.step is None:
            self._complain(row.error or f"{row.name} has no history to draw; choose another run")
        else:
            return True
        return False

    def action_resume(self) -> None:
        """Choose the run to go on with."""
        if (row := self.row) is None:
            return
        if row.resumable and (row.spent or data_is_gone(row)):
            self.app.push_screen(ResumeDialog(row), self._resumed)
        elif row.resumable:
            self.dismiss(RunChoice("resume", row.path))
        elif row.state == "shipped":
            self._complain(f"{row.name} came with the package and is not trained on; t starts a run of your own")
        elif row.state == "training":
            self._complain(f"{row.name} is being trained; enter opens it and follows")
        else:
            self._complain(row.error or f"{row.name} has no saved state to go on from; t starts it again")

    def _resumed(self, choice: RunChoice | None) -> None:
        if choice is not None:
            self.dismiss(choice)

    def action_mark(self) -> None:
        """Mark the run, or take its mark away."""
        if (row := self.row) is not None:
            others = [run for run in self._marked if run != row.path]
            self._marked = others if row.path in self._marked else [*others, row.path]
            self._fill()

    def action_compare(self) -> None:
        """Compare the run with the one that was marked last."""
        if (row := self.row) is None:
            return
        others = [self._rows[run] for run in self._marked if run in self._rows and run != row.path]
        marked = others[-1] if others else None
        if marked is None:
            self._complain("space marks the run to compare with; c on another run then compares the two")
            return
        spec = marked.spec or self._spec
        self.app.push_screen(CompareScreen(spec, (marked.path, row.path), compare(marked, row)))

    def action_delete(self) -> None:
        """Ask, then delete the run."""
        if (row := self.row) is None:
            return
        if row.shipped:
            self._complain(f"{row.name} came with the package and stays")
        elif row.state == "training" or row.path == self._live:
            self._complain(f"{row.name} is being trained; stop it first")
        else:
            question = f"Delete {row.name}, its weights and its history? Nothing brings them back.\n{row.path}"
            dialog = QuestionDialog("Delete a run", question, "Delete", "Keep", at="no")
            self.app.push_screen(dialog, lambda yes: self._delete(row) if yes else None)

    def _delete(self, row: RunRow) -> None:
        try:
            delete_run(row.path)
        except CheckpointError as error:
            self._complain(str(error))
        self._look()
