"""What a step learns, that a run that goes on equals the one that never stopped, and when it is warned of."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from cvae_tui.core.events import Alert, Evaluated
from cvae_tui.core.runs.checkpoint import load_training
from cvae_tui.core.tasks.sentiment.spec import SPEC
from cvae_tui.core.tasks.sentiment.task import SentimentTask
from cvae_tui.core.trainer import Trainer

Make = Callable[..., SentimentTask]


def dials(task: SentimentTask) -> dict[str, float]:
    return {name: schedule(0.5) for name, schedule in task.schedules().items()}


def weights(module: torch.nn.Module) -> torch.Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in module.parameters()])


@pytest.mark.parametrize("variant", ["lstm", "bag", "both"])
def test_a_step_teaches_every_part(variant: str, make_task: Make) -> None:
    task = make_task(variant=variant)
    parts = [part for part in (task.network.reader, task.network.bag) if part is not None]
    before = [weights(part) for part in parts]
    learned = task.step(0, dials(task))
    assert learned.examples == 8 and set(learned.losses) == {"loss", "train_accuracy", "rises"}
    assert all(torch.isfinite(loss) and not loss.requires_grad for loss in learned.losses.values())
    assert all(not torch.equal(weights(part), old) for part, old in zip(parts, before, strict=True))
    assert set(task.optimizers()) == set(dict.fromkeys(["reader", "bag"])) - {"lstm": {"bag"}, "bag": {"reader"}}.get(
        variant, set()
    )


def test_an_epoch_has_every_review_once(make_task: Make) -> None:
    for padding in ("masked", "read"):
        task = make_task(padding=padding)
        for epoch in (0, 1):
            places = [int(place) for batch in task._order(epoch) for place in batch]
            assert sorted(places) == list(range(len(task.data.train)))
        assert [list(batch) for batch in task._order(0)] != [list(batch) for batch in task._order(1)]
        assert len(task._order(0)) == task.steps_per_epoch


def test_the_bag_begins_as_naive_bayes(make_task: Make) -> None:
    task = make_task(variant="bag")
    assert task.network.bag is not None
    number = {word: at + 2 for at, word in enumerate(task.vocabulary.words)}
    by_word = task.network.bag.weight.detach()[:, 0]
    assert by_word[number["lovely"]] > 0.5 > -0.5 > by_word[number["awful"]]
    both = make_task(word_prior=2.0).network
    assert both.reader is not None and both.bag is not None
    assert torch.allclose(both.reader.embed.weight[:, 0], 2 * both.bag.weight[: len(task.vocabulary), 0])
    assert not make_task(variant="bag", bag_prior=0.0).network.bag.weight.any()  # type: ignore[union-attr]


def test_a_gradient_that_is_not_finite_changes_nothing(make_task: Make) -> None:
    task = make_task()
    assert task.network.reader is not None
    task.network.reader.out.weight.data.fill_(float("nan"))
    bag = weights(task.network.bag)  # type: ignore[arg-type]
    learned = task.step(0, dials(task))
    assert learned.skipped is not None and float(learned.skipped) == 1.0
    assert torch.equal(weights(task.network.bag), bag)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "settings",
    [
        {"word_dropout": 0.3, "bag_dropout": 0.2},
        {"variant": "lstm", "padding": "read", "pooling": "report", "cell": "loop"},
        {"bidirectional": True, "optimizer": "sgd", "lr": 0.1},
    ],
)
def test_a_run_that_goes_on_equals_the_one_that_never_stopped(
    settings: dict[str, object], make_task: Make, tmp_path: Path
) -> None:
    whole = make_task(**settings)
    for _ in Trainer(whole, tmp_path / "whole").events():
        pass
    half = Trainer(make_task(**settings), tmp_path / "half")
    for event in half.events():
        if getattr(event, "step", 0) == 6:
            half.stop()
    resumed = make_task(**settings)
    progress = load_training(tmp_path / "half", resumed)
    assert progress.step == 6
    for _ in Trainer(resumed, tmp_path / "half", progress).events():
        pass
    for (key, a), b in zip(whole.network.state_dict().items(), resumed.network.state_dict().values(), strict=True):
        assert torch.equal(a, b), key


def test_it_learns_and_is_calibrated_on_the_way(make_task: Make) -> None:
    task = make_task(epochs=12, evaluate_every=2, lr=0.02, bag_lr=0.05, dropout=0.0)
    evaluated = [event for event in Trainer(task).events() if isinstance(event, Evaluated)]
    assert len(evaluated) == 6
    assert evaluated[-1].scores["accuracy"] == 1.0
    assert evaluated[-1].scores["validation_loss"] < evaluated[0].scores["validation_loss"]
    assert not torch.equal(task.network.scales, torch.ones(2))
    assert [len(row.cells) for row in evaluated[-1].samples.rows] == [3] * 4


def test_a_validation_loss_that_rises_three_times_is_warned_of_once(
    make_task: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.core.trainer.REPORT_SECONDS", math.inf)
    # The first has none before it, and a fall begins the count anew.
    rising = iter([0.9, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0])
    scores = {"accuracy": 0.5, "calibration": 0.0}
    monkeypatch.setattr(
        "cvae_tui.core.tasks.sentiment.task.quick_scores",
        lambda *_: ({**scores, "validation_loss": next(rising)}, "guesses", ""),
    )
    task = make_task(epochs=7, report_every=1)
    told = [event for event in Trainer(task).events() if isinstance(event, Alert) and event.kind == "plateau"]
    assert [event.step for event in told] == [5 * task.steps_per_epoch + 1]
    assert "overfits" in told[0].message


def test_metadata_and_notes_say_what_was_read(make_task: Make, reviews: Path) -> None:
    task = make_task(longest=8)
    assert task.metadata()["data"] == str(reviews)
    assert task.metadata()["vocabulary"] == {
        "words": len(task.vocabulary.words),
        "phrases": len(task.vocabulary.phrases),
    }
    assert any("the LSTM reads 8 words of a review" in note for note in task.notes())
    assert make_task(longest=8, variant="bag").notes() == ()


def test_every_preset_can_be_made() -> None:
    assert [preset.name for preset in SPEC.presets][:4] == [
        "sentiment", "report-004-last", "report-004-attention", "report-004-as-described"
    ]  # fmt: skip
    for preset in SPEC.presets:
        assert SPEC.config.from_dict(preset.config.to_dict()) == preset.config
        assert set(preset.config.schedules()) <= {dial.key for dial in SPEC.dials}  # type: ignore[attr-defined]
