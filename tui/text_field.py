"""An input that takes every key in its turn."""

from typing import cast

from textual.binding import Binding
from textual.events import Key
from textual.widgets import Input

# What an input does at a key; to copy is left to others where nothing is selected.
ACTIONS = {
    key: binding.action
    for binding in cast("list[Binding]", Input.BINDINGS)
    for key in binding.key.split(",")
    if binding.action != "copy"
}


class TextField(Input):
    """An input that edits in turn with the letters.

    Textual's own hands a key that is no letter from parent to parent, and it comes too late where keys come in a burst.
    """

    async def on_key(self, event: Key) -> None:
        """Do what a key is for."""
        if action := ACTIONS.get(event.key):
            event.stop()
            event.prevent_default()
            await self.run_action(action)
