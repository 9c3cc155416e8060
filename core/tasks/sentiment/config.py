"""The settings of the sentiment task. Knows no torch."""

from dataclasses import dataclass

from ...config import Config, setting
from ...errors import UsageError
from ...schedules import Schedule, constant, one_cycle

LABELS = ("negative", "positive")
POOLINGS = ("last", "mean", "report", "attention")


@dataclass(frozen=True)
class SentimentConfig(Config):
    """What can be set about a sentiment run: what is read, the network, its optimizer."""

    variant: str = setting(
        "both", "The model: lstm (the reports'), bag (a linear model of words and phrases), or both, weighed.",
        choices=("lstm", "bag", "both"),
    )  # fmt: skip
    words: int = setting(20_000, "Words of the vocabulary, the most frequent of the training rows.", low=2, high=60_000)
    phrases: int = setting(
        120_000,
        "Phrases that the bag knows, those that tell most: two or three neighbours, and words behind a negation.",
        low=0, high=2_000_000,
    )  # fmt: skip
    longest: int = setting(
        256, "Tokens the LSTM reads of a text; of a longer one the first quarter of so many, the rest from its end.",
        low=8, high=100_000,
    )  # fmt: skip
    embedding: int = setting(64, "Width of a word's embedding.", low=1, high=4096)
    hidden: int = setting(64, "Units of the LSTM, in each direction.", low=1, high=4096)
    bidirectional: bool = setting(False, "A second LSTM reads from the end.")
    cell: str = setting(
        "fused", "How the LSTM runs: loop (report 004's cell, step by step) or fused; the same weights and numbers.",
        choices=("fused", "loop"),
    )  # fmt: skip
    pooling: str = setting(
        "attention", "What is made of the states: last, their mean, report (004's printed gate) or attention.",
        choices=POOLINGS,
    )  # fmt: skip
    padding: str = setting(
        "masked", "Padding after a text: masked (never looked at) or read (by all, up to `longest`; report 004).",
        choices=("masked", "read"),
    )  # fmt: skip
    dropout: float = setting(0.5, "Fraction of the pooled state dropped in training.", low=0, high=0.95)
    word_dropout: float = setting(0.0, "Fraction of words that are read as unknown in training.", low=0, high=0.95)
    bag_dropout: float = setting(0.0, "Fraction of the bag's features dropped in training.", low=0, high=0.95)
    word_prior: float = setting(
        0.0, "The first column of the embedding begins as words' log ratios in naive Bayes times this; 0: like others.",
        low=0, high=100,
    )  # fmt: skip
    embedding_scale: float = setting(1.0, "Standard deviation of the embedding at the start.", low=0, high=10)
    vectors: str = setting(
        "", "A file of word vectors in GloVe's text format that the embedding begins with; empty: none."
    )
    bag_prior: float = setting(
        1.0, "The bag's weights begin as naive Bayes' times this; 0: at zero.", low=0, high=100
    )  # fmt: skip

    batch_size: int = setting(64, "Reviews in a batch, of like lengths.", low=1, high=65_536)
    optimizer: str = setting("adam", "The optimizer.", choices=("adam", "sgd"))
    lr: float = setting(0.002, "Learning rate of the network, or its peak.", low=0, high=100)
    bag_lr: float = setting(0.002, "Learning rate of the bag, or its peak.", low=0, high=100)
    lr_schedule: str = setting("one-cycle", "Both rates over the run.", choices=("constant", "one-cycle"))
    weight_decay: float = setting(0.0, "Weight decay (decoupled) of the network.", low=0, high=10)
    clip: float = setting(1.0, "Largest norm of the gradient; 0 does not clip.", low=0)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.bidirectional and (self.padding == "read" or self.pooling == "report"):
            raise UsageError("bidirectional=true is for padding=masked and the poolings last, mean, attention")

    def schedules(self) -> dict[str, Schedule]:
        """Return the dials' schedules by name."""
        rates = {"lr": self.lr, "bag_lr": self.bag_lr}
        if self.variant != "both":
            del rates["bag_lr" if self.variant == "lstm" else "lr"]
        shape = one_cycle if self.lr_schedule == "one-cycle" else constant
        return {name: shape(rate) for name, rate in rates.items()}
