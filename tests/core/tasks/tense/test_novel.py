import pytest
import torch

from cvae_tui.core.answer import SampleRow, Text
from cvae_tui.core.nn.vocab import LATIN, SOS
from cvae_tui.core.runs.paths import find_run
from cvae_tui.core.tasks.tense.novel import TRIES, novel
from cvae_tui.core.tasks.tense.predictor import Predictor, load_predictor


@pytest.fixture(scope="module")
def shipped() -> Predictor:
    predictor = load_predictor(find_run(None), torch.device("cpu"))
    predictor.model.eval()
    return predictor


def test_between_a_z_and_itself_without_chance_is_what_it_decodes_to(shipped: Predictor) -> None:
    z = shipped.noise(6, 0)
    even = torch.full((6, 20, len(LATIN)), 0.5)
    words = LATIN.decode_all(shipped.model.spell_between(torch.stack([z, z]), even).tolist())
    assert words == shipped.decode_in(z, [0] * 6)


def test_a_letter_is_drawn_with_the_mean_of_both_probabilities(shipped: Predictor) -> None:
    count, present = 4000, torch.zeros(1, dtype=torch.long)
    both = torch.stack([shipped.noise(1, seed) for seed in (1, 5)])
    begun = torch.full((1, 1), SOS)
    chances = torch.stack([shipped.model.decode(z, present, begun)[0, 0].softmax(0) for z in both]).mean(0)
    uniform = torch.rand(count, 1, len(LATIN), generator=torch.Generator().manual_seed(0))
    drawn = shipped.model.spell_between(both.expand(-1, count, -1), uniform)[:, 0]
    shares = torch.bincount(drawn, minlength=len(LATIN)) / count
    assert (shares - chances).abs().max() < 0.03 and chances.max() < 0.9


def test_a_row_is_the_same_whoever_is_beside_it(shipped: Predictor) -> None:
    seeds = [3, 1, 4]
    z = torch.cat([shipped.noise(1, seed) for seed in seeds])
    together, _ = novel(shipped, z, seeds, shipped.lexicon.knows)
    alone = [novel(shipped, z[i : i + 1], [seed], shipped.lexicon.knows)[0][0] for i, seed in enumerate(seeds)]
    assert together == alone
    table = shipped.sample([SampleRow(seed) for seed in seeds], "novel")
    texts = [cell.text for row in table.rows for cell in row.cells[:1] if isinstance(cell, Text)]
    assert texts == [forms[0] for forms in together]


def test_what_was_learned_is_drawn_again_as_often_as_is_said(
    shipped: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    novel(shipped, shipped.noise(1, 2), [2], lambda word: bool(asked.append(word)) or True)
    assert len(asked) == TRIES
    asked.clear()
    (forms,), _ = novel(shipped, shipped.noise(1, 2), [2], lambda word: len(asked.append(word) or asked) < 3)
    assert len(asked) == 3 and forms[0] == asked[-1]


def test_most_are_no_training_rows_and_few_are_broken(shipped: Predictor) -> None:
    forms, _ = novel(shipped, shipped.noise(200, 9), range(200), shipped.lexicon.knows)
    marks = [shipped.lexicon.mark(four) for four in forms]
    assert sum(mark in ("real", "new") for mark in marks) >= 100
    assert marks.count("broken") <= 30
