"""Two runs compared: what differs in their settings and figures, and their curves beside it."""

import asyncio
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from ...core.runs.history import read_history
from ...core.spec import TaskSpec
from ..format import ascii_text
from ..widgets.look import few_colours, look_of
from .sheet import SheetScreen

if TYPE_CHECKING:
    from ..charts.curves import Curves

BESIDE, CHART = 100, 9
"""The width from which curves stand beside the settings, and the rows of a chart."""


class CompareScreen(SheetScreen):
    """Shows rows of (name, of the one, of the other), what differs in bold, and both runs in one chart for each panel.

    `runs` are the two folders, whose histories are read while the rows are shown.
    """

    HEADING = "What differs"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "back", "back", show=False)]

    def __init__(self, spec: TaskSpec, runs: tuple[Path, Path], rows: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._spec, self._runs = spec, runs
        self._rows = [("", runs[0].name, runs[1].name), *rows]
        self._curves: tuple[Curves, Curves] | None = None

    def on_mount(self) -> None:
        """Read the histories."""
        self.run_worker(self._read())

    async def _read(self) -> None:
        from ..charts.curves import Curves

        one, other = [await asyncio.to_thread(lambda run=run: Curves(read_history(run)[0])) for run in self._runs]
        self._curves = one, other
        self.redraw()

    def draw(self, width: int) -> Content:
        """Return the rows and, beside them or below, the charts."""
        if width < BESIDE:
            return Content("\n").join([*self._settings(width), Content(), *self._charts(width)])
        half = width // 2 - 1
        pairs = zip_longest(self._settings(half), self._charts(half), fillvalue=Content())
        return Content("\n").join(
            Content.assemble(left, " " * (width - half - left.cell_length), right) for left, right in pairs
        )

    def _settings(self, width: int) -> list[Content]:
        """Return the rows; the names of the settings get as much room as they need, the rest is halved."""
        first = min(max(len(name) for name, _, _ in self._rows), width // 3)
        half = (width - first - 4) // 2
        return [
            Content.assemble(
                (f"{name[:first]:{first}}  ", "$foreground-muted"),
                (f"{_cut(left, right, half):{half}}  {_cut(right, left, half)}", "" if left == right else "bold"),
            )
            for name, left, right in (map(self._plain, row) for row in self._rows)
        ]

    def _plain(self, text: str) -> str:
        return ascii_text(text) if self.app.has_class("-ascii") else text

    def _charts(self, width: int) -> list[Content]:
        if self._curves is None:
            return [Content.styled("reading the curves ...", "$foreground-muted")]
        from ..charts.draw import draw
        from ..charts.panels import View, build, legend

        one, other = self._curves
        look = look_of(self.app.theme_variables, self.app.has_class("-ascii"), few_colours(self.app))
        lines = [Content.styled(f"faint: {self._runs[1].name}", "$foreground-muted")]
        for panel in self._spec.panels:
            if not any(name in run.series for run in self._curves for name in panel.names):
                continue
            built = build(one, panel, self._spec, View(), width, [other])
            texts = [legend(one, panel, self._spec, View(), look, width), *draw(built, width, CHART, look).split("\n")]
            lines += [*map(Content.from_rich_text, texts), Content()]
        return lines


def _cut(text: str, other: str, most: int) -> str:
    """Return as much of a text as there is room for: its end where its beginning is another's."""
    same = text[:most] == other[:most] and text != other
    return f"...{text[3 - most :]}" if same and len(text) > most > 3 else text[:most]
