"""The presets of the sentiment task, each with the source of its values."""

from dataclasses import replace

from ...spec import Preset
from .config import SentimentConfig

# Report 004 tells the cell, its initialisation, the poolings, dropout and five epochs. Widths, optimizer, batch, the
# length that is read and the vocabulary are its lab's usual ones, or chosen here; docs/experiments.md says which.
REPORT = SentimentConfig(
    variant="lstm", words=20_000, phrases=0, longest=200, embedding=64, hidden=64, pooling="last", padding="read",
    dropout=0.5, batch_size=64, lr=0.001, lr_schedule="constant", clip=0.0, epochs=5, evaluate_every=1,
)  # fmt: skip
DEFAULT = SentimentConfig(
    epochs=4, evaluate_every=1, lr=0.005, bag_lr=0.01, word_dropout=0.3, word_prior=1.0, embedding_scale=0.3,
)  # fmt: skip
# Lessons: the report's first system in small, one epoch, with its padding and without.
LESSON = replace(REPORT, embedding=32, hidden=32, dropout=0.2, lr=0.004, epochs=1, report_every=5)
SOURCE = "report 004, part 1; what it does not tell is chosen here, see docs/experiments.md"

PRESETS: tuple[Preset, ...] = (
    Preset(
        "sentiment", "sentiment", DEFAULT,
        "A linear model of words and phrases beside an LSTM with attention, weighed by validation, in minutes.",
        "this project, docs/experiments.md; the bag after Wang and Manning 2012, calibration after Guo et al. 2017",
        "reads reviews",
    ),
    Preset(
        "report-004-last", "sentiment", REPORT, "Report 004's first system: the last state, padding read as words.",
        SOURCE,
    ),
    Preset(
        "report-004-attention", "sentiment", replace(REPORT, pooling="report"),
        "Report 004's second system as printed: a gate over features, summed over time.", SOURCE,
    ),
    Preset(
        "report-004-as-described", "sentiment", replace(REPORT, pooling="attention", padding="masked"),
        "Report 004's second system as its text describes it: attention over time, padding masked.", SOURCE,
    ),
    Preset(
        "report-004-last-masked", "sentiment", replace(REPORT, padding="masked"),
        "The last state where the text ends: report 004's first system without its padding.", SOURCE,
    ),
    Preset(
        "report-004-mean", "sentiment", replace(REPORT, pooling="mean", padding="masked"),
        "The mean of all states: pooling without any attention.", SOURCE,
    ),
    Preset(
        "lesson-padding", "sentiment", LESSON,
        "The last state of texts padded to 200 words: see it learn nothing, for it reads padding last.",
        "report 004, part 1, its first system in small; docs/experiments.md", "guesses",
    ),
    Preset(
        "lesson-masked", "sentiment", replace(LESSON, padding="masked"),
        "The same with the padding left out: see it learn at once.",
        "report 004, part 1, its first system in small; docs/experiments.md", "reads reviews",
    ),
)  # fmt: skip
