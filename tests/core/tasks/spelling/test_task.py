"""Learning a few pairs: what a step depends on, resuming bit for bit, and what a trained run answers."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from cvae_tui.core.answer import Query, SampleRow, Shown, Text
from cvae_tui.core.errors import DataError, UsageError
from cvae_tui.core.events import Evaluated, Stepped
from cvae_tui.core.runs.checkpoint import load_training
from cvae_tui.core.task import Model, ScoreOptions, Task
from cvae_tui.core.tasks.spelling.corrector import Corrector
from cvae_tui.core.tasks.spelling.lattice import Lattice
from cvae_tui.core.tasks.spelling.loading import load_speller
from cvae_tui.core.tasks.spelling.spec import SPEC
from cvae_tui.core.tasks.spelling.speller import Speller
from cvae_tui.core.tasks.spelling.suggestion import Suggestion
from cvae_tui.core.tasks.spelling.task import SpellingTask
from cvae_tui.core.tasks.spelling.words import VOCAB, Words
from cvae_tui.core.trainer import Trainer

Make = Callable[..., SpellingTask]
VARIANTS = [
    {},
    {"direct": 0, "dropout": 0.0},
    {"variant": "lstm", "teacher_forcing": 0.5, "optimizer": "sgd", "batch_size": 1},
]


def test_it_is_a_task_and_its_model_a_model(make_task: Make) -> None:
    task = make_task()
    assert isinstance(task, Task) and isinstance(task.model(), Model)
    # The folder's own lexicon may go with it, so all words are kept.
    assert task.metadata()["words"] == ["believe", "friend", "receive", "separate", "tomorrow", "weird"]
    assert task.examples_per_epoch == len(task.data.train)


@pytest.mark.parametrize("settings", VARIANTS)
def test_a_run_that_goes_on_equals_the_one_that_never_stopped(
    settings: dict[str, object], make_task: Make, tmp_path: Path
) -> None:
    whole = make_task(**settings)
    for _ in Trainer(whole, tmp_path / "whole").events():
        pass
    half = Trainer(make_task(**settings), tmp_path / "half")
    for event in half.events():
        if getattr(event, "step", 0) == 3:
            half.stop()
    resumed = make_task(**settings)
    progress = load_training(tmp_path / "half", resumed)
    assert progress.step == 3
    for _ in Trainer(resumed, tmp_path / "half", progress).events():
        pass
    wanted = whole.network.state_dict()
    assert all(torch.equal(value, wanted[name]) for name, value in resumed.network.state_dict().items())


def test_weights_decay_by_epochs_whatever_an_epoch_has_of_steps(
    make_task: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decay(task: SpellingTask) -> float:
        return float(task.optimizers()["all"].param_groups[0]["weight_decay"])

    task = make_task(batch_size=1, weight_decay=0.8)
    assert task.steps_per_epoch < 100 and decay(task) == 0.8
    monkeypatch.setattr("cvae_tui.core.tasks.spelling.task.DECAYED", task.steps_per_epoch / 4)
    assert decay(make_task(batch_size=1, weight_decay=0.8)) == pytest.approx(0.2)


def test_pairs_are_learned(make_task: Make) -> None:
    task = make_task(epochs=40, lr=0.03, noise=0.5)
    events = list(Trainer(task).events())
    losses = [event.losses for event in events if isinstance(event, Stepped) and event.losses]
    assert losses[-1]["loss"] < 0.5 * losses[0]["loss"] and losses[-1]["direct"] < losses[0]["direct"]
    scores = next(event for event in events if isinstance(event, Evaluated)).scores
    shares = {"exact", "exact_low", "exact_high", "top5", "bleu4", "seen_exact", "seen_bleu4", "test_bleu4", "kept"}
    assert set(scores) == shares
    assert scores["seen_exact"] > 0.9
    assert task.model().correct(["Recieve"])[0][0].word == "Receive"


def test_every_batch_of_an_epoch_is_other_pairs(make_task: Make) -> None:
    task = make_task()
    places = torch.cat(list(task._order(0)))
    assert sorted(places.tolist()) == list(range(len(task.data.train))) and len(task._order(0)) == task.steps_per_epoch


def test_what_is_learned_is_a_function_of_the_step(make_task: Make) -> None:
    first, second = make_task(), make_task()
    second.step(0, {"lr": 0.0, "noise": 0.0})
    dials = {"lr": 0.01, "noise": 1.0}
    assert first.step(2, dials).losses["direct"] == second.step(2, dials).losses["direct"]


def test_no_word_that_something_is_scored_by_is_drawn(make_task: Make) -> None:
    task = make_task()
    assert task._lay_on is not None
    words, _, _ = task._lay_on
    drawn = {VOCAB.decode(row[row > 0].tolist()) for row in words.letters}
    held = {word for _, word in task.data.validation} | {"sorrow", "operate", "separate"}
    assert len(held) == 4 and drawn == {*task.lexicon.words} - held


def test_words_are_drawn_as_long_as_those_of_the_batch(make_task: Make) -> None:
    task = make_task()
    like = task.right.lengths[:1]
    drawn = task._drawn(20, like, torch.Generator().manual_seed(0))
    assert drawn is not None and set(drawn.lengths.tolist()) == set(like.tolist())


@pytest.mark.parametrize("settings", VARIANTS)
def test_a_run_answers_without_its_data(
    settings: dict[str, object], make_task: Make, folder: Path, tmp_path: Path
) -> None:
    task = make_task(**settings)
    for _ in Trainer(task, tmp_path / "run").events():
        pass
    live = task.model().answer(Query("correct", ("recieve", "friend", "x1")))
    loaded = load_speller(tmp_path / "run", torch.device("cpu"))
    found = loaded.answer(Query("correct", ("recieve", "friend", "x1")))
    for one, other in zip(live.rows, found.rows, strict=True):
        assert (one.label, one.category) == (other.label, other.category)
        for a, b in zip(one.cells, other.cells, strict=True):
            assert isinstance(a, Text) and isinstance(b, Text) and a.text == b.text
            assert a.score == pytest.approx(b.score, abs=1e-5)
    assert [row.category for row in found.rows][1:] == ["known", "other"]
    (folder / "train.txt").write_text("kat cat\n")
    changed = load_speller(tmp_path / "run", torch.device("cpu"))
    with pytest.raises(DataError, match="has changed"):
        changed.score(None, ScoreOptions(), lambda part, done: None)
    (folder / "lexicon.txt").write_text("the 3\n")
    other = load_speller(tmp_path / "run", torch.device("cpu"))
    assert "is not the lexicon" in other.notes[0] and other.known("receive") and not other.known("fiend")
    shutil.rmtree(folder)
    gone = load_speller(tmp_path / "run", torch.device("cpu"))
    assert "is gone" in gone.notes[0] and gone.known("receive")
    with pytest.raises(UsageError, match="there is no pair to show"):
        gone.sample((SampleRow(1),), "held_out")


def test_answers_have_capitals_hyphens_and_probabilities(make_task: Make) -> None:
    task = make_task(epochs=40, lr=0.03)
    for _ in Trainer(task).events():
        pass
    model = task.model()
    table = model.answer(task.spec.parse("FREND the don't wierd-frend", Shown()))
    assert [row.category for row in table.rows[1:3]] == ["known", "known"]
    assert [row.cells[0].text for row in table.rows if isinstance(row.cells[0], Text)][1:3] == ["the", "don't"]
    first = [cell.text for cell in table.rows[0].cells if isinstance(cell, Text)]
    assert first[0] == "FRIEND" and all(text.isupper() for text in first)
    assert all("-" in cell.text for cell in table.rows[3].cells if isinstance(cell, Text))
    sums = [sum(cell.score or 0.0 for cell in row.cells if isinstance(cell, Text)) for row in table.rows]
    assert all(0.0 < each <= 1.0001 for each in sums)


def test_an_alignment_says_what_stands_for_what(make_task: Make) -> None:
    task = make_task()
    table = task.model().answer(task.spec.parse("align frend friend", Shown()))
    assert [tuple(cell.text for cell in row.cells if isinstance(cell, Text)) for row in table.rows][2] == ("-", "i")
    assert table.note == "left out" and len(table.rows) == 6


def test_samples_stay_what_they_are_and_show_what_was_meant(make_task: Make) -> None:
    model = make_task().model()
    rows = tuple(SampleRow(seed) for seed in (5, 2**40, 5))
    table = model.sample(rows, "held_out")
    assert table.rows[0] == table.rows[2] and table == model.sample(rows, "held_out")


def test_wrong_samples_are_wrong_wherever_they_begin_and_right_where_none_is(
    make_task: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = make_task().model()
    held = [(f"x{number}", (f"word{number}",)) for number in range(60)]
    monkeypatch.setattr(Speller, "_validation", held)
    asked: list[str] = []

    def suggest(words: list[str], itself: bool = True, remember: bool = True) -> list[list[Suggestion]]:
        asked.extend(words)
        # Two of sixty are wrong, farther apart than what is tried at once.
        said = {x: "no" if x in ("x7", "x40") else right[0] for x, right in held}
        return [[Suggestion(said[word], 0.9)] for word in words]

    monkeypatch.setattr(model.suggester, "suggest", suggest)
    rows = tuple(SampleRow(seed) for seed in range(40))
    table = model.sample(rows, "wrong")
    assert {row.category for row in table.rows} == {"wrong"} and table.note == "0 of 40 right"
    shown = {row.cells[0].text for row in table.rows if isinstance(row.cells[0], Text)}
    assert shown == {"x7", "x40"}
    # No input is asked twice but those that are shown.
    assert len(asked) <= len(held) + len(rows)
    monkeypatch.setattr(Speller, "_validation", held[:7])
    assert model.sample(rows, "wrong").note == "40 of 40 right"


def test_a_diagnosis_has_its_four_views(make_task: Make) -> None:
    report = make_task().model().diagnose()
    assert [type(view).__name__ for view in report.views] == ["Heatmap", "Curve", "Table", "Curve"]
    assert report.verdict in {verdict.key for verdict in SPEC.verdicts}


def test_a_long_word_is_answered_in_little_memory(make_task: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    model = make_task().model()
    assert isinstance(model.suggester, Corrector)
    channel = model.suggester.network.channel
    moves, cells = channel.moves, list[int]()

    def counted(of_source: Tensor, of_target: Tensor, source: Words, target: Words) -> Lattice:
        cells.append(len(of_source) * of_source.shape[1] * of_target.shape[1])
        return moves(of_source, of_target, source, target)

    monkeypatch.setattr(channel, "moves", counted)
    monkeypatch.setattr("cvae_tui.core.tasks.spelling.corrector.CELLS", 500)
    model.correct(["recieve", "seprate"])
    assert len(cells) > 1 and max(cells) <= 500
    found = model.correct(["a" * 30, "b" * 29 + "c"])
    assert all(each for each in found) and model.correct(["a" * 31, ""]) == [[], []]


def test_the_shipped_model_corrects_every_day_errors() -> None:
    model = load_speller(Path(__file__).parents[4] / "checkpoints" / "spelling", torch.device("cpu"))
    found = model.suggester.suggest(["recieve", "definately", "tommorow", "school"], remember=False)
    assert [each[0].word for each in found] == ["receive", "definitely", "tomorrow", "school"]
    assert all(each[0].probability > 0.8 for each in found) and model.notes == ()
    assert model.correct(["Siobhan's", "don't"])[1][0].word == "don't"
