"""Generators, discriminators and the judge. Pictures are (B, C, 32, 32) with values from -1 to 1; W is the width.

The layout is that of the lab's code that report 004 fills in: strided convolutions of 4 x 4 down to 8 x 8, two residual
blocks, transposed convolutions back; the discriminator goes on to 4 x 4 and one vector of logits.
"""

from typing import TypeVar

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from .config import DigitsConfig
from .data import CHANNELS, SIDE

M = TypeVar("M", bound=nn.Module)

DIGITS = 10
FAKE = DIGITS
"""The class that a discriminator gives to pictures that a generator made."""


class ResidualBlock(nn.Module):
    """Two convolutions and the skip around them, the last ReLU after the sum (report 004, part 2)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x: Float[Tensor, "B W H H"]) -> Float[Tensor, "B W H H"]:
        """Return relu(x + f(x))."""
        return functional.relu(x + self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x))))))


class Generator(nn.Module):
    """Translates pictures of one kind into another: 32 to 8 and back to 32 pixels a side.

    With a style, S numbers are given beside each picture, in planes of their own: one digit has many street pictures,
    and a function of the digit alone could make but one of them (BicycleGAN, Zhu et al. 2017).
    """

    def __init__(self, source: int, target: int, width: int, style: int = 0) -> None:
        super().__init__()
        self.style = style
        self.layers = nn.Sequential(
            *_down(source + style, width),
            *_down(width, 2 * width),
            ResidualBlock(2 * width),
            ResidualBlock(2 * width),
            nn.ConvTranspose2d(2 * width, width, 4, 2, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(width, target, 4, 2, 1),
            nn.Tanh(),
        )

    def forward(self, x: Float[Tensor, "B C 32 32"], style: Float[Tensor, "B S"] | None = None) -> Tensor:
        """Return pictures (B, K, 32, 32); no style is one of zeros."""
        if self.style:
            given = x.new_zeros(len(x), self.style) if style is None else style.to(x.dtype)
            x = torch.cat([x, given[:, :, None, None].expand(-1, -1, SIDE, SIDE)], 1)
        return self.layers(x)


def _down(source: int, target: int) -> list[nn.Module]:
    return [nn.Conv2d(source, target, 4, 2, 1, bias=False), nn.BatchNorm2d(target), nn.ReLU(inplace=True)]


def build_generators(config: DigitsConfig) -> nn.ModuleDict:
    """Return both generators and, where there is a style, what reads it."""
    grey, colour = CHANNELS["mnist"], CHANNELS["street"]
    generators: dict[str, nn.Module] = {
        "to_street": Generator(grey, colour, config.width, config.style),
        "to_mnist": Generator(colour, grey, config.width),
    }
    if config.style:
        generators["style"] = StyleReader(colour, config.width, config.style)
    return nn.ModuleDict(generators)


class StyleReader(nn.Sequential):
    """Reads the style off a street picture, made or real (the Q of InfoGAN, Chen et al. 2016)."""

    def __init__(self, channels: int, width: int, style: int) -> None:
        super().__init__(
            nn.Conv2d(channels, width, 4, 2, 1),
            nn.LeakyReLU(0.1, inplace=True),
            nn.Conv2d(width, 2 * width, 4, 2, 1),
            nn.LeakyReLU(0.1, inplace=True),
            nn.AdaptiveAvgPool2d(2),
            nn.Flatten(),
            nn.Linear(8 * width, style),
        )


class Discriminator(nn.Module):
    """Tells which digit a real picture shows, and pictures that were made: eleven logits, or two."""

    def __init__(self, channels: int, width: int, classes: int, spectral: bool) -> None:
        super().__init__()
        wrap = spectral_norm if spectral else _as_it_is
        layers: list[nn.Module] = []
        for source, target in ((channels, width), (width, 2 * width), (2 * width, 4 * width)):
            layers += [wrap(nn.Conv2d(source, target, 4, 2, 1)), nn.LeakyReLU(0.1, inplace=True)]
        self.features = nn.Sequential(*layers)
        self.out = wrap(nn.Conv2d(4 * width, classes, 4))

    def forward(self, x: Float[Tensor, "B C 32 32"]) -> Float[Tensor, "B K"]:
        """Return the logits."""
        return self.out(self.features(x)).flatten(1)


def _as_it_is(layer: nn.Module) -> nn.Module:
    return layer


class Judge(nn.Sequential):
    """Reads digits of one kind; trained on real pictures of that kind alone."""

    def __init__(self, channels: int, width: int = 32) -> None:
        super().__init__(
            *_level(channels, width),
            *_level(width, 2 * width),
            *_level(2 * width, 4 * width),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(4 * width * 16, DIGITS),
        )


def _level(source: int, target: int) -> list[nn.Module]:
    return [
        nn.Conv2d(source, target, 3, padding=1, bias=False),
        nn.BatchNorm2d(target),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
    ]


def placed(module: M, device: torch.device, channels_last: bool = True) -> M:
    """Return a module on a device, its convolutions with their channels last in memory or first."""
    layout = torch.channels_last if channels_last else torch.contiguous_format
    return module.to(device, memory_format=layout)  # pyright: ignore[reportCallIssue, reportUnknownVariableType]


@torch.no_grad()
def update_average(average: nn.Module, model: nn.Module, decay: float) -> None:
    """Move an exponential moving average of a module's weights towards it; its buffers become the module's."""
    for slow, fast in zip(average.parameters(), model.parameters(), strict=True):
        slow.lerp_(fast, 1.0 - decay)
    for slow, fast in zip(average.buffers(), model.buffers(), strict=True):
        slow.copy_(fast)
