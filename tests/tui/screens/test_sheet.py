"""Sheets of text: how the log is laid out."""

from cvae_tui.tui.screens.sheet import LogScreen
from cvae_tui.tui.widgets.lines import Record

PAST = [Record("1,200", "epoch 30  drawn 0.500"), Record("2,400", "training is done")]
NOW = [Record("12:00:01", "one two three four five six seven eight nine ten eleven twelve")]


def test_a_long_line_of_the_log_is_indented() -> None:
    assert str(LogScreen(NOW).draw(44)).split("\n") == [
        "12:00:01  one two three four five six seven",
        "          eight nine ten eleven twelve",
    ]


def test_the_log_of_an_opened_run_begins_with_its_past() -> None:
    assert str(LogScreen(NOW[:1], PAST).draw(100)).split("\n") == [
        "What the run told before, by step",
        "   1,200  epoch 30  drawn 0.500",
        "   2,400  training is done",
        "",
        "Since the app began",
        f"12:00:01  {NOW[0].text}",
    ]
    assert str(LogScreen([]).draw(100)) == "Nothing happened yet."
