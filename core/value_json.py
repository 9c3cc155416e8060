"""The plain values of `answer` as JSON and back, as short as they can be: what has its default is left out."""

import math
import types
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from itertools import repeat
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from .answer import Image, Row, Text

T = TypeVar("T")
# Most of these have nothing but what their first field says, which then stands for them.
_SHORT = (Row, Text)


def encode(value: Any) -> Any:
    """Return a value as JSON knows it, bytes as base64."""
    if is_dataclass(value):
        parts = {
            item.name: encode(part)
            for item in fields(value)
            if not _is_default(item, part := getattr(value, item.name))
        }
        return next(iter(parts.values())) if isinstance(value, _SHORT) and len(parts) == 1 else parts
    if isinstance(value, tuple):
        return [encode(part) for part in cast("tuple[Any, ...]", value)]
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def decode(kind: type[T], value: Any) -> T:
    """Read a value of a kind, each part checked; `TypeError`, `ValueError` or `KeyError` where it is none."""
    return _decode(kind, value)


def _decode(kind: Any, value: Any) -> Any:
    # First, because a long history is made of these.
    if kind is float and type(value) in (int, float):
        return float(value)
    origin, args = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        return _decode_either(args, value)
    if is_dataclass(kind):
        hints = _hints(kind)
        parts = cast("dict[str, Any]", value) if isinstance(value, dict) else {next(iter(hints)): value}
        made: Any = cast("Any", kind)(**{name: _decode(hints[name], part) for name, part in parts.items()})
        if isinstance(made, Image) and (
            made.height < 0 or made.height * made.width * made.channels != len(made.pixels)
        ):
            raise ValueError("a picture has other pixels than it says")
        return made
    if origin is tuple and isinstance(value, list | tuple):
        items, every = cast("list[Any]", value), args[-1:] == (...,)
        kinds = repeat(args[0], len(items)) if every else args
        return tuple(_decode_item(each, item) for each, item in zip(kinds, items, strict=True))
    if origin is Mapping and isinstance(value, dict):
        return {name: _decode_item(args[1], part) for name, part in cast("dict[str, Any]", value).items()}
    if origin is Literal and type(value) in (str, int) and value in args:
        return value
    if kind is bytes and isinstance(value, str):
        return b64decode(value, validate=True)
    # No count is larger than this, and what draws cannot make a float of any integer.
    too_large = type(value) is int and abs(value) >= 2**63
    if kind not in (int, str, types.NoneType) or type(value) is not kind or too_large:
        raise TypeError(f"{str(value)[:40]!r} is not {kind}")
    return value


def _decode_item(kind: Any, value: Any) -> Any:
    return math.nan if kind is float and value is None else _decode(kind, value)


def _decode_either(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None and types.NoneType in kinds:
        return None
    for kind in kinds:
        try:
            return _decode(kind, value)
        except (TypeError, ValueError, KeyError):
            continue
    raise TypeError(f"{str(value)[:40]!r} is none of {kinds}")


def _is_default(item: Any, value: Any) -> bool:
    default = item.default_factory() if item.default_factory is not MISSING else item.default
    return default is not MISSING and value == default


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
