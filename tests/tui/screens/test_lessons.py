"""A lesson in the app: chosen from the list, followed in the strip, marked on the charts, and gone on with."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from textual.widgets import OptionList, Static
from toy import SPEC, registered, write_pictures
from waiting import settled, text_of, until

from cvae_tui.core.events import DialTurned
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.tui.app import Studio
from cvae_tui.tui.dialogs.lessons import CardScreen, LessonsScreen
from cvae_tui.tui.lesson import Watched
from cvae_tui.tui.widgets.hints import Hints
from cvae_tui.tui.widgets.lesson_strip import LessonStrip


async def test_a_lesson_from_the_list_to_the_next_one(studio: Callable[..., Studio], tmp_path: Path) -> None:
    write_pictures(tmp_path / "dots")
    with registered():
        app = studio(run=None, task="toy", data=str(tmp_path / "dots"))
        async with app.run_test(size=(120, 36)) as pilot:
            await settled(pilot)
            lessons = app.dashboard.lessons
            await pilot.press("E")
            await until(pilot, lambda: isinstance(app.screen, LessonsScreen))
            # What goes on from another lesson is not begun with.
            assert app.screen.query_one(OptionList).option_count == 1
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, CardScreen))
            assert lessons.watched is not None
            assert [mark.text for mark in lessons.watched.marks] == ["here they are drawn"]
            await pilot.press("enter")
            await until(pilot, lambda: lessons.watched is not None and lessons.watched.lesson.name == "undraw")
            await until(pilot, lambda: isinstance(app.screen, CardScreen))
            assert lessons.watched.verdict == "drawn"
            await pilot.press("escape")
            moments = [each for each in app.dashboard.curves.curves.annotations if each.kind == "moment"]
            assert [(each.number, each.text) for each in moments] == [
                (1, "here they are drawn"), (2, "here it is turned"),
            ]  # fmt: skip
            # Each is written on the chart of its metric, its number on all.
            curves = app.dashboard.curves

            def written() -> list[list[tuple[str, str]]]:
                shown = [curves._chart(panel).panel for panel in curves.panels]
                return [[(rule.sign, rule.text) for rule in panel.rules if rule.sign] for panel in shown]

            await until(pilot, lambda: all([sign for sign, _ in rules] == ["2", "1"] for rules in written()))
            assert sorted(text for rules in written() for _, text in rules if text) == [
                "here it is turned", "here they are drawn",
            ]  # fmt: skip
            strip = text_of(app.dashboard.query_one(LessonStrip))
            assert "The rate turned down" in strip and "the lesson is over" in strip
            # A model without a latent space has no z to move.
            await pilot.press("3")
            hints = app.dashboard.query_one(Hints)
            await until(pilot, lambda: "new samples" in text_of(hints))
            assert "move z" not in text_of(hints) and "lock" in text_of(hints)
            # From the card, the same key shows the list.
            await pilot.press("E")
            await until(pilot, lambda: isinstance(app.screen, CardScreen))
            assert "drawn: every picture is drawn" in str(app.screen.query_one(Static).content)
            await pilot.press("E")
            await until(pilot, lambda: isinstance(app.screen, LessonsScreen))
    events = read_history(runs_folder() / "toy")[0]
    assert [(event.dial, event.value) for event in events if isinstance(event, DialTurned)] == [("lr", 0.001)]


async def test_a_lesson_step_by_step(studio: Callable[..., Studio], tmp_path: Path) -> None:
    write_pictures(tmp_path / "dots")
    with registered():
        app = studio(run=None, task="toy", data=str(tmp_path / "dots"))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await pilot.press("E", "full_stop")
            await until(pilot, lambda: app.runner.snapshot.state == "paused")
            for step in (1, 2):
                await pilot.press("full_stop")
                await until(pilot, lambda step=step: app.runner.snapshot.step == step)
                await until(pilot, lambda: app.runner.snapshot.state == "paused")
            strip = app.dashboard.query_one(LessonStrip)
            assert "prediction" in text_of(strip) and strip.size.height == 2
            # Where its words need more lines, it has them, as far as the screen has.
            long = replace(SPEC.lessons[0], predict="both are drawn, " * 6)
            for height, rows in ((24, 3), (20, 2)):
                await pilot.resize_terminal(80, height)
                strip.show(Watched(long))
                await until(pilot, lambda rows=rows: strip.size.height == rows)


async def test_a_lesson_that_has_no_run_leaves_nothing_on_the_next_one(
    studio: Callable[..., Studio], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    with registered():
        app = studio(run=None, task="toy", data=str(tmp_path / "empty"))
        async with app.run_test(size=(120, 36)) as pilot:
            await settled(pilot)
            app.dashboard.action_order("lesson", "draw")
            await until(pilot, lambda: app.dashboard.lessons.watched is None)
            app.dashboard.action_order("task", "tense")
            await until(pilot, lambda: app.dashboard.spec.name == "tense")
            await settled(pilot)
            assert text_of(app.dashboard.query_one(LessonStrip)).strip() == ""


async def test_what_cannot_be_begun_is_said(studio: Callable[..., Studio]) -> None:
    with registered():
        app = studio()
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.dashboard.action_order("lesson", "undraw")
            assert "goes on from 'draw'" in app.dashboard.records[-1].text
            app.dashboard.action_order("lesson", "dance")
            assert "there is no lesson 'dance'" in app.dashboard.records[-1].text
