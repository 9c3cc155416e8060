"""Answers word by word, samples that stay put, and a model whose reviews are gone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cvae_tui.core.answer import Heatmap, Query, Row, SampleRow, Shown, Table, Text
from cvae_tui.core.errors import CheckpointError, DataError, UsageError
from cvae_tui.core.runs.checkpoint import load_weights
from cvae_tui.core.sessions import load_model
from cvae_tui.core.task import Model, ScoreOptions
from cvae_tui.core.tasks.sentiment.predictor import Predictor, load_predictor
from cvae_tui.core.tasks.sentiment.queries import whole
from cvae_tui.core.tasks.sentiment.task import SentimentTask
from cvae_tui.core.trainer import Trainer

Make = Callable[..., SentimentTask]
CPU = torch.device("cpu")


def trained(make_task: Make, run: Path | None = None, **changes: object) -> SentimentTask:
    task = make_task(**{"epochs": 12, "evaluate_every": 0, "lr": 0.02, "bag_lr": 0.05, "dropout": 0.0, **changes})
    for _ in Trainer(task, run, preset="sentiment").events():
        pass
    return task


def text_of(row: Row, at: int) -> Text:
    cell = row.cells[at]
    assert isinstance(cell, Text)
    return cell


def ask(model: Model, text: str) -> Table:
    return model.answer(Query("judge", (text, True)))


def test_a_text_is_answered_word_by_word(make_task: Make) -> None:
    model = trained(make_task).model()
    verdict, *words = ask(model, "a lovely zebra").rows
    assert (text_of(verdict, 0).text, verdict.category) == ("positive", "positive")
    assert [text_of(row, 0).text for row in words] == ["a", "lovely", "zebra"]
    assert [row.category for row in words] == ["", "", "unknown"]
    assert [text_of(row, 0).tone for row in words][1:] == ["plain", "muted"]
    weights = [text_of(row, 0).weights for row in words]
    assert sum(weight["attention"] for weight in weights) == pytest.approx(1.0)
    assert max(weights, key=lambda weight: weight["effect"]) is weights[1]


@pytest.mark.parametrize("settings", [{}, {"variant": "bag"}, {"variant": "lstm", "padding": "read"}])
def test_the_effect_is_what_leaving_a_word_out_changes(settings: dict[str, object], make_task: Make) -> None:
    model = make_task(**settings).model()
    verdict = model.judge("not a good film")
    without = [model.judge(text, effects=False).positive for text in ("a good film", "not good film", "not a film")]
    effects = [word.effect for word in verdict.words]
    assert effects[:3] == pytest.approx([verdict.positive - other for other in without], abs=1e-6)
    assert (verdict.words[0].attention is None) == (settings.get("variant") == "bag")


def test_verdicts_in_batches_are_those_one_by_one(make_task: Make) -> None:
    model = make_task().model()
    texts = ["good", "a good film that is not bad", "zebra", "\U0001f600"] * 3
    for text, verdict in zip(texts, model.verdicts(texts), strict=True):
        alone = model.judge(text)
        assert verdict.positive == pytest.approx(alone.positive, abs=1e-6)
        assert verdict == replace(alone, positive=verdict.positive, words=())


def test_a_long_text_is_cut_and_that_is_said(make_task: Make) -> None:
    verdict = make_task(variant="lstm").model().judge("good " * 100_000, effects=False)
    assert (verdict.tokens, verdict.read, len(verdict.words)) == (100_000, 12, 12)
    assert verdict.note == "12 of 100,000 words read, from its beginning and its end"
    both = make_task().model()
    verdict = both.judge("good " * 100_000, effects=False)
    assert (verdict.read, verdict.lstm_read) == (5_000, 12)
    table = ask(both, "good " * 20)
    assert "the LSTM reads 12 of 20 words, the bag all" in table.note
    # Three from the beginning and nine from the end.
    weighed = [text_of(row, 0).weights["attention"] > 0 for row in table.rows[1:]]
    assert weighed == [True] * 3 + [False] * 8 + [True] * 8 + [False]  # the last state is the query, not a key


def test_texts_of_unknown_words_are_answered_and_that_is_said(make_task: Make) -> None:
    model = make_task().model()
    assert "no word is known: it guesses" in ask(model, "\u7535\u5f71\u5f88\u597d").note
    assert "1 of 2 words unknown" in ask(model, "good zebra").note
    assert "unknown" not in ask(model, "good film").note


def test_samples_stay_put_and_are_validation_reviews(make_task: Make) -> None:
    task = make_task()
    rows = [SampleRow(3), SampleRow(3 + len(task.data.validation)), SampleRow(0)]
    before = task.model().sample(rows, "held_out")
    for step in range(4):
        task.step(step, {"lr": 0.1, "bag_lr": 0.1})
    after = task.model().sample(rows, "held_out")
    texts = [[text_of(row, 2).text for row in table.rows] for table in (before, after)]
    assert texts[0] == texts[1] and texts[0][0] == texts[0][1] == task.data.validation.texts[3]
    for row in after.rows:
        gold = text_of(row, 0).gold
        assert (gold is None) == (row.category == "right")
        assert gold != text_of(row, 0).text


def test_a_sample_can_be_read_in_full(make_task: Make) -> None:
    task = make_task()
    row = SampleRow(2)
    table = task.model().answer(task.spec.parse(whole(0, Row(())), Shown((row,))))
    text, label = task.data.validation.texts[2], task.data.validation.labels[2]
    assert len(table.rows) == 1 + len(task.model().judge(text).words)
    said = text_of(table.rows[0], 0)
    assert (said.gold or said.text) == ("negative", "positive")[label]


def test_only_those_that_are_wrong(make_task: Make) -> None:
    task = make_task(variant="bag")
    # Turned round, it has every review wrong that it had right.
    assert task.network.bag is not None
    task.network.bag.weight.data.neg_()
    table = task.model().sample([SampleRow(seed) for seed in range(5)], "wrong")
    assert {row.category for row in table.rows} == {"wrong"}
    model = task.model()
    for seed in (0, 3):
        shown = Shown((SampleRow(seed),), mode="wrong")
        ((drawn,), (read, *_)) = model.sample(shown.rows, "wrong").rows, model.answer(task.spec.parse("#1", shown)).rows
        assert (text_of(read, 0).text, text_of(read, 0).gold) == (text_of(drawn, 0).text, text_of(drawn, 0).gold)
    fine = trained(make_task).model()
    with pytest.raises(UsageError, match="every validation review right"):
        fine.sample([SampleRow(0)], "wrong")


def test_a_run_is_loaded_without_its_reviews(make_task: Make, tmp_path: Path, reviews: Path) -> None:
    task = trained(make_task, tmp_path / "run")
    loaded = load_model(tmp_path / "run", "cpu")
    assert isinstance(loaded, Predictor) and isinstance(loaded, Model)
    assert ask(loaded, "a lovely film") == ask(task.model(), "a lovely film")
    assert loaded.sample([SampleRow(1)], "held_out") == task.model().sample([SampleRow(1)], "held_out")
    (reviews / "train.csv").unlink()
    again = load_predictor(tmp_path / "run", CPU)
    assert ask(again, "a lovely film") == ask(task.model(), "a lovely film")
    with pytest.raises(UsageError):
        again.sample([SampleRow(1)], "held_out")
    with pytest.raises(DataError):
        again.score(None, ScoreOptions(), lambda part, done: None)
    # The probes need no reviews.
    report = again.diagnose()
    assert report.details["negation"] and not any(isinstance(view, Heatmap) for view in report.views)


def test_a_half_precision_copy_answers_nearly_the_same(make_task: Make, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    task = trained(make_task, tmp_path / "run")
    (path,) = (tmp_path / "run").glob("model-*.safetensors")
    halves = {name: value.half() if value.is_floating_point() else value for name, value in load_file(path).items()}
    save_file(halves, path)
    loaded = load_predictor(tmp_path / "run", CPU)
    assert loaded.judge("a lovely film").positive == pytest.approx(
        task.model().judge("a lovely film").positive, abs=0.01
    )


def test_a_damaged_vocabulary_is_said(make_task: Make, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    trained(make_task, tmp_path / "run")
    (path,) = (tmp_path / "run").glob("model-*.safetensors")
    tensors = load_file(path)
    save_file({**tensors, "model.letters": tensors["model.letters"] | 0x80}, path)
    with pytest.raises(CheckpointError, match="damaged vocabulary"):
        load_predictor(tmp_path / "run", CPU)
    save_file({name: value for name, value in tensors.items() if name != "model.phrases"}, path)
    with pytest.raises(CheckpointError, match="no vocabulary"):
        load_predictor(tmp_path / "run", CPU)


def test_training_texts_without_a_common_word_leave_a_model_that_guesses(make_task: Make, reviews: Path) -> None:
    rows = [f"w{number},{number % 2}" for number in range(10)]
    (reviews / "train.csv").write_text("\n".join(["text,label", *rows]) + "\n")
    task = make_task()
    assert task.vocabulary.words == task.model().vocabulary.words == ()
    task.step(0, {"lr": 0.1, "bag_lr": 0.1})
    assert "no word is known" in ask(task.model(), "a good film").note


def test_another_question_is_refused(make_task: Make) -> None:
    model = make_task().model()
    with pytest.raises(UsageError, match="cannot answer 'convert'"):
        model.answer(Query("convert", ("go",)))
    with pytest.raises(UsageError, match="no mode 'prior'"):
        model.sample([SampleRow(0)], "prior")


def test_weights_begin_a_new_run(make_task: Make, tmp_path: Path) -> None:
    task = trained(make_task, tmp_path / "run")
    other = make_task(seed=5)
    load_weights(tmp_path / "run", other.modules())
    assert ask(other.model(), "a dull plot") == ask(task.model(), "a dull plot")
