"""Report 003's encoder-decoder: its loss letter by letter, and its beam search against exhaustive search."""

from itertools import product

import pytest
import torch

from cvae_tui.core.nn.vocab import EOS, PAD, SOS
from cvae_tui.core.tasks.spelling.seq2seq import EncoderDecoder, beam_search
from cvae_tui.core.tasks.spelling.words import VOCAB, Words, encode

EVERY = ["".join(letters) for length in range(5) for letters in product("ab", repeat=length)]


def words(*texts: str) -> Words:
    return encode(texts, torch.device("cpu"))


@pytest.fixture
def network() -> EncoderDecoder:
    torch.manual_seed(0)
    made = EncoderDecoder(2, 6)
    made.out.bias.data[EOS] += 1.0
    return made


def test_the_loss_of_a_batch_is_that_of_its_pairs_alone(network: EncoderDecoder) -> None:
    sources, targets = ("ab", "abba", "b"), ("b", "ab", "abab")
    for truth in (True, False):
        together = network(words(*sources), words(*targets), truth)
        alone = torch.cat([network(words(a), words(b), truth) for a, b in zip(sources, targets, strict=True)])
        assert torch.allclose(together, alone, atol=1e-5)


def test_fed_its_own_letters_only_the_first_letter_is_as_with_the_truth(network: EncoderDecoder) -> None:
    assert torch.allclose(network(words("ab"), words(""), True), network(words("ab"), words(""), False))
    assert not torch.allclose(network(words("ab"), words("abab"), True), network(words("ab"), words("abab"), False))


def test_fed_its_own_letters_the_gradient_is_that_of_writing_letter_by_letter(network: EncoderDecoder) -> None:
    source, target = words("ab", "ba"), words("abab", "bb")
    loss = network(source, target, False).sum()
    found = torch.autograd.grad(loss, list(network.parameters()))
    state, letter, wanted = network.encode(source), torch.tensor([[SOS], [SOS]]), torch.zeros(())
    for place, gold in enumerate(target.ended().T):
        log_probs, state = network.step(letter, state)
        wanted = wanted - (log_probs[range(2), 0, gold] * (gold != PAD)).sum()
        letter = log_probs.argmax(-1)
        assert place or bool((letter[:, 0] != target.started()[:, 1]).any())
    assert torch.allclose(loss, wanted, atol=1e-6)
    for one, other in zip(found, torch.autograd.grad(wanted, list(network.parameters())), strict=True):
        assert torch.allclose(one, other, atol=1e-5)


def test_beam_search_of_full_width_is_exhaustive(network: EncoderDecoder) -> None:
    for source in ("ab", "b"):
        (found,) = beam_search(network, words(source), 200, 4)
        wanted = {text: -float(network(words(source), words(text)).detach()) for text in EVERY}
        ended = {VOCAB.decode(each.word): each.log_prob for each in found if len(each.word) <= 4}
        best = sorted(wanted, key=lambda text: -wanted[text])[:10]
        assert sorted((text for text in ended if text in best), key=lambda text: -ended[text]) == best
        assert all(ended[text] == pytest.approx(wanted[text], abs=1e-4) for text in best)


def test_a_beam_of_one_is_the_greedy_answer(network: EncoderDecoder) -> None:
    with torch.no_grad():
        state, letter, said = network.encode(words("ab")), 1, []
        while letter != EOS and len(said) < 10:
            log_probs, state = network.step(torch.tensor([[letter]]), state)
            log_probs[..., :2] = -1e9
            letter = int(log_probs.argmax())
            said.append(letter)
    ((only,),) = beam_search(network, words("ab"), 1, 9)
    assert [*only.word, EOS] == said or list(only.word) == said


def test_nothing_is_as_long_as_its_target_because_it_is_told(network: EncoderDecoder) -> None:
    network.out.bias.data[EOS] -= 50.0
    ((only,),) = beam_search(network, words("ab"), 1, 7)
    assert len(only.word) >= 7
