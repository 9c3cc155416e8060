"""Every variant under the one contract, and its recurrences against cells written out or torch's own."""

from dataclasses import replace

import pytest
import torch

from cvae_tui.core.device import can_bfloat16
from cvae_tui.core.errors import UsageError
from cvae_tui.core.nn.vocab import EOS, LATIN, PAD, SOS
from cvae_tui.core.runs.paths import find_run
from cvae_tui.core.tasks.tense.attention import AttentionCvae
from cvae_tui.core.tasks.tense.config import VARIANTS, TenseConfig
from cvae_tui.core.tasks.tense.model import Cvae, Posterior
from cvae_tui.core.tasks.tense.predictor import build_model, load_predictor
from cvae_tui.core.tasks.tense.recurrent import GruCvae, LstmBothCvae, LstmHiddenCvae

SMALL = {"hidden": 16, "latent_mlp": 8, "embedding": 16, "latent": 3, "condition": 4, "code": 8}
WORDS = torch.tensor([LATIN.encode("going"), LATIN.encode("wents")])
TENSE = torch.tensor([2, 3])


def model(variant: str, **settings: object) -> Cvae:
    torch.manual_seed(0)
    return build_model(TenseConfig.from_dict({"variant": variant, **SMALL, **settings})).eval()


@pytest.mark.parametrize("variant", VARIANTS)
def test_shapes(variant: str) -> None:
    cvae = model(variant)
    posterior = cvae.encode(WORDS, TENSE)
    latent = 6 if variant == "lstm-hc" else 3
    assert posterior.mu.shape == posterior.logvar.shape == (2, latent) and cvae.latent == latent
    logits = cvae.decode(posterior.mu, TENSE, torch.full((2, 7), SOS), posterior.memory)
    assert logits.shape == (2, 7, len(LATIN))


@pytest.mark.parametrize("variant", VARIANTS)
def test_fed_its_own_letters_decode_and_unroll_agree(variant: str) -> None:
    cvae = model(variant)
    posterior = cvae.encode(WORDS, TENSE)
    with torch.no_grad():
        free = cvae.unroll(posterior.mu, TENSE, 5, posterior.memory)
        said = free.argmax(-1)
        inputs = torch.cat([torch.full((2, 1), SOS), said[:, :-1]], dim=1)
        fed = cvae.decode(posterior.mu, TENSE, inputs, posterior.memory)
    assert torch.allclose(free, fed, atol=1e-5)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_word_alone_is_read_and_decoded_as_among_many(variant: str) -> None:
    cvae = model(variant)
    found: list[list[torch.Tensor]] = []
    for many in (1, 6):
        words, tense = WORDS[:1].repeat(many, 1), TENSE[:1].repeat(many)
        read = cvae.encode(words, tense)
        fed, free = cvae.decode(read.mu, tense, words, read.memory), cvae.unroll(read.mu, tense, 5, read.memory)
        found.append([value[-1] for value in (read.mu, read.logvar, fed, free)])
    assert all(torch.allclose(alone, among, atol=1e-5) for alone, among in zip(*found, strict=True))


@pytest.mark.skipif(not can_bfloat16(torch.device("cpu")), reason="this processor cannot compute layers in bfloat16")
@pytest.mark.parametrize("variant", VARIANTS)
def test_in_bfloat16_too_what_is_fed_its_own_letters_learns(variant: str) -> None:
    cvae = model(variant)
    with torch.autocast("cpu", torch.bfloat16):
        cvae.unroll(torch.ones(6, cvae.latent), torch.arange(6) % 4, 5).float().square().sum().backward()
    # Weights that were converted while no gradient was wanted must not be taken for these.
    for name in ("decoder.weight_hh_l0", "decoder.weight_ih_l0", "out.weight"):
        weight = cvae.get_parameter(name)
        assert weight.grad is not None and weight.grad.abs().sum() > 0


@pytest.mark.parametrize("variant", VARIANTS)
def test_generate_says_what_unroll_says_up_to_the_end(variant: str) -> None:
    cvae = model(variant)
    z = torch.randn(6, cvae.latent, generator=torch.Generator().manual_seed(1))
    tense = torch.tensor([0, 1, 2, 3, 0, 1])
    letters, log_probability = cvae.generate(z, tense)
    free = cvae.unroll(z, tense, letters.shape[1]).log_softmax(-1)
    for row in range(6):
        said = free[row].argmax(-1).tolist()
        length = said.index(EOS) + 1 if EOS in said else len(said)
        assert letters[row, :length].tolist() == said[:length]
        assert letters[row, length:].eq(PAD).all() and log_probability[row, length:].eq(0).all()
        assert torch.allclose(log_probability[row, :length], free[row, :length].max(-1).values, atol=1e-5)


@pytest.mark.parametrize("looking", [True, False])
def test_words_that_are_finished_are_dropped_without_a_trace(looking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    cvae = load_predictor(find_run(None), torch.device("cpu")).model.eval()
    posterior = cvae.encode(WORDS.repeat(8, 1), TENSE.repeat(8))
    z = torch.randn(16, cvae.latent, generator=torch.Generator().manual_seed(1))
    found: list[tuple[torch.Tensor, torch.Tensor]] = []
    for share in (0.0, 1.0):
        monkeypatch.setattr("cvae_tui.core.tasks.tense.model.WORTH_DROPPING", share)
        found.append(cvae.generate(z, torch.arange(16) % 4, posterior.memory if looking else None))
    (kept, kept_sure), (dropped, sure) = found
    assert looking or len(set(kept.eq(EOS).int().argmax(1).tolist())) > 3
    assert torch.equal(kept, dropped)
    assert torch.allclose(kept_sure, sure, atol=1e-4)


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_is_encoded_does_not_depend_on_the_rest_of_the_batch(variant: str) -> None:
    cvae = model(variant)
    together, alone = cvae.encode(WORDS, TENSE).mu[1], cvae.encode(WORDS[1:], TENSE[1:]).mu[0]
    assert torch.allclose(together, alone, atol=1e-6)


@pytest.mark.parametrize("variant", VARIANTS)
def test_z_and_the_tense_both_reach_the_letters(variant: str) -> None:
    cvae = model(variant)
    z, inputs = torch.zeros(1, cvae.latent), torch.full((1, 3), SOS)
    base = cvae.decode(z, TENSE[:1], inputs)
    assert not torch.allclose(base, cvae.decode(z + 1, TENSE[:1], inputs))
    assert not torch.allclose(base, cvae.decode(z, TENSE[1:], inputs))


def test_reparameterisation_is_mu_plus_sigma_times_noise() -> None:
    mu, logvar = torch.tensor([[1.0, -2.0]]), torch.log(torch.tensor([[4.0, 0.25]]))
    noise = torch.empty(1, 2).normal_(generator=torch.Generator().manual_seed(5))
    z = Posterior(mu, logvar).sample(torch.Generator().manual_seed(5))
    assert torch.allclose(z, mu + torch.tensor([[2.0, 0.5]]) * noise)


def test_uniform_noise_only_adds_as_report_002_prints_it() -> None:
    mu, logvar = torch.tensor([[1.0, -2.0]]).repeat(500, 1), torch.log(torch.tensor([[4.0, 0.25]])).repeat(500, 1)
    z = (Posterior(mu, logvar).sample(torch.Generator().manual_seed(5), "uniform") - mu) / torch.tensor([2.0, 0.5])
    assert 0.0 <= z.min() < 0.05 and 0.95 < z.max() <= 1.0
    assert z.mean().item() == pytest.approx(0.5, abs=0.05)


def test_a_posterior_is_decoded_at_the_mean_of_what_was_drawn() -> None:
    posterior = Posterior(torch.tensor([[1.0, -2.0]]), torch.log(torch.tensor([[4.0, 0.25]])))
    assert posterior.centred("normal") is posterior
    assert posterior.centred("uniform").mu.tolist() == [[2.0, -1.75]]
    assert torch.equal(posterior.centred("uniform").logvar, posterior.logvar)


def test_reparameterisation_lets_the_gradient_through() -> None:
    mu, logvar = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, 1, requires_grad=True)
    noise = torch.empty(1, 1).normal_(generator=torch.Generator().manual_seed(5))
    Posterior(mu, logvar).sample(torch.Generator().manual_seed(5)).sum().backward()
    assert mu.grad is not None and mu.grad.item() == 1.0
    assert logvar.grad is not None and torch.allclose(logvar.grad, 0.5 * noise)


def test_gru_starts_from_zeros_and_the_tense_by_its_equations() -> None:
    """Report 000: one GRU step from [0, condition], written out from the equations (Cho et al. 2014)."""
    cvae = model("gru")
    assert isinstance(cvae, GruCvae)
    letter, tense = torch.tensor([[7]]), torch.tensor([2])
    x, h = cvae.encoder_embed(letter)[0, 0], torch.cat([torch.zeros(16), cvae.condition(tense)[0]])
    wi, wh = cvae.encoder.get_parameter("weight_ih_l0"), cvae.encoder.get_parameter("weight_hh_l0")
    bi, bh = cvae.encoder.get_parameter("bias_ih_l0"), cvae.encoder.get_parameter("bias_hh_l0")
    ri, zi, ni = (wi @ x + bi).chunk(3)
    rh, zh, nh = (wh @ h + bh).chunk(3)
    update = torch.sigmoid(zi + zh)
    last = (1 - update) * torch.tanh(ni + torch.sigmoid(ri + rh) * nh) + update * h
    assert torch.allclose(cvae.encode(letter, tense).mu[0], cvae.to_mu(last), atol=1e-6)
    (first,), code = cvae.start(torch.ones(1, 3), tense)
    assert first.shape == (1, 1, 20) and code.shape == (1, 0)
    assert torch.allclose(first[0, 0, 16:], cvae.condition(tense)[0])


def test_lstm_h_keeps_z_out_of_the_cell_state() -> None:
    cvae = model("lstm-h")
    assert isinstance(cvae, LstmHiddenCvae)
    tense = torch.tensor([1])
    (hidden, cell), _ = cvae.start(torch.ones(1, 3), tense)
    assert torch.equal(cell[0, 0], torch.cat([torch.zeros(12), cvae.decoder_condition(tense)[0]]))
    assert torch.equal(hidden[0, 0, 12:], cvae.decoder_condition(tense)[0])
    assert torch.equal(hidden[0, 0, :12], cvae.from_z(torch.ones(3)))


def test_lstm_hc_gives_each_state_its_own_half_of_z() -> None:
    cvae = model("lstm-hc")
    assert isinstance(cvae, LstmBothCvae)
    tense = torch.tensor([1])
    z = torch.tensor([[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]])
    (hidden, cell), _ = cvae.start(z, tense)
    (hidden0, cell0), _ = cvae.start(torch.zeros(1, 6), tense)
    assert torch.equal(hidden, hidden0) and not torch.equal(cell, cell0)


def test_lstm_encoder_equals_its_equations() -> None:
    """Two LSTM steps from [0, condition] in both states, written out (Hochreiter and Schmidhuber 1997)."""
    cvae = model("lstm-hc")
    assert isinstance(cvae, LstmBothCvae)
    word, tense = torch.tensor([[5, 9]]), torch.tensor([3])
    h, c = _read_by_hand(cvae, word[0], tense)
    expected = torch.cat([cvae.to_mu_hidden(h), cvae.to_mu_cell(c)])
    assert torch.allclose(cvae.encode(word, tense).mu[0], expected, atol=1e-6)


@pytest.mark.parametrize("words", [1, 9])
def test_the_encoder_of_report_002_reads_sos_and_eos_too(words: int) -> None:
    cvae = model("lstm-h")
    assert isinstance(cvae, LstmHiddenCvae)
    tense = torch.tensor([3])
    h, _ = _read_by_hand(cvae, torch.tensor([SOS, 5, 9, EOS]), tense)
    mu = cvae.encode(torch.tensor([[5, 9]] * words), tense.expand(words)).mu
    assert torch.allclose(mu, cvae.to_mu(h).expand(words, -1), atol=1e-6)


def _read_by_hand(
    cvae: LstmBothCvae | LstmHiddenCvae, letters: torch.Tensor, tense: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the encoder's last hidden and cell state."""
    h = c = torch.cat([torch.zeros(12), cvae.condition(tense)[0]])
    weights = cvae.encoder
    for letter in letters:
        gates = weights.get_parameter("weight_ih_l0") @ cvae.encoder_embed(letter) + weights.get_parameter("bias_ih_l0")
        i, f, g, o = (gates + weights.get_parameter("weight_hh_l0") @ h + weights.get_parameter("bias_hh_l0")).chunk(4)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
    return h, c


def test_attention_looks_only_where_states_are_given() -> None:
    cvae = model("attention")
    assert isinstance(cvae, AttentionCvae)
    hidden, states = torch.randn(1, 2, 16), torch.randn(1, 5, 16)
    looking = cvae.memory(states, WORDS[:1])
    blind = replace(looking, mask=torch.tensor([False]))
    assert not torch.allclose(cvae.read_out(hidden, looking), cvae.read_out(hidden, None), atol=1e-3)
    assert torch.allclose(cvae.read_out(hidden, blind), cvae.read_out(hidden, None), atol=1e-4)


def test_attention_gives_probabilities_and_copies_only_letters_of_the_source() -> None:
    cvae = model("attention")
    assert isinstance(cvae, AttentionCvae)
    with torch.no_grad():
        cvae.copies.bias.fill_(50.0)
    hidden, memory = torch.randn(1, 2, 16), cvae.memory(torch.randn(1, 5, 16), WORDS[:1])
    probability = cvae.read_out(hidden, memory).exp()
    assert torch.allclose(probability.sum(-1), torch.ones(1, 2), atol=1e-5)
    assert torch.allclose(probability[..., WORDS[0].unique()].sum(-1), torch.ones(1, 2), atol=1e-5)


def test_the_decoder_reads_the_source_at_its_own_place_and_nothing_past_its_end() -> None:
    cvae = model("attention")
    assert isinstance(cvae, AttentionCvae)
    states = torch.randn(2, 5, 16)
    memory = replace(cvae.memory(states, WORDS), mask=torch.tensor([True, False]))
    letters = torch.full((2, 3), SOS)
    read = cvae.embed_in(letters, memory, first=3)
    assert read.shape == (2, 3, 32)
    assert torch.equal(read[..., :16], cvae.decoder_embed(letters))
    assert torch.allclose(read[0, :2, 16:], cvae.align(states[0, 3:]), atol=1e-6)
    assert read[0, 2, 16:].eq(0).all() and read[1, :, 16:].eq(0).all()
    assert torch.equal(cvae.embed_in(letters, None)[..., 16:], torch.zeros(2, 3, 16))


def test_the_tense_is_read_by_the_default_alone_from_the_letters() -> None:
    assert [variant for variant in VARIANTS if model(variant).classify(WORDS) is not None] == ["attention"]
    cvae = model("attention")
    logits = cvae.classify(WORDS)
    assert logits is not None and logits.shape == (2, 4)
    assert not torch.allclose(logits[0], logits[1])


def test_seed_002_reads_its_own_output() -> None:
    cvae = model("lstm-h", feedback="output")
    z, tense = torch.ones(1, 3), torch.tensor([0])
    assert cvae.unroll(z, tense, 4).shape == (1, 4, len(LATIN))
    with pytest.raises(UsageError, match="feedback=output"):
        TenseConfig(variant="lstm-h", feedback="output", embedding=64, hidden=128)


def test_the_two_optimizers_share_no_parameter_and_miss_none() -> None:
    for variant in VARIANTS:
        cvae = model(variant)
        encoder = {id(value) for value in cvae.encoder_parameters()}
        names = {name for name, value in cvae.named_parameters() if id(value) in encoder}
        # Report 002's two parts share nothing; in the others the tense's embedding belongs to the decoder's rate.
        own = ("encoder", "to_", "tense_", *(["condition"] if variant == "lstm-h" else []))
        assert names == {name for name, _ in cvae.named_parameters() if name.startswith(own)}
        assert any(name.startswith("to_") for name in names) and not any("decoder" in name for name in names)
