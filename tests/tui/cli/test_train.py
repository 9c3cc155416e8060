import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import toy as toys

from cvae_tui.core.errors import CheckpointError, UsageError
from cvae_tui.core.runs.checkpoint import save_checkpoint
from cvae_tui.core.runs.lock import hold
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.tui.cli.train import assignments

COMMAND = [sys.executable, "-c", "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"]


@pytest.fixture
def pictures(toy: Path) -> Path:
    """The toy task's data."""
    return toy.parent / "data"


@pytest.fixture
def train(cvae: Callable[..., Any], pictures: Path) -> Callable[..., Any]:
    """Train the toy task: `train("--run", "mine")`."""
    return lambda *options: cvae("train", "--preset", "toy", "--data", pictures, "--epochs", 2, *options)


def test_events_on_stdout_and_talk_on_stderr(train: Callable[..., Any]) -> None:
    done = train("--run", "mine", "--json")
    assert done.code == 0
    events = [json.loads(line) for line in done.out.splitlines()]
    kinds = [event["event"] for event in events]
    assert (kinds[0], kinds[-2:]) == ("started", ["saved", "finished"])
    assert all(event["losses"] for event in events if event["event"] == "stepped")
    assert (events[0]["run"], events[-1]["run"]) == (str(runs_folder() / "mine"),) * 2
    assert {"event", "run", "seconds", "examples_per_second", "step"} <= events[-1].keys()
    assert "epoch 2/2" in done.err
    assert "cvae-tui ask '0 1' --run mine" in done.err


def test_a_dial_is_held_from_the_first_step_on(train: Callable[..., Any]) -> None:
    events = [json.loads(line) for line in train("--run", "mine", "--turn", "lr=0.125", "--json").out.splitlines()]
    assert next(event["dials"]["lr"] for event in events if event["event"] == "stepped") == 0.125
    for wrong, sentence in (("lr", "--turn 'lr' sets no dial"), ("rate=1", "there is no dial 'rate'")):
        done = train("--run", "other", "--turn", wrong)
        assert done.code == 2 and sentence in done.err and not (runs_folder() / "other").exists()


def test_the_tense_task_trains(cvae: Callable[..., Any], six_verbs: Path, small: list[str]) -> None:
    done = cvae("train", "--data", six_verbs, "--run", "mine", "--epochs", 1, *small, "--json")
    assert done.code == 0
    assert "cvae-tui ask splitting --run mine" in done.err
    assert json.loads(done.out.splitlines()[0])["task"] == "tense"


def test_without_json_stdout_is_the_runs_folder(cvae: Callable[..., Any], pictures: Path) -> None:
    order = ("train", "--task", "toy", "--data", pictures, "--epochs", 1)
    first, second = cvae(*order), cvae(*order)
    assert [Path(done.out.strip()).name for done in (first, second)] == ["toy", "toy-2"]
    assert f"; into {second.out.strip()}\n" in second.err
    other = cvae(*order, "--preset", "default")
    assert (other.code, other.out, other.err.count("\n")) == (2, "", 1)


def test_a_new_run_begins_with_the_weights_and_settings_of_another(
    cvae: Callable[..., Any], train: Callable[..., Any]
) -> None:
    assert train("--run", "old", "--set", "critic_lr=0.01").code == 0
    # The data are those of the other run, too.
    done = cvae("train", "--run", "new", "--from", "old", "--epochs", 1, "--seed", 5)
    assert done.code == 0 and "beginning with the weights of" in done.err
    settings = json.loads((runs_folder() / "new" / "config.json").read_text())["settings"]
    assert (settings["critic_lr"], settings["epochs"], settings["seed"]) == (0.01, 1, 5)
    both = cvae("train", "--run", "new", "--from", "old", "--resume")
    assert (both.code, both.err.count("\n")) == (2, 1)


def test_a_run_is_not_overwritten_and_goes_on(cvae: Callable[..., Any], train: Callable[..., Any]) -> None:
    assert train("--run", "mine").code == 0
    again = train("--run", "mine")
    assert (again.code, again.out, again.err.count("\n")) == (2, "", 1)
    assert "go on with it by --resume, or give another name" in again.err
    spent = cvae("train", "--run", "mine", "--resume")
    assert (spent.code, spent.out) == (2, "")
    assert "has used up its budget" in spent.err
    damaged = runs_folder() / "zz"
    damaged.mkdir()
    (damaged / "config.json").write_text("{")
    more = cvae("train", "--resume", "--epochs", 3, "--json")
    assert more.code == 0
    assert "going on with" in more.err
    assert json.loads(more.out.splitlines()[-1])["run"] == str(runs_folder() / "mine")
    none = cvae("train", "--resume", "--task", "tense")
    assert (none.code, none.err) == (2, "there is no run to go on with; start one with `cvae-tui train`\n")


def test_dials_held_by_hand_are_said_when_a_run_goes_on(cvae: Callable[..., Any], train: Callable[..., Any]) -> None:
    assert train("--run", "mine").code == 0
    progress = runs_folder() / "mine" / "progress.json"
    progress.write_text(json.dumps({**json.loads(progress.read_text()), "overrides": {"critic_lr": 0.001}}))
    done = cvae("train", "--run", "mine", "--resume", "--epochs", 3)
    assert done.code == 0
    assert "; held by hand as in the app, where d lets them go: critic rate 0.001\n" in done.err


def test_a_run_that_another_process_trains_is_refused(cvae: Callable[..., Any], train: Callable[..., Any]) -> None:
    assert train("--run", "mine").code == 0
    with hold(runs_folder() / "mine"):
        done = cvae("train", "--run", "mine", "--resume", "--epochs", 3)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"is being trained by process {os.getpid()}" in done.err


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("--set", "nosuch=1"), "there is no setting 'nosuch'", 2),
        (("--set", "kl_weight"), "has no '='", 2),
        (("--epochs", "-1"), "epochs is -1", 2),
        (("--epochs", "1", "--seconds", "1"), "give one of them", 2),
        (("--seconds", "nan"), "seconds is nan", 2),
        (("--seconds", "0"), "--seconds is 0.0; give more than 0", 2),
        (("--threads", "0"), "--threads is 0", 2),
        (("--preset", "nosuch"), "there is no preset 'nosuch'", 2),
        (("--task", "nosuch"), "there is no task 'nosuch'", 2),
        (("--device", "gpu"), "there is no device 'gpu'", 2),
        (("--run", "a b"), "cannot be a run's name", 2),
        (("--data", "/nosuch"), "there is no data folder '/nosuch'", 1),
        (("--run", "nosuch", "--resume"), "there is no run 'nosuch'", 1),
        (("--run", "default", "--resume"), "came with the package", 1),
        (("--resume", "--preset", "default"), "leave out --preset", 2),
        (("--nosuch",), "no such option: --nosuch", 2),
        (("--epochs", "many"), "--epochs", 2),
    ],
)
def test_wrong_usage_is_one_sentence(
    cvae: Callable[..., Any], arguments: tuple[str, ...], said: str, code: int
) -> None:
    done = cvae("train", *arguments)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert said in done.err
    assert not runs_folder().exists()


def test_a_folder_below_a_file_cannot_be_written(train: Callable[..., Any], pictures: Path) -> None:
    done = train("--run", pictures / "pictures.txt" / "run")
    assert (done.code, done.out) == (1, "")
    assert "pictures.txt" in done.err.splitlines()[-1]


def test_an_end_that_could_not_be_saved_is_no_success(
    train: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = iter(range(100))

    def full(*arguments: Any, **named: Any) -> Any:
        if next(saves) > 0:
            raise CheckpointError("the disk is full; make room")
        return save_checkpoint(*arguments, **named)

    monkeypatch.setattr("cvae_tui.core.runs.record.save_checkpoint", full)
    done = train("--run", "mine")
    assert (done.code, done.out) == (1, "")
    assert "could not be saved; " in done.err.splitlines()[-1]
    assert "holds the state of its start" in done.err.splitlines()[-1]


def test_training_that_fails_says_why(train: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    honest = toys.ToyTask.step

    def step(self: Any, number: int, dials: Any) -> Any:
        learned = honest(self, number, dials)
        return learned._replace(losses={**learned.losses, "critic_loss": learned.losses["critic_loss"] * 1e9})

    monkeypatch.setattr(toys.ToyTask, "step", step)
    done = train("--run", "mine")
    assert (done.code, done.out) == (1, "")
    assert "exploded" in done.err.splitlines()[-1]


def test_options_win_over_set_and_a_budget_is_one_of_two() -> None:
    assert assignments(["lr=1", " kl = constant "], {"seed": 3, "epochs": None}) == {
        "lr": "1", "kl": "constant", "seed": "3",
    }  # fmt: skip
    assert assignments(["seconds=9"], {"epochs": 2}) == {"seconds": "0", "epochs": "2"}
    with pytest.raises(UsageError):
        assignments([], {"epochs": 2, "seconds": 3.0})


def test_a_reader_who_leaves_ends_the_run_quietly(train: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(line: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("cvae_tui.tui.cli.train.write_or_fail", gone)
    monkeypatch.setattr("cvae_tui.tui.cli.train.silence", lambda: None)
    done = train("--run", "mine", "--json")
    assert done.code == 141
    assert "go on with: cvae-tui train --run mine --resume" in done.err
    assert (runs_folder() / "mine" / "config.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(("number", "code"), [(2, 130), (15, 143), (1, 129)], ids=["ctrl-C", "SIGTERM", "SIGHUP"])
def test_a_signal_saves_and_says_how_to_go_on(
    cvae: Callable[..., Any], pictures: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: int
) -> None:
    steps = iter(range(10))
    honest = toys.ToyTask.step

    def step(self: Any, at: int, dials: Any) -> Any:
        if next(steps) == 5:
            signal.raise_signal(number)
        return honest(self, at, dials)

    monkeypatch.setattr(toys.ToyTask, "step", step)
    before = signal.signal(number, signal.default_int_handler)
    try:
        done = cvae("train", "--preset", "toy", "--data", pictures, "--run", "mine", "--json")
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        signal.signal(number, before)
    finished = json.loads(done.out.splitlines()[-1])
    assert (done.code, finished["event"], finished["reason"], finished["step"]) == (code, "finished", "stopped", 6)
    assert "stopped at step 6; go on with: cvae-tui train --run mine --resume" in done.err
    assert json.loads((runs_folder() / "mine" / "progress.json").read_text())["step"] == 6


def test_a_second_signal_ends_at_once(
    cvae: Callable[..., Any], pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(self: Any, at: int, dials: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(toys.ToyTask, "step", step)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert cvae("train", "--preset", "toy", "--data", pictures, "--run", "mine").code == 130
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of Unix")
def test_a_process_in_a_terminal_shows_the_run_there_and_its_events_on_stdout(
    six_verbs: Path, small: list[str], tmp_path: Path
) -> None:
    order = ["train", "--data", str(six_verbs), "--run", "mine", "--epochs", "2", "--json", *small]
    reader, terminal = os.openpty()
    with (tmp_path / "events").open("wb") as file:
        process = subprocess.Popen([*COMMAND, *order], stdout=file, stderr=terminal)
        os.close(terminal)
        shown = b""
        # A terminal whose last writer is gone gives an error here, and nothing elsewhere.
        with suppress(OSError):
            while more := os.read(reader, 1000):
                shown += more
    os.close(reader)
    assert process.wait() == 0
    events = [json.loads(line)["event"] for line in (tmp_path / "events").read_text().splitlines()]
    assert (events[0], events[-1]) == ("started", "finished")
    assert b"words/s" in shown and b'"event"' not in shown
