"""Padding never changes an answer, both cells give the same one, and a bag by hand."""

from typing import Any

import numpy as np
import pytest
import torch

from cvae_tui.core.errors import UsageError
from cvae_tui.core.tasks.sentiment.config import POOLINGS, SentimentConfig
from cvae_tui.core.tasks.sentiment.model import (
    Bag,
    Classifier,
    dropped,
    make_batch,
    reversed_order,
)
from cvae_tui.core.tasks.sentiment.vocabulary import Vocabulary

WORDS = ("good", "film", "not", "bad", "caf\u00e9")
VOCABULARY = Vocabulary(WORDS, np.array([(4 << 16) | 2, (4 << 16) | 5], np.int64))
TEXTS = [np.array(text, np.int64) for text in ([2, 3], [4, 2, 3, 6, 5, 1], [5], [])]
CPU = torch.device("cpu")


def model_of(**changes: Any) -> Classifier:
    torch.manual_seed(0)
    tiny: dict[str, Any] = {"embedding": 3, "hidden": 4, "longest": 8}
    return Classifier.of(SentimentConfig(**{**tiny, **changes}), VOCABULARY).eval()


def answers(model: Classifier, texts: list[Any], pad: bool = False) -> tuple[torch.Tensor, torch.Tensor | None]:
    with torch.no_grad():
        output = model(make_batch(texts, VOCABULARY.bags(texts), CPU, 8, pad))
    return output.logits, output.attention


@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_padding_never_changes_an_answer(pooling: str, bidirectional: bool) -> None:
    if pooling == "report" and bidirectional:
        pytest.skip("the report's gate reads in one direction")
    model = model_of(pooling=pooling, bidirectional=bidirectional)
    together, attention = answers(model, TEXTS)
    assert attention is not None
    for row, text in enumerate(TEXTS):
        alone, weights = answers(model, [text])
        assert weights is not None
        assert torch.allclose(together[row], alone[0], atol=1e-6)
        assert torch.allclose(attention[row, : weights.shape[1]], weights[0], atol=1e-6)
        assert not attention[row, max(len(text), 1) :].any()
        # Something real is weighed.
        assert len(text) < 2 or float(weights.sum()) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("pooling", POOLINGS)
def test_where_padding_is_read_an_answer_does_not_depend_on_who_else_is_read(pooling: str) -> None:
    model = model_of(pooling=pooling, padding="read")
    together, _ = answers(model, TEXTS, True)
    masked, _ = answers(model, TEXTS)
    for row, text in enumerate(TEXTS):
        assert torch.allclose(together[row], answers(model, [text], True)[0][0], atol=1e-6)
    assert not torch.allclose(together, masked, atol=1e-3)


@pytest.mark.parametrize("bidirectional", [False, True])
def test_loop_and_fused_answer_alike(bidirectional: bool) -> None:
    first, second = (model_of(cell=cell, bidirectional=bidirectional) for cell in ("loop", "fused"))
    second.load_state_dict(first.state_dict())
    assert torch.allclose(answers(first, TEXTS)[0], answers(second, TEXTS)[0], atol=1e-6)


def test_a_text_read_from_its_end() -> None:
    assert reversed_order(torch.tensor([2, 4]), 4).tolist() == [[1, 0, 2, 3], [3, 2, 1, 0]]


def test_a_bag_by_hand() -> None:
    bag = Bag(5)
    bag.weight.data[:, 0] = torch.tensor([0.0, 1.0, 2.0, 4.0, 8.0])
    bag.bias.data.fill_(0.5)
    features, offsets = torch.tensor([1, 2, 3, 4, 4]), torch.tensor([0, 4, 4])
    # 15 over the root of four features; none; one.
    assert bag(features, offsets).tolist() == [8.0, 0.5, 8.5]
    assert bag(features, offsets, torch.tensor([1.0, 0.0, 0.0, 2.0, 0.0])).tolist() == [9.0, 0.5, 0.5]


def test_the_vocabulary_is_in_the_buffers() -> None:
    found = model_of().vocabulary()
    assert found.words == WORDS and found.phrases.tolist() == VOCABULARY.phrases.tolist()


@pytest.mark.parametrize(("variant", "parts"), [("lstm", 1), ("bag", 1), ("both", 2)])
def test_variants_have_their_parts(variant: str, parts: int) -> None:
    model = model_of(variant=variant)
    logits, attention = answers(model, TEXTS)
    assert logits.shape == (4, parts) and model.scales.shape == (parts,)
    assert (attention is None) == (variant == "bag")


def test_what_is_dropped_is_made_up_for_and_depends_on_the_generator_alone() -> None:
    values = torch.ones(10_000)
    once, again = (dropped(values, 0.25, torch.Generator().manual_seed(3)) for _ in range(2))
    assert torch.equal(once, again)
    assert sorted(set(once.tolist())) == pytest.approx([0.0, 4 / 3])
    assert float(once.mean()) == pytest.approx(1.0, abs=0.02)
    assert dropped(values, 0.25, None) is values


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="bidirectional"):
        SentimentConfig(bidirectional=True, padding="read")
