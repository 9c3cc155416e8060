"""The line of usage comes and goes, and says as much as fits."""

import pytest
from textual.app import App, ComposeResult
from waiting import text_of, until

from cvae_tui.tui.usage import Meter, Part, Usage
from cvae_tui.tui.widgets.usage_line import UsageLine

USAGE = Usage(Part(2.0, 4, 1.5), Part(4e9, 16e9, 1.24e9))


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield UsageLine()


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (80, " processor 2 of 4 cores (here 1.5)   memory 4.0 of 16 GB (here 1.2)"),
        (40, " processor 2 of 4 cores (here 1.5)"),
        (20, " processor 2 of 4 co"),
    ],
)
async def test_it_says_as_much_as_fits(monkeypatch: pytest.MonkeyPatch, width: int, text: str) -> None:
    monkeypatch.setattr(Meter, "read", lambda self: USAGE)
    host = Host()
    async with host.run_test(size=(width, 5)) as pilot:
        line = host.query_one(UsageLine)
        assert not line.display and line.usage is None
        line.shown = True
        await until(pilot, lambda: line.size.height and text_of(line).rstrip() == text)
        line.shown = False
        await until(pilot, lambda: not line.display)
