"""A lesson as it is watched: which of its moments have come, from the events of its run. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..core.events import Evaluated, Event, Finished, Started, Stepped
from ..core.spec import Lesson, Moment
from ..core.verdict import EXPLODED


@dataclass(frozen=True)
class Mark:
    """A moment that came, at a step; `metric` is the one that it was seen in, empty where the run broke off."""

    step: int
    text: str
    metric: str = ""


@dataclass
class Watched:
    """Follows a lesson: `marks` are the moments that came so far, those of a lesson that it goes on from first.

    `ended` is how its run ended, empty before, `verdict` what its model was found to be at the last evaluation, and
    `steps` how many its run has in all, where that is known.
    """

    lesson: Lesson
    marks: list[Mark] = field(default_factory=list[Mark])
    come: int = 0
    steps: int | None = None
    ended: str = ""
    verdict: str = ""

    @property
    def awaited(self) -> Moment | None:
        """The moment that comes next; None where all have come."""
        return self.lesson.moments[self.come] if self.come < len(self.lesson.moments) else None

    @property
    def latest(self) -> Mark | None:
        """The moment of this lesson that came last."""
        return self.marks[-1] if self.come else None

    def see(self, events: Iterable[Event]) -> list[Mark]:
        """Take in what happened; return the moments that came."""
        found: list[Mark] = []
        for event in events:
            if isinstance(event, Started):
                self.steps = event.total_steps
            if (moment := self.awaited) is not None and comes(moment, event):
                found.append(Mark(event.step, moment.says, moment.metric))
                self.come += 1
            if isinstance(event, Evaluated):
                self.verdict = event.verdict
            if isinstance(event, Finished):
                self.ended = event.reason
                self.verdict = EXPLODED.key if event.reason == "failed" else self.verdict
        self.marks += found
        return found


def comes(moment: Moment, event: Event) -> bool:
    """Tell whether an event is what a moment waits for."""
    match event:
        case Finished(reason=reason):
            return moment.breaks and reason == "failed"
        case Stepped(losses=losses, dials=dials) if losses is not None:
            value = {**dials, **losses}.get(moment.metric)
        case Evaluated(scores=scores):
            value = scores.get(moment.metric)
        case _:
            value = None
    # NaN is neither.
    return value is not None and (value < moment.below or value > moment.above)
