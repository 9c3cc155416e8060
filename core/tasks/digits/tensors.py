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

    def batch(self, size: int, generator: torch.Generator) -> tuple[Float[Tensor, "B C 32 32"], Int[Tensor, "B"]]:
        """Return `size` pictures drawn with replacement, and their labels; the draw is made on the host."""
        places = torch.randint(len(self), (size,), generator=generator).to(self.labels.device, non_blocking=True)
        return self.pictures[places], self.labels[places]
