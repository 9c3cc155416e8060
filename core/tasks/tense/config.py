"""The settings of the tense task. Knows no torch."""

from dataclasses import dataclass
from typing import Literal

from ...config import Config, setting
from ...errors import UsageError, nearest
from ...schedules import Schedule, constant, cyclical, linear, one_cycle, per_epoch, step_decay

TENSES = ("present", "third", "progressive", "past")
SHORT = ("sp", "tp", "pg", "p")
KINDS = (*TENSES, "participle", "other")
"""What a typed word may be: one of the four tenses, a participle that is none of them, or another accepted form."""
Row = tuple[str, str, str, str]
Variants = tuple[tuple[str, ...], ...]
"""The accepted spellings of each of a verb's four forms, the usual one first."""
Mark = Literal["train", "real", "new", "broken"]
"""What four forms are: a training row, another verb's right forms, an invented regular verb's, or anything else."""
VARIANTS = ("attention", "gru", "lstm-h", "lstm-hc")


def tense_number(name: str) -> int:
    """Return 0 to 3 for a tense's name or short name; `UsageError` where there is none."""
    for names in (TENSES, SHORT):
        if name.lower() in names:
            return names.index(name.lower())
    raise UsageError(f"there is no tense {name[:40]!r}; {nearest(name.lower(), [*TENSES, *SHORT])}")


def kind_number(name: str) -> int:
    """Return 0 to 5 for the name of a kind of form, or a tense's short name; `UsageError` where there is none."""
    return KINDS.index(name.lower()) if name.lower() in KINDS[len(TENSES) :] else tense_number(name)


@dataclass(frozen=True)
class TenseConfig(Config):
    """What can be set about a tense run: the model, its losses, its schedules and its optimizer."""

    variant: str = setting(
        "attention", "The model: attention, or a report's: gru (000), lstm-hc (001), lstm-h (002).", choices=VARIANTS
    )
    hidden: int = setting(256, "Units of the recurrent layers.", low=4, high=4096)
    embedding: int = setting(64, "Width of a letter's embedding.", low=1, high=4096)
    latent: int = setting(32, "Dimensions of z (lstm-hc has two of these side by side).", low=1, high=1024)
    condition: int = setting(8, "Width of a tense's embedding.", low=1, high=1024)
    latent_mlp: int = setting(512, "Width of the network that embeds z (attention variant).", low=1, high=8192)
    code: int = setting(128, "Width of z's embedding, given at every step (attention variant).", low=1, high=4096)
    dropout: float = setting(0.0, "Fraction of units dropped in training (attention variant).", low=0, high=0.9)

    objective: str = setting(
        "convert", "What a word is decoded into: reconstruct (itself) or convert (any tense of its verb).",
        choices=("reconstruct", "convert"),
    )  # fmt: skip
    attention_prob: float = setting(
        0.5, "Probability that a word's decoder may attend to the source; else it sees z alone.", low=0, high=1
    )
    hallucination: float = setting(
        0.0, "Fraction of words whose stem is replaced by one made up, to learn spelling rules.", low=0, high=1
    )
    prefixed: bool = setting(
        False, "Also learn irregular verbs behind the prefixes that some of the rows have: outrun, outran."
    )
    extra: bool = setting(
        False, "Also learn the other forms of extra.txt, participles and spellings: attention variant."
    )
    latent_rows: int = setting(
        0, "Rows from the first on that z knows; of the others only the letters are learned. 0: all.", low=0
    )
    held_out: float = setting(
        0.0, "Fraction of the rarer of these rows that is never learned: answers are weighed and calibrated by it.",
        low=0, high=0.5,
    )  # fmt: skip
    prior_samples: float = setting(
        0.0, "Samples of the prior learned per word: z ~ N(0, I) decoded into the verb nearest in posterior.",
        low=0, high=4,
    )  # fmt: skip
    transport: float = setting(
        0.0, "How far transported noise is moved towards the verb that it belongs to; 0 learns no map.", low=0, high=1
    )
    oversample: int = setting(
        0, "Times more that an epoch has the first 500 rows and every irregular verb.", low=0, high=100
    )

    ce_reduction: str = setting(
        "sum", "What is learned of the cross entropy: its sum over a word's letters, or the mean over all letters.",
        choices=("sum", "mean"),
    )  # fmt: skip
    kl: str = setting(
        "target", "How the KL is weighed: constant, monotonic, cyclical, or held at a target.",
        choices=("constant", "monotonic", "cyclical", "target"),
    )  # fmt: skip
    kl_weight: float = setting(1.0, "Weight of the KL, or its top when it is annealed.", low=0)
    kl_target: float = setting(7.5, "Nats of KL to hold when kl is target.", low=0)
    kl_cycles: int = setting(1, "Cycles of the KL weight when it is cyclical.", low=1)
    kl_wait: float = setting(0.2, "Fraction of a cycle with KL weight 0 before it rises.", low=0, high=0.99)
    kl_rise: float | None = setting(
        None, "Fraction of a cycle over which the weight rises; none: all that is left.", low=0, high=1
    )

    noise: str = setting(
        "normal", "What the posterior is sampled with: N(0, 1), or uniform from 0 to 1, as report 002 prints it.",
        choices=("normal", "uniform"),
    )  # fmt: skip

    teacher_forcing: float = setting(1.0, "Probability at the end that a batch is fed the truth.", low=0, high=1)
    teacher_forcing_start: float = setting(
        1.0, "Probability at the start that a batch is fed the truth.", low=0, high=1
    )
    teacher_forcing_hold: float = setting(
        0.2, "Fraction of the run that keeps the starting probability.", low=0, high=0.99
    )
    feedback: str = setting(
        "letter", "What a decoder that is not fed the truth reads: its own letter, or its own output (report 002).",
        choices=("letter", "output"),
    )  # fmt: skip

    batch_size: int = setting(128, "Words in a batch, about: words of one length share a batch.", low=1, high=65536)
    optimizer: str = setting("adamw", "The optimizer.", choices=("adamw", "sgd"))
    lr: float = setting(0.003, "Learning rate, or its peak.", low=0, high=100)
    lr_schedule: str = setting("one-cycle", "Learning rate over the run.", choices=("constant", "one-cycle"))
    encoder_lr: float | None = setting(None, "Learning rate of the encoder alone; none: the same.", low=0, high=100)
    encoder_lr_decay: float = setting(1.0, "Factor on the encoder's own rate at each of its steps down.", low=0, high=1)
    encoder_lr_drops: int = setting(0, "Number of those steps down over the run.", low=0)
    weight_decay: float = setting(0.0, "Weight decay of AdamW.", low=0, high=10)
    clip: float = setting(1.0, "Largest norm of the gradient; 0 does not clip.", low=0)
    precision: str = setting(
        "auto", "Arithmetic of the forward pass: float32, bfloat16, or auto: bfloat16 where that is faster.",
        choices=("auto", "float32", "bfloat16"),
    )  # fmt: skip
    epoch_schedules: bool = setting(
        False, "Schedules change between epochs only, as in the reports: at as many moments as `epochs` says."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.feedback == "output" and (self.variant == "attention" or self.embedding != self.hidden):
            raise UsageError(
                "feedback=output needs a report's variant with embedding equal to hidden; set both, or feedback=letter"
            )
        attention = ("hallucination", "prefixed", "extra", "latent_rows", "held_out")
        if self.variant != "attention" and (set_ := [name for name in attention if getattr(self, name)]):
            raise UsageError(f"variant {self.variant} needs {set_[0]} as it is by default; leave it, or change variant")
        if self.variant != "attention" and self.hidden <= self.condition:
            raise UsageError(f"variant {self.variant} needs hidden above condition; change one")

    def clash(self) -> str:
        """Name values that do not go together; see `Config.clash`."""
        if self.ce_reduction == "mean" and self.prior_samples:
            return "ce_reduction=mean needs prior_samples=0: they are learned by the sum over letters; change one"
        if self.kl in ("monotonic", "cyclical") and self.kl_wait + (self.kl_rise or 0.0) > 1.0:
            return "kl_wait and kl_rise are more than a whole cycle, its top would never come; lower one"
        if self.epoch_schedules and self.lr_schedule == "one-cycle":
            return "lr_schedule=one-cycle begins at 0 and epoch_schedules=true keeps it there for an epoch; change one"
        return ""

    def schedules(self) -> dict[str, Schedule]:
        """Return the dials' schedules by name: kl_weight, teacher_forcing, lr and, when set apart, encoder_lr."""
        cycles = self.kl_cycles if self.kl == "cyclical" else 1
        annealed = cyclical(self.kl_weight, cycles, self.kl_wait, self.kl_rise)
        dials = {
            "kl_weight": annealed if self.kl in ("monotonic", "cyclical") else constant(self.kl_weight),
            "teacher_forcing": linear(self.teacher_forcing_start, self.teacher_forcing, self.teacher_forcing_hold),
            "lr": one_cycle(self.lr) if self.lr_schedule == "one-cycle" else constant(self.lr),
        }
        if self.encoder_lr is not None:
            dials["encoder_lr"] = step_decay(self.encoder_lr, self.encoder_lr_decay, self.encoder_lr_drops)
        return {name: per_epoch(dial, self.epochs) for name, dial in dials.items()} if self.epoch_schedules else dials
