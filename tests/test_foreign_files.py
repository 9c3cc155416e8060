"""Files that somebody else wrote, cut, bent or made up: each is refused in a sentence or loads, and nothing else."""

import json
import os
import shutil
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from toy import SPEC, registered, write_pictures

from cvae_tui.core.errors import CvaeError
from cvae_tui.core.runs.history import FILE, cut_history, latest, read_history
from cvae_tui.core.runs.metadata import read_metadata, state_files
from cvae_tui.core.runs.paths import find_run, new_run, runs_folder, unused_run
from cvae_tui.core.runs.score import save_score, score_document
from cvae_tui.core.sessions import TrainOrder, config_of, load_model, resume, start
from cvae_tui.core.task import ScoreOptions
from cvae_tui.core.tasks.tense.data import read_folder
from cvae_tui.tui.charts.curves import Curves
from cvae_tui.tui.charts.draw import draw
from cvae_tui.tui.charts.panel import Look
from cvae_tui.tui.charts.panels import View, build
from cvae_tui.tui.charts.series import AXES
from cvae_tui.tui.cli.figure import series_of
from cvae_tui.tui.cli.runs import show, summary
from cvae_tui.tui.run_rows import read_row
from cvae_tui.tui.session.state import read_run

MODEL, TRAINING = "model", "training"
ROWS = "walk walks walking walked\nmake makes making made\ncut cuts cutting cut\n"
LENIENT = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)

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


@pytest.fixture(autouse=True, scope="module")
def toy() -> Iterator[None]:
    """The toy task, known."""
    with registered():
        yield


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of three steps, with data, a history and a score; every test leaves it as it was."""
    folder = tmp_path_factory.mktemp("foreign")
    data, settings = write_pictures(folder / "pictures"), (("epochs", "5"), ("report_every", "1"))
    trainer = start(TrainOrder(preset="toy", data=str(data), run=str(folder / "run"), settings=settings, device="cpu"))
    events = trainer.events()
    for _ in range(4):
        next(events)
    trainer.save()
    events.close()
    report = trainer.task.model().score(None, ScoreOptions(), lambda part, done: None)
    save_score(folder / "run", score_document("toy", folder / "run", data, report))
    return folder / "run"


def file_of(run: Path, name: str) -> Path:
    """Return a file of a run; MODEL and TRAINING carry the step in their names."""
    files = state_files(run)
    return {MODEL: files.model, TRAINING: files.training}.get(name, run / name)


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
            for panel in SPEC.panels:
                draw(build(curves, panel, SPEC, View(axis=axis, log=frozenset({"loss"}))), 60, 12, Look())
        series_of(events)
        latest(run)
        cut_history(run, lambda event: event.step <= 3)

    def looked_at() -> None:
        if followed := read_run(run).followed:
            followed.close()

    calls: list[Callable[[], object]] = [
        lambda: config_of(read_metadata(run)), lambda: summary(read_row(run, 0.0)),
    ]  # fmt: skip
    if name == FILE:
        calls += [drawn]
    if name in ("config.json", "progress.json"):
        calls += [looked_at]
    if name in ("config.json", "progress.json", "score.json"):
        calls += [lambda: show(str(run), as_json=False)]
    if name in ("config.json", "progress.json", MODEL):
        calls += [lambda: load_model(run, "cpu")]
    if name in ("config.json", "progress.json", TRAINING):
        calls += [lambda: resume(run, "cpu")]
    return calls


@pytest.mark.parametrize(
    ("name", "cases"),
    [("config.json", 80), ("progress.json", 60), (FILE, 120), ("score.json", 80), (MODEL, 60), (TRAINING, 60)],
)
def test_a_foreign_file_is_refused_in_a_sentence_or_loads(
    run: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, cases: int
) -> None:
    # Only what is in the files counts here, not whether it reached the disk.
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    path = file_of(run, name)
    good = path.read_bytes()
    made = weights(good) if name in (MODEL, TRAINING) else changed(good.splitlines()[1] if name == FILE else good)
    tried = 0

    @settings(max_examples=cases, suppress_health_check=LENIENT, database=None)
    @given(content=bent(good) | made)
    def fuzz(content: bytes) -> None:
        nonlocal tried
        tried += 1
        path.write_bytes(content)
        for opening in openings(run, name):
            said(opening)

    try:
        fuzz()
    finally:
        path.write_bytes(good)
    assert tried >= cases
    out, err = capfd.readouterr()
    assert "\x1b]" not in out + err
    assert sorted(path.name for path in run.parent.iterdir() if path.name != ".run.lock") == ["pictures", "run"]


@pytest.mark.parametrize("name", ["train.txt", "test.txt", "unseen.txt"])
@settings(max_examples=40, suppress_health_check=LENIENT, database=None)
@given(content=bent(ROWS.encode()) | st.text(max_size=99).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(content=b"walk walked\n" * 3)
@example(content=b"a" * 100_000)
def test_a_foreign_data_file_is_refused_in_a_sentence_or_read(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / "train.txt").write_text(ROWS)
    (tmp_path / name).write_bytes(content)
    assert said(lambda: read_folder(tmp_path)).isprintable()


@settings(max_examples=80, suppress_health_check=LENIENT, database=None)
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


@pytest.fixture
def copy(run: Path, tmp_path: Path) -> Path:
    """The run once more, to be bent."""
    return shutil.copytree(run, tmp_path / "copy")


NAMES = ("config.json", "progress.json", FILE, MODEL, TRAINING, "score.json")


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links of Unix")
@pytest.mark.parametrize("name", [*NAMES, f".{FILE}", ".progress.json", ".model-000020.safetensors"])
def test_a_link_out_of_the_folder_is_never_written_through(copy: Path, tmp_path: Path, name: str) -> None:
    place, victim = file_of(copy, name), tmp_path / "victim"
    victim.write_bytes(place.read_bytes() if place.exists() else b"{}")
    before = victim.read_bytes()
    place.unlink(missing_ok=True)
    place.symlink_to(victim)
    assert list(resume(copy, "cpu").events())
    assert victim.read_bytes() == before
    assert not place.is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of Unix")
@pytest.mark.parametrize("name", NAMES)
def test_a_pipe_is_not_waited_for(copy: Path, name: str) -> None:
    place = file_of(copy, name)
    place.unlink(missing_ok=True)
    os.mkfifo(place)
    for opening in [*openings(copy, FILE), lambda: resume(copy, "cpu"), lambda: load_model(copy, "cpu")]:
        assert said(opening).isprintable()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of Unix")
@pytest.mark.parametrize("name", ["train.txt", "test.txt", "unseen.txt"])
def test_a_pipe_among_the_data_is_not_waited_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "train.txt").write_text(ROWS)
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    assert said(lambda: read_folder(tmp_path)).isprintable()


@pytest.mark.parametrize("name", ["x.pt", "x.pth", "x.pkl", "x.ckpt"])
def test_a_pickle_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    torch.save({"weights": torch.zeros(2)}, tmp_path / name)
    with pytest.raises(CvaeError, match="is a pickle, which is never read"):
        find_run(str(tmp_path / name))


def test_what_a_sparse_file_claims_is_not_read(copy: Path) -> None:
    """A gigabyte of zeros that the system does not store: neither as one line nor as one more tensor."""
    before = most_memory()
    model = file_of(copy, MODEL)
    good = model.read_bytes()
    size = struct.unpack("<Q", good[:8])[0]
    header = json.loads(good[8 : 8 + size])
    end = max(entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__")
    header["more"] = {"dtype": "U8", "shape": [10**9], "data_offsets": [end, end + 10**9]}
    text = json.dumps(header).encode()
    model.write_bytes(struct.pack("<Q", len(text)) + text + good[8 + size :])
    os.truncate(model, 8 + len(text) + end + 10**9)
    load_model(copy, "cpu")
    (copy / FILE).write_bytes(b'{"event":"saved","step":1}\n')
    os.truncate(copy / FILE, 300_000_000)
    events, corrupt_lines = read_history(copy)
    assert len(events) == 1
    assert corrupt_lines >= 1
    assert most_memory() - before < 250_000_000


def most_memory() -> int:
    """The most bytes that this process has had so far; 0 where only Linux would tell in kilobytes."""
    if sys.platform != "linux":
        return 0
    import resource

    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
