"""Reviews as a picture: by what the LSTM pools of each."""

from collections.abc import Callable

import pytest
import torch

from cvae_tui.core.answer import Query, SampleRow
from cvae_tui.core.errors import UsageError
from cvae_tui.core.nn.plane import principal_plane
from cvae_tui.core.tasks.sentiment.task import SentimentTask

Make = Callable[..., SentimentTask]


def test_reviews_lie_by_what_is_pooled_of_them(make_task: Make) -> None:
    model = make_task().model()
    found = model.map((), "held_out", (), ())
    reviews = model.data.validation
    plane, share = principal_plane(model.vectors(reviews.texts))
    expected = plane.project(model.vectors([reviews.texts[3]]).double())[0].tolist()
    # Neither order nor sign is the reviews' own.
    place = found.labels.index(reviews.texts[3])
    assert [abs(part) for part in found.points[place]] == pytest.approx([abs(part) for part in expected], abs=1e-5)
    assert sorted(found.labels) == sorted(reviews.texts) and found.ask is None
    assert found.note == f"PCA, {100 * share:.0f} % of the variance"
    verdicts = [verdict.label for verdict in model.verdicts(found.labels)]
    assert [group == "right" for group in found.groups["verdict"]] == [
        said == label for said, label in zip(verdicts, found.groups["label"], strict=True)
    ]


def test_samples_and_typed_texts_are_marked(make_task: Make) -> None:
    model = make_task().model()
    text = model.data.validation.texts[2]
    found = model.map(
        (SampleRow(2),), "held_out", (Query("judge", (text, True)), Query("read", (SampleRow(0), "", True))), ()
    )
    sample, typed = found.marks
    assert (sample.label, sample.sample, typed.label, typed.sample) == ("0002", True, text, False)
    place = found.points[found.labels.index(text)]
    assert (sample.x, sample.y) == pytest.approx(place, abs=1e-6) == (typed.x, typed.y)


def test_a_vector_is_what_the_last_layer_reads(make_task: Make) -> None:
    model = make_task(variant="lstm").model()
    texts = ["a good film", "the plot is dull"]
    reader = model.model.reader
    assert reader is not None
    with torch.no_grad():
        logits = reader.out(model.vectors(texts))[:, 0]
    torch.testing.assert_close(logits, model.logits([model.encode(text) for text in texts])[:, 0])


def test_a_bag_has_no_map(make_task: Make) -> None:
    with pytest.raises(UsageError, match="no map"):
        make_task(variant="bag").model().map((), "held_out", (), ())
