"""When a run first passed the best that was published for the lab."""

from collections.abc import Iterable

from ..events import Evaluated, Event
from ..tense.task import PUBLISHED_BLEU4, PUBLISHED_GAUSSIAN


def first_passing(events: Iterable[Event]) -> Evaluated | None:
    """Return the first evaluation whose one state has both the BLEU-4 and the Gaussian score, or None."""
    for event in events:
        if isinstance(event, Evaluated):
            bleu4, gaussian = event.scores.get("bleu4", 0.0), event.scores.get("gaussian", 0.0)
            if bleu4 >= PUBLISHED_BLEU4 and gaussian >= PUBLISHED_GAUSSIAN:
                return event
    return None
