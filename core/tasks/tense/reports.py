"""The systems of three earlier reports on the same lab, as presets; docs/reports.md says where each value is from."""

from dataclasses import replace

from ...spec import Preset
from .config import TenseConfig

# What the reports have in common: the lab's sizes, plain SGD, each word decoded into itself. A letter's embedding is as
# wide as the hidden state in reports 001 and 002; report 000 does not say and is taken to do the same.
COMMON = TenseConfig(
    hidden=256,
    embedding=256,
    latent=32,
    condition=8,
    objective="reconstruct",
    ce_reduction="mean",
    optimizer="sgd",
    lr=0.05,
    lr_schedule="constant",
    batch_size=1,
    clip=0.0,
    epoch_schedules=True,
    precision="float32",
)

REPORT_000 = replace(
    COMMON, variant="gru", batch_size=32, epochs=50, kl="constant", kl_weight=0.0, teacher_forcing=0.5,
    teacher_forcing_start=0.5,
)  # fmt: skip
# No report says how high the weight of the KL rises, but for 002: "constantly 1". 000 is taken to mean the plain ELBO.
REPORT_000_MONOTONIC = replace(REPORT_000, kl="monotonic", kl_weight=1.0)
# Four cycles, the first half of each a rise: the values of Fu et al. 2019.
REPORT_000_CYCLICAL = replace(REPORT_000, kl="cyclical", kl_weight=1.0, kl_cycles=4, kl_wait=0.0, kl_rise=0.5)

REPORT_001 = replace(COMMON, variant="lstm-hc", epochs=150, kl="cyclical", kl_weight=0.1)

# Not stated but for the monotonic case: the weight's top. With 1 the posterior collapses, with 0.01 the numbers
# explode. A weight that stays 0 for a while (kl_wait) is what the report warns of.
REPORT_002 = replace(
    COMMON, variant="lstm-h", epochs=150, kl="cyclical", kl_weight=0.1, kl_cycles=4, kl_wait=0.0, teacher_forcing=0.5,
    feedback="output", encoder_lr=1.0, encoder_lr_decay=0.5, encoder_lr_drops=4,
)  # fmt: skip
REPORT_002_EQUAL = replace(REPORT_002, encoder_lr=REPORT_002.lr, encoder_lr_decay=1.0, encoder_lr_drops=0)
# "Constantly 1": it waits as in report 001, rises until half time and stays.
REPORT_002_MONOTONIC = replace(REPORT_002, kl="monotonic", kl_weight=1.0, kl_cycles=1, kl_wait=0.2, kl_rise=0.3)


def _trial(final: float, cycles: int) -> Preset:
    return Preset(
        f"report-001-tf{int(10 * final)}-{cycles}", "tense",
        replace(REPORT_001, kl_cycles=cycles, teacher_forcing=final),
        f"Teacher forcing from 1 to {final}, the KL weight in {'one cycle' if cycles == 1 else 'two cycles'}.",
        "report 001, sections 3.2 to 3.6; the KL weight's top is not stated and taken to be 0.1",
        "healthy",
    )  # fmt: skip


REPORT_PRESETS: tuple[Preset, ...] = (
    Preset(
        "report-000", "tense", REPORT_000,
        "Reconstructs words; with KL weight 0 its samples mean nothing.",
        "report 000, its list of values; SGD and the embedding's width are not stated and taken from report 001",
        "autoencoder",
    ),
    Preset(
        "report-000-monotonic", "tense", REPORT_000_MONOTONIC,
        "Report 000 with the KL weight rising once to 1, which its author could not train.",
        "report 000, discussion; the shape is report 001's single cycle, the top of 1 is the plain ELBO",
        "collapsed",
    ),
    Preset(
        "report-000-cyclical", "tense", REPORT_000_CYCLICAL,
        "Report 000 with the KL weight rising four times to 1, which its author could not train either.",
        "report 000, discussion; four cycles, half of each a rise: Fu et al. 2019",
        "collapsed",
    ),
    *(_trial(final, cycles) for final in (0.8, 0.4) for cycles in (1, 2)),
    Preset(
        "report-002", "tense", REPORT_002,
        "Encoder and decoder with learning rates of their own, the decoder fed its own output.",
        "report 002; epochs, KL cycles and top, teacher forcing and encoder steps are not stated: docs/reports.md",
        "healthy",
    ),
    Preset(
        "report-002-equal-rates", "tense", REPORT_002_EQUAL,
        "Report 002 with one learning rate for both parts: by its report, every word is then decoded into the same.",
        "report 002, discussion of its two optimizers",
        "collapsed",
    ),
    Preset(
        "report-002-monotonic", "tense", REPORT_002_MONOTONIC,
        "Report 002 with the KL weight rising once to 1, where it stays: by its report, the numbers explode.",
        "report 002, results (2); the wait is report 001's, the rise until half time is not stated: docs/reports.md",
        "exploded",
    ),
)  # fmt: skip
