"""The presets of the tense task, each with the source of its values."""

from dataclasses import replace

from ...spec import Preset
from .config import TenseConfig
from .reports import REPORT_PRESETS

DEFAULT = TenseConfig(
    hidden=160,
    code=32,
    latent=8,
    kl_target=11.0,
    prior_samples=1.0,
    transport=1.0,
    attention_prob=0.4,
    hallucination=0.1,
    lr=0.003,
    evaluate_every=5,
)
UNSEEN = replace(
    DEFAULT,
    hidden=256,
    code=128,
    kl_target=12.0,
    prior_samples=1.5,
    attention_prob=0.5,
    hallucination=0.1,
    lr=0.004,
    prefixed=True,
    extra=True,
    latent_rows=5068,
    held_out=0.1,
    dropout=0.05,
    oversample=3,
    evaluate_every=10,
    seconds=5900.0,
)
# Lessons: small models of the reports' GRU kind that show one thing each, in as many steps as a thread learns in half
# a minute.
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
    epochs=16,
    evaluate_every=1,
)
# Report 002's failure: no weight while the KL grows, then all of it at once, on an encoder with a rate of 1.
# It is over within a few steps, so each is reported.
EXPLOSION = replace(
    LESSON, variant="lstm-h", optimizer="sgd", lr=0.05, encoder_lr=1.0, clip=0.0, kl="monotonic", kl_weight=1.0,
    kl_wait=0.5, kl_rise=0.0, report_every=1, epochs=14,
)  # fmt: skip
SOURCE = "this project, docs/experiments.md"

PRESETS: tuple[Preset, ...] = (
    Preset(
        "default", "tense", DEFAULT, "Converts seen and unseen verbs and makes verbs from noise, in minutes.", SOURCE,
        "healthy",
    ),
    Preset(
        "unseen", "tense", UNSEEN,
        "Made for verbs it has never seen, any form of them: the shipped model with --data large, 98 minutes.", SOURCE,
        "healthy",
    ),
    Preset(
        "lesson-collapse", "tense", replace(LESSON, kl_weight=1.0),
        "Posterior collapse: see the KL stay near 0 and every sample say nearly the same word.",
        "this project, docs/reports.md; the plain ELBO from the first step (Bowman et al. 2016)",
        "collapsed",
    ),
    Preset(
        "lesson-explosion", "tense", EXPLOSION,
        "KL explosion: see the KL grow to hundreds at weight 0, and the run break when the weight comes at half time.",
        "report 002, results and discussion, in small; docs/reports.md",
        "exploded",
    ),
    Preset(
        "lesson-release", "tense",
        replace(LESSON, kl="cyclical", kl_cycles=2, kl_weight=1.0, kl_wait=0.4, kl_rise=0.2, epochs=20),
        "Release: see BLEU-4 sink while the KL weight is high, and jump when it falls to 0 at half time.",
        "report 002, discussion, and report 001's two cycles, in small; docs/reports.md",
        "weak",
    ),
    Preset(
        "lesson-exposure", "tense", replace(LESSON, kl_weight=0.2, teacher_forcing=0.2, teacher_forcing_hold=0.5),
        "Exposure bias: see CE rise from half time on, when the decoder is fed its own letters, not the truth.",
        "report 001's schedule in small; Bengio et al. 2015, Ranzato et al. 2016; docs/reports.md",
        "healthy",
    ),
    *REPORT_PRESETS,
)  # fmt: skip
