"""When a verdict is one, and that every verdict that is given or promised is declared."""

import pytest

from cvae_tui.core.answer import Report
from cvae_tui.core.registry import all_presets, all_tasks
from cvae_tui.core.verdict import EXPLODED, NOT_YET, timely

FOUND = Report(verdict="blurred", tone="bad", reason="the error is 0.4")


def test_before_a_tenth_of_the_budget_it_is_too_early() -> None:
    early = timely(FOUND, 0.04)
    assert (early.verdict, early.tone) == ("not yet", "muted")
    assert early.reason == "4% of the budget is used up, too early to tell; so far blurred: the error is 0.4"
    assert timely(FOUND, 0.1) == FOUND


@pytest.mark.parametrize("found", [Report(), Report(verdict="exploded", tone="bad", reason="the KL is 1e9 nats")])
def test_no_verdict_stays_none_and_an_explosion_is_one_at_once(found: Report) -> None:
    assert timely(found, 0.01) == found


def test_a_task_knows_its_verdicts_and_those_of_every_task() -> None:
    for spec in all_tasks().values():
        keys = [verdict.key for verdict in spec.verdicts]
        assert len(set(keys)) == len(keys) > 0
        assert spec.verdict("exploded") == EXPLODED
        assert spec.verdict("not yet") == NOT_YET
        assert spec.verdict("unheard of").tone == "plain"
        assert all(verdict.meaning for verdict in spec.verdicts)


def test_presets_promise_verdicts_that_their_task_gives() -> None:
    for preset in all_presets():
        assert not preset.verdict or all_tasks()[preset.task].verdict(preset.verdict).meaning, preset.name
