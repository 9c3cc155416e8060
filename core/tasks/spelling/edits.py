"""What was done to a word: its letters beside those that were written, and the kind of the error. Knows no torch."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

VOWELS = "aeiouy"
KINDS = ("left out", "added", "doubled", "swapped", "wrong vowel", "by sound", "wrong letter", "several")
# Letters that sound alike, replaced in turn before two words are compared by sound.
SOUNDS = (
    (r"^(?:kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"ph|gh(?=$|t)", "f"), (r"ft", "t"), (r"ck|qu|q", "k"),
    (r"sch", "sk"), (r"tion|sion|cion|tian|cian|shun", "SN"), (r"tch|ch", "C"), (r"sh|sci", "S"), (r"dge?|j", "J"),
    (r"g(?=[eiy])", "J"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"z", "s"), (r"wh", "w"), (r"mb$", "m"),
    (r"(?<=[aeiou])w", ""), (r"th", "0"), (r"ou?gh", "o"), (r"h", ""),
    (r"[aeiouy']+", "a"), (r"(.)\1+", r"\1"), (r"a$", ""),
)  # fmt: skip


class Edit(NamedTuple):
    """Letters that were meant, and those that were written in their place; either may be none."""

    meant: str
    written: str


@lru_cache(maxsize=4096)
def align(meant: str, written: str) -> tuple[Edit, ...]:
    """Return a word letter by letter beside what was written, by the least number of edits; a swap is one edit."""
    rows, columns = len(meant) + 1, len(written) + 1
    cost = [[i + j if i * j == 0 else 0 for j in range(columns)] for i in range(rows)]
    for i in range(1, rows):
        for j in range(1, columns):
            cost[i][j] = min(
                cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (meant[i - 1] != written[j - 1])
            )
            if i > 1 and j > 1 and meant[i - 2 : i] == written[j - 2 : j][::-1] and meant[i - 1] != meant[i - 2]:
                cost[i][j] = min(cost[i][j], cost[i - 2][j - 2] + 1)
    found: list[Edit] = []
    i, j = rows - 1, columns - 1
    while i or j:
        a, b = meant[max(0, i - 2) : i], written[max(0, j - 2) : j]
        if i and j and cost[i][j] == cost[i - 1][j - 1] + (a[-1] != b[-1]):
            step = 1, 1
        elif i > 1 and j > 1 and a == b[::-1] and cost[i][j] == cost[i - 2][j - 2] + 1:
            step = 2, 2
        elif i and cost[i][j] == cost[i - 1][j] + 1:
            step = 1, 0
        else:
            step = 0, 1
        found.append(Edit(meant[i - step[0] : i], written[j - step[1] : j]))
        i, j = i - step[0], j - step[1]
    return tuple(reversed(found))


def changes(meant: str, written: str) -> tuple[Edit, ...]:
    """Return the edits alone that changed something."""
    return tuple(edit for edit in align(meant, written) if edit.meant != edit.written)


def kind_of(meant: str, written: str) -> str:
    """Return the kind of an error, one of KINDS; empty where there is none."""
    found = changes(meant, written)
    if len(found) > 1:
        return "by sound" if sound(meant) == sound(written) else "several"
    if not found:
        return ""
    (edit,) = found
    if len(edit.meant) == 2:
        return "swapped"
    if not edit.meant or not edit.written:
        return "doubled" if _squeezed(meant) == _squeezed(written) else "added" if not edit.meant else "left out"
    if edit.meant in VOWELS and edit.written in VOWELS:
        return "wrong vowel"
    return "by sound" if sound(meant) == sound(written) else "wrong letter"


def sound(word: str) -> str:
    """Return roughly how a word sounds: its consonants, all vowels alike. Words in lines are read line by line."""
    for pattern, letters in SOUNDS:
        word = re.sub(pattern, letters, word, flags=re.MULTILINE)
    return word


def marked(written: str, meant: str) -> str:
    """Return what changes from what was written to what was meant, as `ie→ei, +m, -t`."""
    return ", ".join(
        f"{edit.written}→{edit.meant}" if edit.written and edit.meant else f"+{edit.meant}" if edit.meant else
        f"-{edit.written}"
        for edit in changes(meant, written)
    )  # fmt: skip


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def with_case(word: str, typed: str) -> str:
    """Return a word with the capitals that were typed: all of them, or the first."""
    letters: Sequence[str] = [letter for letter in typed if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word
