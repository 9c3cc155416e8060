"""Pictures as tensors on a device: all of them at once, and the batch that belongs to a step."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from .data import Pictures


def to_tensor(pictures: Pictures, device: torch.device, channels_last: bool = True) -> Float[Tensor, "N C 32 32"]:
    """Return pictures with values from -1 to 1."""
    pixels = torch.from_numpy(pictures.pixels).to(device).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    return pixels.contiguous(memory_format=torch.channels_last if channels_last else torch.contiguous_format)


def to_pixels(pictures: Float[Tensor, "N C 32 32"]) -> list[bytes]:
    """Return each picture's pixels as bytes, row by row."""
    pixels = ((pictures.detach().float().clamp(-1, 1) + 1.0) * 127.5).round().byte().permute(0, 2, 3, 1).cpu()
    return [picture.contiguous().numpy().tobytes() for picture in pixels]


class Deck:
    """Pictures of one kind on a device; a step's batch is drawn by (seed, step) alone."""

    def __init__(self, pictures: Pictures, device: torch.device, channels_last: bool = True) -> None:
        self.pictures = to_tensor(pictures, device, channels_last)
        self.labels = torch.from_numpy(pictures.labels).to(device)

    def __len__(self) -> int:
        return len(self.labels)

    def batch(
        self, size: int, generator: torch.Generator, shift: int = 0
    ) -> tuple[Float[Tensor, "B C 32 32"], Int[Tensor, "B"]]:
        """Return `size` pictures drawn with replacement, and their labels; the draw is made on the host.

        Each is moved by up to `shift` pixels down and to the right or back; what comes in is the border once more.
        """
        places = torch.randint(len(self), (size,), generator=generator).to(self.labels.device, non_blocking=True)
        pictures, labels = self.pictures[places], self.labels[places]
        if not shift:
            return pictures, labels
        by = torch.randint(-shift, shift + 1, (2, size), generator=generator)
        return moved(pictures, by.to(pictures.device, non_blocking=True)), labels


def moved(pictures: Float[Tensor, "B C H W"], by: Int[Tensor, "2 B"]) -> Float[Tensor, "B C H W"]:
    """Return pictures moved by so many pixels down and to the right; what comes in is the border once more."""
    height, width = pictures.shape[2:]
    rows, columns = (
        (torch.arange(length, device=by.device) - each[:, None]).clamp(0, length - 1)
        for length, each in zip((height, width), by, strict=True)
    )
    every = torch.arange(len(pictures), device=by.device)[:, None, None]
    # Indexed with the channels last, as they lie in memory.
    return pictures.permute(0, 2, 3, 1)[every, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
