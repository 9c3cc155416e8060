"""The strip of a lesson above the panes: what to watch, what is predicted, and what has come of it."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from ..format import ascii_text
from ..lesson import Watched


class LessonStrip(Widget):
    """Shows a lesson in two lines; a click opens its card, or the list of lessons."""

    DEFAULT_CSS = """
    LessonStrip { height: 2; padding: 0 1; background: $panel; display: none; }
    """

    watched: Watched | None = None

    def show(self, watched: Watched | None) -> None:
        """Show a lesson as it stands now; None takes the strip away."""
        self.watched = watched
        self.display = watched is not None
        self.refresh()

    def render(self) -> RenderResult:
        """Lay the two lines out, cut where the screen ends."""
        if self.watched is None:
            return ""
        ascii, width = self.app.has_class("-ascii"), self.size.width
        lines = [line.truncate(width, ellipsis=True) for line in self._lines(self.watched)]
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
