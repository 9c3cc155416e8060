"""What a word was converted into, of paradigms whose probabilities are known."""

import pytest

from cvae_tui.core.tasks.tense.conversion import Forms, Paradigms, Reading, conversion_of
from cvae_tui.core.tasks.tense.readings import Candidates

LIE, LAY = ("lie", "lies", "lying", "lay"), ("lay", "lays", "laying", "laid")
LAYED = ("lay", "lays", "laying", "layed")


def paradigms(rows: tuple[Forms, ...], shares: list[float], found: int | None = None) -> Paradigms:
    """Return weighed paradigms with these probabilities; behind `found` the data alone knows them."""
    scores = (0.0,) * len(rows)
    count = len(rows) if found is None else found
    return Paradigms(Candidates(rows, scores, count, 1.0), shares, (1.0, 1.0, 1.0, 1.0), True)


PRESENT = (0, paradigms((LAY, LAYED), [0.9, 0.05]))
PAST = (3, paradigms((LIE,), [0.8]))
KINDS = (0.7, 0.0, 0.0, 0.25, 0.0, 0.0, 0.05)


def test_the_likeliest_of_all_kinds_is_the_answer_and_what_is_told_is_in_order() -> None:
    found = conversion_of("lay", [PAST, PRESENT], KINDS, (), True)
    assert (found.source, found.forms, found.no_verb) == (0, LAY, 0.05)
    assert [(r.source, r.forms) for r in found.readings] == [(0, LAY), (3, LIE)]
    # 0.7 * 0.9 and 0.25 * 0.8; layed has 0.7 * 0.05, which is too little to be told.
    assert [r.probability for r in found.readings] == pytest.approx([0.63, 0.2])
    # A present of lay is right where it is a present of either row; its past in one of them.
    assert found.certainty == pytest.approx((0.7 * 0.95, 0.7 * 0.95, 0.7 * 0.95, 0.7 * 0.9))


def test_what_the_data_knows_is_told_however_improbable_and_never_the_answer() -> None:
    known = {(0, LAYED)}
    found = conversion_of("lay", [PRESENT], None, known, True)
    assert [r.forms for r in found.readings] == [LAY, LAYED]
    assert found.kinds is None
    assert found.readings[0].probability == 0.9
    behind = (0, paradigms((LAY, LAYED), [0.1, 0.9], found=1))
    assert conversion_of("lay", [behind], None, known, True).forms == LAY


def test_letters_that_were_not_weighed_are_as_sure_as_they_are() -> None:
    letters = Paradigms(Candidates((LAY,), (0.0,), 1, 0.5), [0.5], (1.0, 0.9, 0.8, 0.7), False)
    found = conversion_of("lay", [(0, letters)], None, (), False)
    assert found.certainty == (1.0, 0.9, 0.8, 0.7)


def test_a_broken_model_has_an_answer() -> None:
    nan = float("nan")
    broken = (0, paradigms((LAY, LAYED), [nan, nan]))
    found = conversion_of("lay", [broken], None, (), True)
    assert isinstance(found.readings[0], Reading)
    assert found.forms == LAY


def test_a_word_that_stands_in_its_own_row_is_no_other_form_of_it() -> None:
    other = (5, paradigms((LIE, LAY), [0.5, 0.4]))
    found = conversion_of("lay", [PAST, other], (0.0, 0.0, 0.0, 0.25, 0.0, 0.5, 0.25), (), True)
    # lie's past 0.25 * 0.8 and, read as another form, 0.5 * 0.5; lay stands in its row as the present.
    assert [(r.source, r.forms) for r in found.readings] == [(3, LIE), (0, LAY)]
    assert [r.probability for r in found.readings] == pytest.approx([0.45, 0.2])
