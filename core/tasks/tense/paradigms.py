"""The few paradigms that a word may belong to, and what tells them apart. Knows no torch.

A candidate is four forms that agree with the word: the model's own four, those with a regular past or a regular third
and progressive in their place, and every regular verb of which the word is such a form; of a participle, every one that
has the third or the progressive decoded.
"""

from collections.abc import Container, Iterable
from itertools import product
from typing import cast

from .config import TENSES, Row
from .regular import is_regular, may_be_base, possible_bases, regular_forms


def candidates(word: str, kind: int, decoded: Row) -> list[Row]:
    """Return the candidates for a word of a kind (see `config.KINDS`), the model's own, `decoded`, first."""
    tense = kind if kind < len(TENSES) else None
    bases = {decoded[0]}
    # A word that is none of the four has the bases of those that were decoded for it.
    for form in decoded[1:3] if tense is None else (word,):
        bases |= set(filter(may_be_base, possible_bases(form)))
    found = dict.fromkeys([decoded])
    for base in sorted(bases - {""}):
        for row in _regular(base, decoded[3]):
            if tense is None:
                fits = base == decoded[0] or row[1] == decoded[1] or row[2] == decoded[2]
            else:
                fits = row[tense] == word
            if fits:
                found[row] = None
    return list(found)


def features(row: Row) -> tuple[float, float]:
    """Return whether four forms are irregular, and whether progressive and past of a regular verb double unlike."""
    if not is_regular(row):
        return 1.0, 0.0
    doubled = row[0] + row[0][-1:]
    return 0.0, float(row[2].startswith(doubled) != row[3].startswith(doubled))


def follows(row: Row, rows: Container[Row], prefixes: Container[str] | None = None) -> bool:
    """Tell whether four forms are those of one of the rows behind a prefix, of any or of these: overthrew, threw."""
    return any(
        cast(Row, tuple(form[cut:] for form in row)) in rows and (prefixes is None or row[0][:cut] in prefixes)
        for cut in range(2, min(map(len, row)) - 1)
    )


def _regular(base: str, past: str) -> Iterable[Row]:
    """Yield the regular rows of a base, and these with another past."""
    for third, progressive, own in product(*map(sorted, regular_forms(base))):
        yield base, third, progressive, own
        yield base, third, progressive, past
