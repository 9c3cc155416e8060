"""A lesson as it is watched: moments come one after the other, from losses, dials, scores and the end."""

from dataclasses import replace
from math import nan

import pytest
from toy import SPEC

from cvae_tui.core.events import Evaluated, Event, Finished, Started, Stepped
from cvae_tui.core.spec import Moment
from cvae_tui.tui.lesson import Mark, Watched, comes

LESSON = SPEC.lessons[0]


def stepped(step: int, loss: float, dial: float = 0.1) -> Stepped:
    return Stepped(step, 1.0, 0.5, 8, 1.0, {"lr": dial}, {"loss": loss})


@pytest.mark.parametrize(
    ("moment", "event", "expected"),
    [
        (Moment("", "loss", below=1.0), stepped(1, 0.5), True),
        (Moment("", "loss", below=1.0), stepped(1, 1.0), False),
        (Moment("", "loss", below=1.0), stepped(1, nan), False),
        (Moment("", "lr", above=0.05), stepped(1, 0.5), True),
        (Moment("", "lr", above=0.05), Stepped(1, 1.0, 0.5, 8, 1.0, {"lr": 0.1}), False),
        (Moment("", "match", above=0.5), Evaluated(1, 1.0, 1.0, {"match": 0.6}), True),
        (Moment("", "match", above=0.5), Evaluated(1, 1.0, 1.0, {}), False),
        (Moment("", breaks=True), Finished(1, "failed", 1.0, 1.0), True),
        (Moment("", breaks=True), Finished(1, "done", 1.0, 1.0), False),
    ],
)
def test_what_a_moment_waits_for(moment: Moment, event: Event, expected: bool) -> None:
    assert comes(moment, event) is expected


def test_moments_come_in_their_order() -> None:
    fell, rose = Moment("fell", "loss", below=1.0), Moment("rose", "loss", above=2.0)
    watched = Watched(replace(LESSON, moments=(fell, rose)))
    events = [Started(0, "toy", "", "cpu", 2, 4, 200, None), stepped(1, 3.0), stepped(2, 0.5), stepped(3, 0.4)]
    assert watched.see(events) == [Mark(2, "fell", "loss")]
    assert (watched.steps, watched.awaited, watched.latest) == (200, rose, Mark(2, "fell", "loss"))
    last = [stepped(4, 2.5), Evaluated(4, 1.0, 1.0, {}, verdict="drawn"), Finished(5, "done", 1.0, 1.0)]
    assert watched.see(last) == [Mark(4, "rose", "loss")]
    assert (watched.awaited, watched.ended, watched.verdict) == (None, "done", "drawn")


def test_a_run_that_broke_off_has_exploded() -> None:
    watched = Watched(replace(LESSON, moments=(Moment("broke", breaks=True),)))
    assert watched.see([Finished(7, "failed", 1.0, 1.0)]) == [Mark(7, "broke")]
    assert watched.verdict == "exploded"
