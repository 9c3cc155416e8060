"""The tense task: which batch comes at which step, what is learned from it, and how the state is scored."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...device import has_bfloat16
from ...nn.vocab import LATIN, PAD
from ...runs.paths import data_name
from ...schedules import Schedule
from .batches import Batch, VerbTensors, epoch_order
from .config import TenseConfig
from .data import FREQUENT, Row, VerbData, read_folder
from .inference import Conjugator
from .invented import compounds, invent, spare
from .lexicon import is_regular
from .loss import cross_entropy, kl_penalty, kl_per_dimension
from .model import Cvae, Source
from .score import quick_scores
from .transport import Transport
from .variants import build_model

# The best single checkpoint published for the lab, the mean of five evaluations, and the rows it was measured on.
PUBLISHED_BLEU4, PUBLISHED_GAUSSIAN, PUBLISHED_ROWS = 0.957, 0.444, 1227
# Far from the numbers that the other draws of a step have.
DROPOUT = 2**60


class TenseTask:
    """A conditional VAE of verb forms; see `core.task.Task` for what each method promises."""

    name = "tense"

    def __init__(self, config: TenseConfig, data: VerbData, device: torch.device) -> None:
        self.config = config
        self.data = data
        self.device = device
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            self.model: Cvae = build_model(config).to(device)
        self.rows = tuple(dict.fromkeys(data.train))
        behind = compounds(self.rows) if config.compounds else {}
        self.forms = VerbTensors((*self.rows, *behind), device)
        self._groups = _emphasised(self.rows, config.emphasis, self.forms.groups)
        self.spare = torch.tensor([*map(spare, self.rows), *behind.values()], device=device)
        self.transport = Transport(len(self.rows), self.model.latent).to(device)
        self.conjugator = Conjugator(self.model, self.transport if config.transport else None)
        self._maps_noise = bool(config.transport or config.dreamed)
        self._optimizers = _optimizers(config, self.model)
        self._bfloat16 = config.precision == "bfloat16" or (config.precision == "auto" and has_bfloat16(device))
        self._noise = torch.Generator(device=device)
        self._order = lru_cache(maxsize=2)(self._shuffled)

    @classmethod
    def create(cls, config: TenseConfig, data: Path, device: torch.device) -> "TenseTask":
        """Read the folder and build the model."""
        return cls(config, read_folder(data), device)

    def modules(self) -> Mapping[str, nn.Module]:
        """Return the model, and the map from noise to the verbs where it is used."""
        return {"model": self.model, "transport": self.transport} if self._maps_noise else {"model": self.model}

    def optimizers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return one optimizer, or the encoder's and the decoder's."""
        return self._optimizers

    def facts(self) -> Mapping[str, Any]:
        """Return the data's folder and fingerprint, and the alphabet."""
        return {"data": data_name(self.data.folder), "fingerprint": self.data.fingerprint, "vocabulary": LATIN.letters}

    def schedules(self) -> Mapping[str, Schedule]:
        """Return kl_weight, teacher_forcing, lr and, when set apart, encoder_lr."""
        return self.config.schedules()

    @property
    def steps_per_epoch(self) -> int:
        """Return the number of batches in an epoch."""
        return len(self._order(0))

    @property
    def words_per_epoch(self) -> int:
        """Return the number of words learned in an epoch: every form, and those that fill the last batches up."""
        return sum(len(batch) for batch in self._order(0))

    def step(self, step: int, dials: Mapping[str, float]) -> tuple[int, Mapping[str, Tensor]]:
        """Learn one batch; the losses are ce, kl, tense_ce and dream_ce where those are taught, and skipped."""
        choice = torch.Generator().manual_seed(_mixed(self.config.seed, 2 * step))
        self._noise.manual_seed(_mixed(self.config.seed, 2 * step + 1))
        source = self._order(step // self.steps_per_epoch)[step % self.steps_per_epoch]
        batch = self.forms.batch(source, self._targets(source, choice))
        truth = float(torch.rand((), generator=choice)) < dials["teacher_forcing"]
        self.model.train()
        dropped = nullcontext() if not self.config.dropout else _drawing(_mixed(self.config.seed, DROPOUT + step))
        with dropped, torch.autocast(self.device.type, torch.bfloat16, enabled=self._bfloat16):
            losses = self._losses(batch, truth, choice)
        target = self.config.kl_target if self.config.kl == "target" else None
        # Reported as a sum over letters whatever is learned: the two differ by a factor, words a letter.
        scale = len(source) / (batch.targets != PAD).sum() if self.config.letters == "mean" else 1.0
        loss = scale * losses["ce"] + kl_penalty(losses["kl"], dials["kl_weight"], target)
        if "dream_ce" in losses:
            loss = loss + self.config.dreamed * losses["dream_ce"]
        if "tense_ce" in losses:
            loss = loss + losses["tense_ce"]
        loss.backward()
        return len(source), {name: value.detach() for name, value in losses.items()} | {"skipped": self._update(dials)}

    def _shuffled(self, epoch: int) -> list[Tensor]:
        generator = torch.Generator().manual_seed(_mixed(self.config.seed, -1 - epoch))
        return epoch_order(self._groups, self.config.batch_size, generator)

    def _targets(self, source: Tensor, choice: torch.Generator) -> Tensor:
        if self.config.objective == "reconstruct":
            return source
        return source - source % 4 + torch.randint(4, source.shape, generator=choice)

    def _losses(self, batch: Batch, truth: bool, choice: torch.Generator) -> dict[str, Tensor]:
        """Return the cross entropies and the KL, each averaged over the words they hold for."""
        config, size = self.config, len(batch.words)
        real = batch.verbs < len(self.rows)
        if config.invented:
            chosen = (self.spare[batch.verbs] > 0) & (self._uniform(size) < config.invented)
            batch = invent(batch, chosen, self.spare, self.forms.letters, self._noise)
            real = real & ~chosen
        posterior = self.model.encode(batch.words, batch.source)
        kl = kl_per_dimension(posterior.mu, posterior.logvar).sum(1)
        z, source = posterior.sample(self._noise), posterior.source
        if config.invented or config.compounds:
            # A verb that does not exist has no place in the latent space: any z must do, the letters tell.
            z = torch.where(real[:, None], z, torch.empty_like(z).normal_(generator=self._noise))
        if source is not None:
            source = replace(source, looks=(self._uniform(size) < config.attended) | ~real)
        losses = {
            "ce": self._cross_entropy(z, batch, source, truth).mean(),
            "kl": (kl * real).sum() / real.sum().clamp(min=1),
        }
        tense = self.model.read_tense(batch.words)
        if tense is not None:
            losses["tense_ce"] = functional.cross_entropy(tense, batch.source)
        if self._maps_noise:
            self.transport.remember(batch.verbs.clamp(max=len(self.rows) - 1), posterior.mu.detach(), real)
            dreams = max(1, round(config.dreamed * size)) if config.dreamed else 0
            noise = torch.empty(max(size, dreams), self.model.latent, device=self.device).normal_(generator=self._noise)
            verbs = self.transport.verbs(noise)
            self.transport.balance(verbs)
            if dreams:
                batch = self._dream(verbs[:dreams], choice)
                losses["dream_ce"] = self._cross_entropy(noise[:dreams], batch, None, truth).mean()
        return losses

    def _cross_entropy(self, z: Tensor, batch: Batch, source: Source | None, truth: bool) -> Tensor:
        """Return the cross entropy of each word (B), the decoder fed the truth or what it said itself."""
        if truth:
            logits = self.model.decode(z, batch.target, batch.inputs, source)
        else:
            logits = self.model.unroll(z, batch.target, batch.targets.shape[1], source)
        return cross_entropy(logits, batch.targets)

    def _dream(self, verbs: Tensor, choice: torch.Generator) -> Batch:
        """Return a form of each verb, as what the noise that belongs to it should be decoded into."""
        tense = torch.randint(4, verbs.shape, generator=choice).to(self.device, non_blocking=True)
        return self.forms.targets_of(4 * verbs + tense)

    def _uniform(self, size: int) -> Tensor:
        return torch.rand(size, generator=self._noise, device=self.device)

    def _update(self, dials: Mapping[str, float]) -> Tensor:
        parameters = [value for value in self.model.parameters() if value.grad is not None]
        norm = torch.nn.utils.clip_grad_norm_(parameters, self.config.clip or float("inf"))
        skipped = (~torch.isfinite(norm)).float()
        for name, optimizer in self._optimizers.items():
            for group in optimizer.param_groups:
                group["lr"] = dials["encoder_lr" if name == "encoder" else "lr"]
            # The fused kernels read this and leave the update out on the device, without anyone waiting for it.
            optimizer.found_inf = skipped  # type: ignore[attr-defined]
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        return skipped

    def evaluate(self) -> tuple[Mapping[str, float], tuple[tuple[str, ...], ...]]:
        """Return the scores of the present state; see `core.tense.score.quick_scores`."""
        return quick_scores(self.conjugator, self.data)

    def remarks(self, scores: Mapping[str, float]) -> list[str]:
        """Return a sentence when one state passes the best that was published for the lab (see docs/experiments.md)."""
        if len(self.data.train) != PUBLISHED_ROWS or not passes_published(scores):
            return []
        return ["BLEU-4 and Gaussian score have both passed the published best, 0.957 and 0.444"]


def passes_published(scores: Mapping[str, float]) -> bool:
    """Tell whether one state's scores, an evaluation's by name, are both at least the published best."""
    return scores.get("bleu4", 0.0) >= PUBLISHED_BLEU4 and scores.get("gaussian", 0.0) >= PUBLISHED_GAUSSIAN


def _emphasised(rows: Sequence[Row], times: int, groups: dict[int, Tensor]) -> dict[int, Tensor]:
    """Return the forms of each length, those of frequent and of irregular verbs `times` times more."""
    if not times:
        return groups
    weighty = torch.tensor([number < FREQUENT or not is_regular(row) for number, row in enumerate(rows)])
    more = times * weighty.long().repeat_interleave(4)
    # Compounds come after the rows and are not emphasised.
    repeats = 1 + functional.pad(more, (0, sum(map(len, groups.values())) - len(more)))
    return {length: forms.repeat_interleave(repeats[forms]) for length, forms in groups.items()}


def _optimizers(config: TenseConfig, model: Cvae) -> dict[str, torch.optim.Optimizer]:
    def optimizer(parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        if config.optimizer == "sgd":
            return torch.optim.SGD(parameters, lr=config.lr, fused=True)
        return torch.optim.AdamW(parameters, lr=config.lr, weight_decay=config.weight_decay, fused=True)

    if config.encoder_lr is None:
        return {"all": optimizer(list(model.parameters()))}
    encoder = model.encoder_parameters()
    chosen = set(map(id, encoder))
    return {"encoder": optimizer(encoder), "decoder": optimizer([p for p in model.parameters() if id(p) not in chosen])}


@contextmanager
def _drawing(seed: int) -> Generator[None]:
    """Draw from this seed what torch draws from its own generators, and give those back as they were."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


def _mixed(seed: int, number: int) -> int:
    """Return a seed for a generator from the run's seed and a number, far apart for neighbours (splitmix64)."""
    value = (seed * 0x9E3779B97F4A7C15 + (number + 2**32) * 0xBF58476D1CE4E5B9) % 2**64
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB % 2**64
    return (value ^ (value >> 31)) >> 1
