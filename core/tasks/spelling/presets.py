"""The presets of the spelling task, each with the source of its values."""

from dataclasses import replace

from ...spec import Preset
from .config import SpellingConfig

DEFAULT = SpellingConfig(seconds=1500.0, report_every=20, evaluate_every=3)
REPORT = SpellingConfig(
    variant="lstm", hidden=256, beam=5, batch_size=1, optimizer="sgd", lr=0.05, lr_schedule="constant",
    weight_decay=0.0, clip=0.0, epochs=50, report_every=200, evaluate_every=1,
)  # fmt: skip
# A lesson: the report's network in small on large batches, fed nothing but its own letters.
LESSON = replace(
    REPORT, hidden=96, beam=1, batch_size=256, optimizer="adamw", lr=0.004, clip=1.0, teacher_forcing=0.0, epochs=1,
    report_every=5, evaluate_every=1,
)  # fmt: skip
SOURCE = (
    "report 003: LSTM encoder and decoder without attention, ReLU on the decoder's embedding, batches of one, {hidden}"
    " units, teacher forcing {ratio:g}; it does not state optimizer, learning rate and epochs, which are the lab's code"
    " (SGD, 0.05) and what others needed (50)"
)


def _report(hidden: int, ratio: float) -> Preset:
    name = f"report-003-{hidden}-tf{ratio:g}".replace("tf0.5", "tf05")
    shows = f"Report 003 with {hidden} units and teacher forcing {ratio:g}: corrects words that it has seen."
    config = replace(REPORT, hidden=hidden, teacher_forcing=ratio)
    return Preset(name, "spelling", config, shows, SOURCE.format(hidden=hidden, ratio=ratio))


PRESETS: tuple[Preset, ...] = (
    Preset(
        "spelling",
        "spelling",
        DEFAULT,
        "Corrects words that it never saw, and says how sure it is.",
        "this project, docs/experiments.md",
    ),
    Preset(
        "spelling-direct",
        "spelling",
        replace(DEFAULT, direct=256),
        "A second network that writes the word letter by letter, and learns from errors that the channel makes up.",
        "this project, docs/experiments.md: in the same time it corrects less",
    ),
    Preset(
        "lesson-own-letters",
        "spelling",
        LESSON,
        "No teacher forcing: see the loss stay high, for the decoder hears nothing but its own mistakes.",
        "report 003, teacher forcing 0, in small; docs/reports.md",
        "corrects nothing unseen",
    ),
    *(_report(hidden, ratio) for hidden in (256, 512) for ratio in (1.0, 0.5, 0.0)),
)
