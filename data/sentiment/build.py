"""Write down the split beside this file: which review of IMDB is for training, for choices on the way, for scores.

The texts are not ours to ship: a review stands there by the first eight digits of its SHA-256. The card, README.md
beside this file, names the source. `cvae_tui.data.build` calls this.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cvae_tui.core.tasks.sentiment.data import PARTS, hash_of, read_package

# Reviews of each label, in the order of their hashes, first for scores, then for choices; the rest is learned.
EACH = {"test": 2_500, "validation": 1_000}


def split(rows: Sequence[tuple[str, int]]) -> dict[str, list[str]]:
    """Return the hashes of each part, in order.

    Raises:
        ValueError: two reviews have the same short hash.
    """
    if len({hash_of(text) for text, _ in rows}) < len(rows):
        raise ValueError("two reviews have the same short hash; make HASH larger")
    found: dict[str, list[str]] = {part: [] for part in PARTS}
    for label in (0, 1):
        # By the whole hash backwards, so that what is shown of it does not tell the part.
        order = sorted(
            (hashlib.sha256(text.encode()).hexdigest()[::-1], text) for text, given in rows if given == label
        )
        texts = [text for _, text in order]
        for part, count in EACH.items():
            found[part] += [hash_of(text) for text in texts[:count]]
            texts = texts[count:]
        found["train"] += [hash_of(text) for text in texts]
    return {part: sorted(hashes) for part, hashes in found.items()}


def build(out: Path) -> None:
    """Write the hashes of every part under the folder `out`."""
    folder = out / "imdb"
    folder.mkdir(parents=True, exist_ok=True)
    for part, hashes in split(read_package("imdb")).items():
        (folder / f"{part}.txt").write_text("\n".join(hashes) + "\n", encoding="ascii")
