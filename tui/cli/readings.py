"""A text as the runs of an experiment read it, its words shaded by what each run looks at, in one picture."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.answer import Row, SampleRow, Shown
from ...core.errors import CvaeError
from ...core.experiments.outcome import DONE, Outcome
from ...core.experiments.report import by_arm
from ...core.sessions import load_model
from ..tables.pieces import Role, signs_of
from ..tables.running import PERCENT, running
from .output import say

if TYPE_CHECKING:
    from rich.style import Style

WIDTH = 100
# The colours of Rich's pictures: their ground, and what lies behind the words.
GROUND, SHADE = (41, 41, 41), (255, 158, 100)
TONES = {"good": "green", "bad": "red", "muted": "dim", "strong": "bold"}


def draw_readings(outcomes: Sequence[Outcome], path: Path) -> bool:
    """Write how the first finished run of each arm reads the first sample; return whether there is such a thing.

    There is of tasks whose words can be shaded, where a run's own data is at hand.
    """
    spec = outcomes[0].spec
    runs = {arm: [each.run for each in group if each.ended == DONE] for arm, group in by_arm(outcomes).items()}
    if not spec.shades or spec.whole is None or not any(runs.values()):
        return False
    from rich.console import Console
    from rich.text import Text

    shade, mode = spec.shades[0], spec.modes[0].key
    query = spec.shaded(spec.parse(spec.whole(0, Row(())), Shown((SampleRow(0),), 0, mode)), shade)
    console = Console(record=True, file=StringIO(), width=WIDTH, force_terminal=True, color_system="truecolor")
    try:
        for arm, (run, *_) in ((arm, found) for arm, found in runs.items() if found):
            table = load_model(run, "cpu").answer(query)
            for pieces in running(table, arm, shade, WIDTH, signs_of(spec.legend)):
                console.print(Text.assemble(*((part, _style(role)) for part, role in pieces)))
    except CvaeError as error:
        say(f"how the runs read a {spec.unit} is left out: {error}")
        return False
    path.write_text(console.export_svg(title=f"{spec.modes[0].label}: {shade}", unique_id="readings"), encoding="utf-8")
    return True


def _style(role: Role) -> "Style":
    """Return Rich's style of a role: of a shaded word, so much of the colour behind it as the app has."""
    from rich.color import Color
    from rich.style import Style

    kind, _, level = role.partition(" ")
    ground = None
    if kind == "shade":
        share = PERCENT[int(level[0]) - 1] / 100
        ground = Color.from_rgb(*(round(a + share * (b - a)) for a, b in zip(GROUND, SHADE, strict=True)))
    return Style.parse(TONES.get(kind, "none")) + Style(bgcolor=ground, underline="unknown" in role or None)
