"""Pictures of rows as one PNG, read back pixel by pixel."""

import sys
from io import BytesIO

import pytest

from cvae_tui.core.answer import Image, Row, Text
from cvae_tui.core.errors import UsageError
from cvae_tui.tui.tables.png import ACROSS, png

Picture = pytest.importorskip("PIL.Image")
GREY, RED = Image(1, 1, 1, b"\x80"), Image(1, 1, 3, b"\xff\x00\x00")


def test_a_row_is_a_column_of_its_pictures_and_bands_follow() -> None:
    rows = [Row((GREY, Text("7"), RED))] * ACROSS + [Row((RED, GREY))]
    whole = Picture.open(BytesIO(png(rows)))
    assert whole.size == (ACROSS, 4)
    assert [whole.getpixel((0, y)) for y in range(4)] == [(128, 128, 128), (255, 0, 0), (255, 0, 0), (128, 128, 128)]
    assert whole.getpixel((ACROSS - 1, 1)) == (255, 0, 0)
    assert whole.getpixel((1, 2)) == (0, 0, 0), "nothing beside the last one"


def test_without_pillow_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(UsageError, match=r"pip install 'cvae-tui\[digits\]'"):
        png([Row((GREY,))])
