"""The pictures of rows as one PNG."""

from collections.abc import Sequence
from io import BytesIO

from ...core.answer import Image, Row
from ...core.errors import UsageError

# Rows of answers side by side.
ACROSS = 20


def pictures_of(row: Row) -> list[Image]:
    """Return the pictures among a row's cells."""
    return [cell for cell in row.cells if isinstance(cell, Image)]


def png(rows: Sequence[Row]) -> bytes:
    """Return a PNG: of each row its pictures one below the other, `ACROSS` rows side by side, then the next band.

    Raises:
        UsageError: Pillow is not installed.
    """
    try:
        from PIL import Image as Picture
    except ImportError:
        raise UsageError("a picture needs Pillow to be written; pip install 'cvae-tui[digits]'") from None
    columns = [pictures_of(row) for row in rows]
    side, tall = columns[0][0].height, max(map(len, columns))
    whole = Picture.new("RGB", (min(len(columns), ACROSS) * side, tall * -(-len(columns) // ACROSS) * side))
    for number, pictures in enumerate(columns):
        for place, image in enumerate(pictures):
            mode = "L" if image.channels == 1 else "RGB"
            tile = Picture.frombytes(mode, (image.width, image.height), image.pixels).convert("RGB")
            whole.paste(tile, (number % ACROSS * side, (tall * (number // ACROSS) + place) * side))
    content = BytesIO()
    whole.save(content, "PNG")
    return content.getvalue()
