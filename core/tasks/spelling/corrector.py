"""Corrections of words: candidates from the lexicon and from a beam, weighed by the networks and the frequency.

Noisy channel (Kernighan, Church and Gale 1990; Brill and Moore 2000): p(word | misspelling) is proportional to
p(misspelling | word) p(word), here with edit transducers for the channel and for the direct way beside it.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import cast

import torch
from torch import nn

from .config import SpellingConfig
from .data import LETTERS, LONGEST
from .decoding import beam_search
from .lattice import log_prob
from .lexicon import Lexicon
from .memory import NOTHING, Memory
from .ranking import SAME, Ranker, Scored
from .suggestion import AT_ONCE, Suggestion
from .transducer import Transducer
from .words import VOCAB, encode

# What it is worth, in nats, that the pairs have the very one; words that they do not have for this input lose as much.
REMEMBERED = 6.0
# Words that sound like the input, which are looked at beside the near ones.
ALIKE = 10
# Pairs of places that are computed together: as many times the joint network's units are floats.
CELLS = 100_000


class ChannelNetwork(nn.Module):
    """p(misspelling | word), p(word | misspelling) where it is wanted, and what weighs them."""

    def __init__(self, config: SpellingConfig) -> None:
        super().__init__()
        sizes = len(LETTERS), config.embedding, config.hidden
        self.channel = Transducer(*sizes, config.hidden, config.hidden, config.dropout)
        self.direct = Transducer(*sizes, config.direct, config.hidden, config.dropout) if config.direct else None
        self.ranker = Ranker()


class Corrector:
    """Suggests corrections by a channel model over a lexicon."""

    def __init__(
        self, network: ChannelNetwork, lexicon: Lexicon, config: SpellingConfig, device: torch.device,
        remembered: Callable[[], Memory] = Memory,
    ) -> None:  # fmt: skip
        self.network = network
        self._remembered = remembered
        self.lexicon = lexicon
        self.config = config
        self.device = device

    @cached_property
    def memory(self) -> Memory:
        """What the folder's pairs tell, read when it is first needed."""
        return self._remembered()

    @torch.no_grad()
    def suggest(self, words: Sequence[str], itself: bool = True, remember: bool = True) -> list[list[Suggestion]]:
        """Return suggestions for each word, most probable first."""
        found: list[list[Suggestion]] = []
        self.network.eval()
        for start in range(0, len(words), AT_ONCE):
            part = words[start : start + AT_ONCE]
            memory = self.memory if remember else self.memory.forgotten
            strange = frozenset[str]() if remember else memory.unlearned
            candidates, scored = self.weighed(part, strange, itself, memory)
            listed = _listed(part, candidates, memory, scored.there.shape[1])
            # The input itself may be right as it stands, whatever the pairs have for it.
            itself_too = listed + scored.features[..., SAME].sum(-1).cpu()
            bonus = REMEMBERED * (listed - listed.amax(1, keepdim=True) * (itself_too == 0))
            chances = self.network.ranker(scored, bonus=bonus).exp()[:, :-1]
            order = chances.argsort(dim=1, descending=True, stable=True).tolist()
            values = chances.tolist()
            found += [
                [Suggestion(names[place], row[place]) for place in places if place < len(names)]
                for names, places, row in zip(candidates, order, values, strict=True)
            ]
        return found

    @torch.no_grad()
    def weighed(
        self, words: Sequence[str], strange: frozenset[str] = frozenset(), itself: bool = True,
        memory: Memory = NOTHING,
    ) -> tuple[list[list[str]], Scored]:  # fmt: skip
        """Return the candidates of each word and their features; `strange` words count as absent from the lexicon."""
        candidates = self._candidates(words, strange, itself, memory)
        frequency, known, same = self._told(words, candidates, strange, memory)
        counts = [len(each) for each in candidates]
        there = torch.arange(max(counts)) < torch.tensor(counts)[:, None]
        channel = torch.zeros(there.shape)
        channel[there] = self._log_probs(self.network.channel, words, candidates, False)
        share = float(self.network.ranker.weights[2] / self.network.ranker.weights[0].clamp(min=0.1))
        # The input itself, and what is remembered, are weighed whatever the channel says.
        always = same + _listed(words, candidates, memory, there.shape[1])
        first = (channel + share * frequency + 100.0 * always).masked_fill(~there, -1e4)
        keep = first.topk(min(self.config.rescored, first.shape[1]), 1).indices
        candidates = [
            [names[place] for place in places if place < len(names)]
            for names, places in zip(candidates, cast("list[list[int]]", keep.tolist()), strict=True)
        ]
        there, channel, frequency, known, same = (
            part.gather(1, keep) for part in (there, channel, frequency, known, same)
        )
        direct = torch.zeros(there.shape)
        if self.network.direct is not None:
            direct[there] = self._log_probs(self.network.direct, words, candidates, True)
        features = torch.stack([channel, direct, frequency, known, same * known, same * (1 - known)], -1)
        # What is there comes first, since the best were kept.
        return candidates, Scored(features.masked_fill(~there[..., None], 0.0), there)

    def _candidates(
        self, words: Sequence[str], strange: frozenset[str], itself: bool, memory: Memory
    ) -> list[list[str]]:
        beams: list[list[str]] = [[] for _ in words]
        if self.network.direct is not None:
            found = beam_search(self.network.direct, encode(words, self.device), self.config.beam, LONGEST)
            beams = [[VOCAB.decode(each.word) for each in beam] for beam in found]
        gathered: list[list[str]] = []
        for word, beam in zip(words, beams, strict=True):
            near = (*self.lexicon.near(word, self.config.near), *self.lexicon.alike(word, ALIKE))
            others = (*sorted(memory.words.get(word, ())), *near, *beam)
            names = dict.fromkeys([word, *(other for other in others if other and other not in strange)])
            if not itself:
                names.pop(word)
            gathered.append(list(names) or [word])
        return gathered

    def _told(
        self, words: Sequence[str], candidates: Sequence[Sequence[str]], strange: frozenset[str], memory: Memory
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return log frequency as remembered, whether each is in the lexicon, and whether it is the input itself."""
        width = max(map(len, candidates))
        lexicon = self.lexicon
        rows = [
            [
                (memory.gains.get(name, 0.0) + (lexicon.frequency(name) if name not in strange else lexicon.least),
                 float(name in lexicon and name not in strange), float(name == word))
                for name in names
            ] + [(0.0, 0.0, 0.0)] * (width - len(names))
            for word, names in zip(words, candidates, strict=True)
        ]  # fmt: skip
        frequency, known, same = torch.tensor(rows).unbind(-1)
        return frequency, known, same

    def _log_probs(
        self, network: Transducer, words: Sequence[str], candidates: Sequence[Sequence[str]], forward: bool
    ) -> torch.Tensor:
        """Return log p(input | candidate) or, `forward`, log p(candidate | input), one candidate after the other.

        The input is read once for all of its candidates.
        """
        inputs = encode(words, self.device)
        names = encode([name for names in candidates for name in names], self.device)
        owners = torch.tensor([row for row, names in enumerate(candidates) for _ in names], device=self.device)
        of_inputs = network.encode(inputs) if forward else network.prefixes(inputs)
        found = torch.empty(len(owners))
        order = (names.lengths + inputs.lengths[owners]).argsort(dim=0, stable=True)
        # Of about one size together, and never so many that the joint network's layer would not fit.
        cells = int((names.lengths.max() + 1) * (inputs.lengths.max() + 1))
        for part in torch.split(order, max(1, CELLS // cells)):
            name, each = names.chosen(part), inputs.chosen(owners[part])
            of_input = of_inputs[owners[part], : each.letters.shape[1] + 1]
            if forward:
                lattice = network.moves(of_input, network.prefixes(name), each, name)
                found[part.cpu()] = log_prob(lattice, each.lengths, name.lengths).cpu()
            else:
                lattice = network.moves(network.encode(name), of_input, name, each)
                found[part.cpu()] = log_prob(lattice, name.lengths, each.lengths).cpu()
        return found


def _listed(words: Sequence[str], candidates: Sequence[Sequence[str]], memory: Memory, width: int) -> torch.Tensor:
    """Return 1 where the memory has a candidate for the input (B, K)."""
    rows = [
        [float(name in memory.words.get(word, ())) for name in names] + [0.0] * (width - len(names))
        for word, names in zip(words, candidates, strict=True)
    ]
    return torch.tensor(rows)


def known_words(counts: dict[str, int], more: Sequence[str]) -> Lexicon:
    """Return a lexicon with further words, as rare as its rarest."""
    least = min(counts.values(), default=1)
    added = {word: least for word in more if word not in counts}
    return Lexicon({**counts, **added}, frozenset(added))
