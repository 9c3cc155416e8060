"""Answers the screen's questions with a model and what is known of verbs. Torch comes in with the conjugator."""

from typing import TYPE_CHECKING, Any

from ...core.errors import CvaeError, UsageError
from ...core.tasks.tense.data import Row, VerbData, check_word
from ...core.tasks.tense.lexicon import Lexicon
from ..messages import Answered, Cell, Convert, Decode, Interpolate, Latent, Line, Noise, Question, Walk

if TYPE_CHECKING:
    from torch import Tensor

    from ...core.tasks.tense.inference import Conjugator, Conversion

NO_MODEL = "there is no model yet; press t to train one, or o to open a run"


class Probe:
    """One model's answers. The same object stays in use while the model learns; it keeps nothing of what was asked."""

    def __init__(self, conjugator: "Conjugator", lexicon: Lexicon, data: VerbData | None = None) -> None:
        self._conjugator = conjugator
        self._lexicon = lexicon
        self._data = data

    @property
    def latent(self) -> int:
        """Dimensions of z."""
        return self._conjugator.model.latent

    def answer(self, question: Question, step: int) -> Answered:
        """Answer a question; what cannot be answered comes back as one sentence in `error`."""
        try:
            if isinstance(question, Latent):
                return Answered(question, report=self._report(), step=step)
            return Answered(question, self._lines(question), step=step)
        except CvaeError as error:
            return Answered(question, error=str(error), step=step)

    def _lines(self, question: Convert | Decode | Interpolate | Walk) -> tuple[Line, ...]:
        match question:
            case Convert(words, source):
                checked = [check_word(word) for word in words]
                return tuple(
                    self._converted(found) for found in self._conjugator.convert(checked, [source] * len(checked))
                )
            case Decode(rows, way):
                z = self._moved(rows)
                return self._decoded(z if way == "raw" else self._conjugator.carried(z), way == "round trip")
            case Walk(noise, dimension, values):
                return self._decoded(self._conjugator.carried(self._along(noise, dimension, values)))
            case Interpolate(first, second, steps):
                return self._between(self._end(first), self._end(second), steps)

    def _moved(self, rows: tuple[Noise, ...]) -> "Tensor":
        """Return the z of noise rows, (N, D)."""
        import torch

        if not rows:
            return self._conjugator.noise(0, 0)
        z = torch.cat([self._conjugator.noise(1, seed) for seed, _ in rows])
        for number, (_, moved) in enumerate(rows):
            for dimension, by in moved:
                z[number, self._checked(dimension)] += by
        return z

    def _along(self, noise: Noise, dimension: int, values: tuple[float, ...]) -> "Tensor":
        """Return the z of a noise row, (N, D), with one dimension set to each of N values."""
        z = self._moved((noise,)).repeat(len(values), 1)
        z[:, self._checked(dimension)] = z.new_tensor(values)
        return z

    def _checked(self, dimension: int) -> int:
        if not 0 <= dimension < self.latent:
            raise UsageError(f"z has no dimension {dimension}; give one from 0 to {self.latent - 1}")
        return dimension

    def _end(self, end: str | Noise) -> "Tensor":
        if not isinstance(end, str):
            return self._conjugator.carried(self._moved((end,)))
        word = check_word(end)
        (found,) = self._conjugator.convert([word], [None])
        return self._conjugator.posterior_means([word], [found.source])

    def _between(self, first: "Tensor", second: "Tensor", steps: int) -> tuple[Line, ...]:
        import torch

        along = torch.linspace(0, 1, max(2, min(steps, 100)), device=first.device)[:, None]
        return self._decoded(first + along * (second - first))

    def _decoded(self, z: "Tensor", round_trip: bool = False) -> tuple[Line, ...]:
        forms, certainty = (self._conjugator.round_trip if round_trip else self._conjugator.decode)(z)
        return tuple(self._noise_line(four, sure) for four, sure in zip(forms, certainty, strict=True))

    def _noise_line(self, forms: Row, certainty: tuple[float, ...]) -> Line:
        first, second, third, fourth = (Cell(form, sure) for form, sure in zip(forms, certainty, strict=True))
        return Line((first, second, third, fourth), self._lexicon.mark(forms))

    def _converted(self, found: "Conversion") -> Line:
        mark = self._lexicon.mark(found.forms)
        gold = self._gold(found) if mark not in ("train", "real") else None
        cells = [
            Cell(form, sure, gold[tense] if gold and gold[tense] != form else None)
            for tense, (form, sure) in enumerate(zip(found.forms, found.certainty, strict=True))
        ]
        inferred = None if found.tenses is None else found.tenses[found.source]
        known = self._lexicon.knows(found.word)
        return Line((cells[0], cells[1], cells[2], cells[3]), mark, found.word, found.source, inferred, known)

    def _gold(self, found: "Conversion") -> Row | None:
        """The row that the word is from: of several, the one that the answer is nearest to."""
        rows = self._lexicon.gold(found.word, found.source) or self._lexicon.gold(found.word)
        return max(rows, key=lambda row: sum(a == b for a, b in zip(row, found.forms, strict=True)), default=None)

    def _report(self) -> dict[str, Any]:
        from ...core.tasks.tense.latent import latent_report

        if self._data is None:
            raise UsageError("the latent space is measured on the run's training words, which are not at hand")
        return latent_report(self._conjugator, self._data)
