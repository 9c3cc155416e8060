"""What validation pairs are for: one half fits what weighs the candidates, the other gives the scores on the way."""

import hashlib
from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ...metrics import bleu4, share, wilson
from .corrector import Corrector
from .data import Judged, Pair, SpellingData, targets_of
from .lexicon import Lexicon
from .ranking import Scored
from .suggestion import AT_ONCE, Suggester, Suggestion

if TYPE_CHECKING:
    from .speller import Speller

# Inputs, right words and right words that the lexicon is made to lack, which the weights are fitted to.
FITTED, RIGHT, STRANGE = 600, 150, 8
# Inputs of each kind that are scored on the way.
QUICK = 150
# Shares from which a speller corrects, and below which it does not.
CORRECTS, FAILS = 0.6, 0.1


def by_place(words: Sequence[str], name: str) -> list[str]:
    """Return words in an order that depends on nothing but them."""
    return sorted(words, key=lambda word: hashlib.sha256(f"{name} {word}".encode()).digest())


def halves(data: SpellingData) -> tuple[list[Judged], list[Judged]]:
    """Return the validation inputs with their right words, parted by what was meant: for fitting, and for scores.

    An input that a training pair has as well, with another word, is in neither.
    """
    right = targets_of(data.validation)
    learned = {x for x, _ in data.train} if data.train != data.validation else set[str]()
    first = {x: word for x, word in reversed(data.validation) if x not in learned}
    first = first or dict(reversed(data.validation))
    meant = by_place(list(set(first.values())), "half")
    fitting = set(meant[: len(meant) // 2])
    inputs = by_place(list(first), "input")
    parts = [[(x, tuple(sorted(right[x]))) for x in inputs if (first[x] in fitting) is side] for side in (True, False)]
    return parts[0] or parts[1], parts[1] or parts[0]


def _right_words(lexicon: Lexicon) -> list[str]:
    """Return the frequent words by which it is fitted that a right word stays."""
    return by_place(lexicon.words[: 20 * RIGHT], "right")[:RIGHT]


def fit(corrector: Suggester, data: SpellingData) -> None:
    """Fit what weighs the candidates: on misspellings, on right words, and on right words that no lexicon has."""
    assert isinstance(corrector, Corrector)
    wrong, _ = halves(data)
    meant = by_place(list({word for _, right in wrong for word in right if word in corrector.lexicon}), "strange")
    strange = frozenset(meant[:STRANGE])
    sample = _right_words(corrector.lexicon)
    asked: list[tuple[str, tuple[str, ...], frozenset[str]]] = [(x, right, frozenset()) for x, right in wrong[:FITTED]]
    asked += [(word, (word,), frozenset()) for word in sample] + [(word, (word,), strange) for word in sorted(strange)]
    corrector.network.eval()
    scored: list[Scored] = []
    hits: list[Tensor] = []
    width = corrector.config.rescored
    unlearned = corrector.memory.unlearned
    for absent in (frozenset[str](), strange):
        group = [(x, right) for x, right, without in asked if without == absent]
        for start in range(0, len(group), AT_ONCE):
            part = group[start : start + AT_ONCE]
            names, found = corrector.weighed([x for x, _ in part], absent | unlearned)
            scored.append(found.padded(width))
            rows = [
                [name in right for name in each] + [False] * (width - len(each))
                for each, (_, right) in zip(names, part, strict=True)
            ]
            hits.append(torch.tensor(rows))
    everything = Scored(torch.cat([s.features for s in scored]), torch.cat([s.there for s in scored]))
    corrector.network.ranker.fit(everything, torch.cat(hits))


def first(suggestions: Sequence[Suggestion]) -> str:
    """Return the best suggestion, nothing where there is none."""
    return suggestions[0].word if suggestions else ""


def top(suggestions: Sequence[Sequence[Suggestion]], asked: Sequence[Judged], count: int) -> list[bool]:
    """Tell for each input whether a right word is among the first `count` suggestions."""
    return [
        any(each.word in right for each in found[:count]) for found, (_, right) in zip(suggestions, asked, strict=True)
    ]


def mean_bleu(predictions: Sequence[str], pairs: Sequence[Pair]) -> float:
    """Return the mean BLEU-4 of predictions beside what was meant; 0 where there is none."""
    scores = [bleu4(said, word) if said else 0.0 for said, (_, word) in zip(predictions, pairs, strict=True)]
    return sum(scores) / len(scores) if scores else 0.0


def by_heart(targets: Mapping[str, Set[str]], pairs: Sequence[Pair]) -> tuple[float, float]:
    """Return what a table of pairs has on average, BLEU-4 and exact: any target of an input, or the input itself.

    Of pairs that all stand in the table it is what these two can be, where inputs have several targets.
    """
    bleu, exact = 0.0, 0.0
    for x, word in pairs:
        said = targets.get(x, {x})
        bleu += sum(bleu4(each, word) for each in said) / len(said)
        exact += (word in said) / len(said)
    return bleu / max(1, len(pairs)), exact / max(1, len(pairs))


def quick_scores(speller: "Speller", data: SpellingData) -> tuple[dict[str, float], str, str]:
    """Return the scores on the other half of validation, on seen pairs, on right words, and on the lab's test file.

    Beside them are the verdict and its reason. Those of misspellings are of the network alone, which learns; a memory
    would have every pair learned right from the first step.
    """
    _, asked = halves(data)
    asked = asked[:QUICK]
    found = speller.suggester.suggest([x for x, _ in asked], remember=False)
    right = top(found, asked, 1)
    low, high = wilson(sum(right), len(right))
    meant = dict(reversed(data.validation))
    seen = [data.train[place * len(data.train) // QUICK] for place in range(min(QUICK, len(data.train)))]
    of_seen = speller.suggester.suggest([x for x, _ in seen], itself=False, remember=False)
    targets = targets_of(data.pairs)
    scores = {
        "exact": share(right), "exact_low": low, "exact_high": high, "top5": share(top(found, asked, 5)),
        "bleu4": mean_bleu([first(each) for each in found], [(x, meant[x]) for x, _ in asked]),
        "seen_exact": share(top(of_seen, [(x, tuple(targets[x])) for x, _ in seen], 1)),
        "seen_bleu4": mean_bleu([first(each) for each in of_seen], seen),
    }  # fmt: skip
    if pairs := data.tests.get("test"):
        said = speller.suggester.suggest([x for x, _ in pairs], itself=False, remember=False)
        scores["test_bleu4"] = mean_bleu([first(each) for each in said], pairs)
    frequent, fitted = by_place(speller.lexicon.words[: 20 * QUICK], "kept"), {*_right_words(speller.lexicon)}
    words = ([word for word in frequent if word not in fitted] or frequent)[: QUICK // 2]
    kept = [first(each) == word for each, word in zip(speller.suggester.suggest(words), words, strict=True)]
    scores["kept"] = share(kept)
    said = {x: first(each) for (x, _), each in zip(asked, found, strict=True)}
    return scores, *verdict_of(said, scores["exact"], scores["kept"])


def verdict_of(said: Mapping[str, str], top1: float, kept: float | None = None) -> tuple[str, str]:
    """Judge whether a speller corrects or only copies, and whether it breaks right words; and say why.

    `said` is what it makes of misspelt words, `top1` the share of words never seen that are right, `kept` of right
    words left alone, where that was measured.
    """
    if len(said) > 1 and len(set(said.values())) == 1:
        return "one word", f"every input is answered by {next(iter(said.values()))[:30]!r}"
    if said and share([x == word for x, word in said.items()]) > 1 - FAILS:
        return "copies", "what is typed comes back as it is"
    numbers = f"{top1:.0%} of unseen words right"
    numbers += "" if kept is None else f", {kept:.0%} of right words left alone"
    if top1 < FAILS:
        return "corrects nothing unseen", numbers
    if kept is not None and kept < CORRECTS:
        return "breaks right words", numbers
    return ("corrects" if top1 >= CORRECTS else "corrects some"), numbers
