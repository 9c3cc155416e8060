"""Pictures as text: two pixels to a cell in their colours, or characters from dark to bright. Pure."""

from functools import lru_cache
from itertools import groupby

from ...core.answer import Image
from .pieces import Piece


def shrinking(image: Image, width: int, lines: int = 0) -> int:
    """Return how many times smaller a picture must be to fit a width and, unless 0, so many lines."""
    tall = -(-image.height // (2 * lines)) if lines > 0 else 1
    return max(1, -(-image.width // max(width, 1)), tall)


@lru_cache(maxsize=1024)
def picture(image: Image, times: int = 1, ramp: str = "") -> tuple[tuple[Piece, ...], ...]:
    """Draw a picture so many times smaller, a line for two rows of pixels; with a ramp, dark to bright along it."""
    rows = _rows(image, times)
    lines: list[tuple[Piece, ...]] = []
    for pair in (rows[top : top + 2] for top in range(0, len(rows), 2)):
        cells = list(zip(*pair, strict=True))
        if ramp:
            shades = (sum(map(_brightness, cell)) * len(ramp) // (256_000 * len(cell)) for cell in cells)
            lines.append((("".join(ramp[shade] for shade in shades), "plain"),))
        else:
            lines.append(tuple(("▀" * len(list(same)), " on ".join(cell)) for cell, same in groupby(cells)))
    return tuple(lines)


def _rows(image: Image, times: int) -> list[list[str]]:
    """Return the colours of a picture as #rrggbb, by row; where it is drawn smaller, the means of squares."""
    wide = image.width * image.channels
    rows = [image.pixels[start : start + wide] for start in range(0, wide * image.height, wide or 1)]
    if times > 1:
        rows = [_mean(rows[top : top + times], image.channels, times) for top in range(0, len(rows), times)]
    digits, repeated = (2, 3) if image.channels == 1 else (6, 1)
    texts = (row.hex() for row in rows)
    return [["#" + text[i : i + digits] * repeated for i in range(0, len(text), digits)] for text in texts]


def _mean(rows: list[bytes], channels: int, times: int) -> bytes:
    """Return the means of the squares that lie side by side in some rows, the last one cut off if need be."""
    step = times * channels
    squares = (
        b"".join(row[left + channel : left + step : channels] for row in rows)
        for left in range(0, len(rows[0]), step)
        for channel in range(channels)
    )
    return bytes(sum(square) // len(square) for square in squares)


def _brightness(colour: str) -> int:
    """Return the brightness of #rrggbb from 0 to 255,000, weighed as in ITU-R BT.601."""
    red, green, blue = bytes.fromhex(colour[1:])
    return 299 * red + 587 * green + 114 * blue
