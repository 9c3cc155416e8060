"""Spelling rules and marks, with the forms written out."""

import pytest

from cvae_tui.core.runs.paths import shipped_data
from cvae_tui.core.tasks.tense.data import read_folder
from cvae_tui.core.tasks.tense.lexicon import Lexicon
from cvae_tui.core.tasks.tense.regular import is_regular, regular_forms

FULL = shipped_data("tense", "full")
# Regular in sound, but spelled as the letters alone do not tell: ch like k, sic unlike panic, an e that is heard.
SPELLED_BY_SOUND = {"ante", "psych", "segue", "sic", "stomach", "stymie"}
# Irregular, and ending like a regular past: fed, led, shed.
ENDS_LIKE_REGULAR = ("bleed", "breed", "feed", "flee", "lead", "shed", "speed", "wed")

SPLIT = ("split", "splits", "splitting", "split")
LIE = ("lie", "lies", "lying", "lay")
LAY = ("lay", "lays", "laying", "laid")
TRAVEL = (("travel",), ("travels",), ("traveling", "travelling"), ("traveled", "travelled"))
OUTRUN = (("outrun",), ("outruns",), ("outrunning",), ("outran",))


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon([SPLIT, LIE, LAY], [TRAVEL, OUTRUN, (("lie",), ("lies",), ("lying",), ("lay", "lied"))])


@pytest.mark.parametrize(
    ("base", "third", "progressive", "past"),
    [
        ("walk", "walks", "walking", "walked"),
        ("stop", "stops", "stopping", "stopped"),
        ("up", "ups", "upping", "upped"),
        ("yap", "yaps", "yapping", "yapped"),
        ("gyp", "gyps", "gypping", "gypped"),
        ("quit", "quits", "quitting", "quitted"),
        ("equip", "equips", "equiping equipping", "equiped equipped"),
        ("wait", "waits", "waiting", "waited"),
        ("fix", "fixes", "fixing", "fixed"),
        ("show", "shows", "showing", "showed"),
        ("play", "plays", "playing", "played"),
        ("try", "tries", "trying", "tried"),
        ("soliloquy", "soliloquies", "soliloquying", "soliloquyed"),
        ("love", "loves", "loving", "loved"),
        ("agree", "agrees", "agreeing", "agreed"),
        ("hoe", "hoes", "hoeing", "hoed"),
        ("dye", "dyes", "dyeing", "dyed"),
        ("die", "dies", "dying", "died"),
        ("singe", "singes", "singing singeing", "singed"),
        ("change", "changes", "changing", "changed"),
        ("cue", "cues", "cuing cueing", "cued"),
        ("argue", "argues", "arguing", "argued"),
        ("queue", "queues", "queuing queueing", "queued"),
        ("panic", "panics", "panicking", "panicked"),
        ("arc", "arcs", "arcing", "arced"),
        ("echo", "echos echoes", "echoing", "echoed"),
        ("radio", "radios", "radioing", "radioed"),
        ("ski", "skis", "skiing", "skied"),
        ("bus", "buses busses", "busing bussing", "bused bussed"),
        ("focus", "focuses focusses", "focusing focussing", "focused focussed"),
        ("guess", "guesses", "guessing", "guessed"),
        ("quiz", "quizzes", "quizzing", "quizzed"),
        ("blitz", "blitzes", "blitzing", "blitzed"),
        ("watch", "watches", "watching", "watched"),
        ("wash", "washes", "washing", "washed"),
        ("travel", "travels", "traveling travelling", "traveled travelled"),
        ("dial", "dials", "dialing dialling", "dialed dialled"),
        ("fuel", "fuels", "fueling fuelling", "fueled fuelled"),
        ("fail", "fails", "failing", "failed"),
        ("feel", "feels", "feeling", "feeled"),
        ("liret", "lirets", "lireting liretting", "lireted liretted"),
    ],
)
def test_regular_forms(base: str, third: str, progressive: str, past: str) -> None:
    assert regular_forms(base) == tuple(frozenset(forms.split()) for forms in (third, progressive, past))


def test_every_regular_row_of_the_shipped_verbs_is_accepted() -> None:
    data = read_folder(FULL)
    usual = [(first[0], second[0], third[0], fourth[0]) for first, second, third, fourth in data.unseen]
    odd = {row[0] for row in [*data.train, *usual] if row[3].endswith("ed") and not is_regular(row)}
    assert {base for base in odd if not base.endswith(ENDS_LIKE_REGULAR)} == SPELLED_BY_SOUND


def test_irregular_rows_are_not_regular() -> None:
    data = read_folder(FULL)
    regular = [row for row in data.train if not row[3].endswith("d") and is_regular(row)]
    assert regular == []
    assert not is_regular(SPLIT)
    assert is_regular(("stop", "stops", "stopping", "stopped"))
    assert not is_regular(("stop", "stops", "stoping", "stopped"))


@pytest.mark.parametrize(
    ("forms", "mark"),
    [
        (SPLIT, "train"),
        (("outrun", "outruns", "outrunning", "outran"), "real"),
        (("travel", "travels", "travelling", "traveled"), "real"),
        (("lie", "lies", "lying", "lied"), "real"),
        (("liret", "lirets", "lireting", "lireted"), "new"),
        (("shmy", "shmies", "shmying", "shmied"), "new"),
        (("liret", "lirets", "lireting", "liret"), "broken"),
        (("split", "splits", "splitting", "splitted"), "broken"),
        (("outrun", "outruns", "outrunning", "outrunned"), "broken"),
        (("split", "lies", "laying", "lay"), "broken"),
        (("o", "os", "oing", "oed"), "broken"),
        (("grt", "grts", "grting", "grted"), "broken"),
        (("", "", "", ""), "broken"),
        (("", "s", "ing", "ed"), "broken"),
    ],
)
def test_marks(lexicon: Lexicon, forms: tuple[str, str, str, str], mark: str) -> None:
    assert lexicon.mark(forms) == mark


def test_known_words_are_those_of_training_rows(lexicon: Lexicon) -> None:
    assert [word for word in ("split", "splitting", "laid", "travel", "outran", "lied") if lexicon.knows(word)] == [
        "split",
        "splitting",
        "laid",
    ]


def test_gold_rows(lexicon: Lexicon) -> None:
    assert lexicon.gold("splits") == [SPLIT]
    assert lexicon.gold("split") == [SPLIT]
    assert lexicon.gold("lay") == [LIE, LAY]
    assert lexicon.gold("lay", 0) == [LAY]
    assert lexicon.gold("lay", 3) == [LIE]
    assert lexicon.gold("travelling", 2) == [("travel", "travels", "traveling", "traveled")]
    assert lexicon.gold("lied", 3) == [LIE]
    assert lexicon.gold("outran", 0) == []
    assert lexicon.gold("liret") == []


def test_nothing_is_known_without_rows() -> None:
    empty = Lexicon([])
    assert not empty.knows("walk")
    assert empty.gold("walk") == []
    assert empty.mark(("walk", "walks", "walking", "walked")) == "new"
