import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import toy as toys

from cvae_tui.core.answer import Report


@pytest.fixture
def run(toy: Path, tmp_path: Path) -> Path:
    """A run of the toy task that may be written to."""
    return shutil.copytree(toy, tmp_path / "scored")


def test_a_score_of_the_tense_task_has_every_field_of_the_contract(
    cvae: Callable[..., Any], trained: Path, tmp_path: Path
) -> None:
    run = shutil.copytree(trained, tmp_path / "scored")
    done = cvae("score", "--run", run, "--draws", 50, "--seed", 1, "--json")
    assert (done.code, done.err) == (0, "")
    score = json.loads(done.out)
    assert (score["task"], score["run"], score["rows"], score["gaussian"]["draws"]) == ("tense", str(run), 6, 50)
    fields = {
        "conversion": "pairs bleu4 exact copy_bleu4 predictions",
        "paradigm": "seen_exact unseen_exact unseen_verbs rules_unseen_exact by_direction",
        "gaussian": "draws score ci95 lab_score distinct_per_100 distinct new_real new_invented broken"
        " transported round_trip",
        "latent": "kl kl_per_dimension active_units dimensions mutual_information mutual_information_n tense_probe"
        " verdict reason",
    }
    for part, names in fields.items():
        assert set(names.split()) <= score[part].keys()
    same = set(fields["gaussian"].split()[1:9])
    assert all(same <= score["gaussian"][mode].keys() for mode in ("transported", "round_trip"))
    kept = json.loads((run / "score.json").read_text())
    assert {name: kept[name] for name in score} == score


def test_a_score_is_kept_and_shown_again(cvae: Callable[..., Any], run: Path) -> None:
    done = cvae("score", "--run", run, "--draws", 20)
    drawn, error, verdict = (line.split("\t") for line in done.out.splitlines())
    assert drawn[0] == "pictures drawn" and drawn[2:] == ["grey 0.000", ""]
    assert error[2] == "grey 0.500"
    assert verdict[0] == "verdict" and verdict[2].startswith("the mean error is ")
    shown = cvae("show", run)
    assert shown.out.endswith(done.out)
    assert json.loads(cvae("show", run, "--json").out)["score"]["pictures"]["draws"] == 20


def test_for_a_reader_it_is_a_table(cvae: Callable[..., Any], run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("output", "score"):
        monkeypatch.setattr(f"cvae_tui.tui.cli.{module}.on_terminal", lambda: True)
    table = cvae("score", "--run", run).out
    assert "95 % interval" in table and "pictures drawn" in table and "reason" in table


def test_a_score_on_other_data_is_not_kept(cvae: Callable[..., Any], run: Path, tmp_path: Path) -> None:
    other = toys.write_pictures(tmp_path / "other", ["0" * 16])
    done = cvae("score", "--run", run, "--data", other, "--json")
    assert (done.code, json.loads(done.out)["data"]) == (0, str(other))
    assert not (run / "score.json").exists()


def test_a_score_of_weights_that_are_no_more_is_not_kept(
    cvae: Callable[..., Any], run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = json.loads((run / "progress.json").read_text())
    honest = toys.ToyModel.score

    def meanwhile(*arguments: Any) -> Report:
        (run / "progress.json").write_text(json.dumps({**progress, "step": progress["step"] + 5}))
        return honest(*arguments)

    monkeypatch.setattr(toys.ToyModel, "score", meanwhile)
    done = cvae("score", "--run", run)
    assert done.code == 0
    assert f"scored was trained on meanwhile: this score, of step {progress['step']}, is not kept" in done.err
    assert not (run / "score.json").exists()


def test_a_run_whose_data_is_gone_asks_for_it(cvae: Callable[..., Any], moved: Path, six_verbs: Path) -> None:
    done = cvae("score", "--run", moved)
    assert (done.code, done.out) == (1, "")
    assert "name a folder with --data" in done.err.splitlines()[-1]


@pytest.mark.parametrize("arguments", [("--draws", "0"), ("--seed", "-2"), ("--draws", "10000000")])
def test_wrong_usage_is_one_sentence(cvae: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    done = cvae("score", *arguments, "--run", "nix")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
