import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cvae_tui.core.tasks.tense import score


def test_score_has_every_field_of_the_contract(
    cvae: Callable[..., Any], trained: Path, tmp_path: Path, six_verbs: Path
) -> None:
    run = shutil.copytree(trained, tmp_path / "scored")
    done = cvae("score", "--run", run, "--draws", 50, "--seed", 1, "--json")
    assert (done.code, done.err) == (0, "")
    score = json.loads(done.out)
    assert {"run", "data", "rows", "distinct_rows", "conversion", "paradigm", "gaussian", "latent"} <= score.keys()
    assert (score["run"], score["data"], score["rows"]) == (str(run), str(six_verbs), 6)
    assert {"pairs", "bleu4", "exact", "copy_bleu4", "predictions"} <= score["conversion"].keys()
    assert set(score["conversion"]["predictions"][0]) == {"input", "from", "to", "target", "prediction"}
    paradigm = {"seen_exact", "unseen_exact", "unseen_verbs", "rules_unseen_exact", "by_direction"}
    assert paradigm <= score["paradigm"].keys()
    assert "present>third" in score["paradigm"]["by_direction"]
    drawn = {"score", "ci95", "distinct_per_100", "distinct", "new_consistent", "broken"}
    assert drawn | {"draws", "lab_score", "round_trip"} <= score["gaussian"].keys()
    assert drawn <= score["gaussian"]["round_trip"].keys()
    latent = {
        "kl", "kl_per_dimension", "active_units", "dimensions", "mutual_information", "mutual_information_n",
        "tense_probe", "verdict", "reason",
    }  # fmt: skip
    assert latent <= score["latent"].keys()
    assert json.loads((run / "score.json").read_text()) == score


def test_score_for_a_reader_has_the_baselines_and_the_verdict(cvae: Callable[..., Any], trained: Path, tmp_path: Path,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    run = shutil.copytree(trained, tmp_path / "scored")
    lines = cvae("score", "--run", run, "--draws", 20).out.splitlines()
    figures = {line.split("\t")[0]: line.split("\t")[1:] for line in lines}
    assert figures["test pairs (1): BLEU-4"][1].startswith("copy 0.")
    assert "rules" in figures["unseen verbs (1): exact"][1]
    assert " to " in figures["Gaussian (20 draws)"][2]
    assert lines[-1].startswith("verdict\t")
    monkeypatch.setattr("cvae_tui.tui.cli.score.on_terminal", lambda: True)
    table = cvae("score", "--run", run, "--draws", 20).out
    assert "95 % interval" in table
    assert "verdict" in table


def test_a_score_on_other_data_is_not_kept(cvae: Callable[..., Any], trained: Path, tmp_path: Path) -> None:
    run = shutil.copytree(trained, tmp_path / "scored")
    other = tmp_path / "other"
    other.mkdir()
    (other / "train.txt").write_text("TALK talks talking talked\n")
    done = cvae("score", "--run", run, "--data", other, "--draws", 20, "--json")
    assert "upper-case letters" in done.err
    assert json.loads(done.out)["rows"] == 1
    assert json.loads(done.out)["conversion"]["bleu4"] is None
    assert not (run / "score.json").exists()


def test_a_score_of_weights_that_are_no_more_is_not_kept(
    cvae: Callable[..., Any], trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = shutil.copytree(trained, tmp_path / "scored")
    progress = json.loads((run / "progress.json").read_text())
    honest = score.score

    def meanwhile(*arguments: Any, **named: Any) -> Any:
        (run / "progress.json").write_text(json.dumps({**progress, "step": progress["step"] + 5}))
        return honest(*arguments, **named)

    monkeypatch.setattr(score, "score", meanwhile)
    done = cvae("score", "--run", run, "--draws", 20)
    assert done.code == 0
    assert f"scored was trained on meanwhile: this score, of step {progress['step']}, is not kept" in done.err
    assert not (run / "score.json").exists()


def test_a_run_whose_data_is_gone_asks_for_it(cvae: Callable[..., Any], trained: Path, tmp_path: Path) -> None:
    run = shutil.copytree(trained, tmp_path / "scored")
    config = json.loads((run / "config.json").read_text())
    (run / "config.json").write_text(json.dumps({**config, "data": "/nowhere"}))
    done = cvae("score", "--run", run)
    assert (done.code, done.out) == (1, "")
    assert "name a folder with --data" in done.err
