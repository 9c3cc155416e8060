"""The model variants by name."""

from .attention import AttentionCvae
from .config import TenseConfig
from .model import Cvae
from .recurrent import GruCvae, LstmBothCvae, LstmHiddenCvae

VARIANTS: dict[str, type[Cvae]] = {
    "attention": AttentionCvae,
    "gru": GruCvae,
    "lstm-h": LstmHiddenCvae,
    "lstm-hc": LstmBothCvae,
}


def build_model(config: TenseConfig) -> Cvae:
    """Return a new model of the configured variant, its weights drawn from torch's global generator."""
    return VARIANTS[config.variant](config)
