"""Lessons: chosen from a list, watched in a strip, and ended on a card that offers the next thing."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import UsageError, nearest
from ...core.events import Event, Finished
from ...core.registry import all_tasks
from ...core.runs.metadata import read_metadata
from ...core.spec import Lesson, TaskSpec
from ..dialogs.lessons import CardScreen, LessonsScreen, order_of
from ..lesson import Watched
from ..runner import Runner
from ..widgets.lesson_strip import LessonStrip

if TYPE_CHECKING:
    from .dashboard import Dashboard


class Lessons:
    """Begins lessons, follows the one that is watched, and shows its card."""

    def __init__(self, dashboard: "Dashboard", runner: Runner, data: str | None) -> None:
        self._dashboard, self._runner, self._data = dashboard, runner, data
        self.watched: Watched | None = None
        self._begun = False

    def open(self) -> None:
        """Show the card of a lesson that is over, else the list."""
        if self.watched is not None and self.watched.ended:
            self._show_card(self.watched)
        else:
            self.choose()

    def choose(self) -> None:
        """Show the list of the task's lessons."""
        known = self._dashboard.controls.seconds
        screen = LessonsScreen(self._dashboard.spec, self._data, known, busy=self._runner.live)
        self._dashboard.app.push_screen(screen, lambda chosen: self.begin(*chosen) if chosen else None)

    def begin(self, name: str, stepping: bool = False) -> None:
        """Begin a lesson by its name, or say why it cannot be; `stepping` waits at each step for the next key."""
        self._dashboard.attempt(lambda: self._begin(_lesson(name, self._dashboard.spec), stepping))

    def _begin(self, lesson: Lesson, stepping: bool) -> None:
        self._dashboard.controls.not_live()
        before, engine = self.watched, self._runner.snapshot
        if lesson.after:
            if before is None or before.lesson.name != lesson.after or not engine.model.folder:
                raise UsageError(f"this lesson goes on from {lesson.after!r}; begin with :lesson {lesson.after}")
            run = Path(engine.model.folder)
            epochs = int(read_metadata(run).settings["epochs"]) + lesson.epochs
            self.watched = Watched(lesson, list(before.marks))
            self._runner.order(lambda session: session.resume(run, {"epochs": str(epochs)}))
        else:
            self.watched = Watched(lesson)
            order = order_of(lesson, self._data)
            self._runner.order(lambda session: session.train(order))
        self._begun = True
        for dial, value in lesson.turns:
            self._runner.order(lambda session, dial=dial, value=value: session.turn(dial, value))
        if stepping:
            self._runner.order(lambda session: session.pause(True))
        self._dashboard.panes.go_to("curves")

    def opened(self) -> None:
        """Another run is shown: that of the lesson, or the lesson is left."""
        if not self._begun:
            self.watched = None
        self._begun = False
        for mark in self.watched.marks if self.watched else ():
            self._dashboard.curves.mark(mark.step, mark.text, mark.metric)
        self._strip.show(self.watched)

    def failed(self) -> None:
        """Something could not be done: a lesson that waits for its run has none to watch."""
        if self._begun:
            self._begun, self.watched = False, None

    def see(self, events: Sequence[Event]) -> None:
        """Take in what the run told; where it ended, show the card."""
        watched = self.watched
        if watched is None or watched.ended or self._begun:
            return
        for mark in watched.see(events):
            self._dashboard.curves.mark(mark.step, mark.text, mark.metric)
        self._strip.show(watched)
        if any(isinstance(event, Finished) for event in events):
            self._show_card(watched)

    @property
    def _strip(self) -> LessonStrip:
        return self._dashboard.query_one(LessonStrip)

    def _show_card(self, watched: Watched) -> None:
        def go_on(chosen: str | None) -> None:
            if chosen is not None:
                self.begin(chosen) if chosen else self.choose()

        self._dashboard.app.push_screen(CardScreen(watched, self._dashboard.spec), go_on)


def _lesson(name: str, spec: TaskSpec) -> Lesson:
    """Return a lesson of the open task or, where that has none of the name, of another."""
    specs = [spec, *(other for other in all_tasks().values() if other is not spec)]
    found = next((lesson for each in specs if (lesson := each.lesson(name))), None)
    if found is None:
        known = [lesson.name for each in specs for lesson in each.lessons]
        raise UsageError(f"there is no lesson {name[:40]!r}; {nearest(name, known)}")
    return found
