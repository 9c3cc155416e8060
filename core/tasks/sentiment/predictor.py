"""A sentiment model as the rest of the program asks it; see `core.task.Model`."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import torch

from ...answer import Frame, Query, Report, Row, SampleRow, Scatter, Table, Text
from ...errors import CheckpointError, DataError, UsageError
from ...runs.checkpoint import load_weights, stored_shapes
from ...runs.metadata import read_metadata, settings_of
from ...runs.paths import named_data
from ...task import OnProgress, ScoreOptions
from .config import LABELS, SentimentConfig
from .data import Reviews, SentimentData, read_folder
from .model import Classifier
from .queries import ATTENTION, EFFECT
from .reading import Reading, Verdict
from .review_map import review_map
from .score import diagnosis, score

HEADS = ("word", ATTENTION, EFFECT)
SAMPLE_HEADS = ("verdict", "looks at", "review")
# How many words of a sample are named, and the letters that are shown of it.
NAMED, SHOWN = 4, 300
_BLANKS = re.compile(r"(?:<[^<>]{0,100}>|\s)+")


class Predictor(Reading):
    """Verdicts on texts and on validation reviews; the reviews are read when they are first needed."""

    dimensions = 0

    def __init__(
        self, model: Classifier, config: SentimentConfig, device: torch.device, data: SentimentData | None = None,
        source: tuple[Path, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(model, config, device)
        self.notes: tuple[str, ...] = ()
        self._given = data
        self._source = source

    @cached_property
    def data(self) -> SentimentData:
        """The reviews that the model was trained, is chosen and is scored on.

        Raises:
            DataError: they are gone or have changed.
        """
        if self._given is not None or self._source is None:
            return self._given or _nothing()
        folder, fingerprint = self._source
        found = read_folder(folder)
        if found.fingerprint != fingerprint:
            raise DataError(f"{folder} has changed since the run was trained on it; name another folder with --data")
        return found

    def answer(self, query: Query) -> Table:
        """Answer `judge` (text, effects), or `read` (row of samples, mode, effects), as a running text.

        Raises:
            UsageError: another query.
        """
        if query.key == "judge":
            text, effects = query.args
            return table_of(self.judge(text, effects))
        if query.key == "read":
            row, mode, effects = query.args
            place = self._place(row, mode)
            return table_of(self.judge(self._validation.texts[place], effects), self._validation.labels[place])
        raise UsageError(f"a sentiment model cannot answer {query.key[:40]!r}; type a text")

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        """Judge a validation review for each row; a seed names one, so that rows stay what they are.

        `wrong` takes the next review that the model has wrong at the moment.

        Raises:
            UsageError: another mode, or the reviews are not at hand.
        """
        if mode not in ("held_out", "wrong"):
            raise UsageError(f"there is no mode {mode[:40]!r}; use held_out or wrong")
        found: list[Row] = []
        for row in rows:
            place = self._place(row, mode)
            found.append(_sample_row(self.judge(self._validation.texts[place], effects=False), self._validation, place))
        right = sum(row.category == "right" for row in found)
        return Table(SAMPLE_HEADS, tuple(found), f"{right} of {len(found)} right" if found else "", (0, 4, 11), (0, 2))

    def diagnose(self) -> Report:
        """Return the confusion table, the probes by family and the calibration."""
        try:
            return diagnosis(self, self.data.validation)
        except DataError:
            return diagnosis(self, None)

    def map(
        self, rows: Sequence[SampleRow], mode: str, asked: Sequence[Query], before: Frame, axes: Sequence[int] = ()
    ) -> Scatter:
        """Return where validation reviews lie by what the LSTM pools of them; `UsageError` as for `sample`."""
        marked = {f"{row.seed:04x}": self._validation.texts[self._place(row, mode)] for row in rows}
        typed = {query.args[0]: query.args[0] for query in asked if query.key == "judge"}
        return review_map(self, self._validation, marked, typed, before, axes)

    def score(self, data: Path | None, options: ScoreOptions, on_progress: OnProgress) -> Report:
        """Score the model on the test reviews; see `score.score`.

        Raises:
            DataError: the reviews cannot be read, or have changed since the run was trained on them.
        """
        return score(self, self.data if data is None else read_folder(data), on_progress)

    @property
    def _validation(self) -> Reviews:
        try:
            return self.data.validation
        except DataError as error:
            raise UsageError(str(error)) from None

    def _place(self, row: SampleRow, mode: str) -> int:
        """Return the place of a row's review among those for validation."""
        count = len(self._validation)
        first = row.seed % count
        if mode != "wrong":
            return first
        # A review is looked at when it is its turn: the model may have changed since the last one was.
        for step in range(count):
            place = (first + step) % count
            (verdict,) = self.verdicts([self._validation.texts[place]])
            if verdict.label != LABELS[self._validation.labels[place]]:
                return place
        raise UsageError("the model has every validation review right; look at those of the other mode")


def _nothing() -> SentimentData:
    raise DataError("the reviews that the run was trained on are gone; name a folder with --data")


def table_of(verdict: Verdict, label: int | None = None) -> Table:
    """Return a verdict as a table: its label and certainty, then the words with what they weigh and change."""
    gold = None if label is None or LABELS[label] == verdict.label else LABELS[label]
    first = Row((Text(verdict.label, verdict.certainty, gold=gold), Text(""), Text("")), "", verdict.label)
    rows = [first]
    for word in verdict.words:
        weights: dict[str, float] = {}
        if word.attention is not None:
            weights[ATTENTION] = word.attention
        if word.effect is not None:
            weights[EFFECT] = word.effect
        shown = Text(word.text, weights=weights, tone="plain" if word.known else "muted")
        rows.append(Row((shown, Text(_percent(word.attention)), Text(_percent(word.effect, sign=True))),
                        category="" if word.known else "unknown"))  # fmt: skip
    sure = f"{verdict.label} {_percent(verdict.certainty)}"
    return Table(HEADS, tuple(rows), "; ".join(part for part in (sure, verdict.note) if part), running=True)


def _percent(value: float | None, sign: bool = False) -> str:
    return "" if value is None else f"{100 * value:{'+' if sign else ''}.1f} %"


def _sample_row(verdict: Verdict, reviews: Reviews, place: int) -> Row:
    gold = LABELS[reviews.labels[place]]
    right = gold == verdict.label
    weighed = sorted(verdict.words, key=lambda word: -(word.attention or 0.0))[:NAMED]
    named = " ".join(dict.fromkeys(word.text for word in weighed if word.attention))
    text = _BLANKS.sub(" ", reviews.texts[place]).strip()
    return Row(
        (
            Text(verdict.label, verdict.certainty, gold=None if right else gold),
            Text(named, weights={word.text: word.attention or 0.0 for word in weighed}),
            Text(text if len(text) <= SHOWN else f"{text[:SHOWN]}..."),
        ),
        category="right" if right else "wrong",
    )


def load_predictor(run: Path, device: torch.device) -> Predictor:
    """Load a run's classifier; its reviews are read when they are asked for.

    Raises:
        CheckpointError: the run is damaged or of other settings.
    """
    metadata = read_metadata(run)
    config = settings_of(metadata, SentimentConfig.from_dict)
    model = Classifier(config, *_sizes(run, stored_shapes(run)))
    load_weights(run, {"model": model})
    try:
        return Predictor(
            model.float().to(device), config, device,
            source=(named_data(metadata.data, metadata.task), metadata.fingerprint),
        )  # fmt: skip
    except ValueError:
        raise CheckpointError(f"{run} has a damaged vocabulary; train it again") from None


def _sizes(run: Path, shapes: Mapping[str, tuple[int, ...]]) -> tuple[int, int, int]:
    """Return how many words (special numbers among them), phrases and letters the stored vocabulary has."""
    try:
        (phrases,), (letters,) = shapes["model.phrases"], shapes["model.letters"]
        reader, bag = shapes.get("model.reader.embed.weight"), shapes.get("model.bag.weight")
        words = reader[0] if reader is not None else (bag or shapes["model.bag.weight"])[0] - phrases
    except (KeyError, ValueError, IndexError):
        raise CheckpointError(f"{run} has no vocabulary; train it again") from None
    return max(words, 0), phrases, letters
