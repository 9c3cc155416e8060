"""From pieces with roles to coloured content: the only place where a role gets its style."""

from collections.abc import Iterable, Mapping

from textual.content import Content, Span

from .forms import Pieces, Role

# The theme's own variable, one that every Textual theme has, how much of it, and what holds without any colour.
_STYLES: dict[Role, tuple[str, str, str, str]] = {
    "plain": ("", "", "", ""),
    "strong": ("", "", "", "bold"),
    "muted": ("", "foreground", " 60%", ""),
    "sure": ("", "foreground", "", ""),
    "likely": ("", "foreground", "", "dim"),
    "unsure": ("", "foreground", "", "dim italic"),
    "sure bar": ("mark-train", "success", " 60%", ""),
    "likely bar": ("mark-new", "warning", "", ""),
    "unsure bar": ("mark-broken", "error", "", ""),
    "wrong": ("mark-broken", "error", "", ""),
    "gold": ("mark-train", "success", "", "bold"),
    "changed": ("changed", "accent", "", "bold"),
    "train": ("mark-train", "success", "", ""),
    "real": ("mark-real", "secondary", "", ""),
    "new": ("mark-new", "warning", "", ""),
    "broken": ("mark-broken", "error", "", ""),
}
CURSOR, CURSOR_BLURRED = "on $primary 25%", "on $foreground 8%"


def style(role: Role, variables: Mapping[str, str]) -> str:
    """Return the style of a role in a theme."""
    own, common, share, always = _STYLES[role]
    colour = own if own in variables else common
    return f"{always} ${colour}{share}".strip() if colour else always


def paint(
    lines: Iterable[Pieces],
    variables: Mapping[str, str],
    *,
    width: int = 0,
    cursor: int | None = None,
    under: str = CURSOR,
) -> Content:
    """Return lines as one content; the line under the cursor is filled to the width and lies on the style `under`."""
    text: list[str] = []
    spans: list[Span] = []
    place = 0
    for number, pieces in enumerate(lines):
        place += bool(number)
        text.append("\n" * bool(number))
        start = place
        for part, role in pieces:
            if found := style(role, variables):
                spans.append(Span(place, place + len(part), found))
            text.append(part)
            place += len(part)
        if number == cursor:
            text.append(" " * max(width - (place - start), 0))
            place += max(width - (place - start), 0)
            spans.append(Span(start, place, under))
    return Content("".join(text), spans=spans)
