"""A text whose words are coloured by what they weigh. Pure.

Colour is not alone: the words that weigh most are told below with their numbers, and unknown ones are underlined.
"""

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len, chop_cells

from ...core.answer import Table, Text
from .pieces import Pieces, Role, Signs, clip, printable, sentence

# Shares of the heaviest word's weight from which a word has each of the shades.
SHADES = (0.1, 0.3, 0.55, 0.8)
# The weight that the heaviest word is taken to have at the least, so that next to nothing looks so.
LEAST = 0.02
# Words that are told with their numbers, the heaviest of each sign.
TOLD = 4
# Percent of a colour that lie behind a word of each of the shades, from the first.
PERCENT = (30, 45, 60, 75)
_CLOSING = frozenset(".,;:!?)'")


def running(table: Table, line: str, shade: str, width: int, signs: Signs) -> list[Pieces]:
    """Draw a running table: what was asked, what sums it up, its words shaded by a weight, and the heaviest of them."""
    words = [cell for row in table.rows[1:] for cell in row.cells[:1] if isinstance(cell, Text)]
    unknown = {place for place, row in enumerate(table.rows[1:]) if row.category == "unknown"}
    weights = [word.weights.get(shade, 0.0) for word in words]
    roles = [
        f"{role} unknown".strip() if place in unknown else role or "plain" for place, role in enumerate(shades(weights))
    ]
    mark, tone = signs.category(table.rows[0].category)
    label = clip(line, max(width - 4, 1), signs, pad=False)
    named = "; ".join(heaviest([word.text for word in words], weights)) or f"no word has {shade}"
    return [
        [(f"{mark} ", tone), (label, "strong")],
        *sentence(signs.text(table.note), width, tone),
        *sentence(signs.text(f"{shade}: {named}"), width, "muted"),
        *_wrapped([word.text for word in words], roles, width),
        [],
    ]


def shades(weights: Sequence[float]) -> list[Role]:
    """Return the role of each weight: how much of the heaviest one it has, and its sign where there are both."""
    heaviest = max([LEAST, *map(abs, weights)])
    signed = any(weight < 0 for weight in weights)
    roles: list[Role] = []
    for weight in weights:
        level = sum(abs(weight) >= share * heaviest for share in SHADES)
        kind = "shade" if not signed else "for" if weight > 0 else "against"
        roles.append(f"{kind} {level}" if level else "")
    return roles


def heaviest(words: Sequence[str], weights: Sequence[float]) -> Iterator[str]:
    """Yield the words that weigh most, with their numbers: those of one sign, then those of the other."""
    found: dict[str, float] = {}
    for word, weight in zip(words, weights, strict=True):
        found[word] = max(found.get(word, 0.0), weight, key=abs)
    ordered = sorted(found.items(), key=lambda item: -abs(item[1]))
    signed = any(weight < 0 for weight in weights)
    for sign in (1, -1):
        part = [(word, weight) for word, weight in ordered if sign * weight >= 0.001][:TOLD]
        if part:
            yield ", ".join(f"{word} {100 * weight:{'+' if signed else ''}.1f} %" for word, weight in part)


def _wrapped(words: Sequence[str], roles: Sequence[Role], width: int) -> list[Pieces]:
    """Set words with a blank between them, none before what closes."""
    lines: list[Pieces] = [[]]
    used = 0
    for word, role in zip(words, roles, strict=True):
        for at, part in enumerate(chop_cells(printable(word), max(width, 2))):
            gap = " " * (used > 0 and at == 0 and not _closes(word))
            if used and used + len(gap) + cell_len(part) > width:
                lines.append([])
                used, gap = 0, ""
            lines[-1] += [(gap, "plain")] if gap else []
            lines[-1].append((part, role))
            used += len(gap) + cell_len(part)
    return lines


def _closes(word: str) -> bool:
    return word[:1] in _CLOSING or word == "n't"


STYLES: Mapping[Role, tuple[str, str, str, str]] = {
    f"{kind} {level}{unknown}": (
        own, colour, f" {percent}%", f"{'bold ' * (level > 2)}{'underline ' * bool(unknown)}on",
    )
    for kind, own, colour in (
        ("shade", "", "accent"), ("for", "tone-good", "success"), ("against", "tone-bad", "error"),
    )
    for level, percent in enumerate(PERCENT, 1)
    for unknown in ("", " unknown")
}  # fmt: skip
"""The roles of shaded words, as `paint.STYLES` has them: the colour lies behind the word, the heavier the more."""
