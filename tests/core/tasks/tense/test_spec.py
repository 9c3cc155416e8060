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
    ("kl", "weight", "fraction", "kinds"),
    [
        (0.2, 1.0, 0.5, ["collapsed"]),
        (0.6, 1.0, 0.5, []),
        (0.2, 0.0, 0.5, []),
        (0.2, 1.0, 0.09, []),
        (None, 1.0, 0.5, []),
        (290.0, 0.0, 0.01, []),
        (310.0, 0.0, 0.01, ["exploded"]),
    ],
)
def test_collapse_and_explosion_are_warned_of(
    kl: float | None, weight: float, fraction: float, kinds: list[str]
) -> None:
    losses = None if kl is None else {"kl": kl}
    found = SPEC.alerts(Stepped(7, 1.0, fraction, 8, 1.0, {"kl_weight": weight}, losses))
    assert [(alert.step, alert.kind) for alert in found] == [(7, kind) for kind in kinds]
