"""From pieces with roles to coloured content: the only place where a role gets its style."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from textual.color import Color
from textual.content import Content, Span
from textual.style import Style

from .pieces import Pieces, Role
from .running import STYLES as SHADED

# The theme's own variable, one that every Textual theme has, how much of it, and what holds without any colour.
STYLES: dict[Role, tuple[str, str, str, str]] = {
    "plain": ("", "", "", ""),
    "strong": ("", "", "", "bold"),
    "muted": ("", "foreground", " 60%", ""),
    "good": ("tone-good", "success", "", ""),
    "info": ("tone-info", "secondary", "", ""),
    "notice": ("tone-notice", "warning", "", ""),
    "bad": ("tone-bad", "error", "", ""),
    "gold": ("tone-good", "success", "", "bold"),
    "changed": ("changed", "accent", "", "bold"),
    "sure": ("", "foreground", "", ""),
    "likely": ("", "foreground", "", "dim"),
    "unsure": ("", "foreground", "", "dim italic"),
    "sure bar": ("tone-good", "success", " 60%", ""),
    "likely bar": ("tone-notice", "warning", "", ""),
    "unsure bar": ("tone-bad", "error", "", ""),
    "unknown": ("", "foreground", " 60%", "underline"),
    **SHADED,
}
CURSOR, CURSOR_BLURRED = "on $primary 25%", "on $foreground 8%"


def style(role: Role, variables: Mapping[str, str]) -> str | Style:
    """Return the style of a role in a theme."""
    if role not in STYLES:
        return _pixels(role)
    own, common, share, always = STYLES[role]
    colour = own if own in variables else common
    return f"{always} ${colour}{share}".strip() if colour else always


@lru_cache(maxsize=16384)
def _pixels(role: Role) -> Style:
    """Return the colours of two pixels; made here, as it takes long to parse thousands of styles."""
    above, *below = (Color.parse(colour) for colour in role.split(" on "))
    return Style(foreground=above, background=below[0] if below else None)


def paint(
    lines: Iterable[Pieces],
    variables: Mapping[str, str],
    *,
    width: int = 0,
    cursor: range = range(0),
    under: str = CURSOR,
) -> Content:
    """Return lines as one content; those under the cursor are filled to the width and lie on the style `under`."""
    text: list[str] = []
    spans: list[Span] = []
    place = 0
    for number, pieces in enumerate(lines):
        part = "\n" * bool(number) + "".join(part for part, _ in pieces)
        start = place + bool(number)
        if number in cursor:
            part += " " * (width - (len(part) - bool(number)))
            # First, so that pixels keep their own ground.
            spans.append(Span(start, place + len(part), under))
        text.append(part)
        place += len(part)
        for piece, role in pieces:
            if found := style(role, variables):
                spans.append(Span(start, start + len(piece), found))
            start += len(piece)
    return Content("".join(text), spans=spans)
