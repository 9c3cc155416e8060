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
import torch
from safetensors.torch import load_file

from cvae_tui.core.errors import CheckpointError, UsageError
from cvae_tui.core.events import Finished
from cvae_tui.core.runs.checkpoint import save_checkpoint
from cvae_tui.core.runs.lock import held
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.tui.cli.train import assignments

COMMAND = [sys.executable, "-c", "import sys; from cvae_tui.tui.cli.door import main; sys.exit(main())"]


def test_events_on_stdout_and_talk_on_stderr(cvae: Callable[..., Any], six_verbs: Path, small: list[str]) -> None:
    done = cvae("train", "--data", six_verbs, "--run", "mine", "--epochs", 1, *small, "--json")
    assert done.code == 0
    events = [json.loads(line) for line in done.out.splitlines()]
    assert [event["event"] for event in events if event["event"] != "stepped"] == [
        "started", "evaluated", "saved", "finished",
    ]  # fmt: skip
    assert all(event["losses"] for event in events if event["event"] == "stepped")
    assert events[-1]["run"] == str(runs_folder() / "mine")
    assert {"event", "run", "seconds", "words_per_second", "step"} <= events[-1].keys()
    assert "epoch 1.0/1" in done.err
    assert "cvae-tui convert splitting --run mine" in done.err


def test_without_json_stdout_is_the_runs_folder(cvae: Callable[..., Any], six_verbs: Path, small: list[str]) -> None:
    first = cvae("train", "--data", six_verbs, "--epochs", 1, *small)
    second = cvae("train", "--data", six_verbs, "--epochs", 1, *small)
    assert first.out.endswith("\n")
    assert Path(first.out.strip()).parent == runs_folder()
    assert first.out != second.out


def test_a_new_run_begins_with_the_weights_and_settings_of_another(
    cvae: Callable[..., Any], six_verbs: Path, small: list[str]
) -> None:
    train = ("train", "--data", six_verbs)
    assert cvae(*train, "--run", "old", "--epochs", 1, *small, "--set", "batch_size=3").code == 0
    # The data are those of the other run, too.
    done = cvae("train", "--run", "new", "--from", "old", "--epochs", 1, "--set", "lr=0", "--seed", 5)
    assert done.code == 0 and "beginning with the weights of" in done.err
    old, new = (runs_folder() / name for name in ("old", "new"))
    settings = json.loads((new / "config.json").read_text())["settings"]
    assert (settings["batch_size"], settings["lr"], settings["seed"]) == (3, 0.0, 5)
    kept, moved = (load_file(run / "model.safetensors") for run in (old, new))
    assert all(torch.equal(kept[name], moved[name]) for name in kept if name.startswith("model."))
    # What was learned of these rows alone stays behind where the data are others.
    mine = six_verbs.parent / "mine"
    mine.mkdir()
    (mine / "train.txt").write_text("talk talks talking talked\n")
    assert cvae("train", "--run", "own", "--from", "old", "--data", mine, "--epochs", 1, "--set", "lr=0").code == 0
    moved = load_file(runs_folder() / "own" / "model.safetensors")
    assert all(torch.equal(kept[name], moved[name]) for name in kept if name.startswith("model."))
    assert len(moved["transport.mu"]) == 1
    # What the other run lacks is learned from the start.
    bare = ("--set", "transport=0", "--set", "dreamed=0")
    assert cvae(*train, "--run", "bare", "--from", "old", "--epochs", 1, *bare).code == 0
    assert cvae(*train, "--run", "mapped", "--from", "bare", "--epochs", 1, "--set", "dreamed=1").code == 0
    both = cvae(*train, "--run", "new", "--from", "old", "--resume")
    assert (both.code, both.err.count("\n")) == (2, 1)
    other = cvae(*train, "--from", "old", "--set", "hidden=32", "--epochs", 1)
    assert other.code == 1 and "its settings ask for" in other.err


def test_dials_held_by_hand_are_told_when_a_run_goes_on(
    cvae: Callable[..., Any], six_verbs: Path, small: list[str]
) -> None:
    assert cvae("train", "--data", six_verbs, "--run", "mine", *small, "--epochs", 1).code == 0
    progress = runs_folder() / "mine" / "progress.json"
    progress.write_text(json.dumps({**json.loads(progress.read_text()), "held": {"lr": 0.001}}))
    done = cvae("train", "--run", "mine", "--resume", "--epochs", 2)
    assert done.code == 0
    assert "; held by hand as in the app, where d lets them go: learning rate 0.001\n" in done.err


def test_no_time_is_no_budget(cvae: Callable[..., Any]) -> None:
    none = cvae("train", "--seconds", 0)
    assert (none.code, none.out, none.err.count("\n")) == (2, "", 1)
    assert "--seconds is 0.0; give more than 0" in none.err


def test_on_a_terminal_it_draws(
    cvae: Callable[..., Any], six_verbs: Path, small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cvae_tui.tui.cli.train.talk_on_terminal", lambda: True)
    done = cvae("train", "--data", six_verbs, "--epochs", 1, *small)
    assert done.code == 0
    assert "epoch 1.0/1" in done.err


def test_events_go_to_stdout_while_the_terminal_shows_the_run(
    six_verbs: Path, small: list[str], tmp_path: Path
) -> None:
    order = ["train", "--data", str(six_verbs), "--run", "mine", "--epochs", "2", "--json", *small]
    reader, terminal = os.openpty()
    with (tmp_path / "told").open("wb") as told:
        process = subprocess.Popen([*COMMAND, *order], stdout=told, stderr=terminal)
        os.close(terminal)
        shown = b""
        # A terminal whose last writer is gone gives an error here, and nothing elsewhere.
        with suppress(OSError):
            while more := os.read(reader, 1000):
                shown += more
    os.close(reader)
    assert process.wait(60) == 0
    events = [json.loads(line)["event"] for line in (tmp_path / "told").read_text().splitlines()]
    assert (events[0], events[-1]) == ("started", "finished")
    assert b"words/s" in shown and b'"event"' not in shown


def test_a_run_is_not_overwritten_and_goes_on(cvae: Callable[..., Any], six_verbs: Path, small: list[str]) -> None:
    train = ("train", "--data", six_verbs, "--run", "mine", *small)
    assert cvae(*train, "--epochs", 1).code == 0
    again = cvae(*train, "--epochs", 1)
    assert (again.code, again.out, again.err.count("\n")) == (2, "", 1)
    assert "resume it, or give another name" in again.err
    spent = cvae("train", "--run", "mine", "--resume")
    assert (spent.code, spent.out) == (2, "")
    assert "has used up its budget" in spent.err
    damaged = runs_folder() / "zz"
    damaged.mkdir()
    (damaged / "config.json").write_text("{")
    more = cvae("train", "--resume", "--epochs", 2, "--json")
    assert more.code == 0
    assert "going on with" in more.err
    assert json.loads(more.out.splitlines()[-1])["run"] == str(runs_folder() / "mine")


def test_a_run_that_another_process_trains_is_refused(
    cvae: Callable[..., Any], six_verbs: Path, small: list[str]
) -> None:
    assert cvae("train", "--data", six_verbs, "--run", "mine", *small, "--epochs", 1).code == 0
    with held(runs_folder() / "mine"):
        done = cvae("train", "--run", "mine", "--resume", "--epochs", 2)
        new = cvae("train", "--data", six_verbs, "--run", "other", *small, "--epochs", 1)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"is being trained by process {os.getpid()}" in done.err
    assert new.code == 0


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("--set", "nosuch=1"), "there is no setting 'nosuch'", 2),
        (("--set", "kl_weight"), "has no '='", 2),
        (("--epochs", "-1"), "epochs is -1", 2),
        (("--epochs", "1", "--seconds", "1"), "give one of them", 2),
        (("--seconds", "nan"), "seconds is nan", 2),
        (("--seconds", "-3"), "seconds is -3", 2),
        (("--threads", "0"), "--threads is 0", 2),
        (("--preset", "nosuch"), "there is no preset 'nosuch'", 2),
        (("--device", "gpu"), "there is no device 'gpu'", 2),
        (("--run", "a b"), "cannot be a run's name", 2),
        (("--data", "/nosuch"), "there is no data folder '/nosuch'", 1),
        (("--run", "nosuch", "--resume"), "there is no run 'nosuch'", 1),
        (("--resume",), "there is no run to go on with", 2),
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


def test_a_folder_below_a_file_cannot_be_written(cvae: Callable[..., Any], six_verbs: Path, small: list[str]) -> None:
    done = cvae("train", "--data", six_verbs, "--run", six_verbs / "train.txt" / "run", *small)
    assert (done.code, done.out) == (1, "")
    assert "cannot be saved" in done.err.splitlines()[-1]


def test_an_end_that_could_not_be_saved_is_no_success(
    cvae: Callable[..., Any], six_verbs: Path, small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = iter(range(100))

    def full(*arguments: Any) -> None:
        if next(saves) > 0:
            raise CheckpointError("the disk is full; make room")
        save_checkpoint(*arguments)

    monkeypatch.setattr("cvae_tui.core.runs.record.save_checkpoint", full)
    done = cvae("train", "--data", six_verbs, "--run", "mine", "--epochs", 1, *small)
    assert (done.code, done.out) == (1, "")
    assert "could not be saved; " in done.err.splitlines()[-1]
    assert "holds the state of its start" in done.err.splitlines()[-1]


def test_training_that_fails_says_why(
    cvae: Callable[..., Any], six_verbs: Path, small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cvae_tui.core.tasks.tense.task import TenseTask

    honest = TenseTask.step

    def step(self: Any, number: int, dials: Any) -> Any:
        words, losses = honest(self, number, dials)
        return words, {**losses, "ce": losses["ce"] * 1e9}

    monkeypatch.setattr(TenseTask, "step", step)
    done = cvae("train", "--data", six_verbs, "--run", "mine", *small)
    assert (done.code, done.out) == (1, "")
    assert "the loss exploded" in done.err.splitlines()[-1]


def test_options_win_over_set_and_a_budget_is_one_of_two() -> None:
    assert assignments(["lr=1", " kl = constant "], {"seed": 3, "epochs": None}) == {
        "lr": "1", "kl": "constant", "seed": "3",
    }  # fmt: skip
    assert assignments(["seconds=9"], {"epochs": 2}) == {"seconds": "0", "epochs": "2"}
    with pytest.raises(UsageError):
        assignments([], {"epochs": 2, "seconds": 3.0})


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(("number", "code"), [(2, 130), (15, 143), (1, 129)], ids=["ctrl-C", "SIGTERM", "SIGHUP"])
def test_a_signal_saves_and_says_how_to_go_on(six_verbs: Path, small: list[str], number: int, code: int) -> None:
    command = [*COMMAND, "train", "--data", str(six_verbs), "--run", "mine", "--json", *small]
    with subprocess.Popen(
        [*command, "--epochs", "100000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Tests run in the background, or by nohup, would hand on that the signal is ignored.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        while '"stepped"' not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(number)
        out, err = process.communicate(timeout=120)
    finished = json.loads(out.splitlines()[-1])
    assert process.returncode == code, err
    assert (finished["event"], finished["reason"]) == ("finished", "stopped")
    assert f"stopped at step {finished['step']:,}; go on with: cvae-tui train --run mine --resume" in err
    assert "Traceback" not in err
    assert json.loads((runs_folder() / "mine" / "progress.json").read_text())["step"] == finished["step"]


def test_a_reader_who_leaves_ends_the_run_quietly(
    cvae: Callable[..., Any], six_verbs: Path, small: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(line: str) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("cvae_tui.tui.cli.train.write_or_fail", gone)
    monkeypatch.setattr("cvae_tui.tui.cli.train.silence", lambda: None)
    done = cvae("train", "--data", six_verbs, "--run", "mine", "--json", *small)
    assert done.code == 141
    assert "go on with: cvae-tui train --run mine --resume" in done.err
    assert (runs_folder() / "mine" / "config.json").is_file()


def test_the_last_event_ends_the_view() -> None:
    from cvae_tui.tui.cli.progress import Watched, told

    assert told(Finished(1, "done", 1.0, 1.0), Watched()) == ""
