"""What tests of a training share: events pulled up to a step."""

from collections.abc import Iterator

from cvae_tui.core.events import Event, Stepped


def pull(events: Iterator[Event], step: int) -> list[Event]:
    """Pull events up to the end of a step's own event."""
    pulled: list[Event] = []
    for event in events:
        pulled.append(event)
        if isinstance(event, Stepped) and event.step == step:
            return pulled
    raise AssertionError(f"the run ended before step {step}")
