"""Keys that come in a burst."""

import pytest
from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Input

from cvae_tui.tui.text_field import TextField


class Host(App[None]):
    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value
        self.handed: list[str] = []

    def compose(self) -> ComposeResult:
        yield TextField(self.value, select_on_focus=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.handed.append(event.value)


@pytest.mark.parametrize(
    ("value", "keys", "wanted"),
    [
        ("aaaa", ("backspace", "backspace", "x", "y"), "aaxy"),
        ("aaaa", ("ctrl+u", "7"), "7"),
        ("walk", ("home", "s", "end", "s"), "swalks"),
        ("run", ("ctrl+w", "g", "o", "left", "delete", "n"), "gn"),
    ],
)
async def test_what_edits_comes_in_turn_with_the_letters(value: str, keys: tuple[str, ...], wanted: str) -> None:
    host = Host(value)
    async with host.run_test() as pilot:
        # All of them at once, as a terminal hands them on.
        for key in (*keys, "enter", "z"):
            host.post_message(Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert host.handed == [wanted] and host.query_one(Input).value == f"{wanted}z"
