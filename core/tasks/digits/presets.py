"""The presets of the digits task, each with the source of its values."""

from dataclasses import replace

from ...spec import Preset
from .config import DigitsConfig

REPORT = DigitsConfig(width=64, epochs=20, steps_per_epoch=50, evaluate_every=2, report_every=10, channels_last=False)
DEFAULT = DigitsConfig(
    pretraining=200, batch_size=32, lr=1e-3, critic_lr=5e-4, label_weight=2.0, cycle_weight=2.0, style=6, ema=0.99,
    shift=2, decay_from=0.5, seconds=900.0, evaluate_every=4, precision="auto",
)  # fmt: skip
LESSON = replace(
    DEFAULT, precision="float32", width=16, shift=0, seconds=0.0, epochs=16, pretraining=100, evaluate_every=2,
    report_every=5,
)  # fmt: skip

PRESETS: tuple[Preset, ...] = (
    Preset(
        "digits",
        "digits",
        DEFAULT,
        "Translates digits both ways and keeps what they show, in a quarter of an hour.",
        "this project, docs/experiments.md",
        "keeps labels",
    ),
    Preset(
        "report-004-gan",
        "digits",
        REPORT,
        "Report 004's CycleGAN: eleven classes, Adam 2e-4, batches of 64, 1,000 steps.",
        "report 004, part 2; the networks' widths are those of the lab's code; its printed slip is report_error",
    ),
    Preset(
        "lesson-two-classes",
        "digits",
        replace(LESSON, classes="two", pretraining=0),
        "Two classes: the pictures pass as real, the cycle closes, and the labels flip.",
        "report 004, part 2, its last question",
        "labels flipped",
    ),
    Preset(
        "lesson-no-cycle",
        "digits",
        replace(LESSON, cycle_weight=0.0, style=0),
        "No cycle and no style: labels come to stay, the way back stays open, pictures of a digit are more alike.",
        "report 004, part 2, without its equation 5",
        "labels half kept",
    ),
)
