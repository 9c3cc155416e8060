"""The tense task: which batch comes at which step, what is learned from it, and how the state is scored."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from ...answer import SampleRow
from ...device import use_bfloat16
from ...nn.optimizing import clip, update
from ...nn.randomness import mixed_seed, seeded
from ...nn.vocab import PAD
from ...runs.paths import data_name
from ...schedules import Schedule
from ...task import Evaluation, Learned
from .batches import Batch, VerbTensors, by_length, epoch_order, letters, oversampled, thinned
from .config import KINDS, TenseConfig
from .data import VerbData, read_folder
from .hallucination import hallucinate
from .latent import look
from .loss import cross_entropy, kl_penalty, kl_per_dimension
from .model import Cvae, EncoderMemory
from .predictor import Predictor, build_model
from .readings import OTHERS
from .score import PUBLISHED_BLEU4, PUBLISHED_GAUSSIAN, PUBLISHED_ROWS, passes_published, quick_scores
from .selection import held_of, select
from .spec import SPEC
from .transport import Transport
from .weighing import weigh

# Far from the numbers that the other draws of a step have.
DROPOUT = 2**60
# Samples of the prior are chosen among so many for each, of about the batch's length: little of them is padding.
POOL = 8
# Samples of an evaluation, named by the first seeds.
SAMPLES = tuple(SampleRow(seed) for seed in range(8))


class TenseTask:
    """A conditional VAE of verb forms; see `core.task.Task` for what each method promises."""

    spec = SPEC

    def __init__(self, config: TenseConfig, data: VerbData, device: torch.device) -> None:
        self.config = config
        self.data = data
        self.device = device
        self._bfloat16 = use_bfloat16(config.precision, device)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            self.network: Cvae = build_model(config).to(device)
        self._held = held_of(config, data)
        selected = select(config, data, self._held)
        self.rows, self.named = selected.rows, selected.named
        self.forms = VerbTensors((*self.rows, *selected.made), device, selected.extra)
        self._groups = oversampled(self.forms.groups, selected.weighty, config.oversample)
        others = by_length(selected.others)
        self._others = {n: letters([selected.others[i] for i in of_n], device) for n, of_n in others.items()}
        self.replaceable = selected.replaceable.to(device)
        self.transport = Transport(self.named, self.network.latent).to(device)
        self._predictor = Predictor(self.network, self.transport if config.transport else None, data, data.notes)
        self._maps_noise = bool(config.transport or config.prior_samples)
        self._optimizers = _optimizers(config, self.network)
        self._noise = torch.Generator(device=device)
        self._order = lru_cache(maxsize=2)(self._shuffled)

    @classmethod
    def create(cls, config: TenseConfig, data: Path, device: torch.device) -> "TenseTask":
        """Read the folder and build the model; `DataError`, or `UsageError` where the device lacks the precision."""
        return cls(config, read_folder(data), device)

    def modules(self) -> Mapping[str, nn.Module]:
        """Return the model, and the map from noise to the verbs where it is used."""
        return {"model": self.network, "transport": self.transport} if self._maps_noise else {"model": self.network}

    def optimizers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return one optimizer, or the encoder's and the decoder's."""
        return self._optimizers

    def metadata(self) -> Mapping[str, Any]:
        """Return the data's folder and fingerprint."""
        return {"data": data_name(self.data.folder), "fingerprint": self.data.fingerprint}

    def notes(self) -> Sequence[str]:
        """Return what was left out of the data or read otherwise than it is written."""
        return self.data.notes

    def schedules(self) -> Mapping[str, Schedule]:
        """Return kl_weight, teacher_forcing, lr and, when set apart, encoder_lr."""
        return self.config.schedules()

    @property
    def steps_per_epoch(self) -> int:
        """Return the number of batches in an epoch."""
        return len(self._order(0))

    @property
    def examples_per_epoch(self) -> int:
        """Return the number of words learned in an epoch: every form, and those that fill the last batches up."""
        return sum(len(batch) for batch in self._order(0))

    def step(self, step: int, dials: Mapping[str, float]) -> Learned:
        """Learn one batch; the losses are ce, kl, and tense_ce and prior_ce where those are learned."""
        choice = torch.Generator().manual_seed(mixed_seed(self.config.seed, 2 * step))
        self._noise.manual_seed(mixed_seed(self.config.seed, 2 * step + 1))
        source = self._order(step // self.steps_per_epoch)[step % self.steps_per_epoch]
        batch = self.forms.batch(source, self._targets(source, choice))
        truth = float(torch.rand((), generator=choice)) < dials["teacher_forcing"]
        self.network.train()
        dropped = (
            nullcontext()
            if not self.config.dropout
            else seeded(mixed_seed(self.config.seed, DROPOUT + step), self.device)
        )
        with dropped, torch.autocast(self.device.type, torch.bfloat16, enabled=self._bfloat16):
            losses = self._losses(batch, truth, choice, min(1.0, dials["lr"] / (self.config.lr or 1.0)))
        target = self.config.kl_target if self.config.kl == "target" else None
        # Reported as a sum over letters whatever is learned: the two differ by a factor, words a letter.
        scale = len(source) / (batch.targets != PAD).sum() if self.config.ce_reduction == "mean" else 1.0
        loss = scale * losses["ce"] + kl_penalty(losses["kl"], dials["kl_weight"], target)
        if "prior_ce" in losses:
            loss = loss + self.config.prior_samples * losses["prior_ce"]
        if "tense_ce" in losses:
            loss = loss + losses["tense_ce"]
        loss.backward()
        return Learned(len(source), {name: value.detach() for name, value in losses.items()}, self._update(dials))

    def _shuffled(self, epoch: int) -> list[Tensor]:
        generator = torch.Generator().manual_seed(mixed_seed(self.config.seed, -1 - epoch))
        # Of the verbs that z does not know each epoch has half of the forms: the others need more of it.
        verbs = self.forms.verb_of
        groups = thinned(self._groups, (verbs >= self.named) & (verbs < len(self.rows)), generator)
        return epoch_order(groups, self.config.batch_size, generator)

    def _targets(self, source: Tensor, choice: torch.Generator) -> Tensor:
        if self.config.objective == "reconstruct":
            return source
        return 4 * self.forms.verb_of[source] + torch.randint(4, source.shape, generator=choice)

    def _losses(self, batch: Batch, truth: bool, choice: torch.Generator, pace: float) -> dict[str, Tensor]:
        """Return the cross entropies and the KL, each averaged over the words they hold for.

        `pace` is the learning rate's share of its peak: the map of noise learns no faster than what it maps to.
        """
        config, size = self.config, len(batch.words)
        real = batch.verbs < self.named
        if config.hallucination:
            chosen = (self.replaceable[batch.verbs] > 0) & (self._uniform(size) < config.hallucination)
            batch = hallucinate(batch, chosen, self.replaceable, self.forms.letters, self._noise)
            real = real & ~chosen
        posterior = self.network.encode(batch.words, batch.source)
        kl = kl_per_dimension(posterior.mu, posterior.logvar).sum(1)
        z, memory = posterior.sample(self._noise, config.noise), posterior.memory
        if config.hallucination or config.prefixed or config.latent_rows:
            # A verb that z does not know has no place in the latent space: any z must do, the letters tell.
            z = torch.where(real[:, None], z, torch.empty_like(z).normal_(generator=self._noise))
        if memory is not None:
            memory = replace(memory, mask=(self._uniform(size) < config.attention_prob) | ~real)
        losses = {
            "ce": self._cross_entropy(z, batch, memory, truth).mean(),
            "kl": (kl * real).sum() / real.sum().clamp(min=1),
        }
        words, kinds = self._with_others(batch)
        classified = self.network.classify(words)
        if classified is not None:
            losses["tense_ce"] = functional.cross_entropy(classified, kinds)
        if self._maps_noise:
            self.transport.update_means(batch.verbs.clamp(max=self.named - 1), posterior.mu.detach(), real, pace)
            drawn = max(1, round(config.prior_samples * size)) if config.prior_samples else 0
            noise = torch.empty(max(size, POOL * drawn), self.network.latent, device=self.device)
            verbs = self.transport.assign(noise.normal_(generator=self._noise))
            self.transport.update_potential(verbs, pace)
            if drawn:
                # A form of each verb, which the noise that is assigned to it should be decoded into.
                tense = torch.randint(4, verbs.shape, generator=choice).to(self.device, non_blocking=True)
                near = self.forms.nearest(4 * verbs + tense, batch.words.shape[1], drawn)
                forms = self.forms.targets_of((4 * verbs + tense)[near])
                losses["prior_ce"] = self._cross_entropy(noise[near], forms, None, truth).mean()
        return losses

    def _with_others(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return a batch's words and kinds, with some words of that length that are no form of a verb."""
        others = self._others.get(batch.words.shape[1])
        if others is None:
            return batch.words, batch.source
        count = -(-len(batch.words) // OTHERS)
        drawn = torch.randint(len(others), (count,), generator=self._noise, device=self.device)
        kinds = torch.full((count,), len(KINDS), device=self.device)
        return torch.cat([batch.words, others[drawn]]), torch.cat([batch.source, kinds])

    def _cross_entropy(self, z: Tensor, batch: Batch, memory: EncoderMemory | None, truth: bool) -> Tensor:
        """Return the cross entropy of each word (B), the decoder fed the truth or its own output."""
        if truth:
            logits = self.network.decode(z, batch.target, batch.inputs, memory)
        else:
            logits = self.network.unroll(z, batch.target, batch.targets.shape[1], memory)
        return cross_entropy(logits, batch.targets)

    def _uniform(self, size: int) -> Tensor:
        return torch.rand(size, generator=self._noise, device=self.device)

    def _update(self, dials: Mapping[str, float]) -> Tensor:
        norm = clip(self.network.parameters(), self.config.clip)
        rates = {name: dials["encoder_lr" if name == "encoder" else "lr"] for name in self._optimizers}
        return update([(optimizer, rates[name]) for name, optimizer in self._optimizers.items()], norm)

    def evaluate(self) -> Evaluation:
        """Return the scores of the present state (see `score.quick_scores`), samples of the prior, and the verdict.

        Where rows are held out, readings are weighed by them first, and what came of that is among the scores.
        """
        weighed = weigh(self._predictor, self._held) if self.config.extra else {}
        scores = quick_scores(self._predictor, self.data) | weighed
        return Evaluation(scores, self._predictor.sample(SAMPLES, "prior"), *look(self._predictor, self.data).verdict)

    def milestones(self, scores: Mapping[str, float]) -> Sequence[str]:
        """Return a sentence when one state passes the best that was published for the lab (see docs/experiments.md)."""
        if len(self.data.train) != PUBLISHED_ROWS or not passes_published(scores):
            return ()
        best = f"{PUBLISHED_BLEU4} and {PUBLISHED_GAUSSIAN}"
        return (f"BLEU-4 and the Gaussian score of the prior have both passed the published best, {best}",)

    def model(self) -> Predictor:
        """Return the predictor of the live model, the same each time."""
        return self._predictor


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
