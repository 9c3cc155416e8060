"""What trained generators answer: digits translated and back again, read by the judges; see `core.task.Model`."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ...answer import Cell, Frame, Image, Query, Report, Row, SampleRow, Table, Text
from ...errors import DataError, UsageError
from ...runs.checkpoint import load_weights, stored_shapes
from ...runs.metadata import read_metadata, settings_of
from ...runs.paths import named_data, shipped_data
from ...task import OnProgress, ScoreOptions
from .config import DIRECTIONS, DOMAINS, DigitsConfig
from .data import CHANNELS, SIDE, DigitsData, Pictures, open_picture, read_folder
from .judge import judges_of, read_digits
from .networks import DIGITS, Judge, build_generators, placed
from .queries import SHEET
from .score import diagnosis, score
from .tensors import to_pixels, to_tensor

# Pictures of a digit on a sheet.
ABREAST = 10
HEADS = ("source", "translated", "back", "read as")
SOURCES: dict[str, str] = dict(zip(DIRECTIONS, DOMAINS, strict=True))
TARGETS: dict[str, str] = dict(zip(DIRECTIONS, reversed(DOMAINS), strict=True))
GONE = "the pictures are gone or have changed; those that come with the package stand in for them"


class Translator:
    """Both generators, and pictures to show them: held-out ones of the run's data, else the shipped ones."""

    def __init__(
        self, generators: nn.ModuleDict, data: DigitsData, device: torch.device, notes: Sequence[str] = ()
    ) -> None:
        self.generators = generators
        self.data = data
        self.device = device
        self.notes = tuple(notes)

    @property
    def dimensions(self) -> int:
        """Numbers of a street picture's style, which the edits of a sample move."""
        return int(getattr(self.generators["to_street"], "style", 0))

    @cached_property
    def judges(self) -> dict[str, Judge]:
        """The judge of each kind."""
        return judges_of(self.data, self.device)

    @torch.no_grad()
    def translate(
        self, pictures: Float[Tensor, "N C 32 32"], direction: str, style: Float[Tensor, "N S"] | None = None
    ) -> Float[Tensor, "N K 32 32"]:
        """Return pictures of the other kind; street digits in the style given, else in one drawn for each."""
        generator = self.generators[direction]
        generator.eval()
        if direction == "to_street" and self.dimensions:
            drawn = self.style_of(range(len(pictures))) if style is None else style
            styles = cast("tuple[Tensor, ...]", drawn.split(500))
            parts = zip(cast("tuple[Tensor, ...]", pictures.to(self.device).split(500)), styles, strict=True)
            return torch.cat([generator(part, own).float() for part, own in parts])
        parts = cast("tuple[Tensor, ...]", pictures.to(self.device).split(500))
        return torch.cat([generator(part).float() for part in parts])

    def style_of(self, seeds: Sequence[int]) -> Float[Tensor, "N S"]:
        """Return the style of each seed, from N(0, I), the same on every device."""
        drawn = [torch.randn(self.dimensions, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
        return torch.stack(drawn).to(self.device) if drawn else torch.zeros(0, self.dimensions, device=self.device)

    @torch.no_grad()
    def back(self, made: Float[Tensor, "N C 32 32"], source: Tensor, direction: str) -> Float[Tensor, "N K 32 32"]:
        """Return translated pictures translated back, street digits in the style that their source has."""
        other = DIRECTIONS[1 - DIRECTIONS.index(direction)]
        own = self.generators["style"](source).float() if other == "to_street" and self.dimensions else None
        return self.translate(made, other, own)

    def read(self, pictures: Float[Tensor, "N C 32 32"], kind: str) -> Float[Tensor, "N 10"]:
        """Return what the kind's judge reads, as probabilities."""
        return read_digits(self.judges[kind], pictures)

    # --- answers ---

    def answer(self, query: Query) -> Table:
        """Answer `digits` (kind, labels), `sheet` (kind, None), or `file` (kind, path)."""
        kind, what = query.args
        direction = "to_street" if kind == "mnist" else "to_mnist"
        if query.key == SHEET:
            return self._sheet(kind, direction)
        if query.key == "file":
            pixels = open_picture(Path(what), kind)
            return self._rows(Pictures(pixels[None], torch.zeros(1, dtype=torch.long).numpy()), direction, [None])
        return self._rows(self.pictures_of(kind, what), direction, list(what))

    def _sheet(self, kind: str, direction: str) -> Table:
        """Return held-out pictures of every digit translated, a row a digit."""
        labels = [label for label in range(DIGITS) for _ in range(ABREAST)]
        target = TARGETS[direction]
        made = self.translate(to_tensor(self.pictures_of(kind, labels), self.device), direction)
        read = cast("list[int]", self.read(made, target).argmax(1).tolist())
        kept = sum(label == said for label, said in zip(labels, read, strict=True))
        images = [_image(made[at : at + 1], target) for at in range(len(labels))]
        rows = [Row(tuple(images[ABREAST * label : ABREAST * (label + 1)]), str(label)) for label in range(DIGITS)]
        return Table(("",) * ABREAST, tuple(rows), f"{kept} of {len(labels)} keep their label")

    def pictures_of(self, kind: str, labels: Sequence[int]) -> Pictures:
        """Return a held-out picture for each label; a label that comes again shows another picture."""
        held = self.data.test[kind]
        places: list[int] = []
        for number, label in enumerate(labels):
            known = (held.labels == label).nonzero()[0]
            if not len(known):
                raise UsageError(f"there is no held-out {kind} picture of {label}; give another digit")
            places.append(int(known[labels[:number].count(label) % len(known)]))
        return held.chosen(torch.tensor(places).numpy())

    def sample(self, rows: Sequence[SampleRow], mode: str) -> Table:
        """Translate a validation picture for each row; a seed names one, so that rows stay what they are."""
        held = self.data.validation[SOURCES[mode]]
        chosen = held.chosen(torch.tensor([row.seed % len(held) for row in rows], dtype=torch.long).numpy())
        style = self.style_of([row.seed for row in rows])
        for number, row in enumerate(rows):
            for dimension, by in row.edits:
                if not 0 <= dimension < self.dimensions:
                    raise UsageError(
                        f"the style has no dimension {dimension}; give one from 0 to {self.dimensions - 1}"
                    )
                style[number, dimension] += by
        return self._rows(chosen, mode, [int(label) for label in chosen.labels], style)

    def _rows(
        self, pictures: Pictures, direction: str, labels: Sequence[int | None], style: Tensor | None = None
    ) -> Table:
        source, target = SOURCES[direction], TARGETS[direction]
        shown = to_tensor(pictures, self.device)
        made = self.translate(shown, direction, style)
        back = self.back(made, shown, direction)
        likeliest = self.read(made, target).max(1)
        sure = cast("list[float]", likeliest.values.tolist())
        read = cast("list[int]", likeliest.indices.tolist())
        rows: list[Row] = []
        for number, label in enumerate(labels):
            kept = label is None or read[number] == label
            gold = None if kept else str(label)
            cells: list[Cell] = [
                _image(part[number : number + 1], kind)
                for part, kind in ((shown, source), (made, target), (back, source))
            ]
            cells.append(Text(str(read[number]), sure[number], gold=gold))
            category = "" if label is None else "kept" if kept else "flipped"
            rows.append(Row(tuple(cells), "" if label is None else str(label), category))
        known = [row for row in rows if row.category]
        kept_rows = sum(row.category == "kept" for row in known)
        return Table(HEADS, tuple(rows), f"{kept_rows} of {len(known)} keep their label" if known else "")

    # --- measures ---

    def diagnose(self) -> Report:
        """Return which digit becomes which, both ways, on validation pictures."""
        return diagnosis(self, self.data.validation)

    def map(
        self, rows: Sequence[SampleRow], mode: str, asked: Sequence[Query], before: Frame, axes: Sequence[int] = ()
    ) -> None:
        """Return nothing: there is no space in which pictures lie."""

    def score(self, data: Path | None, options: ScoreOptions, on_progress: OnProgress) -> Report:
        """Score both ways on held-out pictures; see `score.score`."""
        measured = self if data is None else Translator(self.generators, read_folder(data), self.device)
        if data is None and self.notes:
            raise DataError("the run's own pictures are gone or have changed; name a folder with --data")
        return score(measured, measured.data.test, on_progress)


def _image(picture: Tensor, kind: str) -> Image:
    (pixels,) = to_pixels(picture)
    return Image(SIDE, SIDE, 1 if CHANNELS[kind] == 1 else 3, pixels)


def load_translator(run: Path, device: torch.device) -> Translator:
    """Load a run's generators, their average where it is kept.

    Raises:
        CheckpointError: the run is damaged or of other settings.
    """
    metadata = read_metadata(run)
    config = settings_of(metadata, DigitsConfig.from_dict)
    generators = build_generators(config)
    averaged = any(name.startswith("averages.") for name in stored_shapes(run))
    stored = "averages" if averaged else "generators"
    load_weights(run, {stored: generators})
    data, notes = _data_of(named_data(metadata.data, metadata.task), metadata.fingerprint)
    return Translator(placed(generators.float(), device), data, device, notes)


def _data_of(folder: Path, fingerprint: str) -> tuple[DigitsData, tuple[str, ...]]:
    """Return the run's data or, where that is gone, the shipped data and a note."""
    try:
        data = read_folder(folder)
        if data.fingerprint == fingerprint:
            return data, ()
    except DataError:
        pass
    shipped = read_folder(shipped_data("digits", "street"))
    return shipped, () if shipped.fingerprint == fingerprint else (GONE,)
