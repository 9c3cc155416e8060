"""How numbers, times and events read."""

import math

import pytest
from toy import SPEC as TOY

from cvae_tui.core.answer import Kind
from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started
from cvae_tui.core.registry import find_task
from cvae_tui.tui.format import ascii_text, duration, epochs, number, percent, scores, sentence, short


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"), (2.5, "2.5s"), (44.6, "45s"), (59.7, "1m"), (80, "1m20s"), (180, "3m"), (7380, "2h03m"),
        (273_600, "3d4h"), (math.nan, "?"), (-1, "?"),
    ],
)  # fmt: skip
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.9794, "share", "0.979"), (1.0, "share", "1.000"), (0.99997, "share", "0.99997"), (0.0, "share", "0.000"),
        (12.345, "nats", "12.35"), (1e30, "nats", "1e30"), (92.51, "count", "92.5"), (5067, "count", "5,067"),
        (3e-4, "rate", "3e-4"), (None, "share", "–"), (math.nan, "nats", "–"), (math.inf, "nats", "inf"),
    ],
)  # fmt: skip
def test_numbers_by_what_they_measure(value: float | None, kind: Kind, text: str) -> None:
    assert number(value, kind) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 3, "0"), (0.4124, 3, "0.412"), (0.99996, 3, "0.99996"), (12.34, 3, "12.3"), (1234, 3, "1.23k"),
        (999_999, 3, "1M"), (0.00003, 3, "3e-5"), (1.5e16, 3, "1.5e16"), (-0.5, 3, "-0.5"), (24_500, 2, "24k"),
        (math.nan, 3, "nan"), (-math.inf, 3, "-inf"),
    ],
)  # fmt: skip
def test_short_numbers(value: float, digits: int, text: str) -> None:
    assert short(value, digits) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %"), (math.nan, "? %")]
)
def test_percentages_are_0_and_100_only_of_what_is(share: float, text: str) -> None:
    assert percent(share) == text


def test_ascii() -> None:
    assert ascii_text("0.4 ± 0.1 → …") == "0.4 +- 0.1 -> ..."


@pytest.mark.parametrize(
    ("event", "text", "tone"),
    [
        (Started(0, "toy", "", "cpu", 8, 4, 200, None), "training began: toy, cpu, 8 pictures an epoch", "plain"),
        (Started(40, "toy", "", "cpu", 8, 4, 200, None), "training goes on at step 40: toy, cpu", "plain"),
        (Evaluated(8, 2.0, 1.0, {"match": 0.5, "match_low": 0.4, "match_high": 0.6, "other": 1.0}),
         "epoch 2  drawn 0.500 ± 0.10", "plain"),
        (DialTurned(3, "lr", 0.25), "generator rate is 0.25 from step 3 on", "notice"),
        (DialTurned(3, "lr", None), "generator rate follows its schedule again from step 3 on", "notice"),
        (Saved(1200), "saved at step 1,200", "plain"),
        (Alert(1, "milestone", "well done"), "well done", "good"),
        (Alert(1, "note", "by the way"), "by the way", "notice"),
        (Alert(1, "collapsed", "alas"), "alas", "bad"),
        (Finished(9, "done", 80, 12.4), "training is done (step 9, 1m20s of training, 12 pictures/s)", "good"),
        (Finished(9, "stopped", 80, 12.4),
         "training was stopped and saved; o resumes it (step 9, 1m20s of training, 12 pictures/s)", "notice"),
        (Finished(9, "failed", 80, 12.4, "the loss exploded"), "the loss exploded", "bad"),
    ],
)  # fmt: skip
def test_sentences(event: Event, text: str, tone: str) -> None:
    assert sentence(event, TOY) == (text, tone)


def test_scores_of_the_first_task() -> None:
    event = Evaluated(1, 1.0, 1.0, {"bleu4": 0.934, "gaussian": 0.41, "gaussian_low": 0.38, "gaussian_high": 0.44})
    assert scores(event, find_task("tense")) == "BLEU-4 0.934  Gaussian 0.410 ± 0.03"


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (math.nan, "–"), (12.0, "12"), (0.3486, "0.3"), (1234.56, "1,234.6"), (0.0, "0")]
)
def test_epochs(value: float | None, text: str) -> None:
    assert epochs(value) == text
