"""What the screen and the command line ask of a tense model: conversions, samples, paths, the latent space, scores."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cvae_tui.core.answer import Bars, Query, Row, SampleRow, Text
from cvae_tui.core.errors import CheckpointError, DataError, UsageError
from cvae_tui.core.registry import find_task
from cvae_tui.core.runs.checkpoint import Progress, save_checkpoint
from cvae_tui.core.runs.paths import find_run
from cvae_tui.core.task import Model, ScoreOptions
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData, read_folder
from cvae_tui.core.tasks.tense.predictor import Predictor, load_predictor
from cvae_tui.core.tasks.tense.queries import between
from cvae_tui.core.tasks.tense.task import TenseTask

CPU = torch.device("cpu")
ROWS = (("walk", "walks", "walking", "walked"), ("go", "goes", "going", "went"), ("try", "tries", "trying", "tried"))
SMALL = TenseConfig(
    hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4, prior_samples=0.5, transport=1.0,
    precision="float32",
)  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Predictor:
    return load_predictor(find_run(None), CPU)


def task(data: VerbData | None = None, **settings: object) -> TenseTask:
    made = data or VerbData(Path("nowhere"), ROWS, (), (), "0")
    return TenseTask(replace(SMALL, **settings), made, CPU)  # type: ignore[arg-type]


def cells(row: Row) -> list[Text]:
    """Return a row's cells, which are all texts."""
    found = [cell for cell in row.cells if isinstance(cell, Text)]
    assert len(found) == len(row.cells)
    return found


def test_it_is_a_model_and_the_tasks_is_the_same_each_time(shipped: Predictor) -> None:
    made = task()
    assert isinstance(made.model(), Model) and made.model() is made.model()
    assert made.model().dimensions == 2 and shipped.dimensions == 8


def test_a_conversion_has_a_row_for_each_word(shipped: Predictor) -> None:
    table = shipped.answer(Query("convert", (("splitting", None), ("went", 3), ("zibbed", 3))))
    assert (table.heads, table.growth, table.narrow) == (
        ("present", "third", "progressive", "past"), (0, 1, 3, 2), (0, 3),
    )  # fmt: skip
    first, second, third = table.rows
    assert [cell.text for cell in cells(first)] == ["split", "splits", "splitting", "split"]
    assert (first.label, first.category) == ("splitting", "train")
    # The word itself is as sure as its kind.
    assert cells(first)[2].score == pytest.approx(1.0, abs=0.01)
    assert first.note.startswith("progressive ") and first.note.endswith(" % · known")
    assert [cell.text for cell in cells(second)] == ["go", "goes", "going", "went"] and second.note == "past · known"
    assert third.note == "past · unseen" and third.category in ("new", "broken")


def test_a_wrong_form_has_the_right_one_beside_it() -> None:
    predictor = task().model()
    row, known = predictor.answer(Query("convert", (("going", 2),))).rows
    assert tuple(cell.text for cell in cells(known)) == ROWS[1]
    assert row.category != "train" and cells(row)[2].gold is None
    assert [cell.gold for cell in cells(row) if cell.gold] == [
        right for right, cell in zip(ROWS[1], cells(row), strict=True) if cell.text != right
    ]


def test_samples_are_named_by_seed_and_moved_by_edits(shipped: Predictor) -> None:
    rows = [SampleRow(7), SampleRow(8), SampleRow(7)]
    table = shipped.sample(rows, "prior")
    assert table.rows[0] == table.rows[2] != table.rows[1]
    (alone,) = shipped.sample(rows[1:2], "prior").rows
    assert [cell.text for cell in cells(alone)] == [cell.text for cell in cells(table.rows[1])]
    moved = shipped.z_of(SampleRow(7, ((3, 0.5), (0, -1.0)))) - shipped.z_of(SampleRow(7))
    assert moved.nonzero().flatten().tolist() == [0, 3] and moved[[0, 3]].tolist() == pytest.approx([-1.0, 0.5])
    assert torch.equal(shipped.z_of(SampleRow(7)), shipped.noise(1, 7)[0])


def test_each_mode_decodes_its_own_z(shipped: Predictor) -> None:
    rows, z = [SampleRow(seed) for seed in range(12)], torch.cat([shipped.noise(1, seed) for seed in range(12)])
    moved = shipped.transported(z)
    expected = {
        "prior": shipped.decode(z),
        "transported": shipped.decode(moved),
        "round_trip": shipped.round_trip(moved),
    }
    for mode, (forms, _) in expected.items():
        table = shipped.sample(rows, mode)
        assert [tuple(cell.text for cell in cells(row)) for row in table.rows] == forms
    assert shipped.sample(rows, "transported").note.startswith("transported ")
    assert shipped.sample(rows, "prior").note.startswith("Gaussian ")
    assert shipped.sample([], "prior").rows == ()


def test_a_path_between_words_begins_and_ends_at_them(shipped: Predictor) -> None:
    table = shipped.answer(Query("interpolate", ("going", "walked", 5)))
    assert [row.label for row in table.rows] == ["0%", "25%", "50%", "75%", "100%"]
    assert (cells(table.rows[0])[0].text, cells(table.rows[-1])[0].text) == ("go", "walk")


def test_a_path_ends_in_what_is_said_of_its_words(shipped: Predictor) -> None:
    # From z alone sing has no irregular past; read letter by letter it has.
    path = shipped.answer(Query("interpolate", ("walking", "sing", 5)))
    said = shipped.answer(Query("convert", (("walking", None), ("sing", None))))
    for row, other in zip((path.rows[0], path.rows[-1]), (said.rows[0], said.rows[-1]), strict=True):
        assert [cell.text for cell in cells(row)] == [cell.text for cell in cells(other)]
    assert cells(path.rows[-1])[3].text == "sang"


def test_a_path_between_samples_is_transported_at_its_ends(shipped: Predictor) -> None:
    first, second = SampleRow(1), SampleRow(2, ((0, 1.0),))
    path, ends = shipped.answer(between(first, second, 4)), shipped.sample([first, second], "transported")
    texts = [[cell.text for cell in cells(row)] for row in (*path.rows[:1], *path.rows[-1:], *ends.rows)]
    assert len(path.rows) == 4 and texts[:2] == texts[2:]


def test_a_walk_sets_one_dimension_to_each_value(shipped: Predictor) -> None:
    table = shipped.answer(Query("walk", (SampleRow(5), 2)))
    assert [row.label for row in table.rows] == ["-3.0", "-2.0", "-1.0", "+0.0", "+1.0", "+2.0", "+3.0"]
    z = shipped.z_of(SampleRow(5))
    z[2] = -3.0
    assert tuple(cell.text for cell in cells(table.rows[0])) == shipped.decode(shipped.transported(z[None]))[0][0]


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda model: model.answer(Query("walk", (SampleRow(5), 16))), "z has no dimension 16; give one from 0 to 7"),
        (lambda model: model.sample([SampleRow(5, ((-1, 1.0),))], "prior"), "no dimension -1"),
        (lambda model: model.sample([SampleRow(5)], "raw"), "no mode 'raw'"),
        (lambda model: model.answer(Query("paint")), "cannot answer 'paint'"),
        (lambda model: model.score(None, ScoreOptions(draws=0), print), "at least 1"),
    ],
)
def test_what_cannot_be_asked_gets_one_sentence(shipped: Predictor, ask: object, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        ask(shipped)  # type: ignore[operator]


def test_the_diagnosis_is_the_latent_block_with_a_bar_for_each_dimension() -> None:
    report = task().model().diagnose()
    (bars,) = report.views
    assert isinstance(bars, Bars) and bars.labels == ("z0", "z1") and bars.least == 0.1
    assert list(bars.values) == report.details["kl_per_dimension"]
    assert [figure.key for figure in report.figures] == ["kl", "active_units", "mutual_information", "tense_probe"]
    assert all(report.details[figure.key] == figure.value for figure in report.figures)
    assert (report.verdict, report.reason) == (report.details["verdict"], report.details["reason"])


def test_a_run_whose_data_is_gone_answers_all_the_same_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "verbs").mkdir()
    (tmp_path / "verbs" / "train.txt").write_text("".join(" ".join(row) + "\n" for row in ROWS), encoding="utf-8")
    made = task(read_folder(tmp_path / "verbs"))
    save_checkpoint(tmp_path / "run", made, Progress())
    loaded = load_predictor(tmp_path / "run", CPU)
    assert loaded.notes == () and loaded.data is not None
    rows = [SampleRow(seed) for seed in range(20)]
    assert loaded.sample(rows, "transported") == made.model().sample(rows, "transported")
    (tmp_path / "verbs" / "train.txt").unlink()
    gone = load_predictor(tmp_path / "run", CPU)
    assert gone.data is None and "is gone or has changed" in gone.notes[0]
    assert gone.answer(Query("convert", (("going", 2),))).rows[0].note == "progressive"
    with pytest.raises(UsageError, match="not at hand"):
        gone.diagnose()
    with pytest.raises(DataError, match="--data"):
        gone.score(None, ScoreOptions(10), lambda part, done: None)


def test_a_model_of_two_latents_is_saved_with_its_transport(tmp_path: Path) -> None:
    made = task(variant="lstm-hc", prior_samples=0.0, objective="reconstruct")
    save_checkpoint(tmp_path / "run", made, Progress())
    loaded = load_predictor(tmp_path / "run", CPU)
    noise = loaded.noise(20, seed=0)
    assert noise.shape == (20, 4)
    assert torch.equal(loaded.transported(noise), made.model().transported(noise))


def test_a_checkpoint_of_another_size_is_refused_in_one_sentence(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / "a", task(), Progress())
    save_checkpoint(tmp_path / "b", task(hidden=16), Progress())
    for file in tmp_path.glob("b/model*.safetensors"):
        (tmp_path / "a" / file.name).write_bytes(file.read_bytes())
    with pytest.raises(CheckpointError, match="of shape") as error:
        load_predictor(tmp_path / "a", CPU)
    assert "\n" not in str(error.value)


def test_runs_of_format_1_have_their_former_names_translated() -> None:
    former = find_task("tense").former
    assert former.settings["letters"] == "ce_reduction" and set(former.settings.values()) <= set(TenseConfig.names())
    presets = {preset.name for preset in find_task("tense").presets}
    assert set(former.presets.values()) == {name for name in presets if name.startswith("report-")}
    names = [f"{owner}.{name}" for owner, module in task().modules().items() for name in module.state_dict()]
    assert all(any(name.startswith(new) for name in names) for new in former.tensors.values())
    assert former.scores({"transport": 1.0})["gaussian"] == "transported"
    assert former.scores({"transport": 0.0}) == former.scores({}) == {}
