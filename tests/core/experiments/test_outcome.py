import json
from collections.abc import Callable
from math import nan
from pathlib import Path
from typing import Any

import pytest

from cvae_tui.core.events import Evaluated, Finished, Stepped
from cvae_tui.core.experiments.outcome import Outcome, average, read_outcome, read_standing
from cvae_tui.core.experiments.plan import Trial
from cvae_tui.core.experiments.turns import fed_losses, peak, releases
from cvae_tui.core.runs.history import write_history

TRIAL = Trial("seed-000", "seed-000", (), 0)
RISING = [
    (1.0, 0.0, 1.0, 9.0, 50.0, 0.2, 0.0),
    (2.0, 1.0, 1.0, 12.0, 2.0, 0.6, 0.3),
    (3.0, 1.0, 0.5, 8.0, 3.0, 0.4, nan),
]


def test_last_and_best_and_scored(made: Callable[..., Outcome]) -> None:
    outcome = made("seed-000", RISING, score={"conversion": {"bleu4": 0.45}, "latent": {"kl": None}})
    assert (outcome.last("bleu4"), outcome.best("bleu4"), outcome.bleu4) == (0.4, 0.6, 0.45)
    assert (outcome.last("gaussian"), outcome.best("gaussian"), outcome.gaussian) == (None, 0.3, None)
    assert (outcome.last("ce"), outcome.last("kl"), outcome.last("nosuch")) == (8.0, 3.0, None)
    assert outcome.scored("latent", "kl") is None and outcome.scored("latent", "nosuch", "deeper") is None
    apart = made("seed-000", [(1.0, 0.0, 1.0, 9.0, 5.0, 0.95, 0.02), (2.0, 0.0, 1.0, 9.0, 5.0, 0.6, 0.4)])
    assert (apart.best("bleu4"), apart.best("gaussian")) == (0.6, 0.4), "of one state"
    assert peak(outcome, "kl") == 50.0 and peak(outcome, "nosuch") is None


def test_nothing_is_an_outcome_too(tmp_path: Path) -> None:
    outcome = read_outcome(TRIAL, tmp_path / "none")
    assert (outcome.ended, outcome.message, outcome.reports, outcome.bleu4) == ("", "", [], None)
    assert average([outcome], lambda o: o.bleu4) is None
    assert releases(outcome) == [] and fed_losses(outcome) is None


def test_the_average_leaves_out_what_is_missing(made: Callable[..., Outcome]) -> None:
    some = [made("seed-000", RISING[:1]), made("seed-000", RISING[:2]), made("seed-000", [])]
    assert average(some, lambda outcome: outcome.bleu4) == pytest.approx(0.4)


CONFIG = {
    "format": 1, "task": "tense", "variant": "gru", "preset": "seed-000", "settings": {}, "vocabulary": "abc",
    "data": "lab", "fingerprint": "f00d", "versions": {},
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG))
    return folder


def saved(run: Path, reason: str) -> None:
    (run / "progress.json").write_text(json.dumps({"format": 1, "step": 5, "reason": reason}))


def test_how_far_a_run_is(run: Path) -> None:
    dials = {"kl_weight": 0.0}
    events: list[Any] = [Stepped(5, 0.5, 0.25, 40, 3.0, dials, {"ce": 9.0}), Evaluated(5, 0.5, 3.0, {"bleu4": 0.1})]
    write_history(run, events)
    saved(run, "")
    assert (standing := read_standing(run)).figures == {"ce": 9.0, "bleu4": 0.1}
    assert (standing.share, standing.epoch, standing.seconds, standing.ended) == (0.25, 0.5, 3.0, "")
    write_history(run, [*events, Finished(5, "done", 3.0, 9.0)])
    saved(run, "done")
    assert (read_standing(run).ended, read_outcome(TRIAL, run).ended) == ("done", "done")
    # It goes on.
    write_history(run, [*events, Finished(5, "stopped", 3.0, 9.0), *events])
    saved(run, "")
    assert read_standing(run).ended == ""
    (run / "config.json").write_text("{")
    assert (read_standing(run).ended, read_standing(run).share) == ("", 0.25)


@pytest.mark.parametrize(("reason", "ended"), [("done", "done"), ("failed", "failed"), ("stopped", ""), ("", "")])
def test_only_done_and_failed_are_ends(run: Path, reason: Any, ended: str) -> None:
    saved(run, reason)
    write_history(run, [Finished(5, reason, 3.0, 9.0)] if reason else [])
    assert (read_standing(run).ended, read_outcome(TRIAL, run).ended) == (ended, ended)


def test_an_end_that_was_not_saved_is_none(run: Path) -> None:
    lost = "what was learned since second 1 is not saved"
    write_history(run, [Stepped(5, 0.5, 1.0, 40, 3.0, {}, {"ce": 9.0}), Finished(5, "done", 3.0, 9.0, lost)])
    saved(run, "")
    assert (read_standing(run).ended, read_outcome(TRIAL, run).ended) == ("", "")
    # A failure needs no saving to be one.
    write_history(run, [Finished(5, "failed", 3.0, 9.0, "the loss exploded")])
    assert (read_standing(run).ended, read_outcome(TRIAL, run).ended) == ("failed", "failed")


def test_a_release_is_a_fall_of_the_weight_with_the_best_of_three_evaluations_after_it(
    made: Callable[..., Outcome],
) -> None:
    points = [
        (1.0, 1.0, 1.0, 9.0, 2.0, 0.2, 0.30), (2.0, 0.0, 1.0, 5.0, 9.0, 0.6, 0.28),
        (3.0, 0.0, 1.0, 2.0, 9.0, 0.9, 0.25),
        (4.0, 0.0, 1.0, 1.0, 9.0, 0.8, 0.2), (5.0, 0.5, 1.0, 1.0, 9.0, 1.0, 0.1), (6.0, 0.9, 1.0, 1.0, 9.0, 1.0, 0.1),
    ]  # fmt: skip
    (found,) = releases(made("seed-001-tf8-2", points))
    assert (found.epoch, found.epochs, found.bleu4_before, found.bleu4_after) == (2.0, 1.0, 0.2, 0.9)
    assert (found.gaussian_before, found.gaussian_after) == (0.30, 0.25)


def test_weights_that_rise_or_stay_are_no_release(made: Callable[..., Outcome]) -> None:
    assert releases(made("seed-000", [(float(i), 0.0, 1.0, 1.0, 1.0, 0.5, 0.1) for i in range(4)])) == []
    assert releases(made("seed-000", [(float(i), i / 4, 1.0, 1.0, 1.0, 0.5, 0.1) for i in range(4)])) == []


def test_the_truth_taken_away(made: Callable[..., Outcome]) -> None:
    points = [
        (1.0, 0.2, 1.0, 6.0, 9.0, 0.3, 0.0), (2.0, 0.2, 1.0, 3.0, 9.0, 0.5, 0.0),
        (3.0, 0.2, 0.8, 9.0, 9.0, 0.6, 0.0), (4.0, 0.2, 0.4, 12.0, 9.0, 0.7, 0.0),
    ]  # fmt: skip
    fed = fed_losses(made("lesson-exposure", points))
    assert fed is not None
    assert (fed.ce_fed, fed.bleu4_fed, fed.ce_self, fed.ce_end, fed.bleu4_end) == (4.5, 0.5, 10.5, 10.5, 0.7)
    assert fed_losses(made("lesson-exposure", points[:2])) is None
