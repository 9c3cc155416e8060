"""How much is measured of the tense task."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """How much is measured: the whole of it takes a minute or two; tests give smaller numbers.

    `rows` of the lab's verbs are an epoch; None takes all. `batch` words share a step, one word report 001's own way,
    which learns `alone` of them a round. `words` are converted together and `asked` one at a time. The model is report
    001's: lstm-hc with these widths.
    """

    rounds: int = 3
    rows: int | None = None
    batch: int = 256
    alone: int = 30
    words: int = 10_000
    asked: int = 20
    hidden: int = 256
    embedding: int = 256
    latent: int = 32
    condition: int = 8
