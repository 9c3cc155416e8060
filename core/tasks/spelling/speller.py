"""What a trained speller answers: corrections, samples, measures; see `core.task.Model`."""

from collections.abc import Callable, Sequence
from functools import cached_property
from math import prod
from pathlib import Path
from typing import cast

import torch

from ...answer import Frame, Query, Report, Row, SampleRow, Table, Text, Tone
from ...errors import DataError, UsageError
from ...task import OnProgress, ScoreOptions
from .corrector import Corrector
from .data import Judged, SpellingData, parts_of, read_folder
from .diagnosis import diagnosis
from .edits import align, kind_of, marked, with_case
from .lattice import posterior
from .lexicon import Lexicon
from .measure import first, halves
from .score import score
from .suggestion import Suggester, Suggestion
from .words import encode

SUGGESTIONS = 5
# Probability of the best correction from which a row counts as corrected.
SURE = 0.5
# Inputs that are tried together for a row of the mode "wrong", how many at the most, and how far apart rows begin.
TRIED, MOST_TRIED, APART = 8, 200, 7919


class Speller:
    """Corrections by a network, over a lexicon that tells what is a word already."""

    dimensions = 0

    def __init__(
        self, suggester: Suggester, lexicon: Lexicon, read: Callable[[], SpellingData], notes: Sequence[str] = ()
    ) -> None:
        self.suggester = suggester
        self.lexicon = lexicon
        self._read = read
        self.notes = tuple(notes)

    @cached_property
    def data(self) -> SpellingData:
        """The pairs that the run learned, read when they are first needed.

        Raises:
            DataError: they are gone, or have changed.
        """
        return self._read()

    # --- corrections ---

    def correct(self, words: Sequence[str], count: int = SUGGESTIONS) -> list[list[Suggestion]]:
        """Return the most probable words for each that was typed, with its capitals; the word itself among them.

        Words with hyphens are corrected part by part, a possessive before its 's. What is no word has no suggestion.
        """
        parts = [parts_of(word) for word in words]
        owners = {part: self._owner(part) for found in parts for part in found or ()}
        asked = list(dict.fromkeys(owner or part for part, owner in owners.items()))
        known = dict(zip(asked, self.suggester.suggest(asked), strict=True))
        for part, owner in owners.items():
            if owner:
                known[part] = [Suggestion(f"{each.word}'s", each.probability) for each in known[owner]]
        answers: list[list[Suggestion]] = []
        for word, found in zip(words, parts, strict=True):
            joined = _hyphened([known[part] for part in found], self._keeps(found)) if found else []
            answers.append([Suggestion(with_case(each.word, word), each.probability) for each in joined[:count]])
        return answers

    def _keeps(self, parts: Sequence[str]) -> list[bool]:
        return [(self._owner(part) or part) in self.lexicon for part in parts]

    def _owner(self, part: str) -> str:
        """Return what a possessive that no lexicon has is made of: student's of student; nothing for other words."""
        return "" if part in self.lexicon or not part.endswith("'s") else part.removesuffix("'s")

    def known(self, word: str) -> bool:
        """Tell whether a word, or each of its parts between hyphens, is in the lexicon."""
        parts = parts_of(word)
        return parts is not None and all(self._keeps(parts))

    # --- answers ---

    def answer(self, query: Query) -> Table:
        """Answer `correct` (words) or `align` (misspelling, word)."""
        if query.key == "align":
            return self._alignment(*query.args)
        rows = [self._row(word, found) for word, found in zip(query.args, self.correct(query.args), strict=True)]
        wrong = sum(row.category in ("corrected", "unsure") for row in rows)
        return Table(tuple(map(str, range(1, SUGGESTIONS + 1))), tuple(rows), f"{wrong} of {len(rows)} are no words")

    def _row(self, word: str, found: Sequence[Suggestion]) -> Row:
        if not found:
            return Row((Text(word, tone="muted"),), word, "other", "no word of the letters a to z; left as it is")
        cells = tuple(Text(each.word, each.probability) for each in found)
        best = found[0]
        if self.known(word):
            category, note = "known", "already a word"
        elif best.word == word:
            category, note = "left", "in no lexicon, and left as it is"
        else:
            category = "corrected" if best.probability >= SURE else "unsure"
            note = marked(word.lower(), best.word.lower())
        return Row(cells, word, category, note)

    def _alignment(self, written: str, meant: str) -> Table:
        """Return letter by letter what stands for what, with the channel's probability where there is one."""
        written, meant = written.lower(), meant.lower()
        chances = self._chances(written, meant)
        rows: list[Row] = []
        place = 0
        for edit in align(meant, written):
            tone: Tone = "plain" if edit.meant == edit.written else "bad"
            chance = None if chances is None or not edit.meant else chances[place]
            rows.append(Row((Text(edit.written or "-", tone=tone), Text(edit.meant or "-", chance, tone="plain"))))
            place += len(edit.meant)
        return Table(("written", "meant"), tuple(rows), kind_of(meant, written) or "the same word")

    @torch.no_grad()
    def _chances(self, written: str, meant: str) -> list[float] | None:
        """Return how probable it is that each letter meant was copied, by the posterior over alignments."""
        if not isinstance(self.suggester, Corrector):
            return None
        channel, device = self.suggester.network.channel.eval(), self.suggester.device
        source, target = encode([meant], device), encode([written], device)
        expected, _ = posterior(channel.lattice(source, target), source.lengths, target.lengths)
        same = source.letters[0][:, None] == target.letters[0][None]
        copied = expected.emit[0, : len(meant), : len(written)] * same
        return cast("list[float]", copied.sum(1).clamp(max=1.0).tolist())

    # --- samples ---

    @cached_property
    def _validation(self) -> list[Judged]:
        try:
            return halves(self.data)[1]
        except DataError as error:
            raise UsageError(f"there is no pair to show: {error}") from None

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        """Return a validation misspelling for each row, named by its seed; in the mode `wrong` the next wrong one."""
        held, seeds = self._validation, [row.seed for row in rows]
        asked = self._next_wrong(seeds) if mode == "wrong" else [held[seed % len(held)] for seed in seeds]
        found = self.suggester.suggest([x for x, _ in asked], remember=False)
        made = [_sample(*pair) for pair in zip(asked, found, strict=True)]
        right = sum(row.category == "right" for row in made)
        return Table(("misspelling", "suggested"), tuple(made), f"{right} of {len(made)} right", (0, 6))

    def _next_wrong(self, seeds: Sequence[int]) -> list[Judged]:
        """Return the next misspelling from each seed's place on that it has wrong, or the one there if none is near."""
        held = self._validation
        wrong: dict[int, bool] = {}
        starts = [seed * APART % len(held) for seed in seeds]
        found = dict[int, int]()
        for first_step in range(0, min(len(held), MOST_TRIED), TRIED):
            ways = {start: [(start + first_step + k) % len(held) for k in range(TRIED)] for start in starts}
            waiting = [start for start in ways if start not in found]
            new = sorted({place for start in waiting for place in ways[start]} - wrong.keys())
            answers = self.suggester.suggest([held[place][0] for place in new], remember=False)
            wrong |= {place: first(said) not in held[place][1] for place, said in zip(new, answers, strict=True)}
            found |= {
                start: hit for start in waiting if (hit := next(filter(wrong.get, ways[start]), None)) is not None
            }
        return [held[found.get(start, start)] for start in starts]

    # --- measures ---

    def diagnose(self) -> Report:
        """Return which letters are written for which, how far probabilities can be believed, and errors by kind."""
        return diagnosis(self, self._validation)

    def map(
        self, rows: Sequence[SampleRow], mode: str, asked: Sequence[Query], before: Frame, axes: Sequence[int] = ()
    ) -> None:
        """Return nothing: there is no space in which words lie."""

    def score(self, data: Path | None, options: ScoreOptions, on_progress: OnProgress) -> Report:
        """Score the model on a data folder; see `score.score`."""
        return score(self, self.data if data is None else read_folder(data), options, on_progress)


def _hyphened(parts: Sequence[Sequence[Suggestion]], keeps: Sequence[bool]) -> list[Suggestion]:
    """Return suggestions for a word with hyphens: one part varies, the others are their best, and all must be right."""
    varied = keeps.index(False) if False in keeps else 0
    others = prod(part[0].probability for at, part in enumerate(parts) if at != varied)
    return [
        Suggestion("-".join(each.word if at == varied else part[0].word for at, part in enumerate(parts)),
                   each.probability * others)
        for each in parts[varied]
    ]  # fmt: skip


def _sample(asked: Judged, found: Sequence[Suggestion]) -> Row:
    wrong, right = asked
    said = first(found)
    fine = said in right
    chance = found[0].probability if found else 0.0
    cell = Text(said or "-", chance, gold=None if fine else right[0], tone="good" if fine else "plain")
    return Row((Text(wrong), cell), "", "right" if fine else "wrong")
