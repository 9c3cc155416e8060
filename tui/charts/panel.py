"""What a chart is asked to show, and how it should look: plain values, made by `panels` and drawn by `draw`.

Light: the first screen, which has no chart yet, does not wait for numpy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .buckets import Floats
    from .curves import RuleKind


@dataclass(frozen=True, eq=False)
class Line:
    """One line: its points (NaN is a gap), the axis it belongs to, and where known an interval around it.

    `name` picks its style, `mark` its marker where there are no colours. A faint line stays behind the others.
    """

    name: str
    x: "Floats"
    y: "Floats"
    right: bool = False
    faint: bool = False
    mark: int = 0
    interval: "tuple[Floats, Floats] | None" = None


@dataclass(frozen=True)
class Rule:
    """A vertical line: something that happened, or the cursor."""

    x: float
    kind: "RuleKind"


@dataclass(frozen=True, eq=False)
class Panel:
    """What one chart shows: `extent` is the range of x, `zero` keeps 0 in sight, `empty` is said where no point is."""

    lines: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    extent: tuple[float, float] = (0.0, 1.0)
    seconds: bool = False
    log: bool = False
    zero: bool = False
    empty: str = "nothing yet"


@dataclass(frozen=True)
class Look:
    """Rich styles by role (a line's name, `NAME:faint`, axis, saved, dial, alert, resumed, cursor), and which marks.

    `plain` tells lines apart by marker instead of colour, `ascii` uses no character beyond ASCII.
    """

    styles: Mapping[str, str] = field(default_factory=dict)
    ascii: bool = False
    plain: bool = False
