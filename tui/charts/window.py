"""The part of an axis that is seen: zoomed into, moved along, or the latest part of what still grows. Pure."""

from dataclasses import dataclass

Range = tuple[float, float]
# The least part of an axis that can be seen.
LEAST = 1e-4


@dataclass
class Window:
    """A part of an axis: `span` long (None: all of it), up to `end` (None: up to the latest values, as they come)."""

    span: float | None = None
    end: float | None = None

    def seen(self, whole: Range, last: float) -> Range | None:
        """Return the part of an axis, which reaches over `whole` with values up to `last`; None for all of it."""
        if self.span is None:
            return None
        low = max(whole[0], (last if self.end is None else self.end) - self.span)
        return low, low + self.span

    def zoom(self, closer: bool, whole: Range, last: float, at: float | None = None) -> None:
        """See half as much or twice as much; the place `at` stays where it is, by default the end."""
        low, high = self.seen(whole, last) or whole
        span = (high - low) / 2 if closer else (high - low) * 2
        if span >= whole[1] - whole[0]:
            self.reset()
        elif span >= LEAST * (whole[1] - whole[0]):
            self.span = span
            if at is not None:
                self._end_at(at + (high - at) * span / (high - low), whole, last)

    def pan(self, by: float, whole: Range, last: float) -> None:
        """Move along the axis; at the latest values it follows them."""
        if (seen := self.seen(whole, last)) is not None:
            self._end_at(seen[1] + by, whole, last)

    def hold(self, at: float, whole: Range, last: float) -> None:
        """Move so far that a place is seen."""
        low, high = self.seen(whole, last) or whole
        if not low <= at <= high:
            self.pan(at - (low if at < low else high), whole, last)

    def reset(self) -> None:
        """See all of it."""
        self.span = self.end = None

    def _end_at(self, end: float, whole: Range, last: float) -> None:
        self.end = None if end >= last else max(end, whole[0] + (self.span or 0.0))
