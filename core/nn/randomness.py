"""Randomness as a function of (seed, number) alone."""

from collections.abc import Generator
from contextlib import contextmanager

import torch


def mixed_seed(seed: int, number: int) -> int:
    """Return a seed for a generator from the run's seed and a number, far apart for neighbours (splitmix64)."""
    value = (seed * 0x9E3779B97F4A7C15 + (number + 2**32) * 0xBF58476D1CE4E5B9) % 2**64
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB % 2**64
    return (value ^ (value >> 31)) >> 1


@contextmanager
def seeded(seed: int, device: torch.device) -> Generator[None]:
    """Have torch's own generators, that of the device too, draw by this seed, and give them back as they were."""
    devices = [] if device.type == "cpu" else [device]
    with torch.random.fork_rng(devices=devices, device_type=device.type if devices else "cuda"):
        torch.manual_seed(seed)
        yield


def on_device(generator: torch.Generator, device: torch.device) -> torch.Generator:
    """Return a generator of the host's, or where values are drawn on a device one there that began with its seed."""
    if device.type == "cpu":
        return generator
    return torch.Generator(device).manual_seed(generator.initial_seed())
