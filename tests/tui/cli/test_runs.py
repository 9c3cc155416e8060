import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_runs import history, make_run

from cvae_tui.core.runs.lock import hold
from cvae_tui.core.runs.paths import runs_folder
from cvae_tui.tui.cli import output
from cvae_tui.tui.cli import runs as listed


@pytest.fixture(autouse=True)
def nothing_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("core.runs.paths", "core.runs.listing"):
        monkeypatch.setattr(f"cvae_tui.{module}.shipped_runs_folder", lambda: tmp_path / "package")


def test_no_runs_is_a_hint(cvae: Callable[..., Any]) -> None:
    done = cvae("runs")
    assert (done.code, done.out) == (0, "")
    assert "make one with `cvae-tui train`" in done.err
    assert cvae("runs", "--json").out == "[]\n"


def test_runs_with_the_scores_they_have(cvae: Callable[..., Any], tmp_path: Path) -> None:
    make_run("latest", changed=3e9)
    make_run("scored", score={"conversion": {"bleu4": 0.99}, "gaussian": {"score": 0.42}}, changed=2e9)
    make_run("default", parent=tmp_path / "package")
    rows = json.loads(cvae("runs", "--json").out)
    assert [row["name"] for row in rows] == ["default", "latest", "scored"]
    assert [(row["bleu4"], row["gaussian"], row["scored"]) for row in rows] == [
        (0.9, 0.25, False), (0.9, 0.25, False), (0.99, 0.42, True),
    ]  # fmt: skip
    assert [(row["shipped"], row["when"] is None) for row in rows] == [(True, True), (False, False), (False, False)]
    assert (rows[0]["step"], rows[0]["epoch"], rows[0]["variant"], rows[0]["ended"]) == (200, 10.0, "gru", "done")
    lines = cvae("runs").out.splitlines()
    assert lines[2].split("\t")[:8] == ["scored", "tense", "gru", "report-000", "200", "10", "0.990", "0.420"]


def test_a_killed_run_has_the_scores_of_its_checkpoint(cvae: Callable[..., Any]) -> None:
    run = make_run("killed", history(300, reason=""), reason="", saved=200)
    (row,) = json.loads(cvae("runs", "--json").out)
    assert (row["step"], row["epoch"], row["bleu4"], row["gaussian"]) == (200, 10.0, None, None)
    with hold(run):
        (row,) = json.loads(cvae("runs", "--json").out)
    assert (row["bleu4"], row["gaussian"]) == (0.9, 0.25)


def test_who_trains_a_run_is_told(cvae: Callable[..., Any]) -> None:
    run = make_run("mine")
    assert json.loads(cvae("runs", "--json").out)[0]["trained_by"] is None
    with hold(run):
        assert json.loads(cvae("runs", "--json").out)[0]["trained_by"] == os.getpid()
        assert cvae("runs").out.endswith(f"\tby process {os.getpid()}\n")


def test_a_damaged_score_takes_nothing_but_the_score(cvae: Callable[..., Any], tmp_path: Path) -> None:
    (make_run("mine") / "score.json").write_text("{bad")
    (row,) = json.loads(cvae("runs", "--json").out)
    assert ("error" not in row, row["scored"], row["bleu4"]) == (True, False, 0.9)
    assert cvae("show", "mine").err.endswith("not scored yet; cvae-tui score --run mine\n")
    # Elsewhere than among the runs its name alone finds nothing, or another.
    outside = make_run("mine", parent=tmp_path / "outside")
    assert cvae("show", outside).err.endswith(f"not scored yet; cvae-tui score --run {outside}\n")


def test_dials_held_by_hand_are_shown(cvae: Callable[..., Any]) -> None:
    run = make_run("mine")
    progress = json.loads((run / "progress.json").read_text())
    (run / "progress.json").write_text(json.dumps({**progress, "overrides": {"kl_weight": 0.075}}))
    assert "held by hand\tKL weight 0.075\n" in cvae("show", "mine").out


def test_a_damaged_run_is_listed_with_its_error(cvae: Callable[..., Any]) -> None:
    make_run("fine")
    (make_run("broken") / "config.json").write_text("{")
    done = cvae("runs")
    assert done.code == 0
    assert "broken\tdamaged" in done.out
    assert "is damaged" in done.err
    assert cvae("show", "broken").code == 1


def test_a_name_cannot_steer_the_terminal(cvae: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    make_run("evil\x1b[31m[red]name")
    for terminal in (False, True):
        monkeypatch.setattr(output, "on_terminal", lambda terminal=terminal: terminal)
        shown = cvae("runs").out
        assert "\x1b[31m[" not in shown
        assert "evil" in shown


def test_show_names_what_differs(cvae: Callable[..., Any]) -> None:
    figure = {"key": "gaussian.score", "label": "Gaussian", "value": 0.5, "interval": [0.4, 0.6], "baselines": []}
    make_run("mine", hidden=77, score={"gaussian": {"score": 0.5}, "figures": [figure]})
    facts = json.loads(cvae("show", "mine", "--json").out)
    assert facts["changed"]["hidden"][0] == 77
    assert facts["settings"]["hidden"] == 77
    assert facts["progress"]["step"] == 200
    assert facts["score"]["gaussian"]["score"] == 0.5
    done = cvae("show", "mine")
    assert "hidden\t77 (default" in done.out
    assert "Gaussian\t0.500\t\t0.400 to 0.600" in done.out
    assert "not scored yet" in cvae("show", make_run("other")).err


def test_show_of_what_is_not_there(cvae: Callable[..., Any]) -> None:
    done = cvae("show", "nix")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)


def test_a_task_that_is_not_known_keeps_its_place(cvae: Callable[..., Any]) -> None:
    make_run("other", task="unheard_of")
    (row,) = json.loads(cvae("runs", "--json").out)
    assert (row["name"], row["task"], "bleu4" in row) == ("other", "unheard_of", False)
    done = cvae("show", "other")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "is of the task 'unheard_of'" in done.err


def test_runs_of_several_tasks_have_the_figures_of_each(cvae: Callable[..., Any], toy: Path) -> None:
    make_run("verbs", changed=2e9)
    shutil.copytree(toy, runs_folder() / "pictures")
    rows = {row["name"]: row for row in json.loads(cvae("runs", "--json").out)}
    assert "match" in rows["pictures"] and "bleu4" not in rows["pictures"] and "match" not in rows["verbs"]
    lines = [line.split("\t") for line in cvae("runs").out.splitlines()]
    assert [len(line) for line in lines] == [12, 12]
    shown = cvae("show", "pictures").out
    assert "pictures an epoch" in shown and "model\ttoy, -, preset toy" in shown


def test_on_a_terminal_each_task_has_a_table_of_what_there_is(
    cvae: Callable[..., Any], toy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("verbs", changed=2e9)
    shutil.copytree(toy, runs_folder() / "pictures")
    (make_run("broken") / "config.json").write_text("{")
    for module in (output, listed):
        monkeypatch.setattr(module, "on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    shown = cvae("runs").out
    assert {"tense", "toy", "verbs", "pictures", "broken", "damaged", "BLEU-4"} <= set(shown.split())
    assert "shipped" not in shown and "training" not in shown
    # Of the toy run both the title and the preset, which has the same name.
    assert shown.split().count("toy") == 2


def test_presets_with_their_sources(cvae: Callable[..., Any], toy: Path) -> None:
    rows = json.loads(cvae("presets", "--json").out)
    assert {"name", "task", "config", "shows", "source", "verdict"} == set(rows[0])
    assert rows[0]["name"] == "default"
    assert cvae("presets").out.startswith("default\ttense\t")
    assert cvae("presets", "--task", "toy").out.startswith("toy\ttoy\tTwo pictures.\tthe tests\n")


def test_doctor_tells_versions_processor_devices_and_folders(
    cvae: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.backends.cpu.get_cpu_capability", lambda: "AVX2")
    found = json.loads(cvae("doctor", "--json").out)
    assert found["versions"]["torch"]
    assert "cpu" in found["devices"]
    assert found["threads"] >= 1
    assert found["processor"].endswith(", AVX2") and found["bfloat16"]
    assert found["shipped_runs"]["tense"].startswith("not found")
    assert str(runs_folder()) in found["runs"]
    assert "shipped runs\ttense not found" in cvae("doctor").out


def test_where_a_run_lies_and_what_goes_on_with_it(toy: Path, tmp_path: Path) -> None:
    from cvae_tui.tui.cli.runs import where_it_lies

    run = shutil.copytree(toy, tmp_path / "lying")
    assert where_it_lies(run) == (f"{run.name} lies in {run}", f"cvae-tui --run {run} opens it")
    progress = json.loads((run / "progress.json").read_text())
    (run / "progress.json").write_text(json.dumps({**progress, "reason": "stopped", "fraction": 0.5}))
    assert where_it_lies(run)[1] == f"cvae-tui train --resume --run {run} goes on with it"
    (run / "config.json").write_text("{")
    assert "damaged" in where_it_lies(run)[0]
