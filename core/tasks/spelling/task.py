"""The spelling task: which batch comes at which step, what is learned from it, and how the state is judged."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ...answer import SampleRow
from ...nn.optimizing import clip, update
from ...nn.randomness import mixed_seed, on_device, seeded
from ...runs.paths import data_name
from ...schedules import Schedule
from ...task import Evaluation, Learned
from .config import SpellingConfig
from .corrector import ChannelNetwork, known_words
from .data import LONGEST, SpellingData, digest_of, read_folder, read_lexicon, shipped_lexicon
from .decoding import draw
from .loading import build, suggester
from .measure import fit, quick_scores
from .memory import memory_of
from .seq2seq import EncoderDecoder
from .spec import SPEC
from .speller import Speller
from .words import Words, encode, epoch_order

# Far from the numbers that the other draws of a step have.
DROPOUT = 2**60
SAMPLES = tuple(SampleRow(seed) for seed in range(8))
# How strongly frequent words are preferred among those that errors are laid on.
SHARPNESS = 0.3
# Steps of an epoch up to which the weight decay is what the setting says.
DECAYED = 100
# Letters that a drawn error may have more than its word.
LONGER = 4


class SpellingTask:
    """Pairs of a misspelling and a word; see `core.task.Task` for what each method promises."""

    spec = SPEC

    def __init__(self, config: SpellingConfig, data: SpellingData, device: torch.device) -> None:
        self.config = config
        self.data = data
        self.device = device
        counts = read_lexicon(data.lexicon)
        self.more = sorted({word for _, word in data.pairs if word not in counts})
        self.lexicon = known_words(counts, self.more)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            self.network = build(config).to(device)
        self.wrong, self.right = (encode(words, device) for words in zip(*data.train, strict=True))
        # On the host, where shapes are made of them.
        self._lengths = self.wrong.lengths.cpu(), self.right.lengths.cpu()
        self._lay_on = self._words_for_noise() if config.variant == "channel" and config.direct else None
        kind = torch.optim.SGD if config.optimizer == "sgd" else torch.optim.AdamW
        # Weights are forgotten within as many epochs, however many pairs there are (Wang and Aitchison 2024).
        decay = config.weight_decay * min(1.0, DECAYED / self.steps_per_epoch)
        self._optimizer = kind(self.network.parameters(), lr=config.lr, weight_decay=decay, fused=True)
        self._order = lru_cache(maxsize=2)(self._shuffled)
        self._speller = Speller(
            suggester(self.network, self.lexicon, config, device, lambda: memory_of(data, self.lexicon)),
            self.lexicon,
            lambda: data,
            data.notes,
        )

    @classmethod
    def create(cls, config: SpellingConfig, data: Path, device: torch.device) -> "SpellingTask":
        """Read the folder and build the model.

        Raises:
            DataError: the folder cannot be used.
        """
        return cls(config, read_folder(data), device)

    def _words_for_noise(self) -> tuple[Words, Tensor, Tensor]:
        """Return the lexicon's words by which nothing is scored; on the host their lengths, and how likely each is."""
        held = {word for _, word in self.data.validation}
        held.update(word for asked in self.data.unseen.values() for _, right in asked for word in right)
        names = [word for word in self.lexicon.words if word not in held and len(word) > 1]
        weights = torch.tensor([SHARPNESS * self.lexicon.frequency(word) for word in names]).exp()
        return encode(names, self.device), torch.tensor([len(name) for name in names]), weights / weights.sum()

    def modules(self) -> Mapping[str, nn.Module]:
        """Return the networks, and what weighs them."""
        return {"model": self.network}

    def optimizers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return the one for all of them."""
        return {"all": self._optimizer}

    def metadata(self) -> Mapping[str, Any]:
        """Return the data's folder and fingerprint, its lexicon's, and its words that the lexicon lacks.

        Where the folder's own lexicon holds, all of its words: they are known when the folder is gone.
        """
        own = self.data.lexicon != shipped_lexicon()
        return {
            "data": data_name(self.data.folder), "fingerprint": self.data.fingerprint,
            "lexicon": digest_of(self.data.lexicon),
            "words": sorted({word for _, word in self.data.pairs}) if own else self.more,
        }  # fmt: skip

    def notes(self) -> Sequence[str]:
        """Return what was left out of the data or read otherwise than it is written."""
        return self.data.notes

    def schedules(self) -> Mapping[str, Schedule]:
        """Return lr, and teacher_forcing or noise."""
        return self.config.schedules()

    @property
    def steps_per_epoch(self) -> int:
        """Return the number of batches in an epoch."""
        return -(-self.examples_per_epoch // self.config.batch_size)

    @property
    def examples_per_epoch(self) -> int:
        """Return the number of pairs."""
        return len(self._lengths[0])

    def _shuffled(self, epoch: int) -> list[Tensor]:
        generator = torch.Generator().manual_seed(mixed_seed(self.config.seed, -1 - epoch))
        wrong, right = self._lengths
        return epoch_order(right * 3 + wrong, self.config.batch_size, generator)

    def step(self, step: int, dials: Mapping[str, float]) -> Learned:
        """Learn one batch; the losses are `loss` and, of the direct network, `direct`, in nats a word."""
        choice = torch.Generator().manual_seed(mixed_seed(self.config.seed, step))
        which = self._order(step // self.steps_per_epoch)[step % self.steps_per_epoch]
        lengths = [each[which] for each in self._lengths]
        placed = which.to(self.device, non_blocking=True)
        wrong, right = (
            words.chosen(placed, int(each.max())) for words, each in zip((self.wrong, self.right), lengths, strict=True)
        )
        self.network.train()
        if isinstance(self.network, EncoderDecoder):
            truth = float(torch.rand((), generator=choice)) < dials["teacher_forcing"]
            losses = {"loss": self.network(wrong, right, truth).mean()}
        else:
            seed = mixed_seed(self.config.seed, DROPOUT + step)
            with seeded(seed, self.device) if self.config.dropout else nullcontext():
                losses = self._channel_losses(self.network, wrong, right, lengths[1], dials.get("noise", 0.0), choice)
        sum(losses.values(), torch.zeros((), device=self.device)).backward()
        norm = clip(self.network.parameters(), self.config.clip)
        skipped = update([(self._optimizer, dials["lr"])], norm)
        return Learned(len(which), {name: loss.detach() for name, loss in losses.items()}, skipped)

    def _channel_losses(
        self, network: ChannelNetwork, wrong: Words, right: Words, lengths: Tensor, noise: float,
        choice: torch.Generator,
    ) -> dict[str, Tensor]:  # fmt: skip
        losses = {"loss": network.channel(right, wrong).mean()}
        if network.direct is None:
            return losses
        size = len(wrong.lengths)
        sources, targets = [wrong], [right]
        if same := self._drawn(round(self.config.identity * size), lengths, choice):
            sources.append(same)
            targets.append(same)
        if laid_on := self._drawn(round(noise * size), lengths, choice):
            longest = min(LONGEST, laid_on.letters.shape[1] + LONGER)
            sources.append(draw(network.channel, laid_on, on_device(choice, self.device), longest))
            targets.append(laid_on)
        return {**losses, "direct": network.direct(joined(sources), joined(targets)).mean()}

    def _drawn(self, count: int, like: Tensor, choice: torch.Generator) -> Words | None:
        """Draw words of the lexicon of lengths as in a batch, so that it stays narrow; None where there are none."""
        if not count or self._lay_on is None:
            return None
        words, lengths, weights = self._lay_on
        low, high = like.aminmax()
        weights = weights * ((lengths >= low) & (lengths <= high))
        if not bool(weights.any()):
            return None
        which = torch.multinomial(weights, count, True, generator=choice)
        return words.chosen(which.to(self.device, non_blocking=True), int(lengths[which].max()))

    def evaluate(self) -> Evaluation:
        """Fit what weighs the networks, then return the scores on the other half of validation, and samples."""
        if isinstance(self.network, ChannelNetwork):
            fit(self._speller.suggester, self.data)
        scores, verdict, reason = quick_scores(self._speller, self.data)
        return Evaluation(scores, self._speller.sample(SAMPLES, "held_out"), verdict, reason)

    def milestones(self, scores: Mapping[str, float]) -> Sequence[str]:
        """Tell when nine of ten words that were never seen are right."""
        return ["nine of ten held-out words are right"] if scores.get("exact", 0.0) >= 0.9 else []

    def model(self) -> Speller:
        """Return the speller of the live model, the same each time."""
        return self._speller


def joined(parts: Sequence[Words]) -> Words:
    """Return words one after the other."""
    width = max(part.letters.shape[1] for part in parts)
    letters = [nn.functional.pad(part.letters, (0, width - part.letters.shape[1])) for part in parts]
    return Words(torch.cat(letters), torch.cat([part.lengths for part in parts]))
