"""The experiment of the sentiment task that `cvae-tui experiment` knows by name, with what the report claims."""

from ...experiments.plan import Experiment, Question
from . import questions

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment("sentiment-lessons", "A last state on padding, and one without", ("lesson-padding", "lesson-masked")),
    Experiment(
        "report-004",
        "Report 004, part 1: an LSTM with and without attention",
        (
            "report-004-last", "report-004-last-masked", "report-004-mean", "report-004-attention",
            "report-004-as-described",
        ),
        {"report-004-last": {"accuracy": 0.7407}, "report-004-attention": {"accuracy": 0.8450}},
        (
            Question("What does attention add? (report 004)", questions.attention),
            Question("Is it attention, or is it pooling?", questions.pooling),
            Question("What does reading the padding cost?", questions.masking),
        ),
    ),
)  # fmt: skip
