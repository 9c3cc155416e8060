"""What a run tells: typed events, written to `events.jsonl` and read back without torch.

Losses are averaged over the examples since the last report. `seconds` is training time alone, pauses left out;
`fraction` the part of the budget that is used up.
"""

import json
import math
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from .answer import Table
from .value_json import decode, encode


@dataclass(frozen=True, slots=True)
class Started:
    """A run begins or goes on at `step`; `total_steps` is None when the budget is time."""

    step: int
    task: str
    variant: str
    device: str
    examples_per_epoch: int
    steps_per_epoch: int
    total_steps: int | None
    budget_seconds: float | None
    run: str = ""


@dataclass(frozen=True, slots=True)
class Stepped:
    """One batch is learned. `losses` is filled every `report_every` steps only: reading it waits for the device."""

    step: int
    epoch: float
    fraction: float
    examples: int
    seconds: float
    dials: Mapping[str, float]
    losses: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Scores of the state at `step`: see the task for their names; a name may be absent, a value NaN."""

    step: int
    epoch: float
    seconds: float
    scores: Mapping[str, float]
    samples: Table = Table()  # noqa: RUF009 (it is frozen)


@dataclass(frozen=True, slots=True)
class DialTurned:
    """From `step` on the dial holds `value`, or follows its schedule again when None."""

    step: int
    dial: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Saved:
    """The state at `step` is whole on the disk."""

    step: int


@dataclass(frozen=True, slots=True)
class Alert:
    """Something the reader should know: `kind` is short and stable, `message` one sentence."""

    step: int
    kind: Literal["not-finite", "exploded", "collapsed", "plateau", "not-saved", "milestone", "note"]
    message: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The run ends at `step`. `reason`: its budget is used up, it was stopped, or it failed.

    `message` says why it failed or, after another end, what could not be saved; else it is empty.
    """

    step: int
    reason: Literal["done", "stopped", "failed"]
    seconds: float
    examples_per_second: float
    message: str = ""
    run: str = ""


Event = Started | Stepped | Evaluated | DialTurned | Saved | Alert | Finished

KINDS: dict[str, type[Any]] = {
    "started": Started,
    "stepped": Stepped,
    "evaluated": Evaluated,
    "dial": DialTurned,
    "saved": Saved,
    "alert": Alert,
    "finished": Finished,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


def _fits(hint: Any) -> tuple[frozenset[type], tuple[str, ...]]:
    """Return the types that JSON may have for an annotation and, where only some texts will do, which."""
    if isinstance(hint, types.UnionType):
        return frozenset[type]().union(*(_fits(part)[0] for part in get_args(hint))), ()
    if get_origin(hint) is Literal:
        return frozenset({str}), get_args(hint)
    plain = get_origin(hint) or hint
    return frozenset({float: (float, int), Mapping: (dict,)}.get(plain, (plain,))), ()


_MISSING = object()
_FIELDS = {kind: tuple((name, *_fits(hint)) for name, hint in get_type_hints(kind).items()) for kind in KINDS.values()}


def to_json(event: Event) -> str:
    """Return the event as one line of JSON; NaN and infinities become null, as JSON has none."""
    fields = {name: getattr(event, name) for name, _, _ in _FIELDS[type(event)]}
    if isinstance(event, Evaluated):
        fields["samples"] = encode(event.samples)
    return json.dumps({"event": _NAMES[type(event)], **finite(fields)}, separators=(",", ":"))


def from_json(line: str | bytes, update: Callable[[dict[str, Any]], None] | None = None) -> Event:
    """Read one line of `events.jsonl`; null among losses and scores becomes NaN.

    `update` gives a line that an earlier version wrote its present form.

    Raises:
        ValueError: the line is cut off or holds something else.
    """
    try:
        record = json.loads(line)
        if update is not None:
            update(record)
        kind = KINDS[record.pop("event")]
        for name in ("losses", "scores", "dials"):
            if isinstance(record.get(name), dict):
                record[name] = {key: _number(value) for key, value in record[name].items()}
        if "samples" in record:
            record["samples"] = decode(Table, record["samples"])
        for name, kinds, choices in _FIELDS[kind]:
            value = record.get(name, _MISSING)
            if value is _MISSING:
                continue
            # No count is larger than this, and what draws cannot make a float of any integer.
            too_large = type(value) is int and abs(value) >= 2**63
            if type(value) not in kinds or too_large or (choices and value not in choices):
                raise TypeError(f"{name} cannot be {str(value)[:40]!r}")
        return kind(**record)
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"not an event: {error}") from None


def _number(value: Any) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def finite(value: Any) -> Any:
    """Return a value made of what JSON knows: NaN and infinities become None, tuples lists."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: finite(item) for key, item in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in cast("Sequence[Any]", value)]
    return value
