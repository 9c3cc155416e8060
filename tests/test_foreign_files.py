"""Files that somebody else wrote, cut, bent or made up: each is refused in a sentence or loads, and nothing else."""

import json
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cvae_tui.core.errors import CvaeError
from cvae_tui.core.registry import config_of, create_task, resume_task
from cvae_tui.core.runs.checkpoint import MODEL, TRAINING, save_checkpoint
from cvae_tui.core.runs.history import FILE, cut_history, latest, read_history
from cvae_tui.core.runs.metadata import read_facts
from cvae_tui.core.runs.paths import find_run, new_run, runs_folder, unused_run
from cvae_tui.core.tasks.tense.config import TenseConfig
from cvae_tui.core.tasks.tense.data import read_folder
from cvae_tui.core.tasks.tense.inference import load_conjugator
from cvae_tui.core.trainer import Trainer
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.panels import CHARTS, View, build
from cvae_tui.tui.charts.series import AXES
from cvae_tui.tui.cli.figure import series_of
from cvae_tui.tui.cli.runs import show, summary
from cvae_tui.tui.cli.score import show_score
from cvae_tui.tui.run_rows import read_row
from cvae_tui.tui.session.metadata import how_far

CPU = torch.device("cpu")
TINY = TenseConfig(
    hidden=8, embedding=4, latent=2, condition=2, code=4, naming=4, epochs=1, batch_size=64, report_every=1,
    evaluate_every=0, dreamed=0.5,
)  # fmt: skip
ROWS = "walk walks walking walked\nmake makes making made\ncut cuts cutting cut\n"
LENIENT = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)
SCORE = b'{"conversion":{"bleu4":0.5},"gaussian":{"score":0.25},"latent":{"verdict":"alive"}}'

odd_numbers = st.sampled_from([0, -1, 2**31, 2**63, 10**30, 10**400, 1e308, -1e-308, float("nan"), float("inf"), True])
odd_text = st.sampled_from(
    ["", "../../etc/passwd", "/dev/zero", "a\x00b", "\x1b]0;owned\x07", "[red]x[/red]", "\u202e", "a" * 9999]
)
odd = st.recursive(
    st.none() | odd_numbers | odd_text | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
deep = st.integers(1, 50_000).map(lambda depth: "[" * depth + "]" * depth)


@st.composite
def bent(draw: st.DrawFn, content: bytes) -> bytes:
    """Content cut, with bits flipped, with a part repeated or replaced, or all of it made up."""
    how = draw(st.sampled_from(["cut", "flip", "repeat", "replace", "made up"]))
    if how == "made up":
        return draw(st.binary(max_size=300))
    at = draw(st.integers(0, len(content) - 1))
    if how == "cut":
        return content[:at]
    if how == "flip":
        bits = draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 7)), min_size=1, max_size=4))
        flipped = bytearray(content)
        for place, bit in bits:
            flipped[place] ^= 1 << bit
        return bytes(flipped)
    part = content[at : at + draw(st.integers(1, 60))]
    other = part * 2 if how == "repeat" else draw(st.binary(max_size=8))
    return content[:at] + other + content[at + len(part) :]


@st.composite
def changed(draw: st.DrawFn, content: bytes) -> bytes:
    """A JSON object with a value of another kind somewhere, with a name twice, or nested deeply."""
    value = json.loads(content)
    inside = value
    while isinstance(inside, dict) and inside:
        name = draw(st.sampled_from(sorted(inside)))
        if not isinstance(inside[name], dict) or draw(st.booleans()):
            break
        inside = inside[name]
    else:
        name = draw(st.text(max_size=5))
    how = draw(st.sampled_from(["other", "gone", "more", "twice", "deep"]))
    if how == "gone":
        inside.pop(name, None)
    elif how == "twice":
        twice = f"{{{json.dumps(name)}: {json.dumps(draw(odd))}, "
        return json.dumps(value).replace("{", twice, 1).encode()
    elif how == "deep":
        inside[name] = "DEEP"
        return json.dumps(value).replace('"DEEP"', draw(deep)).encode()
    else:
        inside[name if how == "other" else draw(st.text(max_size=5))] = draw(odd)
    return json.dumps(value).encode()


def weights(content: bytes) -> st.SearchStrategy[bytes]:
    """A file of tensors whose header claims what the file does not hold."""
    size = struct.unpack("<Q", content[:8])[0]
    header, rest = content[8 : 8 + size], content[8 + size :]

    def with_header(text: bytes, claimed: int | None = None) -> bytes:
        return struct.pack("<Q", len(text) if claimed is None else claimed) + text + rest

    claims = st.sampled_from([0, 7, 10**9, 2**40, 2**63, 2**64 - 1]).map(lambda claimed: with_header(header, claimed))
    first = sorted(json.loads(header))[0]
    huge = st.tuples(st.sampled_from(["F32", "F64", "U8", "BOOL", "X1"]), st.lists(odd_numbers, max_size=3)).map(
        lambda kind: with_header(
            json.dumps(
                {**json.loads(header), first: {"dtype": kind[0], "shape": kind[1], "data_offsets": [0, 10**9]}}
            ).encode()
        )
    )
    return claims | huge | changed(header).map(with_header)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one step, with data, a history and a score; every test leaves it as it was."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "verbs").mkdir()
    (folder / "verbs" / "train.txt").write_text(ROWS)
    trainer = Trainer(create_task("tense", TINY, folder / "verbs", CPU), folder / "run")
    events = trainer.events()
    for _ in range(4):
        next(events)
    trainer.save()
    events.close()
    (folder / "run" / "score.json").write_bytes(SCORE)
    return folder / "run"


def said(opening: Callable[[], object]) -> str:
    """Return the sentence with which something is refused, none where it loads; anything else is a failure."""
    try:
        opening()
    except CvaeError as error:
        return str(error)
    return ""


def openings(run: Path, name: str) -> list[Callable[[], object]]:
    """Everything that reads a file of a run."""

    def drawn() -> None:
        events, _ = read_history(run)
        curves = Curves(events)
        for axis in AXES:
            for chart in CHARTS:
                draw(build(curves, chart, View(axis=axis, log=frozenset({"loss"}))), 60, 12, Look())
        series_of(events)
        latest(run)
        cut_history(run, lambda event: event.step <= 3)

    calls: list[Callable[[], object]] = [
        lambda: config_of(read_facts(run)), lambda: read_row(run, 0.0), lambda: summary(run),
    ]  # fmt: skip
    if name == FILE:
        calls += [drawn]
    if name in ("config.json", "progress.json"):
        calls += [lambda: how_far(read_facts(run), [], trained=True), lambda: show(str(run), as_json=False)]
    if name == "score.json":
        calls += [lambda: show_score(read_facts(run).score or {}, "score")]
    if name in ("config.json", MODEL):
        calls += [lambda: config_of(read_facts(run)) and load_conjugator(run, CPU)]
    if name in ("config.json", "progress.json", TRAINING):
        calls += [lambda: resume_task(run, CPU)]
    return calls


@pytest.mark.parametrize(
    ("name", "cases"),
    [("config.json", 400), ("progress.json", 200), (FILE, 700), ("score.json", 300), (MODEL, 200), (TRAINING, 150)],
)
def test_a_foreign_file_is_refused_in_a_sentence_or_loads(
    run: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, cases: int
) -> None:
    # Only what is in the files counts here, not whether it reached the disk.
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    good = (run / name).read_bytes()
    made = weights(good) if name in (MODEL, TRAINING) else changed(good.splitlines()[1] if name == FILE else good)
    tried = 0

    @settings(max_examples=cases, suppress_health_check=LENIENT, database=None)
    @given(content=bent(good) | made)
    def fuzz(content: bytes) -> None:
        nonlocal tried
        tried += 1
        (run / name).write_bytes(content)
        for opening in openings(run, name):
            said(opening)

    try:
        fuzz()
    finally:
        (run / name).write_bytes(good)
    assert tried >= cases
    out, err = capfd.readouterr()
    assert "\x1b]" not in out + err
    assert sorted(path.name for path in run.parent.iterdir() if path.name != ".run.lock") == ["run", "verbs"]


@pytest.mark.parametrize("name", ["train.txt", "test.txt", "unseen.txt"])
@settings(max_examples=120, suppress_health_check=LENIENT, database=None)
@given(content=bent(ROWS.encode()) | st.text(max_size=99).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(content=b"walk walked\n" * 3)
@example(content=b"a" * 100_000)
def test_a_foreign_data_file_is_refused_in_a_sentence_or_read(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / "train.txt").write_text(ROWS)
    (tmp_path / name).write_bytes(content)
    assert said(lambda: read_folder(tmp_path)).isprintable()


@settings(max_examples=200, suppress_health_check=LENIENT, database=None)
@given(name=odd_text | st.text(max_size=30) | st.text(alphabet="./~\\a\x00 -", max_size=8))
@example(name="..")
@example(name="~nobody-of-that-name/x")
def test_a_name_stays_in_its_folder(home: Path, name: str) -> None:
    for place in (new_run, find_run, lambda given: unused_run(given, "x")):
        try:
            path = place(name)
        except CvaeError:
            continue
        # Who gives a path means that path; a name is one folder among the runs.
        assert os.sep in name or name in (".", "..") or name.startswith("~") or path.parent == runs_folder()
    assert not home.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links of Unix")
@pytest.mark.parametrize("name", ["config.json", "progress.json", FILE, MODEL, TRAINING, "score.json", f".{FILE}"])
def test_a_link_out_of_the_folder_is_never_written_through(run: Path, tmp_path: Path, name: str) -> None:
    copy, victim = tmp_path / "copy", tmp_path / "victim"
    task, progress = resume_task(run, CPU)
    save_checkpoint(copy, task, progress)
    victim.write_bytes((copy / name).read_bytes() if (copy / name).exists() else b"{}")
    before = victim.read_bytes()
    (copy / name).unlink(missing_ok=True)
    (copy / name).symlink_to(victim)
    assert list(Trainer(*resume_task(copy, CPU)[:1], copy, resume_task(copy, CPU)[1]).events())
    assert victim.read_bytes() == before
    assert not (copy / name).is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of Unix")
@pytest.mark.parametrize("name", ["config.json", "progress.json", FILE, MODEL, TRAINING, "score.json", "train.txt"])
def test_a_pipe_is_not_waited_for(run: Path, tmp_path: Path, name: str) -> None:
    copy = tmp_path / "copy"
    task, progress = resume_task(run, CPU)
    save_checkpoint(copy, task, progress)
    (copy / "train.txt").write_text(ROWS)
    (copy / name).unlink(missing_ok=True)
    os.mkfifo(copy / name)
    for opening in [
        *openings(copy, FILE)[:4],
        lambda: resume_task(copy, CPU, copy),
        lambda: load_conjugator(copy, CPU),
    ]:
        assert said(opening).isprintable()


@pytest.mark.parametrize("name", ["x.pt", "x.pth", "x.pkl", "x.ckpt"])
def test_a_pickle_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    torch.save({"weights": torch.zeros(2)}, tmp_path / name)
    with pytest.raises(CvaeError, match="is a pickle, which is never read"):
        find_run(str(tmp_path / name))


def test_what_a_sparse_file_claims_is_not_read(run: Path) -> None:
    """A gigabyte of zeros that the system does not store: neither as one line nor as one more tensor."""
    good = {name: (run / name).read_bytes() for name in (FILE, MODEL)}
    size = struct.unpack("<Q", good[MODEL][:8])[0]
    header = json.loads(good[MODEL][8 : 8 + size])
    end = max(entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__")
    header["more"] = {"dtype": "U8", "shape": [10**9], "data_offsets": [end, end + 10**9]}
    text = json.dumps(header).encode()
    try:
        (run / MODEL).write_bytes(struct.pack("<Q", len(text)) + text + good[MODEL][8 + size :])
        os.truncate(run / MODEL, 8 + len(text) + end + 10**9)
        load_conjugator(run, CPU)
        os.truncate(run / FILE, 300_000_000)
        events, torn = read_history(run)
        assert events
        assert torn >= 1
    finally:
        for name, content in good.items():
            (run / name).write_bytes(content)
    if sys.platform == "linux":
        import resource

        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_500_000
