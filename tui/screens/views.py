"""The views of a model that stand in the curves' place: which is next, and when each is made anew."""

from dataclasses import replace

from ...core.errors import UsageError
from ...core.spec import TaskSpec
from ..messages import Diagnosis, LatentMap
from ..runner import Runner
from ..widgets.report_view import MEASURING
from .layout import VIEWS, Panes, View

MARKED = 8
"""Questions, the latest, that are marked on a map."""


class Views:
    """Puts the questions whose answers are a view of the model."""

    def __init__(self, panes: Panes, runner: Runner) -> None:
        self._panes, self._runner = panes, runner

    def show_next(self, spec: TaskSpec) -> None:
        """Show the next view that models of a task have."""
        views: list[View] = [view for view in VIEWS if view != "map" or spec.map]
        at = views.index(self._panes.view) if self._panes.view in views else 0
        self._panes.view = view = views[(at + 1) % len(views)]
        self._panes.go_to("curves" if view == "curves" else "model")
        self.measure()

    def colour(self, spec: TaskSpec) -> None:
        """Colour by something else: the map's points, or the words of answers; `UsageError` where there is neither."""
        if self._panes.view == "map" and (self._panes.map.has_focus or not spec.shades):
            self._panes.map.colour()
        else:
            self._panes.prompt.next_shade()

    def show_map(self, spec: TaskSpec, axes: tuple[int, ...]) -> None:
        """Show the map, in two dimensions or in its principal plane; `UsageError` where models of a task have none."""
        if not spec.map:
            raise UsageError("models of this task have no map; v shows what there is")
        self._panes.view = "map"
        self._panes.map.axes = axes
        self._panes.go_to("model")
        self.measure()

    def measure(self) -> None:
        """Have the view that is shown made of the model as it is now."""
        match self._panes.view:
            case "diagnosis":
                self._panes.report.said = MEASURING
                self._runner.ask(Diagnosis())
            case "map":
                shown, asked = self._panes.map.scatter, self._marked()
                # In other axes there is nothing to be turned like.
                before = shown.frame if shown and self._panes.map.seen == asked.axes else ()
                self._panes.map.question = asked = replace(asked, before=before)
                self._runner.ask(asked)
            case "curves":
                pass

    def see_evaluation(self) -> None:
        """The model was evaluated: now and then is often enough for a map."""
        if self._panes.view == "map":
            self.measure()

    def see_question(self) -> None:
        """Something was asked: a map is drawn again where that is to be marked on it."""
        asked = self._panes.map.question
        if self._panes.view == "map" and (asked is None or replace(asked, before=()) != self._marked()):
            self.measure()

    def _marked(self) -> LatentMap:
        """Return the question for a map, with what the other panes show marked on it."""
        samples, entries = self._panes.samples, self._panes.prompt.entries
        asked = tuple(entry.query for entry in entries[:MARKED])
        rows, mode = tuple(samples.shown.rows), samples.samples.mode.key
        return LatentMap(rows, mode, asked, axes=self._panes.map.axes)
