"""From a theme to the look of charts: which colour each line, axis and mark has."""

from collections.abc import Mapping

from textual.color import Color, ColorParseError

from ..charts.panel import Look

# Themes of our own name a colour for each metric; these stand in elsewhere.
_FALLBACK: Mapping[str, str] = {
    "ce": "text-warning",
    "kl": "text-primary",
    "bleu4": "text-success",
    "exact": "text-primary",
    "gaussian": "text-error",
    "round_trip": "text-primary",
    "distinct": "text-warning",
    "kl_weight": "text-primary",
    "teacher_forcing": "text-success",
    "lr": "text-error",
    "encoder_lr": "text-warning",
}
_BORROWED: Mapping[str, str] = {"round_trip": "metric-exact", "encoder_lr": "metric-distinct"}
_TONES: Mapping[str, str] = {"good": "text-success", "notice": "text-warning", "bad": "text-error"}
_RULES: Mapping[str, str] = {"saved": "foreground", "resumed": "primary", "dial": "warning", "alert": "error"}


def look_of(variables: Mapping[str, str], ascii: bool = False, plain: bool = False) -> Look:
    """Return the look of charts in a theme, given its variables."""
    ground = _colour(variables, "background")
    text = _colour(variables, "foreground")
    styles = {"axis": _style(text, ground, 0.5), "cursor": _style(text, ground, 1.0)}
    for name in _FALLBACK:
        own = _BORROWED.get(name, f"metric-{name.replace('_', '-')}")
        colour = _colour(variables, own if own in variables else _FALLBACK[name])
        styles[name], styles[f"{name}:faint"] = _style(colour, ground, 1.0), _style(colour, ground, 0.4)
    styles["muted"] = _style(text, ground, 0.6)
    styles.update({tone: _style(_colour(variables, variable), ground, 1.0) for tone, variable in _TONES.items()})
    for kind, variable in _RULES.items():
        styles[kind] = _style(_colour(variables, variable), ground, 0.3 if kind == "saved" else 0.7)
    return Look(styles, ascii, plain)


def _colour(variables: Mapping[str, str], name: str) -> Color:
    try:
        return Color.parse(variables.get(name, "#808080"))
    except ColorParseError:
        return Color(128, 128, 128)


def _style(colour: Color, ground: Color, share: float) -> str:
    if colour.ansi is not None or ground.ansi is not None:
        # A terminal's own colours cannot be mixed.
        return f"{colour.rich_color.name}{' dim' if share < 0.6 else ''}"
    return ground.blend(colour, share * colour.a).rich_color.name
