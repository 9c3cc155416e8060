"""The presets of the tense task, each with the source of its values."""

from dataclasses import replace

from ..preset import Preset
from .config import TenseConfig
from .lessons import LESSON_PRESETS
from .seeds import SEED_PRESETS

DEFAULT = TenseConfig(latent=8, kl_target=11.0, dreamed=1.0, attended=0.3, invented=0.15, lr=0.004, evaluate_every=10)

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
            latent=32,
            kl_target=9.0,
            dreamed=0.25,
            attended=0.6,
            invented=0.5,
            dropout=0.2,
            seconds=4000.0,
        ),
        "Made for verbs it has never seen; an hour on one core. The shipped model began so.",
        "this project, docs/experiments.md",
    ),
    *LESSON_PRESETS,
    *SEED_PRESETS,
)
