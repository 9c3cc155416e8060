"""The latent space as a picture: words where their posterior means lie, and what the model says at a place."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cvae_tui.core.answer import Query, SampleRow, Text
from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData
from cvae_tui.core.tasks.tense.predictor import Predictor
from cvae_tui.core.tasks.tense.task import TenseTask

ROWS = (("walk", "walks", "walking", "walked"), ("go", "goes", "going", "went"), ("try", "tries", "trying", "tried"))
SMALL = TenseConfig(hidden=8, embedding=4, latent=2, condition=2, code=4, latent_mlp=4, precision="float32")


def predictor(latent: int = 2) -> Predictor:
    data = VerbData(Path("nowhere"), ROWS, (), (), "0")
    return TenseTask(replace(SMALL, latent=latent), data, torch.device("cpu")).model()


def test_each_form_lies_where_its_posterior_mean_does() -> None:
    model = predictor()
    found = model.map((), "prior", (), ())
    order = [found.labels.index(word) for word in ("walk", "went")]
    assert [found.groups["tense"][place] for place in order] == ["present", "past"]
    assert [found.groups["first letter"][place] for place in order] == ["w", "w"]
    mu = model.posteriors(["walk", "went"], [0, 3]).mu.double()
    centre = torch.tensor(found.ask.args[0][0] if found.ask else ()).double()
    places = torch.tensor([found.points[place] for place in order]).double()
    torch.testing.assert_close(places + centre, mu, atol=1e-5, rtol=0)
    assert len(found.points) == 12 and found.note == "both dimensions"


def test_samples_and_typed_words_are_marked() -> None:
    model, rows = predictor(4), (SampleRow(1), SampleRow(2, ((0, 0.5),)))
    asked = (Query("convert", (("going", None), ("walked", 3))), Query("walk", (SampleRow(1), 0)))
    marks = model.map(rows, "prior", asked, ()).marks
    assert [(mark.label, mark.sample) for mark in marks] == [
        ("0001", True), ("0002", True), ("going", False), ("walked", False),
    ]  # fmt: skip
    found = model.map((), "prior", (), ())
    assert (marks[3].x, marks[3].y) == pytest.approx(found.points[found.labels.index("walked")], abs=1e-5)


def test_the_answer_at_a_place_is_what_its_z_decodes_to() -> None:
    model = predictor(4)
    found = model.map((), "prior", (), ())
    query = found.at(0.5, -1.0)
    assert query is not None
    (row,) = model.answer(query).rows
    centre, first, second = (torch.tensor(part) for part in query.args[0])
    forms, _ = model.decode((centre + 0.5 * first - second)[None])
    assert tuple(cell.text for cell in row.cells if isinstance(cell, Text)) == forms[0]
    assert row.label == "0.50, -1.00"
    with pytest.raises(UsageError, match="a map of 4 dimensions, this model's z has 2"):
        predictor(2).answer(query)


def test_a_map_is_turned_like_the_one_before() -> None:
    model = predictor(4)
    found = model.map((), "prior", (), ())
    assert found.ask is not None and found.ask.args == (found.frame,)
    centre, first, second = found.frame
    before = (centre, tuple(-part for part in second), first)
    turned = model.map((), "prior", (), before)
    assert turned.points[0] == pytest.approx((-found.points[0][1], found.points[0][0]), abs=1e-6)


def test_without_the_training_words_there_is_no_map() -> None:
    model = predictor()
    model.data = None
    with pytest.raises(UsageError, match="are not at hand"):
        model.map((), "prior", (), ())
