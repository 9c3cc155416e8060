"""A task with four charts and the events of a run of it, for the tests of what is drawn."""

from dataclasses import replace

from toy import SPEC as TOY

from cvae_tui.core.events import Evaluated, Event, Stepped
from cvae_tui.core.spec import Dial, Metric, PanelSpec

SPEC = replace(
    TOY,
    name="drawn",
    metrics=(
        Metric("fit", "misfit", "fit", "nats", 1),
        Metric("rate", "rate", "rt", "nats", 2),
        Metric("right", "right", "ok", "share", 3),
        Metric("half", "half right", "half", "share", 4),
        Metric("drawn", "samples", "smp", "share", 5),
        Metric("kinds", "kinds", "knd", "count", 7),
        Metric("beta", "beta", "b", "rate", 2),
        Metric("lr", "lr", "lr", "rate", 7),
    ),
    panels=(
        PanelSpec("loss", "Loss", ("fit",), ("rate",), smooth=True, least_range=0.5, empty="no step yet"),
        PanelSpec("scores", "Scores", ("right", "half")),
        PanelSpec("noise", "Noise", ("drawn",), ("kinds",), zero=True),
        PanelSpec("schedules", "Dials", ("beta",), ("lr",), zero=True, empty="no step yet"),
    ),
    dials=(Dial("lr", "learning rate", "lr"),),
)


def run(first: int = 10, last: int = 400, scored: bool = False) -> list[Event]:
    """Reports at every tenth step: the misfit falls as 1000 / step, the rate grows as step / 100."""
    events: list[Event] = [
        Stepped(
            step, step / 100, 0.0, 0, step / 2, {"beta": 0.5, "lr": 0.003}, {"fit": 1000 / step, "rate": step / 100}
        )
        for step in range(first, last + 1, 10)
    ]
    scores = {"right": 0.5, "half": 0.25, "drawn": 0.3, "drawn_low": 0.2, "drawn_high": 0.4, "kinds": 30.0}
    return [*events, Evaluated(last, last / 100, last / 2, scores)] if scored else events
