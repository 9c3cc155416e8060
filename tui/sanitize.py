"""The last gate before the terminal: of what a text, a name or a file holds, only what can be seen goes through."""

import os
from collections.abc import Callable
from typing import Any
from unicodedata import category

# What screens, tables and charts draw with beyond ASCII.
DRAWN = "─╺━│┤●○◌×⣿▀–±·→…"


def clean(text: object, width: Callable[[str], int] = len) -> str:
    """Return text with question marks for what a terminal would obey instead of showing: escapes, direction marks.

    Each is as wide as `width` says of what it stands for, so that columns stay where they are.
    """
    whole = str(text)
    if whole.isprintable():
        return whole
    return "".join(
        letter if letter.isprintable() or category(letter) == "Zs" else "?" * width(letter) for letter in whole
    )


def ascii_only(stream: Any) -> bool:
    """Tell whether a stream is to have ASCII alone: `$CVAE_TUI_ASCII` says so, or its encoding lacks our signs."""
    if os.environ.get("CVAE_TUI_ASCII", "").lower() in ("1", "true", "yes", "on"):
        return True
    try:
        DRAWN.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False
