"""Scores by hand: sets of answers, the paired test, and models that are degenerate."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cvae_tui.core.task import ScoreOptions
from cvae_tui.core.tasks.spelling import baselines
from cvae_tui.core.tasks.spelling.data import read_folder, read_lexicon
from cvae_tui.core.tasks.spelling.lexicon import Lexicon
from cvae_tui.core.tasks.spelling.measure import by_heart, halves, mean_bleu, top
from cvae_tui.core.tasks.spelling.score import mcnemar
from cvae_tui.core.tasks.spelling.speller import Speller
from cvae_tui.core.tasks.spelling.suggestion import Suggestion


class Told:
    """Suggests what it is told to."""

    def __init__(self, answer: Callable[[str], list[Suggestion]]) -> None:
        self.answer = answer

    def suggest(self, words: Sequence[str], itself: bool = True, remember: bool = True) -> list[list[Suggestion]]:
        return [self.answer(word) for word in words]


@pytest.fixture
def make_speller(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Speller]:
    monkeypatch.setattr(baselines, "available", lambda lexicon, words: {"copy": baselines.copied(words)})
    data = read_folder(folder)
    lexicon = Lexicon(read_lexicon(data.lexicon))
    return lambda answer: Speller(Told(answer), lexicon, lambda: data)


def test_any_of_the_right_words_is_right() -> None:
    asked = [("a", ("x", "y")), ("b", ("z",)), ("c", ("x",))]
    found = [[Suggestion("y", 0.9)], [Suggestion("q", 0.6), Suggestion("z", 0.4)], []]
    assert top(found, asked, 1) == [True, False, False] and top(found, asked, 2) == [True, True, False]


def test_the_labs_bleu4() -> None:
    assert mean_bleu(["receive"], [("recieve", "receive")]) == pytest.approx(1.0)
    # Two letters that are right score 0.316 only, three letters are judged by thirds, and nothing scores 0.
    assert mean_bleu(["of"], [("off", "of")]) == pytest.approx(0.316, abs=1e-3)
    assert mean_bleu(["cat"], [("kat", "cat")]) == pytest.approx(1.0)
    assert mean_bleu(["", "receive"], [("a", "receive"), ("b", "receive")]) == pytest.approx(0.5)


def test_what_a_table_of_the_pairs_has_on_average() -> None:
    table = {"ham": {"harm", "hams"}, "teh": {"tehee"}}
    # One of two guesses is right, one of three pairs is looked up wrong, and what is in no table is copied.
    asked = [("ham", "harm"), ("teh", "tehe"), ("sorow", "sorrow")]
    bleu, exact = by_heart(table, asked)
    assert exact == pytest.approx(0.5 / 3)
    wanted = mean_bleu(["harm", "hams", "tehee", "tehee", "sorow", "sorow"], [pair for pair in asked for _ in range(2)])
    assert bleu == pytest.approx(wanted)
    assert by_heart(table, [("ham", "harm"), ("ham", "hams"), ("teh", "tehee")])[1] == pytest.approx(2 / 3)
    assert by_heart({}, []) == (0.0, 0.0)


def test_the_paired_test_by_hand() -> None:
    # Six words that only one has right, all of them ours: 2 / 2^6.
    found = mcnemar([True] * 8, [True, True, *[False] * 6])
    assert found == {"better": 6, "worse": 0, "p": 2 / 64}
    assert mcnemar([True, False], [False, True])["p"] == 1.0 and mcnemar([True], [True])["p"] == 1.0


def test_a_speller_that_copies_is_scored_as_what_it_is(make_speller: Callable[..., Speller]) -> None:
    speller = make_speller(lambda word: [Suggestion(word, 1.0)])
    report = speller.score(None, ScoreOptions(), lambda part, done: None)
    assert report.verdict == "copies" and report.tone == "bad"
    details = report.details
    assert details["kept"] == {"all": 1.0, "name": 1.0}
    assert details["pairs"]["test"]["bleu4"] == details["pairs"]["test"]["copy_bleu4"]
    assert details["unseen"]["top1"] == 0.0 and details["calibration"] == 1.0
    assert details["unseen"]["by_source"]["people"]["baselines"] == {"copy": 0.0}


def test_a_speller_of_one_word_is_scored_as_what_it_is(make_speller: Callable[..., Speller]) -> None:
    speller = make_speller(lambda word: [Suggestion("the", 0.5)])
    report = speller.score(None, ScoreOptions(), lambda part, done: None)
    assert (report.verdict, report.details["kept"]["all"]) == ("one word", 0.0)


def test_a_speller_that_says_nothing_is_scored(make_speller: Callable[..., Speller]) -> None:
    report = make_speller(lambda word: []).score(None, ScoreOptions(), lambda part, done: None)
    assert report.tone == "bad" and report.details["unseen"]["top5"] == 0.0


def test_a_speller_that_is_right_is_said_to_correct(make_speller: Callable[..., Speller]) -> None:
    right = {
        "recieve": "receive",
        "frend": "friend",
        "sorow": "sorrow",
        "oporate": "separate",
        "tom": "tom",
    }
    speller = make_speller(lambda word: [Suggestion(str(right.get(word, word)), 1.0)])
    report = speller.score(None, ScoreOptions(), lambda part, done: None)
    unseen = report.details["unseen"]
    assert (unseen["pairs"], unseen["top1"], unseen["top5"]) == (2, 1.0, 1.0) and report.details["calibration"] == 0.0
    assert report.details["pairs"]["test"]["exact"] == 0.5
    # Each pair of training has one target, and one of the two that are asked is among them.
    assert report.details["training_pairs"]["by_heart_exact"] == 1.0
    assert report.details["pairs"]["test"]["by_heart_exact"] == 0.5
    keys = {figure.key for figure in report.figures}
    assert {
        "unseen.by_source.people.top1",
        "kept.name",
        "calibration",
        "pairs.test.bleu4",
        "training_pairs.by_heart_bleu4",
    } <= keys


def test_what_validates_is_scored_without_what_is_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "available", lambda lexicon, words: {"copy": baselines.copied(words)})
    calls: list[tuple[tuple[str, ...], bool, bool]] = []

    class Spied(Told):
        def suggest(self, words: Sequence[str], itself: bool = True, remember: bool = True) -> list[list[Suggestion]]:
            calls.append((tuple(words), itself, remember))
            return super().suggest(words, itself, remember)

    def asked(words: Sequence[str]) -> list[list[bool]]:
        data = read_folder(folder)
        calls.clear()
        speller = Speller(Spied(lambda word: []), Lexicon(read_lexicon(data.lexicon)), lambda: data)
        speller.score(None, ScoreOptions(), lambda part, done: None)
        return [[itself, remember] for found, itself, remember in calls if {*found} == {*words}]

    # A file that is named as what validates stands beside it.
    (folder / "validation.json").write_text('[{"input": ["teh"], "target": "the"}]')
    assert asked(["teh"]) == [[False, True], [False, False]]
    assert asked(["sorow", "oporate"]) == [[True, True]]
    held = [x for x, _ in halves(read_folder(folder))[1]]
    assert asked(held) == [[False, False], [False, False]]
    (folder / "unseen_people.txt").unlink()
    assert asked(held) == [[False, False], [False, False], [True, False]]


def test_the_protocol_of_ispell_is_read() -> None:
    assert baselines._read("& recieve 3 1: receive, Relieve, relive", "recieve") == ["receive", "relieve", "relive"]
    assert baselines._read("# xqz 1", "xqz") == [] and baselines._read("*", "the") == ["the"]
    assert baselines.ispell(("no-such-checker",), ["a"], 5) is None


def test_symspell_has_the_same_words() -> None:
    pytest.importorskip("symspellpy")
    lexicon = Lexicon({"the": 900, "receive": 80, "relieve": 90})
    assert baselines.symspell(lexicon, ["recieve", "teh", "qqqqqqqq"], 5) == [["relieve", "receive"], ["the"], []]
