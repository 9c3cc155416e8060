"""The tense task's model as the rest of the program asks it: answers, samples, the latent space, the score."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ...answer import Frame, Query, Report, Row, SampleRow, Scatter, Table, Text
from ...errors import DataError, UsageError
from ...nn.plane import Plane
from ...runs.checkpoint import load_weights, stored_shapes
from ...runs.metadata import read_metadata, settings_of
from ...task import OnProgress, ScoreOptions
from .attention import AttentionCvae
from .config import TENSES, TenseConfig
from .conversion import Conversion, Forms, Four, Reading
from .data import VerbData, data_of, read_folder
from .description import grouped, read_as
from .hallucination import prefixes_of
from .inference import Inference
from .joint import joint
from .latent import diagnosis, latent_block
from .latent_map import PLACE, latent_map
from .lexicon import Lexicon, shipped_lexicon
from .model import Cvae
from .novel import novel
from .queries import WALK
from .readings import Memory
from .recurrent import GruCvae, LstmBothCvae, LstmHiddenCvae
from .score import score
from .selection import held_of
from .transport import Transport

# Progressive and past are the longest forms; the present and the past tell most.
GROWTH, NARROW = (0, 1, 3, 2), (0, 3)
LABELS = {
    "prior": "Gaussian",
    "joint": "joint",
    "transported": "transported",
    "round_trip": "round trip",
    "novel": "training rows",
}

VARIANTS: dict[str, type[Cvae]] = {
    "attention": AttentionCvae,
    "gru": GruCvae,
    "lstm-h": LstmHiddenCvae,
    "lstm-hc": LstmBothCvae,
}


class Predictor(Inference):
    """A `core.task.Model`: `Inference` judged by what is known of verbs; `data` is None where the rows are gone."""

    def __init__(
        self, model: Cvae, transport: Transport | None = None, data: VerbData | None = None, notes: Sequence[str] = ()
    ) -> None:
        self.lexicon = shipped_lexicon(data.train, data.unseen) if data else shipped_lexicon(())
        super().__init__(model, transport, _memory(self.lexicon, model.config, data) if data else Memory())
        self.data = data
        self.notes = tuple(notes)

    @property
    def dimensions(self) -> int:
        """Dimensions of z."""
        return self.model.latent

    def answer(self, query: Query) -> Table:
        """Answer `convert` ((word, tense or None), ...), `interpolate` (end, end, steps), `walk` (row, dimension).

        Or `place` (plane, x, y), a place of the map.
        """
        answers: Mapping[str, Callable[..., Table]] = {
            "convert": self._conversions,
            "interpolate": self._interpolation,
            "walk": self._walk,
            PLACE: self._place,
        }
        if query.key not in answers:
            raise UsageError(f"a tense model cannot answer {query.key[:40]!r}; ask it to {', '.join(answers)}")
        return answers[query.key](*query.args)

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        """Decode the z of each row as it is (`prior`, `joint`), `transported`, or after a `round_trip` of that.

        Each form is decoded by itself, in the mode `joint` the four together, see `joint.joint`; in the mode `novel`
        letters are drawn between the row's z and another, see `novel.novel`.
        """
        if mode not in LABELS:
            raise UsageError(f"there is no mode {mode[:40]!r}; use one of {', '.join(LABELS)}")
        z = self._drawn(rows, mode)
        ways: Mapping[str, Callable[[Tensor], tuple[list[Forms], list[Four]]]] = {
            "novel": lambda z: novel(self, z, [row.seed for row in rows], self.lexicon.knows),
            "joint": lambda z: joint(self, z),
            "round_trip": self.round_trip,
        }
        forms, certainty = ways.get(mode, self.decode)(z)
        hits = [four for four in forms if self.lexicon.mark(four) == "train"]
        few = f" ({distinct} distinct)" if (distinct := len(set(hits))) < len(hits) else ""
        note = f"{LABELS[mode]} {_percent(len(hits) / len(rows))}{few}" if rows else ""
        return self._table([""] * len(rows), forms, certainty, note)

    def diagnose(self) -> Report:
        """Measure the latent space on the training words; `UsageError` where they are not at hand."""
        if self.data is None:
            raise UsageError("the latent space is measured on the run's training words, which are not at hand")
        return diagnosis(latent_block(self, self.data))

    def map(
        self, rows: Sequence[SampleRow], mode: str, asked: Sequence[Query], before: Frame, axes: Sequence[int] = ()
    ) -> Scatter:
        """Return where the training verbs lie in z; `UsageError` where they, or such axes, are not there."""
        if self.data is None:
            raise UsageError("the map of z is drawn of the run's training words, which are not at hand")
        known = self.data.train[: self.model.config.latent_rows or None]
        return latent_map(self, known, (rows, self._drawn(rows, mode)), asked, before, axes)

    def score(self, data: Path | None, options: ScoreOptions, on_progress: OnProgress) -> Report:
        """Score the model, see `score.score`; `DataError` where the data is gone, `UsageError` for no draws."""
        if options.draws < 1:
            raise UsageError(f"{options.draws} draws tell nothing; ask for at least 1")
        verbs = self.data if data is None else read_folder(data)
        if verbs is None:
            raise DataError("the data that the run was trained on is gone or has changed; name a folder with --data")
        return score(self, verbs, options, on_progress)

    def z_of(self, row: SampleRow) -> Float[Tensor, "Z"]:
        """Return the z of a row of samples, drawn from its seed and moved by hand; or `UsageError`."""
        z = self.noise(1, row.seed)[0]
        for dimension, by in row.edits:
            z[self._checked(dimension)] += by
        return z

    def _drawn(self, rows: Sequence[SampleRow], mode: str) -> Float[Tensor, "N Z"]:
        """Return the z of each row as a mode decodes it."""
        z = torch.stack([self.z_of(row) for row in rows]) if rows else self.noise(0, 0)
        return z if mode in ("prior", "joint", "novel") else self.transported(z)

    def _place(self, plane: Frame, x: float, y: float) -> Table:
        z = Plane.from_frame(plane).lift(x, y)
        if len(z) != self.dimensions:
            raise UsageError(f"the place is on a map of {len(z)} dimensions, this model's z has {self.dimensions}")
        return self._table([f"{x:.2f}, {y:.2f}"], *self.decode(z.float().to(self.device)[None]))

    def _conversions(self, *asked: tuple[str, int | None]) -> Table:
        found = self.convert([word for word, _ in asked], [tense for _, tense in asked])
        return Table(TENSES, tuple(row for each in found for row in self._conversion(each)), "", GROWTH, NARROW)

    def _conversion(self, found: Conversion) -> list[Row]:
        """Return a row for the answer, and one for each other reading that has other forms."""
        told = [
            (read_as(found.word, r.source, r.forms), _percent(r.probability) if found.kinds else "", r.forms)
            for r in found.readings
        ]
        known = (" · known" if found.word in self.memory.words else " · unseen") if self.data else ""
        rows: list[Row] = []
        for place, what in grouped(told):
            reading = found.readings[place]
            certainty = reading.certainty if place else found.certainty
            note = f"no form of a verb {_percent(found.no_verb)}, else {what}" if found.no_verb >= 0.5 else what
            rows.append(self._reading(found.word, reading, certainty, note + known))
        return rows

    def _reading(self, word: str, reading: Reading, certainty: Four, note: str) -> Row:
        mark = self.lexicon.mark(reading.forms)
        gold = self._gold(word, reading) if mark not in ("train", "real") else None
        cells = tuple(
            Text(form, sure, gold=gold[tense] if gold and gold[tense] != form else None)
            for tense, (form, sure) in enumerate(zip(reading.forms, certainty, strict=True))
        )
        return Row(cells, word, mark, note)

    def _gold(self, word: str, reading: Reading) -> Forms | None:
        """Return the row that the word is from: of several, the one that the answer is nearest to."""
        rows = self.lexicon.gold(word, reading.source) or self.lexicon.gold(word)
        return max(rows, key=lambda row: sum(a == b for a, b in zip(row, reading.forms, strict=True)), default=None)

    def _interpolation(self, first: str | SampleRow, second: str | SampleRow, steps: int) -> Table:
        """Decode z alone on the way from end to end; words at the ends are read and converted."""
        start, end = self._end(first), self._end(second)
        z = start + torch.linspace(0, 1, steps, device=self.device)[:, None] * (end - start)
        forms, certainty = self.decode(z)
        ends = [(place, word) for place, word in ((0, first), (-1, second)) if isinstance(word, str)]
        for (place, _), found in zip(ends, self.convert([word for _, word in ends], [None] * len(ends)), strict=True):
            forms[place], certainty[place] = found.forms, found.certainty
        return self._table([f"{100 * step / (steps - 1):.0f}%" for step in range(steps)], forms, certainty)

    def _end(self, end: str | SampleRow) -> Tensor:
        return self.word_mean(end) if isinstance(end, str) else self.transported(self.z_of(end)[None])[0]

    def _walk(self, row: SampleRow, dimension: int) -> Table:
        z = self.z_of(row).repeat(len(WALK), 1)
        z[:, self._checked(dimension)] = z.new_tensor(WALK)
        return self._table([f"{value:+.1f}" for value in WALK], *self.decode(self.transported(z)))

    def _table(self, labels: Sequence[str], forms: Sequence[Forms], certainty: Sequence[Four], note: str = "") -> Table:
        rows = tuple(
            Row(tuple(map(Text, four, sure)), label, self.lexicon.mark(four))
            for label, four, sure in zip(labels, forms, certainty, strict=True)
        )
        return Table(TENSES, rows, note, GROWTH, NARROW)

    def _checked(self, dimension: int) -> int:
        if not 0 <= dimension < self.dimensions:
            raise UsageError(f"z has no dimension {dimension}; give one from 0 to {self.dimensions - 1}")
        return dimension


def _memory(lexicon: Lexicon, config: TenseConfig, data: VerbData) -> Memory:
    """Return what a model of these settings has learned of its data, and what the data knows of a word."""
    held = held_of(config, data)
    rows = frozenset(data.train).difference(held.rows)
    words = {word for row in rows for word in row}
    kept_out = {word for word, _, _ in held.extra}
    if config.extra:
        words |= {form.word for form in data.extra if form.word not in kept_out}
    others = frozenset(data.others).difference(held.others) if config.extra else frozenset[str]()
    word_list = data.word_list.union(row[0] for row in rows) if data.word_list else data.word_list
    return Memory(lexicon.readings, words, others, rows, prefixes_of(rows), word_list, frozenset(held.others))


def _percent(share: float) -> str:
    """Return a share as a whole percentage that says neither 0 nor 100 unless it is, of a broken model '?'."""
    if not math.isfinite(share):
        return "? %"
    return f"{min(max(round(100 * share), share > 0), 100 - (share < 1)):d} %"


def build_model(config: TenseConfig) -> Cvae:
    """Return a new model of the configured variant, its weights drawn from torch's global generator."""
    return VARIANTS[config.variant](config)


def load_predictor(run: Path, device: torch.device) -> Predictor:
    """Return the predictor of a run, with what is left of its data; `CheckpointError` where it is damaged."""
    metadata = read_metadata(run)
    config = settings_of(metadata, TenseConfig.from_dict)
    # Not on the meta device, which would be a second and a half of importing torch's compiler.
    with torch.random.fork_rng(devices=[]):
        model = build_model(config)
    modules: dict[str, nn.Module] = {"model": model}
    transport = None
    if config.transport:
        verbs = stored_shapes(run).get("transport.mu") or (0,)
        transport = modules["transport"] = Transport(verbs[0], model.latent)
    load_weights(run, modules)
    data = data_of(metadata.data, metadata.fingerprint)
    gone = f"{metadata.data or 'the data folder'} is gone or has changed, so which words were in training is unknown"
    notes = (gone,) if data is None else data.notes
    return Predictor(model.to(device), None if transport is None else transport.to(device), data, notes)
