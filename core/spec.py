"""What a task declares of itself: settings, presets, data, metrics, panels, dials, modes, signs. Knows no torch.

Whatever lies outside `core/tasks/` learns of a task from this alone.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .answer import Kind, Query, Row, SampleRow, Shown, Tone
from .config import Config
from .events import Alert, Stepped
from .verdict import EXPLODED, NOT_YET, Verdict


@dataclass(frozen=True)
class Preset:
    """Named settings of a task. `shows` says what to expect, `source` where the values come from.

    `verdict` is the one that a run to its end is promised, empty where nothing is promised.
    """

    name: str
    task: str
    config: Config
    shows: str
    source: str
    verdict: str = ""


@dataclass(frozen=True)
class Moment:
    """Something to see in a run: the first report whose loss, dial or score `metric` is below or above a number.

    `says` is written beside its mark on the charts. With `breaks` it is the run's breaking off instead.
    """

    says: str
    metric: str = ""
    below: float = -math.inf
    above: float = math.inf
    breaks: bool = False


@dataclass(frozen=True)
class Lesson:
    """A run to watch and to learn from, in steps, so that every machine shows the same.

    It trains `preset` on the data set `data`, or goes on for `epochs` with the run of the lesson `after`; `turns` are
    dials turned as it begins. `watch` says where to look and `predict` what will be seen there; `moments` are looked
    for one after the other. When it ends, a card says what `happened`, `why`, and what else to try; `then` names the
    lesson that a key goes on with, which `offer` calls it. `verdict` is what one that goes on with a run is promised to
    end in; of one that begins one its preset says it.
    """

    name: str
    title: str
    preset: str
    watch: str
    predict: str
    happened: str
    why: str
    tries: tuple[str, ...]
    moments: tuple[Moment, ...] = ()
    data: str = ""
    after: str = ""
    epochs: int = 0
    turns: tuple[tuple[str, float], ...] = ()
    verdict: str = ""
    then: str = ""
    offer: str = ""


@dataclass(frozen=True)
class Metric:
    """A number that a run reports, under `key` among its losses, its dials or its scores.

    `KEY_low` and `KEY_high` among the scores are its interval. `slot` is its colour in the palette, from 1 to 8.
    `score` is where `score.json` has the same figure, as a dotted path; empty where it has none. `less`: the lower the
    better.
    """

    key: str
    label: str
    short: str
    kind: Kind = "share"
    slot: int = 1
    score: str = ""
    less: bool = False


@dataclass(frozen=True)
class PanelSpec:
    """Metrics that share a chart; `zero` if 0 stays in sight, `least_range` the smallest span of the left axis."""

    key: str
    title: str
    left: tuple[str, ...]
    right: tuple[str, ...] = ()
    smooth: bool = False
    zero: bool = False
    least_range: float = 0.0
    empty: str = "no evaluation yet"

    @property
    def names(self) -> tuple[str, ...]:
        """All its metrics."""
        return self.left + self.right


@dataclass(frozen=True)
class Dial:
    """A hyperparameter that can be turned while a run is trained, within its bounds."""

    key: str
    label: str
    short: str
    slot: int = 1
    low: float = 0.0
    high: float = math.inf


@dataclass(frozen=True)
class Mode:
    """A way of drawing samples."""

    key: str
    label: str
    help: str


@dataclass(frozen=True)
class Sign:
    """A category of rows: the sign that marks it (and its ASCII), its tone, and what it means."""

    key: str
    sign: str
    ascii: str
    tone: Tone
    meaning: str


@dataclass(frozen=True)
class DataSet:
    """A data set that comes with the package."""

    name: str
    about: str


@dataclass(frozen=True)
class FormerNames:
    """Names that runs of format 1 have for what is called otherwise by now.

    `settings`, `presets` and `losses` by name, `tensors` by the beginning of their names, `scores` those of
    evaluations, which may depend on the run's settings (under their former names).
    """

    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    presets: Mapping[str, str] = field(default_factory=dict[str, str])
    tensors: Mapping[str, str] = field(default_factory=dict[str, str])
    losses: Mapping[str, str] = field(default_factory=dict[str, str])
    scores: Callable[[Mapping[str, Any]], Mapping[str, str]] = lambda settings: {}


@dataclass(frozen=True)
class TaskSpec:
    """A task as the rest of the program knows it.

    `unit` is what an example is called ("word"). The first of `presets`, `datasets` and `modes` is the default.
    `verdicts` are those that its reports give, `lessons` those to be watched, in the order to take them.
    `headline` names the metrics that a run is known by, `about` explains the panes in the help, `examples` what can be
    typed: (typed, what it does). `parse` makes a query of a typed line or raises `UsageError`. `create` and `load` name
    what makes a `Task` (`Task.create(config, data, device)`) and a `Model` (`load(run, device)`), as "module:name";
    `experiments` a tuple of `core.experiments.plan.Experiment`, `benchmark` a function, each empty where there is none.
    `map` says what a map of a model shows, empty where there is none. `remedy` is what to do when training explodes.
    `between` makes the query for the way between two samples, `whole` the line that asks for one of them in full, by
    its place (from 0) and what was answered. `shades` names the weights by which the words of a running text may be
    coloured, and `shaded` makes of a query the one whose answer has these.
    """

    name: str
    title: str
    unit: str
    config: type[Config]
    presets: tuple[Preset, ...]
    datasets: tuple[DataSet, ...]
    metrics: tuple[Metric, ...]
    panels: tuple[PanelSpec, ...]
    dials: tuple[Dial, ...]
    headline: tuple[str, ...]
    modes: tuple[Mode, ...]
    legend: tuple[Sign, ...]
    placeholder: str
    hint: str
    examples: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]
    data_help: str
    parse: Callable[[str, Shown], Query]
    create: str
    load: str
    verdicts: tuple[Verdict, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    shipped: str = ""
    experiments: str = ""
    benchmark: str = ""
    alerts: Callable[[Stepped], Sequence[Alert]] = lambda stepped: ()
    map: str = ""
    remedy: str = "lower lr"
    between: Callable[[SampleRow, SampleRow, int], Query] | None = None
    whole: Callable[[int, Row], str] | None = None
    shades: tuple[str, ...] = ()
    shaded: Callable[[Query, str], Query] = lambda query, shade: query
    former: FormerNames = FormerNames()

    def metric(self, key: str) -> Metric:
        """Return a metric by its key; one that is not declared is named by its key."""
        return next((metric for metric in self.metrics if metric.key == key), Metric(key, key, key))

    def dial(self, key: str) -> Dial:
        """Return a dial by its key; one that is not declared is named by its key."""
        return next((dial for dial in self.dials if dial.key == key), Dial(key, key.replace("_", " "), key))

    def lesson(self, name: str) -> Lesson | None:
        """Return a lesson by its name; None where there is none."""
        return next((lesson for lesson in self.lessons if lesson.name == name), None)

    def verdict(self, key: str) -> Verdict:
        """Return a verdict by its key, those of every task among them; one that is not declared means nothing."""
        known = (*self.verdicts, EXPLODED, NOT_YET)
        return next((verdict for verdict in known if verdict.key == key), Verdict(key, "plain", ""))
