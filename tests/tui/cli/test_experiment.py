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

from cvae_tui.core.events import Finished, Started
from cvae_tui.core.runs.history import read_history
from cvae_tui.core.runs.metadata import read_facts
from cvae_tui.core.runs.paths import home, shipped_data
from cvae_tui.tui.cli.figure import can_draw
from cvae_tui.tui.cli.trial import Job, carry_out, commands


def events_of(run: Path, kind: type[Any]) -> list[Any]:
    return [event for event in read_history(run)[0] if isinstance(event, kind)]


@pytest.fixture
def tiny(six_verbs: Path, small: list[str]) -> list[str]:
    """Options that make an experiment of runs of two epochs."""
    return [
        "--preset",
        "seed-000",
        "--data",
        str(six_verbs),
        *small,
        "--epochs",
        "2",
        "--draws",
        "20",
        "--threads",
        "1",
    ]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs carried out in this process, which starts no other and so takes a moment only."""

    def engine(jobs: Sequence[Job], logs: Path) -> Iterator[Sequence[Job]]:
        for job in jobs:
            carry_out(job)
            yield (job,)

    monkeypatch.setattr("cvae_tui.tui.cli.experiment.one_after_another", engine)


@pytest.mark.usefixtures("here")
def test_a_grid_is_carried_out_reported_and_kept(cvae: Callable[..., Any], tiny: list[str], tmp_path: Path) -> None:
    order = ("experiment", "mine", *tiny, "--grid", "kl_weight=0,0.5", "--out", tmp_path / "out")
    first = cvae(*order)
    assert (first.code, first.out) == (0, f"{tmp_path / 'out' / 'report.md'}\n")
    runs = [tmp_path / "out" / "runs" / f"seed-000.kl_weight={weight}.seed0" for weight in ("0", "0.5")]
    assert [read_facts(run).settings["kl_weight"] for run in runs] == [0, 0.5]
    assert all(read_facts(run).score for run in runs)
    assert "seed-000.kl_weight=0.5.seed0: done" in first.err
    text = (tmp_path / "out" / "report.md").read_text()
    assert "| seed-000 kl_weight=0.5 | done | 2.0 |" in text and "Data: six. Seeds: 1." in text
    assert (tmp_path / "out" / "curves.svg").exists() == can_draw()
    # Nothing is left to do but the report.
    before = [run.stat().st_mtime_ns for run in runs]
    again = cvae(*order, "--json")
    assert [run.stat().st_mtime_ns for run in runs] == before
    told = json.loads(again.out)
    assert [row["ended"] for row in told["runs"]] == ["done", "done"]
    assert told["runs"][1]["settings"]["kl_weight"] == "0.5" and told["runs"][1]["theirs"]["bleu4"] is None
    # More draws are another score, not another training.
    more = cvae(*order, "--draws", "30")
    assert "scored with 30 draws" in (tmp_path / "out" / "report.md").read_text() and more.code == 0
    assert [(read_facts(run).score or {})["gaussian"]["draws"] for run in runs] == [30, 30]
    assert [(run / "model.safetensors").stat().st_mtime_ns for run in runs] < before
    other = cvae(*order, "--set", "lr=0.1")
    assert (other.code, other.out) == (2, "") and "lr is 0.05 there and 0.1 here" in other.err


def test_a_set_takes_the_shipped_data_whatever_lies_beside_it(
    cvae: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []

    def engine(found: Sequence[Job], logs: Path) -> Iterator[Sequence[Job]]:
        jobs.extend(found)
        return iter(())

    monkeypatch.setattr("cvae_tui.tui.cli.experiment.one_after_another", engine)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lab").mkdir()
    assert cvae("experiment", "lessons", "--out", "out").code == 1
    assert {job.data for job in jobs} == {str(shipped_data(name="lab"))}


@pytest.mark.usefixtures("here")
def test_what_was_interrupted_is_taken_up_and_only_then_scored(
    cvae: Callable[..., Any], tiny: list[str], six_verbs: Path
) -> None:
    begun = home() / "experiments" / "mine" / "runs" / "seed-000.seed0"
    settings = dict(text.split("=") for text in tiny if "=" in text) | {"epochs": "2", "seconds": "0", "seed": "0"}
    job = Job("seed-000.seed0", begun, "seed-000", str(six_verbs), tuple(settings.items()), "cpu", 1, 20)
    (train,) = commands(job)
    assert train[:3] == ["train", "--run", str(begun)] and "--preset" in train and "--resume" not in train
    assert carry_out_stopped(job) == ""
    assert "--resume" in next(commands(job)) and not job.finished
    done = cvae("experiment", "mine", *tiny)
    assert done.code == 0
    assert [event.step > 0 for event in events_of(begun, Started)] == [False, True]
    assert job.finished and list(commands(job)) == []


def carry_out_stopped(job: Job) -> str:
    """Carry a job out until it is asked to stop, which it is as soon as it has begun."""
    job.run.parent.mkdir(parents=True)
    from cvae_tui.tui.cli import trial

    trainer = trial._trainer(job)  # pyright: ignore[reportPrivateUsage]
    job.stop.touch()
    trial._train(trainer, job)  # pyright: ignore[reportPrivateUsage]
    assert carry_out(job) == "", "a job that has not begun does not begin"
    job.stop.unlink()
    return job.trained


@pytest.mark.usefixtures("here")
def test_a_run_that_breaks_off_is_a_result(cvae: Callable[..., Any], tiny: list[str], tmp_path: Path) -> None:
    order = ("experiment", "mine", *tiny, "--set", "lr=100", "--set", "kl_weight=100", "--set", "epochs=50")
    done = cvae(*[text for text in order if text not in ("--epochs", "2")], "--out", tmp_path / "out", "--json")
    (row,) = json.loads(done.out)["runs"]
    assert (done.code, row["ended"], row["score"]) == (0, "failed", None)
    assert "broke off" in done.err and row["message"]
    wrong = (tmp_path / "out" / "report.md").read_text().partition("## What went wrong")[2]
    # Once, though the run's alert and its end both say so.
    assert wrong.count("near step") == 1 and "the state of second" in wrong


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("seed-01",), "did you mean 'seed-001'"),
        (("lessons", "--grid", "latent"), "--grid 'latent' names no values"),
        (("lessons", "--set", "latent=0"), "latent is 0"),
        (("lessons", "--jobs", "0"), "--jobs is 0"),
        (("lessons", "--threads", "0"), "--threads is 0"),
        (("lessons", "--seeds", "0"), "0 runs"),
        (("a/b", "--preset", "seed-000"), "cannot be an experiment's name"),
        (("lessons", "--seconds", "1", "--epochs", "1"), "give one of them"),
    ],
)
def test_wrong_usage_is_one_sentence(cvae: Callable[..., Any], arguments: tuple[str, ...], said: str) -> None:
    done = cvae("experiment", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert not (home() / "experiments").exists()


@pytest.mark.usefixtures("here")
def test_without_the_extras_it_says_what_to_install(
    cvae: Callable[..., Any], tiny: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("figure", "engines"):
        monkeypatch.setattr(f"cvae_tui.tui.cli.{module}.find_spec", lambda name: None)
    done = cvae("experiment", "mine", *tiny, "--jobs", 2, "--out", tmp_path / "out")
    assert done.code == 2 and "cvae-tui[cluster]" in done.err
    done = cvae("experiment", "mine", *tiny, "--out", tmp_path / "out")
    assert done.code == 0 and "cvae-tui[report]" in done.err
    assert not (tmp_path / "out" / "curves.svg").exists()
    assert "Curves" not in (tmp_path / "out" / "report.md").read_text()


@pytest.mark.usefixtures("here")
def test_on_a_terminal_it_draws(cvae: Callable[..., Any], tiny: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cvae_tui.tui.cli.board.talk_on_terminal", lambda: True)
    done = cvae("experiment", "mine", *tiny)
    assert done.code == 0
    assert "1 runs: 1 done" in done.err


COMMAND = "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_in_a_process_of_its_own_a_run_can_be_interrupted_and_taken_up(
    cvae: Callable[..., Any], tiny: list[str], tmp_path: Path
) -> None:
    endless = [text if text != "2" else "100000" for text in tiny]
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "experiment", "mine", *endless, "--out", str(tmp_path / "out")],
        stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    ) as process:  # fmt: skip
        run = tmp_path / "out" / "runs" / "seed-000.seed0"
        wait_for(lambda: (run / "events.jsonl").is_file() and (run / "events.jsonl").stat().st_size > 4000)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in err and "Traceback" not in err
    (finished,) = events_of(run, Finished)
    assert finished.reason == "stopped" and json.loads((run / "progress.json").read_text())["step"] == finished.step


def wait_for(what: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


def test_a_run_whose_worker_is_killed_is_taken_up_by_another(
    tiny: list[str], six_verbs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="needs the optional extra 'cluster'")
    from cvae_tui.tui.cli.execution import side_by_side

    monkeypatch.setattr("cvae_tui.tui.cli.execution.LOOK", 0.05)
    settings = dict(text.split("=") for text in tiny if "=" in text)
    settings |= {"seconds": "4", "save_seconds": "1", "seed": "0"}
    job = Job("one", tmp_path / "one", "seed-000", str(six_verbs), tuple(settings.items()), "cpu", 1, 20)
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
    assert finished.reason == "done" and finished.seconds >= 4
    assert read_facts(job.run).score is not None


def worker_of(parent: int) -> int:
    """Return the process that a local cluster started as its worker."""
    import psutil

    found = [child for child in psutil.Process(parent).children() if "spawn_main" in " ".join(child.cmdline())]
    assert len(found) == 1
    return found[0].pid
