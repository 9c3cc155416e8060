"""The themes: dark, light, high contrast, and one for colour-blind eyes (Okabe and Ito, 2008).

Each names the colours of what is drawn: `metric-1` to `metric-8`, the palette that a task picks its curves' colours
from, `tone-*` for what a word means, `changed` for a cell that is no longer what it was.
"""

from textual.theme import Theme


def _palette(metrics: str, tones: str, changed: str, **more: str) -> dict[str, str]:
    drawn = {f"metric-{slot}": colour for slot, colour in enumerate(metrics.split(), start=1)}
    meant = {
        f"tone-{tone}": colour for tone, colour in zip(("good", "info", "notice", "bad"), tones.split(), strict=True)
    }
    return {**drawn, **meant, "changed": changed, **{name.replace("_", "-"): value for name, value in more.items()}}


DARK = Theme(
    name="cvae-dark",
    primary="#7aa2f7", secondary="#9d7cd8", accent="#ff9e64", success="#9ece6a", warning="#e0af68", error="#f7768e",
    foreground="#c8d0f0", background="#16161e", surface="#1a1b26", panel="#24283b", dark=True,
    variables=_palette(
        "#ff9e64 #7aa2f7 #9ece6a #2ac3de #bb9af7 #e0af68 #f7768e #c8d0f0", "#9ece6a #7dcfff #e0af68 #f7768e",
        "#ff9e64", border="#7aa2f7", border_blurred="#3b4261", footer_key_foreground="#7aa2f7",
        input_selection_background="#7aa2f7 35%", block_cursor_foreground="#16161e", block_cursor_background="#7aa2f7",
    ),
)  # fmt: skip

LIGHT = Theme(
    name="cvae-light",
    primary="#2e5cc5", secondary="#7847bd", accent="#b15c00", success="#3d6b1f", warning="#8a5a00", error="#b3264a",
    foreground="#262a3f", background="#f6f6fa", surface="#ffffff", panel="#e6e8f2", dark=False,
    variables=_palette(
        "#b15c00 #2e5cc5 #3d7a1f #007197 #7847bd #8a5a00 #b3264a #262a3f", "#3d7a1f #007197 #8a5a00 #b3264a",
        "#b15c00", border="#2e5cc5", border_blurred="#b9bfd6", footer_key_foreground="#2e5cc5",
        input_selection_background="#2e5cc5 25%", block_cursor_foreground="#ffffff", block_cursor_background="#2e5cc5",
    ),
)  # fmt: skip

CONTRAST = Theme(
    name="cvae-contrast",
    primary="#00d7ff", secondary="#ff87ff", accent="#ffff00", success="#00ff5f", warning="#ffd700", error="#ff5f5f",
    foreground="#ffffff", background="#000000", surface="#000000", panel="#1c1c1c", dark=True, text_alpha=1.0,
    variables=_palette(
        "#ffaf00 #00d7ff #00ff5f #ffffff #ff87ff #ffff00 #ff5f5f #af87ff", "#00ff5f #00d7ff #ffff00 #ff5f5f",
        "#ffff00", border="#ffffff", border_blurred="#a8a8a8", footer_key_foreground="#ffff00",
        footer_description_foreground="#ffffff", block_cursor_foreground="#000000", block_cursor_background="#ffff00",
    ),
)  # fmt: skip

COLOUR_BLIND = Theme(
    name="cvae-colour-blind",
    primary="#56b4e9", secondary="#cc79a7", accent="#e69f00", success="#56b4e9", warning="#f0e442", error="#d55e00",
    foreground="#dfe3ea", background="#14161a", surface="#1a1d23", panel="#262a33", dark=True,
    variables=_palette(
        "#e69f00 #56b4e9 #009e73 #f0e442 #cc79a7 #dfe3ea #d55e00 #0072b2", "#56b4e9 #009e73 #f0e442 #d55e00",
        "#e69f00", border="#56b4e9", border_blurred="#474d5a", footer_key_foreground="#e69f00",
        block_cursor_foreground="#14161a", block_cursor_background="#e69f00",
    ),
)  # fmt: skip

THEMES = (DARK, LIGHT, CONTRAST, COLOUR_BLIND)
