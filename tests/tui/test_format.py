import math

import pytest

from cvae_tui.core.events import Alert, DialTurned, Evaluated, Event, Finished, Saved, Started
from cvae_tui.tui.format import duration, number, percent, plain_text, sentence


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0s"),
        (44.6, "45s"),
        (59.7, "1m00s"),
        (80, "1m20s"),
        (7380, "2h03m"),
        (273_600, "3d4h"),
        (math.nan, "?"),
        (-1, "?"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (1.0, "1"), (0.04213, "0.0421"), (0.000012345, "1.2e-05"), (math.inf, "not finite")],
)
def test_numbers(value: float, said: str) -> None:
    assert number(value) == said


SCORES = {"bleu4": 0.934, "exact": 0.9, "gaussian": 0.41, "gaussian_low": 0.38, "gaussian_high": 0.44, "distinct": 39.2}


@pytest.mark.parametrize(
    ("event", "said", "tone"),
    [
        (
            Evaluated(480, 12.0, 60.0, SCORES),
            "epoch 12  BLEU-4 0.93  exact 0.90  Gaussian 0.41 ± 0.03 (39/100 distinct)",
            "plain",
        ),
        (Evaluated(480, 12.0, 60.0, {"bleu4": 1.0, "exact": 0.9967}), "epoch 12  BLEU-4 1.00  exact 0.997", "plain"),
        (Evaluated(480, 12.0, 60.0, {"bleu4": 0.0, "exact": 0.004}), "epoch 12  BLEU-4 0.00  exact 0.004", "plain"),
        (Evaluated(480, 12.0, 60.0, {}), "epoch 12", "plain"),
        (DialTurned(1204, "kl_weight", 0.2), "KL weight is 0.2 from step 1,204 on", "notice"),
        (DialTurned(1204, "lr", None), "learning rate follows its schedule again from step 1,204 on", "notice"),
        (Saved(20), "saved at step 20", "plain"),
        (Alert(1, "milestone", "passed"), "passed", "good"),
        (Alert(1, "collapsed", "the KL fell"), "the KL fell", "bad"),
        (Finished(9, "done", 80.0, 2310.4), "training is done (step 9, 1m20s of training, 2,310 words/s)", "good"),
        (Finished(9, "failed", 80.0, 2310.4, "it exploded"), "it exploded", "bad"),
        (
            Finished(9, "stopped", 80.0, 2310.4),
            "training was stopped and saved; o resumes it (step 9, 1m20s of training, 2,310 words/s)",
            "notice",
        ),
        (
            Finished(9, "stopped", 80.0, 2310.4, "what was learned since second 60 is not saved"),
            "training was stopped, but what was learned since second 60 is not saved"
            " (step 9, 1m20s of training, 2,310 words/s)",
            "bad",
        ),
        (
            Started(0, "tense", "gru", "cpu", 4908, 40, 9, None),
            "training began: gru, cpu, 4,908 words an epoch",
            "plain",
        ),
        (Started(7, "tense", "gru", "cpu", 4908, 40, 9, None), "training goes on at step 7: gru, cpu", "plain"),
    ],
)
def test_sentences(event: Event, said: str, tone: str) -> None:
    assert sentence(event) == (said, tone)


def test_plain_text() -> None:
    assert plain_text("0.41 ± 0.03 … a → b") == "0.41 +- 0.03 ... a -> b"


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %"), (math.nan, "? %"), (math.inf, "? %")],
)
def test_percent(share: float, shown: str) -> None:
    assert percent(share) == shown
