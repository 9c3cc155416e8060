"""The verb of the spelling task: words in, corrections out as JSON, rows or a text; what is no word is told."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cvae_tui.core.errors import CvaeError, UsageError
from cvae_tui.core.registry import register
from cvae_tui.core.sessions import TrainOrder, start
from cvae_tui.core.tasks.spelling.spec import SPEC
from cvae_tui.core.tasks.spelling.suggestion import Suggestion
from cvae_tui.tui.cli import asked, correct

PAIRS = {"friend": "freind frend frind", "receive": "recieve receve recive", "believe": "beleive belive beleve"}
LEXICON = "the 9000\ni 8000\nfriend 90\nreceive 80\nbelieve 70\nsmith 60\ndon't 50\nfiend 4\n"
SETTINGS = {"hidden": "16", "embedding": "8", "batch_size": "4", "seconds": "0", "epochs": "25", "lr": "0.04"}


class Done(NamedTuple):
    """What a call left behind."""

    code: int
    out: str
    err: str


Call = Callable[..., Done]


@pytest.fixture(scope="module")
def speller(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that learned three words. Not to be written to."""
    register(SPEC)
    data = tmp_path_factory.mktemp("pairs")
    lines = (f"{wrong} {word}\n" for word, inputs in PAIRS.items() for wrong in inputs.split())
    (data / "train.txt").write_text("".join(lines))
    (data / "lexicon.txt").write_text(LEXICON)
    run = tmp_path_factory.mktemp("runs") / "speller"
    order = TrainOrder("spelling", data=str(data), run=str(run), settings=tuple(SETTINGS.items()), device="cpu")
    assert list(start(order).events())
    return run


@pytest.fixture
def call(speller: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    register(SPEC)

    def call(*words: str, count: int = 3, text: bool = False, as_json: bool = True, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        try:
            code, said = correct.correct(words, count, text, str(speller), as_json), ""
        except CvaeError as error:
            code, said = error.exit_code, str(error)
        out, err = capfd.readouterr()
        return Done(code, out, err + said)

    return call


def test_words_as_scripts_read_them(call: Call) -> None:
    done = call("recieve", "Freind", "the", "don’t")
    found = json.loads(done.out)
    assert (done.code, [list(each) for each in found]) == (0, [["input", "known", "suggestions"]] * 4)
    assert [each["known"] for each in found] == [False, False, True, True]
    assert [each["suggestions"][0]["word"] for each in found] == ["receive", "Friend", "the", "don't"]
    for each in found:
        chances = [suggestion["probability"] for suggestion in each["suggestions"]]
        assert len(chances) <= 3 and chances == sorted(chances, reverse=True) and 0 < sum(chances) <= 1.0001


def test_into_a_pipe_a_line_a_word(call: Call) -> None:
    done = call("recieve", "the", as_json=False)
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[:2] for row in rows] == [["recieve", "no word"], ["the", "a word"]]
    assert rows[0][2].startswith("receive ") and rows[0][2].endswith(" %") and {len(row) for row in rows} == {5}


@pytest.mark.parametrize(
    ("words", "stdin", "code", "said"),
    [
        (("recieve", "x1", "", "a" * 500), b"", 2, ["'x1' is no word", "there is no word", "has 500 letters"]),
        (("recieve", "-"), "the, сло\n\n12 [bold] ... freind\r\n".encode(), 1,
         ["line 1 on stdin: 'сло'", "line 3 on stdin: '12'"]),
        (("-",), b"recieve\nfr\xffnd\nthe", 1, ["line 2 on stdin"]),
    ],
)  # fmt: skip
def test_what_is_no_word_is_told_and_the_others_are_answered(
    call: Call, words: tuple[str, ...], stdin: bytes, code: int, said: list[str]
) -> None:
    done = call(*words, stdin=stdin)
    lines = done.err.splitlines()
    assert done.code == code and [part in line for part, line in zip(said, lines, strict=True)] == [True] * len(said)
    assert json.loads(done.out)[0]["input"] == "recieve"


def test_where_nothing_is_a_word_nothing_is_answered(call: Call) -> None:
    assert call("-", stdin=b"12\n")[:2] == (1, "[]\n")
    assert call("-", stdin=b" \n").code == 2 and call("recieve", count=0).code == 2
    assert "leave out --json" in call("recieve", text=True).err


def test_a_text_keeps_its_spaces_punctuation_and_capitals(call: Call) -> None:
    text = "  I  RECIEVE (the) freind's, \tdon’t!\nBeleive http://frend.the/frend <frend> frend1 fr3nd a_frend.\n\n"
    done = call("-", text=True, as_json=False, stdin=text.encode())
    wanted = text.replace("RECIEVE", "RECEIVE").replace("Beleive", "Believe")
    assert done.code == 0 and done.out.replace("friend's", "freind's") == wanted


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfThe friend.\r\nthe\r\n\r\n \tthe\x0c", b"frie\xcc\x81nd frnd\xcc\x88 the\n",
        b"\xe9frend caf\xe9frend frend\xe9 the", b"frend\0the\0\n\0", "the friend".encode("utf-16-le"),
        "frend the".encode("utf-16-be"), b"\xff\xc3\n\xe2\x82", b"", b"\n\n\nthe", b"x y: the B, j. D\n",
        "the \U0001f468\u200d\U0001f469 слово \u202eשלום\u202c \x1b[1mthe\x1b[0m \x85\u2028the".encode(),
    ],
)  # fmt: skip
def test_a_text_without_errors_leaves_byte_for_byte(
    text: bytes, speller: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    register(SPEC)
    monkeypatch.setattr(asked, "AT_ONCE", 5)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    # Whatever is taken for a word that is not known would be seen.
    wrong = [Suggestion("WRONG", 1.0)]
    monkeypatch.setattr(correct.Remembered, "correct", lambda self, words: [wrong] * len(words))
    capfdbinary.readouterr()
    assert correct.correct(["-"], 1, True, str(speller), False) == 0
    assert capfdbinary.readouterr().out == text


def test_what_marks_change_is_another_letter(call: Call) -> None:
    done = call("-", stdin="the frie\u0301nd the\u0301".encode())
    assert [found["input"] for found in json.loads(done.out)] == ["the"]
    assert done.code == 1 and len(done.err.splitlines()) == 2


def test_a_text_among_the_arguments(call: Call) -> None:
    assert call("I", "recieve", "the", "frend.", text=True, as_json=False).out == "I receive the friend.\n"


def test_a_capitalised_word_inside_a_sentence_may_be_a_name(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correct, "NAME", 2.0)
    done = call("Frend", "the", "Frend.", "Frend", text=True, as_json=False)
    assert done.out == "Friend the Frend. Friend\n"


def test_batches_grow_whether_words_stand_on_lines_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [len(batch) for batch in correct.Misspelt(["the"] * 100)] == [16, 32, 52]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"the\n" * 100)))
    assert [len(batch) for batch in correct.Misspelt(["-"])] == [16, 32, 52]


def test_a_line_without_an_end_is_cut_at_a_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "LONGEST_PIECE", 10)
    monkeypatch.setattr(asked, "AT_ONCE", 8)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"aaaa bbbb cccc dddd\nee")))
    found = [piece for batch in asked.pieces("") for piece in batch]
    assert b"".join(piece for _, piece in found) == b"aaaa bbbb cccc dddd\nee"
    assert [number for number, _ in found] == [1, 1, 2] and all(len(piece) <= 16 for _, piece in found)


def test_the_run_of_another_task_is_not_asked(toy: Path) -> None:
    register(SPEC)
    with pytest.raises(UsageError, match="is of the task 'toy'"):
        correct.correct(["the"], 5, False, str(toy), True)


def test_a_text_without_a_blank_is_passed_on(call: Call) -> None:
    text = b"frend" * 40_000 + b"\nfrend"
    assert call("-", text=True, as_json=False, stdin=text).out == "frend" * 40_000 + "\nfriend"
