"""What a typed line means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvae_tui.tui.commands import (
    COMMANDS,
    Between,
    Export,
    Help,
    Open,
    Order,
    Parsed,
    Seed,
    SetDial,
    Theme,
    Train,
    WalkAlong,
    Words,
    Wrong,
    help_rows,
    noise_name,
    parse,
)


@pytest.mark.parametrize(
    ("line", "words", "sources"),
    [
        ("splitting", ("splitting",), (None,)),
        ("  Splitting ", ("splitting",), (None,)),
        ("split go ran", ("split", "go", "ran"), (None, None, None)),
        ("split, go; ran", ("split", "go", "ran"), (None, None, None)),
        ("split:past", ("split",), (3,)),
        ("split:p go:sp", ("split", "go"), (3, 0)),
        ("splitting from progressive", ("splitting",), (2,)),
        ("split --from past", ("split",), (3,)),
        ("split --from=past", ("split",), (3,)),
        ("split go:present from past", ("split", "go"), (3, 0)),
        ("split to past", ("split",), (None,)),
        ("split from past to third", ("split",), (3,)),
        ("help:present", ("help",), (0,)),
        ("helps", ("helps",), (None,)),
        ("walk talk", ("walk", "talk"), (None, None)),
        ("seed", ("seed",), (None,)),
        ("set go", ("set", "go"), (None, None)),
        ("interpolate", ("interpolate",), (None,)),
        ("interpolate walk run sing", ("interpolate", "walk", "run", "sing"), (None,) * 4),
    ],
)
def test_words(line: str, words: tuple[str, ...], sources: tuple[int | None, ...]) -> None:
    parsed = parse(line)
    assert isinstance(parsed, Words)
    assert (parsed.words, parsed.sources) == (words, sources)


@pytest.mark.parametrize(
    "verb", ["walk", "train", "stop", "save", "go", "step", "pause", "quit", "open", "set", "seed"]
)
def test_a_verb_that_is_a_command_is_conjugated_and_the_command_named(verb: str) -> None:
    assert parse(verb) == Words((verb,), (None,), f"read as a verb; the command is {COMMANDS[verb].usage}")


def test_a_slip_in_interpolate_is_seen() -> None:
    assert parse("intrpolate walk run") == Words(
        ("intrpolate", "walk", "run"), (None,) * 3, "for the way between two words: interpolate A B [STEPS]"
    )
    assert parse("interpolated walk run") == Words(("interpolated", "walk", "run"), (None,) * 3)


@pytest.mark.parametrize(
    ("line", "parsed"),
    [
        ("help", Help()),
        (":help", Help()),
        ("interpolate walk run", Between("walk", "run")),
        ("Interpolate walk run 12", Between("walk", "run", 12)),
        ("interpolate z#3fa2 Z#91BC", Between(0x3FA2, 0x91BC)),
        ("walk 3", WalkAlong(3)),
        ("walk z3", WalkAlong(3)),
        ("walk z[3]", WalkAlong(3)),
        ("walk 3 2", WalkAlong(3, row=2)),
        ("walk 3 z#3fa2", WalkAlong(3, seed=0x3FA2)),
        ("seed 7", Seed(7)),
        ("set kl_weight 0.1", SetDial("kl_weight", 0.1)),
        ("set kl_weight=0.1", SetDial("kl_weight", 0.1)),
        ("set lr follow", SetDial("lr", None)),
        (":set tf 1", SetDial("teacher_forcing", 1.0)),
        ("/set kl 2e-3", SetDial("kl_weight", 0.002)),
        (":train", Train()),
        ("/train gru", Train("gru")),
        (":pause", Order("pause")),
        (":go", Order("go")),
        (":resume", Order("go")),
        (": stop", Order("stop")),
        (":SAVE", Order("save")),
        (":open my run", Open("my run")),
        (":export", Export()),
        (":export rows.csv", Export("rows.csv")),
        (":theme cvae-light", Theme("cvae-light")),
        (":q", Order("quit")),
    ],
)
def test_commands(line: str, parsed: Parsed) -> None:
    assert parse(line) == parsed


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "there is no word; type one form of an English verb, such as 'splitting'"),
        ("go2", "'go2' is not a word of the letters a to z; type one verb without spaces, digits or hyphens"),
        ("[b]go[/]", "'[b]go[/]' is not a word of the letters a to z; type one verb without spaces, digits or hyphens"),
        ("🦊", "'🦊' is not a word of the letters a to z; type one verb without spaces, digits or hyphens"),
        ("a" * 500, f"'{'a' * 30}...' has 500 letters; a word may have 40 at the most"),
        ("a " * 21, "21 words are too many at once; type 20 at the most"),
        ("go:pst", "there is no tense 'pst'; did you mean 'past'?"),
        ("go from here", "there is no tense 'here'; known are present, third, progressive, past, sp, tp, pg, p"),
        (":psue", "there is no command 'psue'; did you mean 'pause'?"),
        ("wlk 3", "there is no command 'wlk'; did you mean 'walk'?"),
        (":train a b", "train is typed as :train [PRESET]: start a training run"),
        (":interpolate walk", "interpolate is typed as interpolate A B [STEPS]: between two words or rows"),
        ("interpolate walk run 1", "steps cannot be '1'; type a whole number from 2 to 50"),
        ("interpolate walk z#3fa2",
         "a word and a noise row have no way between them; give two words, or two rows such as z#3fa2"),
        ("walk -1", "the dimension cannot be '-1'; type a whole number from 0 to 9999"),
        ("walk 3 0", "the row cannot be '0'; type a whole number from 1 to 999"),
        ("set kl_wieght 1", "there is no dial 'kl_wieght' to turn while training; did you mean 'kl_weight'?"),
        ("set kl_weight", "kl_weight needs one value; type set DIAL 0.1|follow"),
        ("set kl_weight nan", "kl_weight is nan; it must be at least 0"),
        ("set teacher_forcing 2", "teacher_forcing is 2.0; it must be from 0 to 1"),
        ("set encoder_lr none", "encoder_lr is 'none'; it must be a number, or follow for its schedule"),
        ("seed ²", "seed is typed as seed N: the noise rows of a seed"),
        ("stop 3", "stop is typed as :stop: end the run, keeping it"),
    ],
)  # fmt: skip
def test_what_means_nothing_gets_a_sentence(line: str, sentence: str) -> None:
    assert parse(line) == Wrong(sentence)


@pytest.mark.parametrize("line", [":", "/", ":/", "://", ":42", "/home/x"])
def test_a_command_that_is_none_names_a_known_one(line: str) -> None:
    parsed = parse(line)
    assert isinstance(parsed, Wrong)
    assert any(name in parsed.sentence for name in COMMANDS)


@given(st.text(max_size=600))
def test_no_text_is_a_crash(text: str) -> None:
    parsed = parse(text)
    if isinstance(parsed, Wrong):
        assert parsed.sentence.isprintable()
        assert len(parsed.sentence) < 400
    if isinstance(parsed, Words):
        assert all(word.isascii() and word.isalpha() and len(word) <= 40 for word in parsed.words)


@given(
    st.sampled_from(["", ":", "/"]),
    st.sampled_from(list(COMMANDS)),
    st.lists(st.text("abz#-+=.:0159²\t\x1b[é", max_size=12), max_size=4),
)
def test_no_argument_is_a_crash(prefix: str, name: str, arguments: list[str]) -> None:
    parsed = parse(f"{prefix}{name} {' '.join(arguments)}")
    assert not isinstance(parsed, Wrong) or parsed.sentence


def test_every_command_has_its_line_of_help() -> None:
    shown = dict(help_rows())
    assert all(shown[command.usage] == command.help for command in COMMANDS.values())


def test_every_listed_command_is_understood() -> None:
    for command in COMMANDS.values():
        line = command.usage.replace("|follow", "").replace("DIAL", "lr").replace("DIM", "3").replace(" N", " 3")
        line = (
            line.replace("A B", "walk run")
            .replace("[STEPS]", "5")
            .replace("[ROW]", "2")
            .replace("[", "")
            .replace("]", "")
        )
        assert not isinstance(parse(line), Wrong | Words), line


def test_a_noise_row_has_a_short_name() -> None:
    assert noise_name(0x3FA2) == "z#3fa2"
    assert noise_name(7) == "z#0007"
