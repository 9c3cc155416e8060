"""Pictures as text, against the cells written out."""

from cvae_tui.core.answer import Image
from cvae_tui.tui.tables.pictures import picture, shrinking

GREY = Image(3, 2, 1, bytes([0, 255, 0, 255, 128, 0]))
RED = Image(2, 2, 3, bytes([255, 0, 0] * 4))


def test_two_pixels_share_a_cell_and_an_odd_line_has_the_upper_one() -> None:
    assert picture(GREY) == (
        (("▀", "#000000 on #000000"), ("▀", "#ffffff on #ffffff")),
        (("▀", "#808080"), ("▀", "#000000")),
    )


def test_neighbours_of_the_same_colours_are_one_piece() -> None:
    assert picture(RED) == ((("▀▀", "#ff0000 on #ff0000"),),)


def test_without_colour_brightness_is_a_character() -> None:
    assert picture(GREY, ramp=" .#") == (((" #", "plain"),), ((". ", "plain"),))
    assert picture(RED, ramp=" .#") == (((("  "), "plain"),),)


def test_a_picture_shrinks_to_its_place() -> None:
    assert [shrinking(GREY, 2), shrinking(GREY, 1), shrinking(GREY, 2, 1), shrinking(GREY, 0)] == [1, 2, 2, 2]
    # The mean of 0, 255, 0, 255, and that of the two pixels that are left.
    assert picture(GREY, 2) == ((("▀", "#7f7f7f on #404040"),),)
