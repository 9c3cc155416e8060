import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from made_runs import make_run

from cvae_tui.tui.cli import door as cli
from cvae_tui.tui.cli import guard, output

CALL = """
import json, sys
from cvae_tui.tui.cli.door import main
code = main()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
sys.exit(code)
"""

SEVERAL = """
import json, sys
from cvae_tui.tui.cli.door import main
code = 0
for order in json.loads(sys.argv[1]):
    sys.argv = ["cvae-tui", *order]
    code = code or main()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call the command line in this process; returns its exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["cvae-tui", *arguments])
        code = cli.main()
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_what_needs_no_model_imports_no_torch_and_no_screen(tmp_path: Path) -> None:
    make_run("mine")
    orders = [["--help"], ["train", "--help"], ["runs"], ["presets"], ["show", "mine"]]
    command = [sys.executable, "-c", SEVERAL, json.dumps(orders)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    imported = set(json.loads(done.stderr.splitlines()[-1]))
    assert imported.isdisjoint({"torch", "textual", "nltk", "plotext", "numpy"})


def test_the_package_is_a_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cvae_tui", "presets", "--task", "tense"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("default\t")


@pytest.mark.parametrize("name", [command.name for command in cli.studio.registered_commands])
def test_every_subcommand_explains_itself(call: Any, name: str) -> None:
    code, out, err = call(str(name), "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: cvae-tui {name} ")
    first = out.splitlines()[2].strip()
    assert first.endswith(".")
    assert len(first) <= 80
    assert r"\b" not in out, "examples keep their lines"


def test_help_teaches_by_example(call: Any) -> None:
    code, out, _ = call("--help")
    assert code == 0
    assert "cvae-tui convert splitting" in out
    assert "..." not in out.partition("Commands:")[2]


def test_the_subcommands_of_the_contract(call: Any) -> None:
    names = {command.name for command in cli.studio.registered_commands}
    assert {
        "train", "convert", "interpolate", "sample", "score", "ask", "runs", "show", "plot", "presets", "doctor",
        "bench", "experiment",
    } <= names  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nosuch",), "no such command 'nosuch'"),
        (("--nosuch",), "no such option: --nosuch"),
        (("convert",), "there is no verb; write some behind convert, or - to read them from stdin"),
        (("--run", "mine", "runs"), "options go behind 'runs'"),
        (("runs", "extra"), "unexpected extra argument"),
    ],
)
def test_wrong_usage_is_one_sentence(call: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = call(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_the_version(call: Any) -> None:
    code, out, _ = call("--version")
    assert (code, out.count(".")) == (0, 2)


def test_without_a_subcommand_the_app_opens(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[dict[str, Any]] = []

    class Studio:
        return_code = 0
        trained = None

        def __init__(self, **options: Any) -> None:
            opened.append(options)

        def run(self) -> None:
            pass

    monkeypatch.setattr("cvae_tui.tui.app.Studio", Studio)
    monkeypatch.setattr(output, "has_screen", lambda: True)
    assert call("--run", "mine", "--train", "--device", "cpu")[0] == 0
    assert opened == [{"run": "mine", "data": None, "preset": None, "task": None, "train": True, "device": "cpu"}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--run", "nope"), "there is no run 'nope'"),
        (("--data", "nope", "--train"), "there is no data folder 'nope'"),
        (("--preset", "defalt"), "did you mean 'default'"),
        (("--task", "tens"), "did you mean 'tense'"),
    ],
)
def test_what_the_app_cannot_open_is_said_before_it_opens(
    call: Any, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr(output, "has_screen", lambda: True)
    code, out, err = call(*arguments)
    assert (code in (1, 2), out, err.count("\n")) == (True, "", 1)
    assert said in err


def test_without_a_terminal_the_app_does_not_open(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CALL, "--run", "mine"]
    done = subprocess.run(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("the app needs a terminal")
    assert "textual" not in json.loads(done.stderr.splitlines()[-1])


def test_an_error_of_our_own_is_a_sentence_and_a_traceback_on_demand(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(as_json: bool) -> None:
        raise RuntimeError("it\x1b[31m went\nwrong")

    monkeypatch.setattr("cvae_tui.tui.cli.runs.runs", broken)
    code, out, err = call("runs")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("this should not have happened: RuntimeError: it?[31m went?wrong; please report it")
    monkeypatch.setenv("CVAE_TUI_DEBUG", "1")
    with pytest.raises(RuntimeError):
        call("runs")


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (BrokenPipeError(), 141)])
def test_endings_that_are_no_errors(error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "silence", lambda: None)

    def ended() -> None:
        raise error

    assert guard.guarded(ended) == code


def test_ctrl_c_in_a_command_is_said(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def waits(as_json: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cvae_tui.tui.cli.runs.runs", waits)
    assert call("runs") == (130, "", "interrupted\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    make_run("mine")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", CALL, "runs"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith("stdout: No space left on device")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    make_run("mine")
    read, written = os.pipe()
    os.close(read)
    try:
        command = [sys.executable, "-c", CALL, "runs"]
        done = subprocess.run(command, stdout=written, stderr=subprocess.PIPE, text=True, cwd=tmp_path, check=False)
    finally:
        os.close(written)
    assert (done.returncode, done.stderr) == (141, "")
