"""What a run's files say, as the screen wants it. Knows no torch."""

from typing import Any

from ...core.errors import CvaeError
from ...core.events import DialTurned, Event, Finished, Stepped
from ...core.registry import config_of
from ...core.runs.metadata import RunFacts
from ..messages import Model


def model_of(facts: RunFacts) -> Model:
    """Return what is opened; how many dimensions z has is known when its weights are loaded."""
    step = facts.progress.get("step", 0)
    return Model(facts.name, str(facts.path), facts.variant, 0, step if isinstance(step, int) else 0, facts.shipped)


def until(step: int, events: list[Event]) -> list[Event]:
    """Return the events up to a step: what belongs to the state that was saved there."""
    return [event for event in events if event.step <= step]


def held_by_hand(facts: RunFacts, events: list[Event], trained: bool) -> dict[str, float]:
    """Return the dials held by hand: those of the state saved last and, while a run is trained, those turned since."""
    step = facts.progress.get("step", 0)
    since = [event for event in events if trained and isinstance(event, DialTurned) and event.step >= step]
    held = {**facts.held, **{event.dial: event.value for event in since}}
    return {dial: value for dial, value in held.items() if value is not None}


def how_far(facts: RunFacts, events: list[Event], trained: bool) -> dict[str, Any]:
    """Return what the snapshot is to say of how far a run came."""
    try:
        config = config_of(facts)
    except CvaeError:
        config = None
    last = next((event for event in reversed(events) if isinstance(event, Stepped)), None)
    held = held_by_hand(facts, events, trained)
    finished = next((event for event in reversed(events) if isinstance(event, Finished)), None)
    saved = facts.progress
    return {
        "step": max(last.step if last else 0, int(saved.get("step", 0))),
        "epoch": last.epoch if last else 0.0,
        "epochs": None if config is None or config.seconds else config.epochs,
        "progress": last.progress if last else float(saved.get("share", 0.0)),
        "seconds": last.seconds if last else float(saved.get("seconds", 0.0)),
        "dials": {**(last.dials if last else {}), **held},
        "held": frozenset(held),
        "words_per_second": finished.words_per_second if finished else 0.0,
    }
