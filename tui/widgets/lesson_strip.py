"""The strip of a lesson above the panes: what to watch, what is predicted, and what has come of it."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from ..format import ascii_text
from ..lesson import Watched

# Rows of the screen from which on there is room for more than two lines, those that each may have, and what a row may
# lose where it is wrapped.
ROOM, MOST, SLACK = 24, 2, 12


class LessonStrip(Widget):
    """Shows a lesson in two lines, or in as many as its words need; a click opens its card, or the list of lessons.

    On a low screen each is cut at its end. It stays as tall as it began, so that nothing below it jumps.
    """

    DEFAULT_CSS = """
    LessonStrip { height: 2; padding: 0 1; background: $panel; display: none; }
    """

    watched: Watched | None = None

    def show(self, watched: Watched | None) -> None:
        """Show a lesson as it stands now; None takes the strip away."""
        self.watched = watched
        self.display = watched is not None
        self._fit()
        self.refresh()

    def on_resize(self) -> None:
        """Have as many lines as the words need at this width."""
        self._fit()

    def _fit(self) -> None:
        if self.watched is not None and self.size.width:
            self.styles.height = sum(self._rows(self.watched))

    def _rows(self, watched: Watched) -> tuple[int, int]:
        """Return the rows that what is to be watched needs, and what is predicted of it."""
        if self.screen.size.height < ROOM:
            return 1, 1
        lines = self._lines(Watched(watched.lesson, steps=watched.steps))
        first, last = (len(line.wrap(self.size.width)) for line in lines)
        return min(first, MOST), min(last, MOST)

    def render(self) -> RenderResult:
        """Lay the lines out, cut where there is no more room."""
        if self.watched is None:
            return ""
        ascii, width = self.app.has_class("-ascii"), self.size.width
        # Words that begin another row leave some of the last one empty.
        rooms = [rows * width - (rows - 1) * SLACK for rows in self._rows(self.watched)]
        both = zip(self._lines(self.watched), rooms, strict=True)
        lines = [line.truncate(room, ellipsis=True) for line, room in both]
        if not ascii:
            return Content("\n").join(lines)
        # One sign for one sign: what is cut is as wide as the line.
        return Content(ascii_text("\n".join(line.plain.replace("…", ".") for line in lines)))

    def _lines(self, watched: Watched) -> tuple[Content, Content]:
        lesson = watched.lesson
        steps = f"{watched.steps:,} steps  " if watched.steps else ""
        first = Content.assemble(
            (f"{lesson.title}  ", "bold $text-accent"), (f"{steps}watch ", "$foreground-muted"), lesson.watch
        )
        seen = ""
        if watched.latest is not None:
            # With the sign and the number that it has on the charts.
            seen = f"║{len(watched.marks)} step {watched.latest.step:,}: {watched.latest.text}  "
        if watched.ended:
            over = ("the lesson is over; E shows what it taught", "bold")
            return first, Content.assemble((seen, "$text-success"), over)
        if seen:
            come = (f"{watched.come} of {len(lesson.moments)}  ", "$foreground-muted")
            return first, Content.assemble((seen, "bold $text-success"), come, lesson.predict)
        return first, Content.assemble(("prediction  ", "$foreground-muted"), lesson.predict)

    async def on_click(self) -> None:
        """Open the card or the list."""
        await self.run_action("screen.order('lesson')")
