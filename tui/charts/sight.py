"""What charts of one run share: the runs laid under it, their margins, and the remark below each. Pure."""

from collections.abc import Hashable

from ...core.spec import PanelSpec, TaskSpec
from .curves import Curves
from .panels import View, moment, units


class Under:
    """The runs whose curves lie under those of the run that is shown, by name; the one that is pinned stays."""

    def __init__(self) -> None:
        self._runs: dict[str, Curves] = {}
        self._pinned = ""

    @property
    def names(self) -> list[str]:
        """Their names."""
        return list(self._runs)

    @property
    def curves(self) -> list[Curves]:
        """Their curves, in the same order."""
        return list(self._runs.values())

    def lay(self, name: str, curves: Curves, pin: bool) -> None:
        """Lay one more run under; one that is pinned takes the place of the one before it."""
        if pin:
            self._runs.pop(self._pinned, None)
            self._pinned = name
        self._runs[name] = curves

    def keep_pinned(self) -> None:
        """Take away all but the pinned one."""
        self._runs = {name: curves for name, curves in self._runs.items() if name == self._pinned}

    def clear(self) -> None:
        """Take all away."""
        self._runs.clear()
        self._pinned = ""


class Margins:
    """The cells beside the canvas of every chart, so that they line up."""

    def __init__(self) -> None:
        self._needed: dict[Hashable, tuple[int, int]] = {}

    @property
    def common(self) -> tuple[int, int]:
        """The cells that all of them have on the left and on the right."""
        found = self._needed.values()
        return max((left for left, _ in found), default=0), max((right for _, right in found), default=0)

    def take(self, chart: Hashable, needed: tuple[int, int]) -> bool:
        """Take what a chart needs now; tell whether the others have other margins by that."""
        before = self.common
        self._needed[chart] = needed
        return self.common != before

    def clear(self) -> None:
        """Forget what was needed."""
        self._needed.clear()


def remark(
    curves: Curves, panel: PanelSpec, spec: TaskSpec, view: View, under: Under, width: int, ascii: bool = False,
    titled: bool = True,
) -> str:  # fmt: skip
    """Return what is said below a chart: what its axes count or where the cursor is, and how it is looked at.

    First its name, where there was no room for it above (`titled`); a run that lies under the chart goes before.
    """
    unit = units(panel, spec)
    parts = [moment(curves, spec, view, width) or (f"{unit} by {view.axis}" if unit else view.axis)]
    if not titled and not under.names:
        parts.insert(0, panel.title)
    if view.window is not None:
        parts.append("zoomed")
    if under.names:
        name, room = ", ".join(under.names), max(6, width - len(" · ".join(parts)) - 12)
        parts.append(f"with {name if len(name) <= room else name[: room - 1] + '…'}")
    if panel.key in view.log:
        parts.append("log")
    if panel.smooth and view.smoothing > 0:
        parts.append(f"smoothed {view.smoothing:g}")
    while len(parts) > 1 and len(" · ".join(parts)) > width - 4:
        parts.pop()
    return (" - " if ascii else " · ").join(parts)
