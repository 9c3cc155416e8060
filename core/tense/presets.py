"""The presets of the tense task, each with the source of its values."""

from dataclasses import replace

from ..preset import Preset
from .config import TenseConfig

DEFAULT = TenseConfig(
    latent=8, kl_target=11.0, dreamed=1.0, transport=1.0, attended=0.3, invented=0.15, lr=0.004, evaluate_every=10
)

# What the reports have in common: the lab's own sizes, plain SGD, a word at a time, each decoded into itself.
SEED = TenseConfig(
    hidden=256,
    embedding=256,
    latent=32,
    condition=8,
    objective="reconstruct",
    optimizer="sgd",
    lr=0.05,
    lr_schedule="constant",
    batch_size=1,
    clip=0.0,
    epoch_schedules=True,
    precision="float32",
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
            dreamed=0.5,
            attended=0.6,
            invented=0.2,
            dropout=0.1,
            emphasis=2,
            seconds=5000.0,
        ),
        "Made for verbs it has never seen: the shipped model, an hour and a half on one core.",
        "this project, docs/experiments.md",
    ),
    Preset(
        "seed-000",
        "tense",
        replace(
            SEED,
            variant="gru",
            batch_size=32,
            epochs=50,
            kl="constant",
            kl_weight=0.0,
            teacher_forcing=0.5,
            teacher_forcing_start=0.5,
        ),
        "Reconstructs words; with KL weight 0 its noise means nothing.",
        "report 000, hyper-parameters; the embedding's width is not stated there and taken to be 256",
    ),
    *(
        Preset(
            f"seed-001-tf{int(10 * final)}-{cycles}",
            "tense",
            replace(
                SEED,
                variant="lstm-hc",
                epochs=150,
                kl="cyclical",
                kl_cycles=cycles,
                kl_weight=0.1,
                teacher_forcing=final,
            ),
            f"Teacher forcing from 1 to {final}, KL weight in {'one cycle' if cycles == 1 else 'two cycles'}.",
            "report 001, sections 3.5 and 3.6; the KL weight's top is not stated there and taken to be 0.1",
        )
        for final in (0.8, 0.4)
        for cycles in (1, 2)
    ),
    Preset(
        "seed-002",
        "tense",
        replace(
            SEED,
            variant="lstm-h",
            epochs=150,
            kl="cyclical",
            kl_cycles=2,
            kl_weight=0.1,
            teacher_forcing=0.5,
            feedback="output",
            encoder_lr=1.0,
            encoder_lr_decay=0.5,
            encoder_lr_drops=4,
        ),
        "Encoder and decoder with learning rates of their own, the decoder fed its own output.",
        "report 002; its epochs, cycles and the encoder rate's steps are not stated there and chosen like report 001's",
    ),
)
