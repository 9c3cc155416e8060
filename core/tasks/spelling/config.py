"""The settings of the spelling task. Knows no torch."""

from dataclasses import dataclass

from ...config import Config, setting
from ...schedules import Schedule, constant, one_cycle

VARIANTS = ("channel", "lstm")


@dataclass(frozen=True)
class SpellingConfig(Config):
    """What can be set about a spelling run: the model, what it learns from, and its optimizer."""

    variant: str = setting(
        "channel", "The model: channel (edit transducers over a lexicon), or lstm (report 003's encoder-decoder).",
        choices=VARIANTS,
    )  # fmt: skip
    hidden: int = setting(128, "Units of each encoder direction and of the joint network; of report 003's LSTMs.",
                          low=4, high=4096)  # fmt: skip
    embedding: int = setting(48, "Width of a letter's embedding (channel); report 003's is as wide as its LSTMs.",
                             low=1, high=4096)  # fmt: skip
    direct: int = setting(
        0, "Units that read what is written so far in p(word | misspelling); 0 has no such network (channel).",
        low=0, high=4096,
    )  # fmt: skip
    noise: float = setting(
        0.5, "Lexicon words with errors drawn from the channel, learned for each pair by the direct network.",
        low=0, high=4,
    )  # fmt: skip
    noise_wait: float = setting(0.1, "Fraction of the run before errors are drawn: the channel learns first.",
                                low=0, high=1)  # fmt: skip
    identity: float = setting(
        0.1, "Right words learned as themselves, for each pair, by the direct network.", low=0, high=4
    )
    near: int = setting(60, "Words of the lexicon near an input that are looked at (channel).", low=0, high=400)
    beam: int = setting(8, "Words that a beam search adds to them; what report 003's network suggests.",
                        low=1, high=100)  # fmt: skip
    rescored: int = setting(12, "Candidates that are weighed by every network (channel).", low=1, high=200)

    dropout: float = setting(0.1, "Fraction of what the joint network reads that is dropped in training (channel).",
                             low=0, high=0.9)  # fmt: skip
    teacher_forcing: float = setting(1.0, "Probability that a batch is fed the truth (lstm).", low=0, high=1)
    batch_size: int = setting(128, "Pairs in a batch.", low=1, high=65536)
    optimizer: str = setting("adamw", "The optimizer.", choices=("adamw", "sgd"))
    lr: float = setting(0.003, "Learning rate, or its peak.", low=0, high=100)
    lr_schedule: str = setting("one-cycle", "Learning rate over the run.", choices=("constant", "one-cycle"))
    weight_decay: float = setting(
        1.0,
        "Weight decay (of SGD in the gradient) where an epoch has 100 steps or fewer; of more in proportion less.",
        low=0,
        high=10,
    )
    clip: float = setting(1.0, "Largest norm of the gradient; 0 does not clip.", low=0)

    def schedules(self) -> dict[str, Schedule]:
        """Return the dials' schedules by name."""
        rate = one_cycle(self.lr, 0.05) if self.lr_schedule == "one-cycle" else constant(self.lr)
        if self.variant == "lstm":
            return {"lr": rate, "teacher_forcing": constant(self.teacher_forcing)}
        if not self.direct:
            return {"lr": rate}
        wait = self.noise_wait
        return {"lr": rate, "noise": lambda fraction: 0.0 if fraction < wait else self.noise}

    def clash(self) -> str:
        """Name values that do not go together."""
        if self.variant == "channel" and self.near == 0 and self.direct == 0:
            return "near=0 leaves no candidates without a direct network; set near or direct"
        return ""
