"""The presets of the tense task, each with the source of its values."""

from dataclasses import replace

from ...spec import Preset
from .config import TenseConfig
from .lessons import LESSON_PRESETS
from .seeds import SEED_PRESETS

DEFAULT = TenseConfig(
    latent=8, kl_target=11.0, dreamed=1.0, transport=1.0, attended=0.3, invented=0.15, lr=0.004, evaluate_every=5
)

PRESETS: tuple[Preset, ...] = (
    Preset(
        "default",
        "tense",
        DEFAULT,
        "Converts seen and unseen verbs and makes verbs from noise, in minutes.",
        "this project, docs/experiments.md",
    ),
    Preset(
        "unseen",
        "tense",
        replace(
            DEFAULT,
            latent=16,
            kl_target=12.0,
            dreamed=0.4,
            attended=0.7,
            invented=0.3,
            compounds=True,
            dropout=0.1,
            emphasis=1,
            evaluate_every=10,
            seconds=5000.0,
        ),
        "Made for verbs it has never seen: what the shipped model began with, an hour and a half on one core.",
        "this project, docs/experiments.md",
    ),
    *LESSON_PRESETS,
    *SEED_PRESETS,
)
