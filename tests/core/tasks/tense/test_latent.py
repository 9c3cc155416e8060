"""Each verdict on a small model that was brought into that state, by training or by hand."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from math import log, nan
from pathlib import Path

import pytest
import torch
from torch import Tensor

from cvae_tui.core.runs.paths import shipped_data
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import VerbData, read_folder
from cvae_tui.core.tasks.tense.latent import latent_block
from cvae_tui.core.tasks.tense.model import Posterior
from cvae_tui.core.tasks.tense.predictor import Predictor
from cvae_tui.core.tasks.tense.recurrent import GruCvae
from cvae_tui.core.tasks.tense.task import TenseTask
from cvae_tui.core.trainer import Trainer

SMALL = TenseConfig(
    variant="gru", objective="reconstruct", hidden=48, embedding=24, latent=8, condition=8, batch_size=32,
    kl="target", kl_target=5.0, lr=0.02, epochs=40, evaluate_every=0,
)  # fmt: skip
DATA = VerbData(Path("nowhere"), read_folder(shipped_data("tense", "lab")).train[:30], (), (), "0")


def trained(**settings: object) -> Predictor:
    task = TenseTask(replace(SMALL, **settings), DATA, torch.device("cpu"))  # type: ignore[arg-type]
    for _ in Trainer(task).events():
        pass
    return task.model()


@pytest.fixture(scope="module")
def sound() -> Predictor:
    return trained()


def test_a_kl_held_at_a_target_is_healthy(sound: Predictor) -> None:
    report = latent_block(sound, DATA)
    assert report["verdict"] == "healthy"
    assert report["kl"] == pytest.approx(5.0, abs=1.0)
    assert report["kl"] == pytest.approx(sum(report["kl_per_dimension"]))
    assert report["kl"] == pytest.approx(report["mutual_information"] + report["aggregate_kl"])
    assert report["mutual_information"] <= log(report["mutual_information_n"])
    assert (report["mutual_information_n"], report["dimensions"], report["active_units"]) == (120, 8, 8)
    assert report["exact"] > 0.7
    assert report["shuffled_exact"] < 0.1


def test_a_huge_kl_weight_collapses_the_posterior() -> None:
    report = latent_block(trained(kl="constant", kl_weight=100.0, lr=0.03, epochs=10), DATA)
    assert (report["verdict"], report["active_units"]) == ("collapsed", 0)
    assert report["kl"] < 0.01
    assert report["shuffled_same"] > 0.9


def test_no_kl_weight_makes_an_autoencoder() -> None:
    report = latent_block(trained(kl="constant", kl_weight=0.0, lr=0.02, epochs=36), DATA)
    assert report["verdict"] == "autoencoder"
    assert report["exact"] > 0.9
    assert report["mutual_information"] > 0.9 * log(120)
    assert report["aggregate_kl"] > 20
    assert report["consistent"] < 0.3


def test_a_kl_held_below_a_third_of_what_could_be_told_is_weak() -> None:
    report = latent_block(trained(kl_target=1.0, epochs=10), DATA)
    assert report["verdict"] == "weak"
    assert 0.1 * log(120) < report["mutual_information"] < 0.3 * log(120)


def test_a_posterior_past_every_bound_has_exploded(sound: Predictor) -> None:
    model = deepcopy(sound.model)
    for name, value in model.named_parameters():
        if name in ("to_mu.weight", "to_mu.bias"):
            value.data.mul_(30.0)
    report = latent_block(Predictor(model), DATA)
    assert report["verdict"] == "exploded"
    assert report["kl"] > 40 * log(120)
    for value in model.parameters():
        value.data.fill_(nan)
    report = latent_block(Predictor(model), DATA)
    assert (report["verdict"], report["kl"]) == ("exploded", None)


def test_a_decoder_that_never_listens_has_collapsed(sound: Predictor) -> None:
    model = deepcopy(sound.model)
    assert isinstance(model, GruCvae)
    torch.nn.init.zeros_(model.from_z.weight)
    report = latent_block(Predictor(model), DATA)
    assert report["verdict"] == "collapsed"
    assert report["kl"] == latent_block(sound, DATA)["kl"]
    assert report["shuffled_same"] == 1.0


class Deaf(GruCvae):
    """Decodes every z but the longest ones as if it were 0."""

    longest = 0.0

    def start(self, z: Tensor, tense: Tensor) -> tuple[tuple[Tensor, ...], Tensor]:
        return super().start(z * (z.norm(dim=1, keepdim=True) > self.longest), tense)


def test_a_decoder_that_seldom_listens_ignores_z(sound: Predictor) -> None:
    model = Deaf(sound.model.config)
    model.load_state_dict(sound.model.state_dict())
    words = [word for row in DATA.train for word in row]
    norms = sound.posteriors(words, list(range(4)) * len(DATA.train)).mu.norm(dim=1)
    # Two words are both among the seven eighths that say the same in three cases of four.
    model.longest = float(norms.quantile(7 / 8))
    report = latent_block(Predictor(model), DATA)
    assert report["verdict"] == "ignores z"
    assert 0.6 < report["shuffled_same"] < 0.9


class Leaky(GruCvae):
    """Two more dimensions of z tell the tense, a quarter of a circle for each; the decoder does not need them."""

    def encode(self, words: Tensor, tense: Tensor) -> Posterior:
        posterior = super().encode(words, tense)
        angle = tense[:, None] * (torch.pi / 2)
        mu = torch.cat([posterior.mu, angle.cos(), angle.sin()], dim=1)
        return Posterior(mu, torch.cat([posterior.logvar, torch.full((len(words), 2), -3.0)], dim=1))

    def start(self, z: Tensor, tense: Tensor) -> tuple[tuple[Tensor, ...], Tensor]:
        return super().start(z[:, :-2], tense)


def test_a_tense_that_can_be_read_off_z_is_leaky(sound: Predictor) -> None:
    model = Leaky(sound.model.config)
    model.load_state_dict(sound.model.state_dict())
    model.latent += 2
    report = latent_block(Predictor(model), DATA)
    assert (report["verdict"], report["dimensions"]) == ("leaky", 10)
    assert report["tense_probe"] > 0.9
    assert report["exact"] == latent_block(sound, DATA)["exact"]


@pytest.mark.parametrize("consistent", [None, 0.25])
def test_the_report_repeats_and_is_ready_for_json(sound: Predictor, consistent: float | None) -> None:
    report = latent_block(sound, DATA, consistent)
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert report == latent_block(sound, DATA, consistent)
    assert consistent is None or report["consistent"] == consistent


def test_a_single_verb_is_enough_to_be_measured(sound: Predictor) -> None:
    report = latent_block(sound, replace(DATA, train=DATA.train[:1]))
    assert (report["mutual_information_n"], report["dimensions"]) == (4, 8)


def test_a_large_file_is_sampled(sound: Predictor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    posteriors: Callable[..., Posterior] = sound.posteriors

    def counted(words: list[str], tenses: list[int]) -> Posterior:
        asked.append(len(words))
        return posteriors(words, tenses)

    monkeypatch.setattr(sound, "posteriors", counted)
    data = read_folder(shipped_data("tense", "lab"))
    assert len(data.train) * 4 > 2000
    assert latent_block(sound, data, 0.5)["mutual_information_n"] == asked[0] == 2000
