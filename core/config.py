"""Settings: frozen dataclasses with a sentence per field, from which the command line and the screen are drawn."""

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .errors import UsageError, nearest

C = TypeVar("C", bound="Config")


def setting(
    default: Any, help: str, *, choices: Sequence[str] = (), low: float | None = None, high: float | None = None
) -> Any:
    """Declare a setting: its default, a sentence for the reader, and what values make sense."""
    return field(default=default, metadata={"help": help, "choices": tuple(choices), "low": low, "high": high})


@dataclass(frozen=True)
class Config:
    """What every run has, whatever its task, which adds its own; `UsageError` for a value that cannot be."""

    seed: int = setting(
        0, "Seed of everything random: the same seed gives the same run, bit for bit on the CPU.", low=0
    )
    epochs: int = setting(200, "Passes over the training data; no limit when `seconds` is set.", low=1, high=1_000_000)
    seconds: float = setting(0.0, "Training time to use up, schedules included; 0 counts epochs instead.", low=0)
    report_every: int = setting(
        10, "Steps between two reports of the losses; slow ones are reported at every two seconds.", low=1
    )
    evaluate_every: int = setting(10, "Epochs between two evaluations; 0 evaluates at the end only.", low=0)
    save_seconds: float = setting(60.0, "Seconds between two checkpoints; a new run saves sooner.", low=0)
    on_not_finite: str = setting(
        "stop", "What to do when a gradient is not finite: stop, or skip that step.", choices=("stop", "skip")
    )

    def __post_init__(self) -> None:
        for name, kind in typing.get_type_hints(type(self)).items():
            _check(name, kind, getattr(self, name), self.__dataclass_fields__[name].metadata)

    @classmethod
    def names(cls) -> list[str]:
        """Return the settings' names in order of declaration."""
        return [item.name for item in dataclasses.fields(cls)]

    @classmethod
    def help(cls, name: str) -> str:
        """Return the sentence that explains a setting."""
        return cls.__dataclass_fields__[name].metadata["help"]

    @classmethod
    def choices(cls, name: str) -> tuple[str, ...]:
        """Return the values that a setting may have, nothing where they are not a few."""
        return cls.__dataclass_fields__[name].metadata["choices"]

    def with_text(self: C, assignments: Mapping[str, str]) -> C:
        """Return a copy with settings given as text (`--set lr=0.1`); `UsageError` for those that cannot be."""
        hints = typing.get_type_hints(type(self))
        values: dict[str, Any] = {}
        for name, text in assignments.items():
            if name not in hints:
                raise UsageError(f"there is no setting {name!r}; {nearest(name, self.names())}")
            values[name] = _from_text(name, hints[name], text)
        made = dataclasses.replace(self, **values)
        # A run that was begun with such values by an earlier version can be opened and gone on with.
        if (clash := made.clash()) and not self.clash():
            raise UsageError(clash)
        return made

    def clash(self) -> str:
        """Name values that do not go together, in a sentence with its remedy; nothing where all do."""
        return ""

    def to_dict(self) -> dict[str, Any]:
        """Return every setting by name, ready for JSON."""
        return dataclasses.asdict(self)

    @classmethod
    def from_dict(cls: type[C], values: Mapping[str, Any]) -> C:
        """Build the settings from a `config.json`; `UsageError` for a name or value that this version does not know."""
        unknown = sorted(set(values) - set(cls.names()))
        if unknown:
            raise UsageError(f"there is no setting {unknown[0][:60]!r}; {nearest(unknown[0], cls.names())}")
        return cls(**values)


def _kinds(kind: Any) -> tuple[type, ...]:
    return typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)


def _check(name: str, kind: Any, value: Any, rules: Mapping[str, Any]) -> None:
    kinds = _kinds(kind)
    fits = type(value) in kinds or (float in kinds and type(value) is int)
    if not fits:
        raise UsageError(f"{name} is {str(value)[:60]!r}; it must be {_kind_names(kinds)}")
    if rules["choices"] and value not in rules["choices"]:
        raise UsageError(f"{name} is {str(value)[:60]!r}; it must be one of {', '.join(rules['choices'])}")
    if isinstance(value, str | bool) or value is None:
        return
    low, high = rules["low"], rules["high"]
    # Written so that NaN fails too.
    if not ((low is None or value >= low) and (high is None or value <= high) and abs(value) < 1e18):
        bound = f"at least {low}" if high is None else f"from {low} to {high}"
        raise UsageError(f"{name} is {value}; it must be {bound if low is not None else 'a finite number'}")


def _from_text(name: str, kind: Any, text: str) -> Any:
    kinds = _kinds(kind)
    if types.NoneType in kinds and text in ("none", ""):
        return None
    if bool in kinds:
        if text.lower() in ("true", "yes", "1", "on"):
            return True
        if text.lower() in ("false", "no", "0", "off"):
            return False
    for number in (int, float):
        if number in kinds:
            try:
                return number(text)
            except ValueError:
                continue
    if str in kinds:
        return text
    raise UsageError(f"{name} is {text[:60]!r}; it must be {_kind_names(kinds)}")


def _kind_names(kinds: Sequence[type]) -> str:
    names = {int: "a whole number", float: "a number", bool: "true or false", str: "text", types.NoneType: "none"}
    return " or ".join(names[kind] for kind in kinds)
