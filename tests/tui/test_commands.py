"""What a typed line means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cvae_tui.core.answer import Query, SampleRow, Shown
from cvae_tui.core.errors import UsageError
from cvae_tui.core.spec import Dial
from cvae_tui.core.tasks.tense.spec import SPEC
from cvae_tui.tui.commands import (
    COMMANDS,
    Order,
    Parsed,
    SetDial,
    Wrong,
    axes_of,
    completions,
    find_dial,
    help_rows,
    hint,
    parse,
)

SHOWN = Shown((SampleRow(1), SampleRow(2)), 1)


@pytest.mark.parametrize("line", ["splitting", "helps", "set go", "seed", "stop", "open", "set set set", "go ran"])
def test_what_is_no_command_is_the_task_s(line: str) -> None:
    assert parse(f"  {line} ", SPEC, SHOWN) == Query("convert", tuple(dict.fromkeys((w, None) for w in line.split())))


def test_the_task_sees_the_samples_on_show() -> None:
    assert parse("walk 3", SPEC, SHOWN) == Query("walk", (SampleRow(2), 3))


@pytest.mark.parametrize(
    ("line", "parsed"),
    [
        ("help", Order("help")),
        (":help", Order("help")),
        ("seed 7", Order("seed", "7")),
        ("set kl_weight 0.1", SetDial("kl_weight", 0.1)),
        ("set kl_weight=0.1", SetDial("kl_weight", 0.1)),
        ("set lr follow", SetDial("lr", None)),
        ("set kl 0.1", SetDial("kl_weight", 0.1)),
        (":set tf 1", SetDial("teacher_forcing", 1.0)),
        ("/set kl 2e-3", SetDial("kl_weight", 0.002)),
        (":set enc follow", SetDial("encoder_lr", None)),
        (":set enc 0,05", SetDial("encoder_lr", 0.05)),
        (":train", Order("train")),
        ("/train gru", Order("train", "gru")),
        (":pause", Order("pause")),
        (":resume", Order("go")),
        (": stop", Order("stop")),
        (":SAVE", Order("save")),
        (":open my run", Order("open", "my run")),
        (":export rows.csv", Order("export", "rows.csv")),
        (":theme cvae-light", Order("theme", "cvae-light")),
        (":task tense", Order("task", "tense")),
        (":q", Order("quit")),
    ],
)
def test_commands(line: str, parsed: Parsed) -> None:
    assert parse(line, SPEC, SHOWN) == parsed


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("go2", "'go2' is not a word of the letters a to z; type one verb without spaces, digits or hyphens"),
        (":psue", "there is no command 'psue'; did you mean 'pause'?"),
        ("sede 3", "there is no command 'sede'; did you mean 'seed'?"),
        ("stop 3", "stop is typed as :stop: end the run, keeping it"),
        (":train a b", "train is typed as :train [PRESET]: start a training run"),
        ("set kl_wieght 1", "there is no dial 'kl_wieght' to turn while training; did you mean 'kl_weight'?"),
        ("set kl_weight", "kl_weight needs one value; type set DIAL 0.1|follow"),
        ("set kl_weight nan", "kl_weight cannot be nan; give a number of at least 0"),
        ("set teacher_forcing 2", "teacher_forcing cannot be 2; give a number from 0 to 1"),
        ("set encoder_lr none", "encoder_lr is 'none'; it must be a number, or follow for its schedule"),
        ("seed -1", "the seed cannot be '-1'; type a whole number from 0 to 999999999"),
        (":seed ²", "the seed cannot be '²'; type a whole number from 0 to 999999999"),
    ],
)
def test_what_means_nothing_gets_a_sentence(line: str, sentence: str) -> None:
    assert parse(line, SPEC, SHOWN) == Wrong(sentence)


@pytest.mark.parametrize("line", [":", "/", ":/", "://", ":42", "/home/x"])
def test_a_command_that_is_none_names_a_known_one(line: str) -> None:
    parsed = parse(line, SPEC, SHOWN)
    assert isinstance(parsed, Wrong)
    assert any(name in parsed.sentence for name in COMMANDS)


@given(st.text(max_size=600))
def test_no_text_is_a_crash(text: str) -> None:
    parsed = parse(text, SPEC, SHOWN)
    if isinstance(parsed, Wrong):
        assert parsed.sentence.isprintable()
        assert len(parsed.sentence) < 400


@given(
    st.sampled_from(["", ":", "/"]),
    st.sampled_from(list(COMMANDS)),
    st.lists(st.text("abz#-+=.:0159²\t\x1b[é", max_size=12), max_size=4),
)
def test_no_argument_is_a_crash(prefix: str, name: str, arguments: list[str]) -> None:
    parsed = parse(f"{prefix}{name} {' '.join(arguments)}", SPEC, SHOWN)
    assert not isinstance(parsed, Wrong) or parsed.sentence


def test_a_line_that_looks_like_a_command_gets_a_hint() -> None:
    assert hint("stop") == "read as it stands; the command is :stop"
    assert hint("open door") == "read as it stands; the command is :open RUN"
    assert [hint(line) for line in ("walk", "stop the car", "", "open the door")] == [""] * 4


def test_dials_have_short_names() -> None:
    assert [find_dial(name, SPEC.dials).key for name in ("KLW", "TF", "lr", "e", "t")] == [
        "kl_weight", "teacher_forcing", "lr", "encoder_lr", "teacher_forcing",
    ]  # fmt: skip
    two = (Dial("lr", "rate", "lr"), Dial("lr_critic", "critic's rate", "critic"))
    assert (find_dial("lr", two), find_dial("lr_", two), find_dial("c", two)) == (two[0], two[1], two[1])
    for dials, sentence in (
        (two, "there is no dial 'l' to turn while training; did you mean 'lr'?"),
        ((), "there is no dial 'l' to turn while training; this task has none"),
    ):
        with pytest.raises(UsageError) as raised:
            find_dial("l", dials)
        assert str(raised.value) == sentence


def test_help_lists_what_the_task_and_the_app_understand() -> None:
    shown = dict(help_rows(SPEC))
    assert shown["splitting"] == "a verb, any form: four tenses"
    assert shown["set DIAL 0.1|follow"] == "turn kl_weight, teacher_forcing, lr, encoder_lr"
    assert shown[":stop"] == "end the run, keeping it"
    for command in COMMANDS.values():
        line = command.usage.replace("|follow", "").replace("DIAL", "lr").replace(" N", " 3").strip("[]")
        assert isinstance(parse(line.replace("[", ""), SPEC, SHOWN), Order | SetDial), line


def test_commands_dials_and_presets_complete() -> None:
    assert {":pause", ":set lr", f":train {SPEC.presets[0].name}"} <= set(completions(SPEC))
    assert ":open mine" in completions(SPEC, {"open": ["mine"]})


def test_a_map_has_two_dimensions_or_none_by_name() -> None:
    assert parse(":map 0 5", SPEC, SHOWN) == Order("map", "0 5")
    assert (axes_of("0 5"), axes_of("")) == ((0, 5), ())
    for wrong in ("3", "a b"):
        with pytest.raises(UsageError, match=r"map is typed as :map \[I J\]"):
            axes_of(wrong)
