"""The experiments of the tense task that `cvae-tui experiment` knows by name, with what the reports claim."""

from ...experiments.plan import Experiment, Question
from . import questions

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        "tense-lessons",
        "Five lessons about sequence VAEs",
        ("lesson-collapse", "lesson-rescue", "lesson-explosion", "lesson-release", "lesson-exposure"),
        questions=(
            Question("What does posterior collapse look like?", questions.collapse),
            Question("Does a collapsed z come back?", questions.rescue),
            Question("What makes the KL explode?", questions.explosion),
            Question("What happens when the KL weight falls to 0?", questions.release),
            Question("What does a decoder miss that was only ever fed the truth?", questions.exposure),
        ),
        data="lab",
    ),
    Experiment(
        "report-000",
        "Report 000: a GRU, with and without the KL",
        ("report-000", "report-000-monotonic", "report-000-cyclical"),
        questions=(Question("Why does the KL break report 000's system?", questions.kl_breaks),),
        data="lab",
    ),
    Experiment(
        "report-001",
        "Report 001: two schedules of teacher forcing, one or two cycles of the KL weight",
        ("report-001-tf4-1", "report-001-tf4-2", "report-001-tf8-1", "report-001-tf8-2"),
        {
            "report-001-tf4-1": {"bleu4": 0.7478, "gaussian": 0.06},
            "report-001-tf4-2": {"bleu4": 0.9286, "gaussian": 0.30},
            "report-001-tf8-1": {"bleu4": 0.6550, "gaussian": 0.28},
            "report-001-tf8-2": {"bleu4": 0.9286, "gaussian": 0.39},
        },
        (
            Question("Why does teacher forcing change the Gaussian score? (report 001)", questions.teacher_forcing),
            Question("One cycle of the KL weight, or two? (report 001)", questions.cycles),
        ),
        "lab",
    ),
    Experiment(
        "report-002",
        "Report 002: two learning rates, the decoder fed its own output",
        ("report-002", "report-002-equal-rates", "report-002-monotonic"),
        {"report-002": {"bleu4": 0.9086598250425155, "gaussian": 0.02}},
        (
            Question("Why do equal learning rates break report 002's system?", questions.equal_rates),
            Question("Does a KL weight that only rises explode? (report 002)", questions.monotonic),
        ),
        "lab",
    ),
)
