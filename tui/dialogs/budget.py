"""What is typed for a budget."""

import re

from ...core.errors import UsageError

_BUDGET = re.compile(r"(\d+(?:\.\d+)?)\s*(epochs?|e|seconds?|secs?|s|minutes?|min|m|hours?|h)?")
_UNITS = {"s": 1, "m": 60, "h": 3600}


def parse_budget(text: str) -> dict[str, str]:
    """Return the settings of a budget: 60 epochs, 60, 120 s, 5 min, 1 h; nothing for the preset's own.

    Raises:
        UsageError: it is none.
    """
    if not text.strip():
        return {}
    found = _BUDGET.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(f"{text.strip()[:20]!r} is no budget; give 60 epochs, 120 s or 5 min")
    amount, unit = float(found[1]), (found[2] or "e")[0]
    if unit == "e":
        return {"epochs": str(round(amount)), "seconds": "0"}
    if not amount:
        raise UsageError("a budget of no time is none; give 60 epochs, 120 s or 5 min")
    return {"seconds": f"{amount * _UNITS[unit]:g}"}
