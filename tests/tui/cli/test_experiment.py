"""Experiments by the command line: carried out, taken up again, reported; and by a cluster whose workers die."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from toy import SPEC, registered, write_pictures

from cvae_tui.core.events import DialTurned, Finished, Started
from cvae_tui.core.experiments.lessons import lesson_presets
from cvae_tui.core.experiments.outcome import Trial
from cvae_tui.core.registry import find_preset
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.metadata import read_metadata, value_at
from cvae_tui.core.runs.paths import home, shipped_data
from cvae_tui.tui.cli.figure import can_draw
from cvae_tui.tui.cli.trial import Job, carry_out, commands, train, trainer_of

DOOR = "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"


def events_of(run: Path, kind: type[Any]) -> list[Any]:
    return [event for event in read_history(run)[0] if isinstance(event, kind)]


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """An experiment with the toy task, its runs carried out in this process, which takes a moment only."""

    def execute(jobs: Sequence[Job], logs: Path) -> Iterator[Sequence[Job]]:
        for job in jobs:
            carry_out(job)
            yield (job,)

    monkeypatch.setattr("cvae_tui.tui.cli.experiment.one_after_another", execute)
    data = write_pictures(tmp_path / "dots")
    with registered():
        yield ["experiment", "mine", "--preset", "toy", "--data", str(data), "--epochs", "5", "--draws", "20",
               "--threads", "1", "--device", "cpu"]  # fmt: skip


def test_a_grid_is_carried_out_reported_and_kept(cvae: Callable[..., Any], mine: list[str], tmp_path: Path) -> None:
    order = (*mine, "--grid", "lr=0.1,0.5", "--out", tmp_path / "out")
    first = cvae(*order)
    assert (first.code, first.out) == (0, f"{tmp_path / 'out' / 'report.md'}\n")
    runs = [tmp_path / "out" / "runs" / f"toy.lr={lr}.seed0" for lr in ("0.1", "0.5")]
    assert [read_metadata(run).settings["lr"] for run in runs] == [0.1, 0.5]
    assert "toy.lr=0.5.seed0: done  epoch 5  generator " in first.err
    text = (tmp_path / "out" / "report.md").read_text()
    assert "| toy lr=0.5 | done | 5.0 |" in text and "Data: dots. Seeds: 1. For every run: epochs=5." in text
    assert "| 0 | [image 4x4] | picture 0 |" in text
    assert (tmp_path / "out" / "curves.svg").exists() == can_draw()
    # Nothing is left to do but the report.
    before = [run.stat().st_mtime_ns for run in runs]
    document = json.loads(cvae(*order, "--json").out)
    assert [run.stat().st_mtime_ns for run in runs] == before
    row = document["runs"][1]
    assert (row["ended"], row["settings"]["lr"], row["theirs"]) == ("done", "0.5", {"match": None})
    assert row["ours"].keys() == row["best"].keys() == {"match"} and row["last"].keys() >= {"generator_loss"}
    assert {figure["key"] for figure in row["score"]} == {"pictures.match", "pictures.error"}
    # More draws are another score, not another training.
    assert cvae(*order, "--draws", "30").code == 0
    assert "scored with 30 draws" in (tmp_path / "out" / "report.md").read_text()
    assert [value_at(read_metadata(run).score, "options.draws") for run in runs] == [30, 30]
    assert all(len(events_of(run, Started)) == 1 for run in runs)


def test_a_run_of_another_experiment_is_not_taken(cvae: Callable[..., Any], mine: list[str], tmp_path: Path) -> None:
    assert cvae(*mine).code == 0
    for change, sentence in (
        (("--set", "critic_lr=1"), "holds a run with another setting: critic_lr is 0.05 there and 1.0 here"),
        (("--epochs", "6"), "holds a run with another budget or pace: epochs is 5 there and 6 here"),
        (("--data", write_pictures(tmp_path / "other")), "holds a run on other data"),
    ):
        done = cvae(*mine, *change)
        assert done.code == 2 and sentence in done.err and "give --out another folder" in done.err


def test_a_known_set_has_its_own_data_whatever_lies_here(
    cvae: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []

    def execute(given: Sequence[Job], logs: Path) -> Iterator[Sequence[Job]]:
        jobs.extend(given)
        yield ()

    monkeypatch.setattr("cvae_tui.tui.cli.experiment.one_after_another", execute)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lab").mkdir()
    done = cvae("experiment", "tense-lessons", "--out", "out")
    # What goes on with a run waits until there is that.
    assert done.code == 1 and "5 runs are unfinished" in done.err
    assert {job.data for job in jobs} == {str(shipped_data("tense", "lab"))}


def test_what_was_interrupted_is_taken_up_and_only_then_scored(cvae: Callable[..., Any], mine: list[str]) -> None:
    data = mine[mine.index("--data") + 1]
    run = home() / "experiments" / "mine" / "runs" / "toy.seed0"
    trial = Trial("toy", find_preset("toy"), (("seconds", "0"), ("epochs", "5")))
    job = Job(trial, run, data, "cpu", 1, 20)
    (order,) = commands(job)
    assert order[:3] == ["train", "--run", str(run)] and "--preset" in order and "--resume" not in order
    run.parent.mkdir(parents=True)
    trainer = trainer_of(job)
    job.stop.touch()
    train(trainer, job)
    assert not job.trained and carry_out(job) == "", "a job that has not begun does not begin"
    job.stop.unlink()
    assert "--resume" in next(commands(job)) and not job.finished
    assert cvae(*mine).code == 0
    assert [event.step > 0 for event in events_of(run, Started)] == [False, True]
    assert job.finished and list(commands(job)) == []


def test_why_a_run_could_not_begin_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from cvae_tui.tui.cli.execution import one_after_another

    monkeypatch.setattr("cvae_tui.tui.cli.execution.commands", lambda job: iter([["show", "nosuch"]]))
    job = Job(Trial("mine", find_preset("spelling")), tmp_path / "run", "dots", "cpu", 1, 20)
    assert set(one_after_another([job], tmp_path)) <= {(job,)}
    log = (tmp_path / "mine.seed0.log").read_text()
    assert "there is no run 'nosuch'" in log and capsys.readouterr().err == f"mine.seed0: {log}"


def test_a_run_that_breaks_off_is_a_result(cvae: Callable[..., Any], mine: list[str], tmp_path: Path) -> None:
    done = cvae(*mine, "--set", "critic_lr=1e17", "--set", "epochs=5", "--out", tmp_path / "out", "--json")
    (row,) = json.loads(done.out)["runs"]
    assert (done.code, row["ended"], row["score"]) == (0, "failed", None)
    assert "broke off" in done.err and row["message"]
    wrong = (tmp_path / "out" / "report.md").read_text().partition("## What went wrong")[2]
    # Once, though the run's alert and its end both say so.
    assert wrong.count("near step") == 1 and "the state of second" in wrong


def test_lessons_of_every_task_are_run_and_the_verdicts_told(
    cvae: Callable[..., Any], mine: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.cli.lessons.all_tasks", lambda: {"toy": SPEC})
    monkeypatch.setattr("cvae_tui.tui.cli.experiment.folder_of", lambda given, spec: Path(mine[5]))
    order = ("experiment", "lessons", "--threads", "1", "--epochs", "5", "--draws", "20", "--out", tmp_path / "out")
    done = cvae(*order)
    assert (done.code, done.out) == (0, f"{tmp_path / 'out' / 'report.md'}\n")
    assert "2 of 2 runs ended in the verdict that they are promised" in done.err
    text = (tmp_path / "out" / "report.md").read_text()
    assert (
        "| toy | toy | done | drawn | drawn | drawn |\n| toy | lesson-undraw | done | drawn | drawn | drawn |" in text
    )
    assert "[Two pictures](toy/report.md)" in text and (tmp_path / "out" / "toy" / "report.md").exists()
    first, second = (tmp_path / "out" / "toy" / "runs" / f"{name}.seed0" for name in ("toy", "lesson-undraw"))
    # The second goes on with a copy of the first, which stays as it was.
    assert [read_metadata(run).settings["epochs"] for run in (first, second)] == [5, 10]
    assert [event.step > 0 for event in events_of(second, Started)] == [False, True]
    assert [(e.dial, e.value) for e in events_of(second, DialTurned)] == [("lr", 0.001)]
    assert len(events_of(first, Finished)) == 1
    # Nothing is left to do.
    rows = json.loads(cvae(*order, "--json").out)["runs"]
    assert [(row["task"], row["preset"], row["after"]) for row in rows] == [
        ("toy", "toy", ""), ("toy", "lesson-undraw", "toy.seed0"),
    ]  # fmt: skip
    assert len(events_of(second, Started)) == 2


def test_what_goes_on_with_a_run_that_is_not_there_waits(tmp_path: Path) -> None:
    (lesson,) = (preset for preset in lesson_presets(SPEC) if preset.name == "lesson-undraw")
    trial = Trial("lesson-undraw lr=0.5", lesson, (("lr", "0.5"), ("seconds", "3")), 2)
    assert (trial.after, trial.turns) == ("toy.lr=0.5.seed2", (("lr", 0.001),))
    assert (trial.config.epochs, trial.config.seconds) == (SPEC.presets[0].config.epochs + 5, 6.0)
    job = Job(trial, tmp_path / trial.name, "data", "cpu", 1, 20)
    assert list(commands(job)) == [] and carry_out(job) == "" and not job.begun


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("seed-001",), "did you mean 'report-001'"),
        (("lesson",), "did you mean 'lessons'"),
        (("lessons", "--grid", "latent"), "--grid 'latent' names no values"),
        (("lessons", "--set", "latent=0"), "latent is 0"),
        (("lessons", "--jobs", "0"), "--jobs is 0"),
        (("lessons", "--threads", "0"), "--threads is 0"),
        (("lessons", "--draws", "0"), "--draws is 0"),
        (("lessons", "--seeds", "0"), "0 runs"),
        (("a/b", "--preset", "report-000"), "cannot be an experiment's name"),
        (("a", "--preset", "report-000", "--preset", "toy"), "presets of tense and toy have no figures in common"),
        (("lessons", "--seconds", "1", "--epochs", "1"), "give one of them"),
        (("lessons", "--data", "lab"), "take one's, as tense-lessons"),
    ],
)
def test_wrong_usage_is_one_sentence(cvae: Callable[..., Any], arguments: tuple[str, ...], sentence: str) -> None:
    done = cvae("experiment", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert sentence in done.err
    assert not (home() / "experiments").exists()


def test_without_the_extras_it_says_what_to_install(
    cvae: Callable[..., Any], mine: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("figure", "execution"):
        monkeypatch.setattr(f"cvae_tui.tui.cli.{module}.find_spec", lambda name: None)
    done = cvae(*mine, "--jobs", 2, "--out", tmp_path / "out")
    assert done.code == 2 and "cvae-tui[cluster]" in done.err
    done = cvae(*mine, "--out", tmp_path / "out")
    assert done.code == 0 and "cvae-tui[report]" in done.err
    assert not (tmp_path / "out" / "curves.svg").exists()
    assert "Curves" not in (tmp_path / "out" / "report.md").read_text()


def test_on_a_terminal_it_draws_a_bar_for_each_run(
    cvae: Callable[..., Any], mine: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.cli.board.talk_on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    done = cvae(*mine, "--seeds", "2")
    assert done.code == 0
    every, *each = done.err.splitlines()[-3:]
    assert every.startswith("2 runs") and "2 done" in every
    assert [line.split()[:2] for line in each] == [["toy.seed0", "done"], ["toy.seed1", "done"]]
    assert all("epoch 5  generator " in line for line in each)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_in_a_process_of_its_own_a_run_can_be_interrupted_and_taken_up(
    small: list[str], six_verbs: Path, tmp_path: Path
) -> None:
    order = ["--preset", "report-000", "--data", str(six_verbs), *small, "--epochs", "100000", "--threads", "1"]
    with subprocess.Popen(
        [sys.executable, "-c", DOOR, "experiment", "mine", *order, "--out", str(tmp_path / "out")],
        stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    ) as process:  # fmt: skip
        run = tmp_path / "out" / "runs" / "report-000.seed0"
        wait_for(lambda: (run / "events.jsonl").is_file() and (run / "events.jsonl").stat().st_size > 4000)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in err and "Traceback" not in err
    (finished,) = events_of(run, Finished)
    assert finished.reason == "stopped" and read_metadata(run).progress["step"] == finished.step


def wait_for(what: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


def test_a_run_whose_worker_is_killed_is_taken_up_by_another(
    small: list[str], six_verbs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="needs the optional extra 'cluster'")
    from cvae_tui.tui.cli.execution import side_by_side

    monkeypatch.setattr("cvae_tui.tui.cli.execution.LOOK", 0.05)
    settings = dict(text.split("=") for text in small if "=" in text)
    settings |= {"seconds": "3", "save_seconds": "0.5"}
    trial = Trial("one", find_preset("report-000"), tuple(settings.items()))
    job = Job(trial, tmp_path / "one", str(six_verbs), "cpu", 1, 20)
    killed: list[int] = []
    end = time.monotonic() + 120
    for busy in side_by_side([job], 1, None):
        assert time.monotonic() < end, "it took too long"
        progress = job.run / "progress.json"
        if busy and not killed and progress.is_file() and json.loads(progress.read_text())["step"] > 20:
            killed.append(worker_of(os.getpid()))
            os.kill(killed[0], signal.SIGKILL)
    assert killed and job.finished
    first, *later = events_of(job.run, Started)
    assert first.step == 0 and later and all(event.step > 20 for event in later)
    (finished,) = events_of(job.run, Finished)
    assert finished.reason == "done" and finished.seconds >= 3
    assert read_metadata(job.run).score is not None


def worker_of(parent: int) -> int:
    """Return the process that a local cluster started as its worker."""
    import psutil

    found = [child for child in psutil.Process(parent).children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(found) == 1
    return found[0].pid
