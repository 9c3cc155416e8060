from outcomes import made
from toy import SPEC

from cvae_tui.core.answer import Image, Row, Table, Text
from cvae_tui.core.experiments.outcome import Outcome
from cvae_tui.core.experiments.plan import Experiment, Question
from cvae_tui.core.experiments.report import figure, markdown, samples

POINTS = [
    (1.0, {"lr": 0.1}, {"generator_loss": 9.0, "critic_loss": 1.0}, {"match": 0.2}),
    (2.0, {"lr": 0.1}, {"generator_loss": 6.0, "critic_loss": 2e9}, {"match": 0.1}),
]


def report(experiment: Experiment, outcomes: list[Outcome], picture: str | None = None) -> str:
    return markdown(experiment, outcomes, "Data: dots.", {"curves": picture}, 1000)


def table(text: str) -> list[list[str]]:
    block = next(block for block in text.split("\n\n") if block.startswith("| run"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]


def test_theirs_stands_beside_ours() -> None:
    found = Experiment("one", "One", ("toy",), {"toy": {"match": 0.655}})
    outcomes = [
        made(SPEC, "toy", POINTS, seed=seed, score={"pictures": {"match": match}})
        for seed, match in enumerate((0.3, 0.4))
    ]
    text = report(found, outcomes, "curves.svg")
    head, _, row = table(text)
    assert dict(zip(head, row, strict=True)) == {
        "run": "toy", "ended": "done", "epochs": "2.0 (2.0 to 2.0)", "verdict promised": "drawn",
        "drawn theirs": "0.655", "drawn ours": "0.350 (0.300 to 0.400)",
        "drawn best on the way": "0.200 (0.200 to 0.200)",
        "critic": "2e+09 (2e+09 to 2e+09)", "generator": "6.00 (6.00 to 6.00)",
        "pictures/s": "500.0 (500.0 to 500.0)",
    }  # fmt: skip
    assert "the one with the highest drawn:" in text and "\n- Losses: of both networks\n" in text
    assert "![Losses, Pictures, Dials by epoch](curves.svg)" in text
    assert "toy:\n\n|  |  |\n| --- | --- |\n| go | - |" in text
    assert "went wrong" not in text and "answer" not in text


def test_without_claims_there_is_no_column_for_them() -> None:
    text = report(Experiment("one", "One", ("toy",)), [made(SPEC, "toy", POINTS)])
    assert "theirs" not in "".join(table(text)[0]) and "Curves" not in text


def test_what_broke_off_or_is_unfinished_is_told_without_this_machines_folders() -> None:
    broken = made(SPEC, "toy", POINTS, reason="failed", message="the loss exploded; kept in /runs/toy")
    text = report(Experiment("one", "One", ("toy",)), [broken, made(SPEC, "toy", POINTS[:1], reason="", seed=1)])
    assert table(text)[2][1] == "1 broke off, 1 unfinished"
    assert "- toy.seed0: the loss exploded; kept in toy\n" in text
    assert "- toy.seed1: not finished; the same command takes it up again" in text


def test_a_question_is_answered_for_every_point_of_a_grid() -> None:
    asked = Question("How many?", lambda arms: ", ".join(f"{name} {len(group)}" for name, group in arms.items()))
    outcomes = [made(SPEC, name, [], change=change) for change in ("lr=1", "lr=2") for name in ("toy", "toy-slow")]
    text = report(Experiment("one", "One", ("toy", "toy-slow"), questions=(asked,)), outcomes)
    assert "**How many?**\n\nlr=1: toy 1, toy-slow 1\n\nlr=2: toy 1, toy-slow 1\n" in text


def test_samples_are_a_table_of_texts_and_of_what_pictures_are() -> None:
    rows = (Row((Image(28, 20, 1, bytes(560)), Text("a|b\x1b")), "7"), Row((Image(28, 20, 1, bytes(560)),), "8"))
    assert samples(Table(("drawn", "read as"), rows)).splitlines() == [
        "|  | drawn | read as |",
        "| --- | --- | --- |",
        "| 7 | [image 28x20] | a\\|b? |",
        "| 8 | [image 28x20] |  |",
    ]
    assert samples(Table(("drawn",))) == "none yet"
    assert len(samples(Table((), (Row((Text("x"),)),) * 9)).splitlines()) == 7


def test_figures_read_by_what_they_measure() -> None:
    assert [figure(0.12345), figure(2.0, "nats"), figure(3e-4, "rate")] == ["0.123", "2.00", "0.0003"]
    assert [figure(2.0, "count"), figure(1235.6, "count")] == ["2.0", "1,236"]
    assert (figure(None), figure(float("nan")), figure(7.7e30, "nats")) == ("-", "-", "8e+30")
