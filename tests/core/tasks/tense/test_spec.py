"""What the tense task declares: everything named is declared, and a collapse is warned of when it is one."""

import pytest

from cvae_tui.core.events import Stepped
from cvae_tui.core.tasks.tense.spec import SPEC


def test_panels_and_headline_name_declared_metrics_and_dials() -> None:
    declared = {metric.key for metric in SPEC.metrics}
    assert all(set(panel.names) <= declared for panel in SPEC.panels)
    assert set(SPEC.headline) <= declared and {dial.key for dial in SPEC.dials} <= declared
    assert {SPEC.metric(key).score for key in SPEC.headline} == {"conversion.bleu4", "gaussian.score"}
    assert [sign.key for sign in SPEC.legend] == ["train", "real", "new", "broken"]


@pytest.mark.parametrize(
    ("kl", "weight", "fraction", "alerts"),
    [(0.001, 1.0, 0.5, 1), (0.02, 1.0, 0.5, 0), (0.001, 0.0, 0.5, 0), (0.001, 1.0, 0.04, 0), (None, 1.0, 0.5, 0)],
)
def test_a_weighed_kl_that_stays_at_zero_is_a_collapse(
    kl: float | None, weight: float, fraction: float, alerts: int
) -> None:
    losses = None if kl is None else {"kl": kl}
    found = SPEC.alerts(Stepped(7, 1.0, fraction, 8, 1.0, {"kl_weight": weight}, losses))
    assert [(alert.step, alert.kind) for alert in found] == [(7, "collapsed")] * alerts
