"""The presets of the tense task, each with the source of its values."""

from ..preset import Preset
from .config import TenseConfig

PRESETS: tuple[Preset, ...] = (
    Preset(
        "default",
        "tense",
        TenseConfig(dreamed=1.0, latent=16, invented=0.15),
        "Converts seen and unseen verbs and makes verbs from noise, in minutes.",
        "this project, docs/experiments.md",
    ),
)
