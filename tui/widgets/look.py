"""From a theme to the look of charts: which colour each line, axis and mark has."""

from collections.abc import Mapping
from typing import Any

from textual.app import App
from textual.color import Color, ColorParseError

from ..charts.panel import Look

# Themes of our own name the palette and the tones; elsewhere these, or what lies between two of them, stand in.
_SLOTS = ("warning", "primary", "success", "secondary", "error", "foreground", "warning error", "primary error")
_TONES: Mapping[str, str] = {"good": "success", "info": "primary", "notice": "warning", "bad": "error"}
_RULES: Mapping[str, str] = {
    "saved": "foreground",
    "resumed": "primary",
    "dial": "warning",
    "alert": "error",
    "moment": "success",
}


def look_of(variables: Mapping[str, str], ascii: bool = False, no_color: bool = False) -> Look:
    """Return the look of charts in a theme, given its variables."""
    ground, text = _colour(variables, "background"), _colour(variables, "foreground")
    styles = {
        "axis": _style(text, ground, 0.5),
        "cursor": _style(text, ground, 1.0),
        "muted": _style(text, ground, 0.6),
    }
    for slot, stand_in in enumerate(_SLOTS, start=1):
        ends = [_colour(variables, f"metric-{slot}", f"text-{name}", name) for name in stand_in.split()]
        colour = ends[0].blend(ends[-1], 0.5)
        styles[f"slot{slot}"], styles[f"slot{slot}:faint"] = _style(colour, ground, 1.0), _style(colour, ground, 0.4)
    for tone, stand_in in _TONES.items():
        styles[tone] = _style(_colour(variables, f"tone-{tone}", f"text-{stand_in}"), ground, 1.0)
    for kind, variable in _RULES.items():
        styles[kind] = _style(_colour(variables, variable), ground, 0.3 if kind == "saved" else 0.7)
    return Look(styles, ascii, no_color)


def few_colours(app: App[Any]) -> bool:
    """Tell whether colours do not tell lines apart: there are none, or too few to keep a palette's distinct."""
    return app.no_color or app.current_theme.ansi or app.console.color_system not in ("256", "truecolor")


def _colour(variables: Mapping[str, str], *names: str) -> Color:
    """Return the colour of the first variable that is there."""
    try:
        return Color.parse(next(variables[name] for name in names if name in variables))
    except (StopIteration, ColorParseError):
        return Color(128, 128, 128)


def _style(colour: Color, ground: Color, share: float) -> str:
    if colour.ansi is not None or ground.ansi is not None:
        # A terminal's own colours cannot be mixed.
        return f"{colour.rich_color.name}{' dim' if share < 0.6 else ''}"
    return ground.blend(colour, share * colour.a).rich_color.name
