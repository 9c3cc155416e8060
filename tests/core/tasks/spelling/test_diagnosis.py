"""What a diagnosis counts, by hand: errors by kind, and the probability of the best suggestion."""

import pytest

from cvae_tui.core.tasks.spelling.data import Judged
from cvae_tui.core.tasks.spelling.diagnosis import Found, best_probabilities, calibration_curve, kinds_table
from cvae_tui.core.tasks.spelling.suggestion import Suggestion

LISTS: dict[str, list[Judged]] = {
    "one": [("recieve", ("receive",)), ("freind", ("friend",))],
    "two": [("tomorow", ("tomorrow", "other")), ("bxd", ("bid", "bad"))],
}
ANSWERS: dict[str, Found] = {
    "one": [[Suggestion("receive", 0.75), Suggestion("relieve", 0.25)], [Suggestion("fiend", 0.5)]],
    "two": [[Suggestion("other", 0.25)], []],
}


def test_the_best_suggestion_counts_in_the_order_of_the_lists() -> None:
    assert best_probabilities(LISTS, ANSWERS) == ([0.75, 0.5, 0.25, 0.0], [True, False, True, False])


def test_kinds_of_errors_with_how_many_are_corrected() -> None:
    rows = [[getattr(cell, "text", "") for cell in row.cells] for row in kinds_table(LISTS, ANSWERS).rows]
    assert rows == [["doubled", "1", "100%"], ["swapped", "2", "50%"], ["wrong letter", "1", "0%"]]


def test_the_calibration_curve_has_what_would_be_perfect_beside_it() -> None:
    curve = calibration_curve([0.05, 0.95, 0.95], [False, True, False])
    assert curve.x == pytest.approx((0.05, 0.95)) and curve.series["ideal"] == curve.x
    assert curve.series["right"] == (0.0, 0.5)
