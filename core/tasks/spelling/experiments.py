"""The experiments of the spelling task that `cvae-tui experiment` knows by name, with what the report claims."""

from ...experiments.plan import Experiment, Question
from . import questions

_PRESETS = tuple(f"report-003-{hidden}-tf{ratio}" for hidden in (256, 512) for ratio in ("1", "05", "0"))

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        "spelling-lessons", "A decoder without teacher forcing, and with it", ("lesson-own-letters", "lesson-truth")
    ),
    Experiment(
        "report-003",
        "Report 003: teacher forcing and the number of units",
        _PRESETS,
        {name: {"test_bleu4": 0.95} for name in _PRESETS if "512" in name},
        (
            Question("Does a large teacher forcing ratio learn faster? (report 003)", questions.teacher_forcing),
            Question("Are 512 units better, and smoother, than 256? (report 003)", questions.units),
        ),
    ),
)
