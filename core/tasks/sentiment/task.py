"""The sentiment task: batches of reviews of like lengths, two optimizers; see `core.task.Task`."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ...answer import SampleRow
from ...nn.optimizing import clip, update
from ...nn.randomness import mixed_seed
from ...runs.paths import data_name, expanded
from ...schedules import Schedule
from ...spec import TaskSpec
from ...task import Evaluation, Learned
from .config import SentimentConfig
from .data import SentimentData, read_folder
from .model import Batch, Classifier, make_batch
from .predictor import Predictor
from .score import quick_scores
from .spec import SPEC
from .tokens import tokenise
from .vectors import read_vectors
from .vocabulary import Numbers, learn, log_ratios

# Batches that are made of reviews drawn together, sorted by length.
POOL = 50
SAMPLES = tuple(SampleRow(seed) for seed in (11, 23, 37, 58))


class SentimentTask:
    """A classifier of reviews, its vocabulary learned from the training rows."""

    def __init__(self, config: SentimentConfig, data: SentimentData, device: torch.device) -> None:
        self.config = config
        self.data = data
        self.device = device
        tokens = [tokenise(text) for text in data.train.texts]
        phrases = config.phrases if config.variant != "lstm" else 0
        self.vocabulary = learn(tokens, data.train.labels, config.words, phrases)
        self._texts: list[Numbers] = [self.vocabulary.numbers(text) for text in tokens]
        self._lengths = np.minimum([len(text) for text in self._texts], config.longest)
        self._labels = torch.tensor(data.train.labels, dtype=torch.float32, device=device)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            self.network = Classifier.of(config, self.vocabulary)
        if config.bag_prior or config.word_prior:
            ratios = torch.from_numpy(log_ratios(self.vocabulary, self._texts, data.train.labels)).float()
            self.network.begin_with(ratios, config.word_prior, config.bag_prior)
        if config.vectors and self.network.reader is not None:
            numbers, vectors = read_vectors(expanded(config.vectors), self.vocabulary, config.embedding)
            self.network.reader.embed.weight.data[torch.from_numpy(numbers)] = torch.from_numpy(vectors)
        self.network.to(device)
        parts = {"reader": self.network.reader, "bag": self.network.bag}
        self._optimizers = {name: _optimizer(config, part) for name, part in parts.items() if part is not None}
        self._predictor = Predictor(self.network, config, device, data)
        self._order = lru_cache(maxsize=2)(self._shuffled)

    @property
    def spec(self) -> TaskSpec:
        """What the task declares."""
        return SPEC

    @classmethod
    def create(cls, config: SentimentConfig, data: Path, device: torch.device) -> "SentimentTask":
        """Read the reviews, learn the vocabulary and build the network.

        Raises:
            DataError: the folder cannot be used, or the package that holds the reviews is not installed.
        """
        return cls(config, read_folder(data), device)

    def modules(self) -> Mapping[str, nn.Module]:
        """Return the network, the vocabulary in it."""
        return {"model": self.network}

    def optimizers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return that of the reader and that of the bag, as far as the model has them."""
        return self._optimizers

    def metadata(self) -> Mapping[str, Any]:
        """Return the data's folder and fingerprint, and the sizes of the vocabulary."""
        sizes = {"words": len(self.vocabulary.words), "phrases": len(self.vocabulary.phrases)}
        return {"data": data_name(self.data.folder), "fingerprint": self.data.fingerprint, "vocabulary": sizes}

    def notes(self) -> Sequence[str]:
        """Return what was noted of the data, and how many reviews are read in part."""
        longest, count = self.config.longest, len(self._texts)
        long = sum(len(text) > longest for text in self._texts)
        if not long or self.network.reader is None:
            return self.data.notes
        return (*self.data.notes, f"the LSTM reads {longest:,} words of a review; {long:,} of {count:,} have more")

    def schedules(self) -> Mapping[str, Schedule]:
        """Return the rates of the network and of the bag."""
        return self.config.schedules()

    @property
    def steps_per_epoch(self) -> int:
        """The batches that all training reviews fill."""
        return -(-len(self._texts) // self.config.batch_size)

    @property
    def examples_per_epoch(self) -> int:
        """Every training review once."""
        return len(self._texts)

    def step(self, step: int, dials: Mapping[str, float]) -> Learned:
        """Learn a batch; the losses are the cross entropy and the accuracy of the parts' mean, and what was seen last.

        `rises` counts the evaluations in a row at which the validation loss rose.
        """
        places = self._order(step // self.steps_per_epoch)[step % self.steps_per_epoch]
        labels = self._labels[torch.from_numpy(places).to(self.device, non_blocking=True)]
        draw = torch.Generator().manual_seed(mixed_seed(self.config.seed, 1 + step))
        self.network.train()
        with _no_denormals():
            return self._learn(self._batch(places), labels, draw, dials)

    def _learn(self, batch: Batch, labels: Tensor, draw: torch.Generator, dials: Mapping[str, float]) -> Learned:
        output = self.network(batch, draw)
        # Each part learns to answer alone: the bag fits the training rows so well that beside it nothing were left to
        # learn for the LSTM.
        each = functional.binary_cross_entropy_with_logits(output.logits, labels[:, None].expand_as(output.logits))
        (each * output.logits.shape[1]).backward()
        skipped = self._update(dials)
        logit = output.logits.detach().mean(1)
        return Learned(
            len(batch),
            {
                "loss": functional.binary_cross_entropy_with_logits(logit, labels),
                "train_accuracy": ((logit >= 0) == (labels >= 0.5)).float().mean(),
                "rises": self.network.get_buffer("watched")[1],
            },
            skipped,
        )

    def _shuffled(self, epoch: int) -> list[Numbers]:
        """Return the places of the reviews in each batch of an epoch; of like lengths, unless padding is read."""
        random = np.random.default_rng(mixed_seed(self.config.seed, -1 - epoch))
        size, order = self.config.batch_size, random.permutation(len(self._texts))
        if self.config.padding == "masked":
            pools = [order[at : at + POOL * size] for at in range(0, len(order), POOL * size)]
            order = np.concatenate([pool[np.argsort(self._lengths[pool], kind="stable")] for pool in pools])
        batches = [order[at : at + size] for at in range(0, len(order), size)]
        return [batches[place] for place in random.permutation(len(batches))]

    def _batch(self, places: Numbers) -> Batch:
        texts = [self._texts[int(place)] for place in places]
        pad = self.config.padding == "read"
        return make_batch(texts, self.vocabulary.bags(texts), self.device, self.config.longest, pad)

    def _update(self, dials: Mapping[str, float]) -> Tensor:
        norms = [clip(_parameters(optimizer), self.config.clip) for optimizer in self._optimizers.values()]
        rates = {name: dials["bag_lr" if name == "bag" else "lr"] for name in self._optimizers}
        return update([(optimizer, rates[name]) for name, optimizer in self._optimizers.items()], torch.stack(norms))

    def evaluate(self) -> Evaluation:
        """Return loss, accuracy and calibration on the validation reviews, by which the temperature is set; and some.

        The last validation loss is kept in the model, where resuming finds it.
        """
        scores, verdict, reason = quick_scores(self._predictor, self.data.validation)
        watched, loss = self.network.get_buffer("watched"), scores["validation_loss"]
        before, count = cast("list[float]", watched.tolist())
        # A new tensor's values: what a step has handed on may not change under whoever holds it.
        self.network.register_buffer("watched", watched.new_tensor([loss, count + 1 if 0 < before < loss else 0]))
        return Evaluation(scores, self._predictor.sample(SAMPLES, "held_out"), verdict, reason)

    def milestones(self, scores: Mapping[str, float]) -> Sequence[str]:
        """Tell when the accuracy passes nine in ten."""
        return ["nine of ten validation reviews are right"] if scores.get("accuracy", 0.0) >= 0.9 else []

    def model(self) -> Predictor:
        """Return the model in its present state, the same object each time."""
        return self._predictor


def _optimizer(config: SentimentConfig, part: nn.Module) -> torch.optim.Optimizer:
    if config.optimizer == "sgd":
        return torch.optim.SGD(part.parameters(), lr=config.lr, momentum=0.9, fused=True)
    decay = 0.0 if part.__class__.__name__ == "Bag" else config.weight_decay
    return torch.optim.AdamW(part.parameters(), lr=config.lr, weight_decay=decay, fused=True)


@contextmanager
def _no_denormals() -> Generator[None]:
    """Take numbers next to nothing as 0: a gradient that vanishes over padding makes a processor ten times slower."""
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_flush_denormal(False)


def _parameters(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]
