"""The presets of the tense task, each with the source of its values."""

from dataclasses import replace

from ...spec import Preset
from .config import TenseConfig
from .lessons import LESSON_PRESETS
from .reports import REPORT_PRESETS

DEFAULT = TenseConfig(
    latent=8,
    kl_target=11.0,
    prior_samples=1.0,
    transport=1.0,
    attention_prob=0.3,
    hallucination=0.15,
    lr=0.004,
    evaluate_every=5,
)
UNSEEN = replace(
    DEFAULT,
    latent=16,
    kl_target=12.0,
    prior_samples=0.4,
    attention_prob=0.7,
    hallucination=0.3,
    prefixed=True,
    dropout=0.1,
    oversample=1,
    evaluate_every=10,
    seconds=5000.0,
)
SOURCE = "this project, docs/experiments.md"

PRESETS: tuple[Preset, ...] = (
    Preset(
        "default", "tense", DEFAULT, "Converts seen and unseen verbs and makes verbs from noise, in minutes.", SOURCE
    ),
    Preset(
        "unseen", "tense", UNSEEN,
        "Made for verbs it has never seen: what the shipped model began with, an hour and a half on one core.", SOURCE,
    ),
    *LESSON_PRESETS,
    *REPORT_PRESETS,
)  # fmt: skip
