"""The map of a model, walked by keys and mouse in a tiny app that answers."""

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from toy import SPEC
from waiting import text_of, until

from cvae_tui.core.answer import Mark, Query, Row, Scatter, Table, Text
from cvae_tui.tui.messages import Answered, Ask, LatentMap, Question
from cvae_tui.tui.widgets.map_view import MapView

SQUARE = Scatter(
    "a square", ((-1.0, 1.0), (1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)), ("a", "b", "c", "d"),
    {"side": ("top", "top", "low", "low"), "name": ("a", "b", "c", "d")}, (Mark(0.9, 0.0, "0001", True),),
    Query("place"), "seen from above", dimensions=5,
)  # fmt: skip
MAP = LatentMap()


class Host(App[None]):
    CSS = "MapView { width: 60; height: 20; }"

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Question] = []
        self.turned: list[tuple[int, ...]] = []

    def compose(self) -> ComposeResult:
        yield MapView()

    @property
    def view(self) -> MapView:
        return self.query_one(MapView)

    def on_ask(self, message: Ask) -> None:
        self.asked.append(message.question)

    def on_map_view_turned(self) -> None:
        self.turned.append(self.view.axes)

    def show(self, scatter: Scatter | None = SQUARE, error: str = "", step: int = 1) -> None:
        """Answer the question for a map."""
        self.view.question = MAP
        self.view.answer(Answered(MAP, scatter=scatter, error=error, step=step))

    def answer(self, words: Sequence[str] = ("here", "there"), step: int = 1) -> None:
        """Answer the latest question for a place."""
        row = Row(tuple(Text(word, 0.7) for word in words), "", "odd")
        self.view.answer(Answered(self.asked[-1], Table(("one", "two"), (row,)), step=step))


async def shows(pilot: Pilot[None], *texts: str) -> None:
    view = pilot.app.query_one(MapView)
    await until(pilot, lambda: all(text in text_of(view) for text in texts))


async def test_the_answer_changes_as_the_cursor_walks() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Drawing the map")
        host.view.forget(SPEC)
        host.show()
        host.view.focus()
        await shows(pilot, "by side  • top  • low", "0.00, 0.00", "◇ sample")
        assert host.asked == [SQUARE.at(0.0, 0.0)]
        assert (str(host.view.border_title), str(host.view.border_subtitle)) == (
            "Map at step 1: a square", "seen from above",
        )  # fmt: skip
        host.answer()
        await shows(pilot, "one", "two", "here", "there", "○ 0.00, 0.00")
        await pilot.press("right", "right", "up")
        cursor = host.view.cursor
        assert cursor is not None and cursor[0] > 0 < cursor[1]
        # One question at a time: what is wanted meanwhile is asked after the answer.
        assert len(host.asked) == 2
        host.answer(("gone", "by"))
        await until(pilot, lambda: host.asked[-1] == SQUARE.at(*cursor))
        host.answer(("new", "place"))
        await shows(pilot, "new", "place")
        await pilot.press("enter")
        assert host.view.cursor == (1.0, 1.0)
        await shows(pilot, "1.00, 1.00 · nearest: b")


async def test_the_mouse_walks_and_the_colours_change() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.show()
        await shows(pilot, "by side")
        await pilot.mouse_down(MapView, offset=(3, 3))
        assert host.view.cursor is not None and host.view.cursor[0] < -0.9 and host.view.cursor[1] > 0.8
        # Beside the map there is no place.
        before = host.view.cursor
        await pilot.mouse_down(MapView, offset=(3, 1))
        assert host.view.cursor == before
        host.view.colour()
        await shows(pilot, "by name  • a  • b  • c  • d")


async def test_keys_go_through_the_dimensions_two_at_a_time() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.show()
        host.view.focus()
        await pilot.press("right", *[">"] * 4, "<")
        await until(pilot, lambda: len(host.turned) == 5)
        assert host.turned == [(0, 1), (2, 3), (4, 0), (), (4, 0)]
        # The cursor is of the plane that is seen, and goes with it.
        assert host.view.cursor is not None
        question = host.view.question = LatentMap(axes=(4, 0))
        host.view.answer(Answered(question, scatter=SQUARE))
        assert (host.view.cursor, host.view.seen) == (None, (4, 0))
        # Dimensions that are not there are left by the same key.
        host.view.axes = (7, 8)
        host.show(None, "there are no such dimensions")
        await pilot.press(">")
        assert host.view.axes == ()


async def test_it_is_made_again_and_forgotten() -> None:
    host = Host()
    async with host.run_test(size=(80, 24)) as pilot:
        host.show()
        await shows(pilot, "by side")
        host.answer()
        host.view.stale(1)
        assert len(host.asked) == 1
        host.view.stale(2)
        await until(pilot, lambda: len(host.asked) == 2)
        host.answer(("later", "on"), step=2)
        await shows(pilot, "later")
        host.show(step=2)
        await until(pilot, lambda: "at step 2" in str(host.view.border_title))
        host.view.forget(SPEC)
        await shows(pilot, "Drawing the map")
        host.show(None, "there is no map")
        await shows(pilot, "there is no map")
        await pilot.press("enter")
        host.view.answer(Answered(Query("somebody else's"), Table()))
        await shows(pilot, "there is no map")


async def test_ascii() -> None:
    host = Host()
    host.add_class("-ascii")
    async with host.run_test(size=(80, 24)) as pilot:
        host.show()
        await shows(pilot, "by side  * top  x low", "% sample")
        host.answer()
        await until(pilot, lambda: "here" in text_of(host.view) and text_of(host.view)[62:-62].isascii())
