"""When a run first passed the best that was published for the lab."""

from collections.abc import Iterable

from ....events import Evaluated, Event
from ..task import passes_published


def first_passing(events: Iterable[Event]) -> Evaluated | None:
    """Return the first evaluation whose one state has both the BLEU-4 and the Gaussian score, or None."""
    evaluations = (event for event in events if isinstance(event, Evaluated))
    return next((event for event in evaluations if passes_published(event.scores)), None)
