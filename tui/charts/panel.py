"""What a chart is asked to show, and how it should look: plain values, made by `panels` and drawn by `draw`.

Light: the first screen, which has no chart yet, does not wait for numpy.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .curves import RuleKind
    from .series import Floats


@dataclass(frozen=True, eq=False)
class Line:
    """One line: its points (NaN is a gap), the axis it belongs to, and where known an interval around it.

    `role` picks its colour, `mark` its marker where there are no colours, `style` its dashes. A faint line stays behind
    the others. With `scattered` the points are not joined and may come in any order.
    """

    role: str
    x: "Floats"
    y: "Floats"
    right: bool = False
    faint: bool = False
    mark: int = 0
    style: int = 0
    interval: "tuple[Floats, Floats] | None" = None
    scattered: bool = False


@dataclass(frozen=True)
class Rule:
    """A vertical line: something that happened, or the cursor. `sign` stands at its top.

    `text` is written beside it where no line is in its way.
    """

    x: float
    kind: "RuleKind"
    text: str = ""
    sign: str = ""


@dataclass(frozen=True, eq=False)
class Panel:
    """What one chart shows: `extent` is the range of x, `empty` is said where no point is.

    `zero` keeps 0 in sight, `least_range` is the smallest span of either axis, the left one's first, `most` what each
    does not go above. `margins` are the cells beside the canvas that it leaves at least, so that charts line up.
    """

    lines: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    extent: tuple[float, float] = (0.0, 1.0)
    seconds: bool = False
    log: bool = False
    zero: bool = False
    least_range: tuple[float, float] = (0.0, 0.0)
    most: tuple[float, float] = (math.inf, math.inf)
    margins: tuple[int, int] = (0, 0)
    empty: str = "nothing yet"


@dataclass(frozen=True)
class Look:
    """Rich styles by role, and which marks: `no_color` tells lines apart by marker, `ascii` keeps to ASCII.

    Roles: slot1 to slot8 and slotN:faint; axis, cursor, saved, dial, alert, resumed, moment; the tones of a text.
    """

    styles: Mapping[str, str] = field(default_factory=dict)
    ascii: bool = False
    no_color: bool = False

    def style(self, role: str) -> str:
        """Return a role's style, "" for one that has none."""
        return self.styles.get(role, "")
