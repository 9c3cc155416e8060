"""The paradigms that a word may belong to, by hand."""

import pytest

from cvae_tui.core.tasks.tense.config import Row
from cvae_tui.core.tasks.tense.paradigms import candidates, features, follows

ROUT, ROUTE = ("rout", "routs", "routing", "routed"), ("route", "routes", "routing", "routed")


def test_a_past_may_be_that_of_two_verbs_and_never_a_bit_of_each() -> None:
    decoded = ("route", "routs", "routing", "routed")
    found = candidates("routed", 3, decoded)
    assert found[0] == decoded and ROUT in found and ROUTE in found
    assert all(row[3] == "routed" for row in found)


def test_a_word_of_another_kind_is_in_no_form_and_its_base_is_what_was_decoded() -> None:
    write = ("write", "writes", "writing", "wrote")
    assert candidates("written", 4, write) == [write, ("write", "writes", "writing", "writed")]
    # Or what its third or its progressive is a form of, with the past that was decoded.
    broken = ("foago", "forgoes", "forgoing", "forwent")
    assert ("forgo", "forgoes", "forgoing", "forwent") in candidates("forgone", 4, broken)


def test_a_present_is_its_own_base_and_may_double_or_keep_an_irregular_past() -> None:
    found = candidates("abet", 0, ("abet", "abets", "abeting", "abetted"))
    assert ("abet", "abets", "abetting", "abetted") in found and {row[0] for row in found} == {"abet"}
    assert ("swim", "swims", "swimming", "swam") in candidates("swim", 0, ("swim", "swims", "swiming", "swam"))


def test_where_nothing_was_decoded_there_is_still_a_candidate() -> None:
    assert candidates("x", 4, ("", "", "", "")) == [("", "", "", "")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROUTE, (0.0, 0.0)),
        (("route", "routs", "routing", "routed"), (1.0, 0.0)),
        (("go", "goes", "going", "went"), (1.0, 0.0)),
        (("travel", "travels", "traveling", "travelled"), (0.0, 1.0)),
        (("travel", "travels", "travelling", "travelled"), (0.0, 0.0)),
    ],
)
def test_what_tells_paradigms_apart(row: Row, expected: tuple[float, float]) -> None:
    assert features(row) == expected


def test_an_irregular_verb_follows_another_behind_a_prefix() -> None:
    throw = ("throw", "throws", "throwing", "threw")
    assert follows(("overthrow", "overthrows", "overthrowing", "overthrew"), {throw})
    assert not follows(("overthrow", "overthrows", "overthrowing", "overthrowed"), {throw})
    # One letter is no prefix.
    assert not follows(("athrow", "athrows", "athrowing", "athrew"), {throw}) and not follows(throw, {throw})


def test_it_follows_behind_the_given_prefixes_alone() -> None:
    cost = ("cost", "costs", "costing", "cost")
    accost = ("accost", "accosts", "accosting", "accost")
    assert follows(accost, {cost}) and follows(accost, {cost}, {"ac"}) and not follows(accost, {cost}, {"over"})
