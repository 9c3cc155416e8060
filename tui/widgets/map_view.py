"""The map of a model: where its data lies, walked by a cursor, and what the model answers at the place."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import RenderResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import MouseDown, MouseEvent, MouseMove
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from ...core.answer import Query, Scatter
from ...core.spec import TaskSpec
from ..keys import bindings
from ..messages import Answered, Ask, LatentMap, Question
from ..tables.answers import Entry
from ..tables.paint import paint
from ..tables.pieces import Pieces, Signs, clip, signs_of
from .look import few_colours, look_of

if TYPE_CHECKING:
    from ..charts.scatter import Area

MEASURING = "Drawing the map ..."
LEAST = 3
"""Lines that are kept for what the model answers at the cursor."""


class MapView(Widget, can_focus=True):
    """Shows a `Scatter`. Posts `Ask` for the place under the cursor, one question at a time.

    The dashboard asks for the map itself, and calls `answer` with every answer (those asked by others are left alone),
    `stale` when the model has learned, and `forget` when another model answers from now on.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("map")
    BORDER_TITLE = "Map"
    DEFAULT_CSS = """
    MapView { border: round $border-blurred; border-title-color: $foreground; padding: 0 1; }
    MapView:focus { border: round $border; }
    """
    ALLOW_SELECT = False

    scatter: reactive[Scatter | None] = reactive(None, always_update=True)
    cursor: reactive[tuple[float, float] | None] = reactive(None)
    colouring: reactive[int] = reactive(0)

    class Turned(Message):
        """Other dimensions, `axes`, are to be seen."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.question: LatentMap | None = None
        self.axes: tuple[int, ...] = ()
        self.seen: tuple[int, ...] = ()
        self._spec: TaskSpec | None = None
        self._error = ""
        self._step = 0
        self._entry: Entry | None = None
        self._asked: Question | None = None
        self._drawn: tuple[object, list[Content]] = (None, [])

    # --- what the dashboard tells ---

    def on_mount(self) -> None:
        """Take the theme's colours whenever they change."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.refresh())

    def forget(self, spec: TaskSpec) -> None:
        """Show nothing of the model before; a model of this task answers from now on."""
        self._spec, self.question, self._error, self._step = spec, None, "", 0
        self._entry = self._asked = None
        self.axes = self.seen = ()
        self.scatter, self.cursor = None, None

    def answer(self, answered: Answered) -> None:
        """Take a map that was asked for last, or the answer at a place."""
        if self.question is not None and answered.question == self.question:
            self._error, self._step = answered.error, answered.step
            if self.seen != self.question.axes:
                self.seen, self.cursor = self.question.axes, None
            self.scatter = answered.scatter
            self._ask()
        elif answered.question == self._asked:
            self._asked = None
            if self._entry is None or self._entry.query != answered.question:
                assert isinstance(answered.question, Query)
                before, self._entry = self._entry, Entry(answered.question)
                self._entry.stacked = before.stacked if before else frozenset()
            self._entry.take(answered)
            self.refresh()
            if self._entry.query != self._place:
                self._ask()

    def stale(self, step: int) -> None:
        """Ask again for the place, now that the model is at another step."""
        if self._entry is not None and self._entry.step != step:
            self._ask()

    # --- the cursor ---

    def action_walk(self, right: int, down: int) -> None:
        """Move the cursor by cells."""
        if (area := self._area) is not None:
            column, row = area.cell(*self._at)
            self._go(area.place(*self._inside(column + right, row + down)))

    def action_nearest(self) -> None:
        """Put the cursor on the point that is nearest."""
        if self.scatter is not None and (number := self._nearest()) is not None:
            self._go(self.scatter.points[number])

    def colour(self) -> None:
        """Colour the points by something else."""
        self.colouring += 1

    def action_dimension(self, by: int) -> None:
        """See the next two dimensions, or those before, in turn with the principal plane."""
        count = self.scatter.dimensions if self.scatter else 0
        if count > 2 or self.axes:
            # Of an odd number the last one is seen beside the first.
            planes: list[tuple[int, ...]] = [(), *((first, (first + 1) % count) for first in range(0, count, 2))]
            at = planes.index(self.axes) if self.axes in planes else 0
            self.axes = planes[(at + by) % len(planes)]
            self.post_message(self.Turned())

    def on_mouse_down(self, event: MouseDown) -> None:
        """Put the cursor where the mouse is."""
        self._follow(event)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Walk with the mouse while its button is held."""
        if event.button:
            self._follow(event)

    def _follow(self, event: MouseEvent) -> None:
        at = event.get_content_offset(self)
        if at is not None and (area := self._area) is not None and 0 < at.y <= area.height:
            self._go(area.place(*self._inside(at.x, at.y - 1)))

    def _inside(self, column: int, row: int) -> tuple[int, int]:
        area = self._area
        assert area is not None
        return min(max(column, 0), area.width - 1), min(max(row, 0), area.height - 1)

    def _go(self, place: tuple[float, float]) -> None:
        self.cursor = place
        self._ask()

    @property
    def _at(self) -> tuple[float, float]:
        """The place of the cursor; before it was moved, the middle."""
        return self.cursor or (0.0, 0.0)

    @property
    def _place(self) -> Query | None:
        return None if self.scatter is None else self.scatter.at(*self._at)

    def _ask(self) -> None:
        if self._asked is None and self.is_on_screen and (place := self._place) is not None:
            self._asked = place
            self.post_message(Ask(place))

    # The map may have come before it was laid out.
    on_show = _ask

    # --- drawn ---

    @property
    def _signs(self) -> Signs:
        return signs_of(self._spec.legend if self._spec else (), self.app.has_class("-ascii"), self.app.no_color)

    @property
    def _area(self) -> "Area | None":
        from ..charts.scatter import area_of

        if self.scatter is None:
            return None
        width, height = self.content_size
        # Where there are few lines, most are the map's.
        below = max(min(LEAST, height // 4) if self.scatter.ask else 0, min(len(self._answer()), height // 2))
        return area_of(self.scatter, width, height - 2 - below)

    def _nearest(self) -> int | None:
        from ..charts.scatter import nearest

        area = self._area
        return None if self.scatter is None or area is None else nearest(self.scatter, *self._at, area)

    def watch_scatter(self, scatter: Scatter | None) -> None:
        """Say above the map what it shows, below it how."""
        self.border_title = "Map" if scatter is None else f"Map at step {self._step:,}: {scatter.title}"
        self.border_subtitle = "" if scatter is None else scatter.note

    def render(self) -> RenderResult:
        """Draw the map, below it what is at the cursor."""
        area = self._area
        if self.scatter is None or area is None:
            return self._error or MEASURING
        from ..charts.scatter import CURSOR, plain

        rows = self._rows(self.scatter, area)
        column, row = area.cell(*self._at)
        sign = Content.styled(plain(CURSOR) if self._signs.ascii else CURSOR, "bold reverse")
        under = rows[row + 1]
        rows[row + 1] = Content("").join([under[:column], sign, under[column + 1 :]])
        below = paint([self._where(self.scatter, area.width), *self._answer()], self.app.theme_variables)
        return Content("\n").join([*rows, below])

    def _rows(self, scatter: Scatter, area: "Area") -> list[Content]:
        """Return the legend and the map without its cursor, drawn anew only where something else is to be seen."""
        # Imported here, as in `ReportView`.
        from ..charts.scatter import draw_map, legend

        names = list(scatter.groups)
        colouring = names[self.colouring % len(names)] if names else ""
        look = look_of(self.app.theme_variables, self.app.has_class("-ascii"), few_colours(self.app))
        if self._drawn[0] != (of := (scatter, colouring, area, look)):
            drawn = [legend(scatter, colouring, look, area.width), *draw_map(scatter, colouring, area, look)]
            self._drawn = of, [Content.from_rich_text(row) for row in drawn]
        return list(self._drawn[1])

    def _where(self, scatter: Scatter, width: int) -> Pieces:
        """Return where the cursor is, behind the sign of what is there, and what the signs of marks mean."""
        from ..charts.scatter import plain, signs

        signs_here, table, number = self._signs, self._entry.table if self._entry else None, self._nearest()
        near = "" if number is None else f" · nearest: {scatter.labels[number]}"
        where, meaning = f"{self._at[0]:.2f}, {self._at[1]:.2f}{near}", signs(scatter)
        gap = width - len(where) - len(meaning) - 2
        text = where + " " * gap + meaning if gap > 1 else where
        sign = signs_here.category(table.rows[0].category) if table and table.rows else (" ", "plain")
        text = clip(plain(text) if signs_here.ascii else text, width - 2, signs_here, pad=False)
        return [sign, (f" {text}", "muted")]

    def _answer(self) -> list[Pieces]:
        """Return what the model answers at the cursor, without the line that says the place once more."""
        if self._entry is None:
            return []
        heads, drawn = self._entry.draw(self.content_size.width, self._signs)
        lines = drawn[1:] if self._entry.table else drawn
        return [heads, *lines] if heads else lines
