"""Measuring in a process of its own: the real one, which reads its order and can be given up."""

import asyncio
import sys
from pathlib import Path

import pytest

from cvae_tui.core.sessions import TrainOrder
from cvae_tui.tui.dialogs import measuring
from cvae_tui.tui.dialogs.measuring import seconds_of


async def test_a_process_answers_and_what_it_cannot_measure_is_none() -> None:
    # A budget of time is told without a model.
    assert await seconds_of(TrainOrder("lesson-collapse", settings=(("seconds", "90"),))) == 90.0
    assert await seconds_of(TrainOrder("no-such-preset")) is None


async def test_what_is_given_up_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began = tmp_path / "began"
    monkeypatch.setattr(measuring, "COMMAND", f"import time; open({str(began)!r}, 'w'); time.sleep(600)")
    task = asyncio.create_task(seconds_of(TrainOrder()))
    while not began.exists():
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    assert await seconds_of(TrainOrder()) is None
