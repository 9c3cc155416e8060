"""What a run tells: typed events, written to `events.jsonl` and read back without torch.

Losses are averaged over the examples since the last report. `seconds` is training time alone, pauses left out;
`fraction` the part of the budget that is used up.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, cast

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
    """Scores of the state at `step`: see the task for their names; a name may be absent, a value NaN.

    `verdict` is one of the task's and `reason` a sentence with its numbers, both empty where it gave none.
    """

    step: int
    epoch: float
    seconds: float
    scores: Mapping[str, float]
    samples: Table = Table()  # noqa: RUF009 (it is frozen)
    verdict: str = ""
    reason: str = ""


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
    """The run ends at `step`; `message` says why it failed or, after another end, what could not be saved."""

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


def to_json(event: Event) -> str:
    """Return the event as one line of JSON; NaN and infinities become null, as JSON has none."""
    parts = {item.name: getattr(event, item.name) for item in fields(event)}
    if isinstance(event, Evaluated):
        parts["samples"] = encode(event.samples)
        parts = {name: part for name, part in parts.items() if part != ""}
    return json.dumps({"event": _NAMES[type(event)], **finite(parts)}, separators=(",", ":"))


def from_json(line: str | bytes, update: Callable[[dict[str, Any]], None] | None = None) -> Event:
    """Read a line of `events.jsonl`, by `update` if an earlier version wrote it; `ValueError` where it is no event."""
    try:
        record = json.loads(line)
        if update is not None:
            update(record)
        return decode(KINDS[record.pop("event")], record)
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"not an event: {error}") from None


def finite(value: Any) -> Any:
    """Return a value made of what JSON knows: NaN and infinities become None, tuples lists."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: finite(item) for key, item in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in cast("Sequence[Any]", value)]
    return value
