from dataclasses import replace

from toy import SPEC

from cvae_tui.core.runs.headline import headline


def test_a_figure_is_of_the_score_else_of_the_evaluation_else_none() -> None:
    spec = replace(SPEC, headline=("match", "lr"))
    assert headline(spec, {"pictures": {"match": 0.5}}, {"match": 0.25, "lr": 0.1}) == {"match": 0.5, "lr": 0.1}
    assert headline(spec, {"pictures": {}}, {"match": 0.25}) == {"match": 0.25, "lr": None}
    assert headline(spec, None, {}) == {"match": None, "lr": None}
