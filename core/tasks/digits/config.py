"""The settings of the digits task. Knows no torch."""

from dataclasses import dataclass

from ...config import Config, setting
from ...schedules import Schedule, constant, linear

DOMAINS = ("mnist", "street")
DIRECTIONS = ("to_street", "to_mnist")


@dataclass(frozen=True)
class DigitsConfig(Config):
    """What can be set about a digits run: the networks, the losses and their weights, the optimizers."""

    variant: str = setting("cyclegan", "The model; there is one.", choices=("cyclegan",))
    width: int = setting(32, "Channels of the first layer of generators and discriminators.", low=4, high=512)
    classes: str = setting(
        "eleven", "What a discriminator tells: eleven (ten digits and fake), or two (real and fake).",
        choices=("eleven", "two"),
    )  # fmt: skip
    spectral_norm: bool = setting(False, "Spectral normalisation of the discriminators (Miyato et al. 2018).")
    style: int = setting(
        0, "Numbers given to the generator of street digits beside the digit: colours, ground; 0: none.", low=0, high=64
    )
    pretraining: int = setting(
        0, "Steps at the start in which the discriminators alone learn, of real pictures alone.", low=0, high=100_000
    )
    shift: int = setting(0, "Pixels by which a learned picture is moved at most, either way.", low=0, high=8)
    steps_per_epoch: int = setting(50, "Steps that are counted as an epoch.", low=1, high=100_000)

    batch_size: int = setting(64, "Pictures of each kind in a step.", low=2, high=4096)
    lr: float = setting(2e-4, "Learning rate of both generators.", low=0, high=1)
    critic_lr: float = setting(2e-4, "Learning rate of both discriminators.", low=0, high=1)
    decay_from: float = setting(
        1.0, "Fraction of the run from which both rates fall in a straight line to a fiftieth; 1: never.", low=0, high=1
    )
    adversarial_weight: float = setting(1.0, "Weight of passing as real in a generator's loss.", low=0)
    label_weight: float = setting(1.0, "Weight of keeping the label in a generator's loss.", low=0)
    cycle_weight: float = setting(1.0, "Weight of the way there and back, a mean squared error.", low=0)
    style_weight: float = setting(1.0, "Weight of reading the style off the picture that was made with it.", low=0)
    ema: float = setting(
        0.0, "Decay of the average of a generator's weights that answers; 0: the weights themselves.", low=0, high=1
    )
    report_error: bool = setting(
        False, "Report 004's printed slip: the second generator is given the labels of the first one's pictures."
    )
    precision: str = setting(
        "float32",
        "Arithmetic of the forward pass: float32, bfloat16, or auto: bfloat16 where that is faster.",
        choices=("auto", "float32", "bfloat16"),
    )  # fmt: skip
    channels_last: bool = setting(True, "Keep pictures with their channels last in memory, which is faster on a CPU.")

    def schedules(self) -> dict[str, Schedule]:
        """Return the dials' schedules by name."""

        def falling(rate: float) -> Schedule:
            return constant(rate) if self.decay_from >= 1 else linear(rate, rate / 50, self.decay_from)

        return {
            "lr": falling(self.lr),
            "critic_lr": falling(self.critic_lr),
            "adversarial_weight": constant(self.adversarial_weight),
            "label_weight": constant(self.label_weight),
            "cycle_weight": constant(self.cycle_weight),
        }
