"""The part of an axis that is seen."""

from cvae_tui.tui.charts.window import Window

WHOLE, LAST = (0.0, 1000.0), 800.0


def test_closer_and_wider_at_the_latest_values() -> None:
    window = Window()
    assert window.seen(WHOLE, LAST) is None
    window.zoom(True, WHOLE, LAST)
    assert window.seen(WHOLE, LAST) == (300, 800)
    assert window.seen(WHOLE, 900) == (400, 900)
    window.zoom(False, WHOLE, LAST)
    assert window.seen(WHOLE, LAST) is None


def test_the_place_under_the_mouse_stays_where_it_is() -> None:
    window = Window()
    window.zoom(True, WHOLE, LAST, at=250)
    assert window.seen(WHOLE, LAST) == (125, 625)
    window.zoom(True, WHOLE, LAST, at=250)
    assert window.seen(WHOLE, LAST) == (187.5, 437.5)


def test_moving_ends_at_the_first_and_at_the_latest_values_which_it_follows() -> None:
    window = Window()
    window.pan(100, WHOLE, LAST)
    assert window.seen(WHOLE, LAST) is None
    window.zoom(True, WHOLE, LAST)
    window.pan(-1000, WHOLE, LAST)
    assert window.seen(WHOLE, LAST) == (0, 500)
    window.pan(200, WHOLE, LAST)
    assert window.seen(WHOLE, LAST) == (200, 700)
    window.pan(200, WHOLE, LAST)
    assert (window.end, window.seen(WHOLE, 900)) == (None, (400, 900))


def test_what_is_held_is_seen() -> None:
    window = Window(100, 500)
    window.hold(450, WHOLE, LAST)
    assert window.seen(WHOLE, LAST) == (400, 500)
    window.hold(350, WHOLE, LAST)
    assert window.seen(WHOLE, LAST) == (350, 450)
    window.hold(600, WHOLE, LAST)
    assert window.seen(WHOLE, LAST) == (500, 600)


def test_there_is_a_least_part() -> None:
    window = Window()
    for _ in range(40):
        window.zoom(True, WHOLE, LAST)
    assert window.span is not None and 0.1 <= window.span < 0.2
