"""The first line: what is open, how it goes, how far it is."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ..format import duration
from ..messages import LIVE, Snapshot

BAR = 12
SIGNS = {"loading": "◌", "ready": "●", "running": "▶", "paused": "‖", "stopping": "■", "failed": "✗"}
ASCII_SIGNS = {"loading": ".", "ready": "*", "running": ">", "paused": "=", "stopping": "#", "failed": "!"}
COLOURS = {
    "loading": "$foreground-muted", "ready": "$text-success", "running": "$text-primary", "paused": "$text-warning",
    "stopping": "$text-warning", "failed": "$text-error",
}  # fmt: skip


class Header(Widget):
    """Draws a snapshot in one line; on a narrow screen the less important parts go first."""

    snapshot: reactive[Snapshot] = reactive(Snapshot())
    frozen: reactive[bool] = reactive(False)
    ascii: reactive[bool] = reactive(False)
    unit: reactive[str] = reactive("example")

    def render(self) -> RenderResult:
        """Lay the parts out: the name on the left, the progress on the right."""
        width = self.size.width
        left, right = self._left(), self._right()
        while right and left.cell_length + sum(part.cell_length for _, part in right) + 2 * len(right) + 1 > width:
            right.remove(min(right, key=lambda part: part[0]))
        joined = Content("  ").join(part for _, part in right)
        gap = max(1, width - left.cell_length - joined.cell_length - 1)
        return Content.assemble(left, " " * gap, joined).truncate(width, ellipsis=not self.ascii)

    def _left(self) -> Content:
        shown, signs = self.snapshot, ASCII_SIGNS if self.ascii else SIGNS
        state = shown.state
        name = shown.model.name or ("" if state == "loading" else "no model")
        words = "followed" if shown.followed and state == "ready" else state
        parts: list[tuple[str, str] | str] = [(" cvae-tui ", "bold $primary"), " "]
        if name:
            parts += [(name, "bold"), " "]
        parts += [(f"{signs[state]} {words}", COLOURS[state])]
        if self.frozen:
            parts += ["  ", (" display frozen, f frees it ", "$warning on $warning-muted")]
        return Content.assemble(*parts)

    def _right(self) -> list[tuple[int, Content]]:
        """Return the parts with their importance."""
        shown = self.snapshot
        live = shown.state in LIVE
        parts: list[tuple[int, Content]] = []
        if shown.device:
            parts.append((1, Content.styled(shown.device, "$foreground-muted")))
        if shown.examples_per_second and live:
            parts.append((2, Content(f"{shown.examples_per_second:,.0f} {self.unit}s/s")))
        if shown.epoch or live:
            of = f"/{shown.epochs}" if shown.epochs else ""
            parts.append((4, Content(f"epoch {shown.epoch:.0f}{of}")))
        if live:
            parts.append((3, self._bar(shown.fraction)))
            if shown.seconds_left is not None:
                parts.append((5, Content(f"{duration(shown.seconds_left)} left")))
        elif shown.step:
            parts.append((3, Content.styled(f"step {shown.step:,}", "$foreground-muted")))
        return parts

    def _bar(self, fraction: float) -> Content:
        full = round(max(0.0, min(1.0, fraction)) * BAR)
        ends, done, rest = ("[]", "#", "-") if self.ascii else ("▕▏", "█", "░")
        return Content.assemble(
            (ends[0], "$foreground-muted"),
            (done * full, "$primary"),
            (rest * (BAR - full), "$foreground-disabled"),
            (ends[1], "$foreground-muted"),
        )
