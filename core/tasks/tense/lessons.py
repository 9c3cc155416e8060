"""Lessons: small models that show one thing each within a minute on one thread, in the app or by `experiment lessons`.

They are of the reports' GRU kind, smaller, with batches and AdamW, so that a minute is enough.
"""

from dataclasses import replace

from ...spec import Preset
from .config import TenseConfig

LESSON = TenseConfig(
    variant="gru",
    hidden=128,
    embedding=64,
    latent=16,
    objective="reconstruct",
    batch_size=64,
    lr=0.004,
    lr_schedule="constant",
    kl="constant",
    precision="float32",
    seconds=60.0,
    evaluate_every=1,
)

COLLAPSE = replace(LESSON, kl_weight=1.0)
# Report 002's failure: no weight while the KL grows, then all of it at once, on an encoder with a rate of 1.
# It is over within a few steps, so each is reported.
EXPLOSION = replace(
    LESSON, variant="lstm-h", optimizer="sgd", lr=0.05, encoder_lr=1.0, clip=0.0, kl="monotonic", kl_weight=1.0,
    kl_wait=0.5, kl_rise=0.0, report_every=1,
)  # fmt: skip
RELEASE = replace(LESSON, kl="cyclical", kl_cycles=2, kl_weight=1.0, kl_wait=0.5, kl_rise=0.25)
EXPOSURE = replace(LESSON, kl_weight=0.2, teacher_forcing=0.2, teacher_forcing_hold=0.5)

LESSON_PRESETS: tuple[Preset, ...] = (
    Preset(
        "lesson-collapse", "tense", COLLAPSE,
        "Posterior collapse: see the KL stay near 0 and every sample say nearly the same word.",
        "this project, docs/reports.md; the plain ELBO from the first step (Bowman et al. 2016)",
    ),
    Preset(
        "lesson-explosion", "tense", EXPLOSION,
        "KL explosion: see the KL grow to hundreds at weight 0, and the run break when the weight comes at half time.",
        "report 002, results and discussion, in small; docs/reports.md",
    ),
    Preset(
        "lesson-release", "tense", RELEASE,
        "Release: see BLEU-4 sink while the KL weight is high, and jump when it falls to 0 at half time.",
        "report 002, discussion, and report 001's two cycles, in small; docs/reports.md",
    ),
    Preset(
        "lesson-exposure", "tense", EXPOSURE,
        "Exposure bias: see CE rise from half time on, when the decoder is fed its own letters, not the truth.",
        "report 001's schedule in small; Bengio et al. 2015, Ranzato et al. 2016; docs/reports.md",
    ),
)  # fmt: skip
