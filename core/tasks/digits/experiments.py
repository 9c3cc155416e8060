"""The experiments of the digits task that `cvae-tui experiment` knows by name, with what report 004 tells."""

from ...experiments.plan import Experiment, Question
from . import questions

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        "report-004-gan",
        "Report 004, part 2: a label-conditioned CycleGAN",
        ("report-004-gan",),
        {"report-004-gan": {"d_ms": 0.3229, "d_sm": 1.0229, "g_msm": 9.7766, "g_sms": 13.9650}},
        (Question("How well does the report's system keep labels?", questions.figures_it_lacked),),
    ),
    Experiment(
        "digits-lessons",
        "Two classes against eleven, and a CycleGAN without its cycle",
        ("digits", "lesson-two-classes", "lesson-no-cycle"),
        questions=(
            Question("What if the discriminator tells real and fake alone? (report 004)", questions.two_classes),
            Question("What is the cycle for?", questions.no_cycle),
        ),
    ),
)
