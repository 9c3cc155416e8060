"""Score a run: figures beside the baselines that they have to beat, with intervals and a verdict."""

import sys
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from ...core.errors import CheckpointError, UsageError
from ...core.runs.metadata import RunFacts, read_facts, save_score
from ...core.runs.paths import data_folder, find_run
from ...core.tasks.tense.data import VerbData, data_of, read_folder
from .output import number, on_terminal, say, talk_on_terminal, write_json, write_row, write_table

MOST_DRAWS = 1_000_000


def score_run(run: str | None, data: str | None, draws: int, seed: int, device: str, as_json: bool) -> None:
    """Score a run, write the table, and keep it in the run's folder where that is the reader's own."""
    facts, verbs, result = kept_score(run, data, draws, seed, device)
    if as_json:
        write_json(result)
    else:
        show_score(result, f"{facts.name} on {verbs.folder}")


def kept_score(
    run: str | None, data: str | None, draws: int, seed: int, device: str
) -> tuple[RunFacts, VerbData, dict[str, Any]]:
    """Score a run and keep the score where the run is the reader's own; return both and the data it was scored on."""
    check_draws(draws)
    if not 0 <= seed < 2**63:
        raise UsageError(f"--seed is {seed}; it must be from 0 to {2**63 - 1}")
    path = find_run(run)
    facts = read_facts(path)
    verbs = _verbs(facts, data)
    for note in verbs.notes:
        say(note)
    from ...core.device import choose_device
    from ...core.tasks.tense.inference import load_conjugator
    from ...core.tasks.tense.score import score

    conjugator = load_conjugator(path, choose_device(device))
    with Told() as told:
        result = score(conjugator, verbs, draws=draws, seed=seed, run=str(path), progress=told.tell)
    if not facts.shipped and verbs.fingerprint == facts.fingerprint:
        _keep(facts, result)
    return facts, verbs, result


def check_draws(draws: int) -> None:
    """See that so many draws can be scored.

    Raises:
        UsageError: they cannot.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise UsageError(f"--draws is {draws}; it must be from 1 to {MOST_DRAWS:,}")


def show_score(score: dict[str, Any], title: str) -> None:
    """Draw a score with its baselines; into a pipe, a line per figure: name, figure, beside it, interval."""
    rows = [row for row in score_rows(score) if row[1] != "-"]
    if on_terminal():
        write_table(title, ("figure", "model", "beside it", "95 % interval"), rows)
    else:
        for row in rows:
            write_row(row)
    latent = _part(score, "latent")
    if latent.get("verdict"):
        verdict = ("verdict", latent["verdict"], latent.get("reason", ""))
        if on_terminal():
            write_table("", ("verdict", "reason"), [verdict[1:]])
        else:
            write_row(verdict)


def score_rows(score: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return a score as rows for a table: name, figure, what to hold it against, interval."""
    conversion, paradigm = _part(score, "conversion"), _part(score, "paradigm")
    gaussian, latent = _part(score, "gaussian"), _part(score, "latent")
    trip = _part(gaussian, "round_trip")
    pairs, draws = number(conversion.get("pairs")), number(gaussian.get("draws"))
    return [
        (f"test pairs ({pairs}): BLEU-4", number(conversion.get("bleu4")), _beside(conversion, "bleu4"), ""),
        ("test pairs: exact", number(conversion.get("exact")), _beside(conversion, "exact"), ""),
        ("training rows: exact", number(paradigm.get("seen_exact")), "", ""),
        (
            f"unseen verbs ({number(paradigm.get('unseen_verbs'))}): exact", number(paradigm.get("unseen_exact")),
            _beside(paradigm, "unseen_exact"), "",
        ),
        (f"Gaussian ({draws} draws)", number(gaussian.get("score")), "", _interval(gaussian)),
        ("Gaussian, the lab's way", number(gaussian.get("lab_score")), "", ""),
        ("  distinct in 100 draws", number(gaussian.get("distinct_per_100"), 1), "", ""),
        ("  distinct in all", number(gaussian.get("distinct")), "", ""),
        ("  new and consistent", number(gaussian.get("new_consistent")), "", ""),
        ("  broken", number(gaussian.get("broken")), "", ""),
        *_uncarried(_part(gaussian, "uncarried")),
        ("round trip", number(trip.get("score")), "", _interval(trip)),
        ("  distinct in 100 draws", number(trip.get("distinct_per_100"), 1), "", ""),
        ("  distinct in all", number(trip.get("distinct")), "", ""),
        ("  new and consistent", number(trip.get("new_consistent")), "", ""),
        ("  broken", number(trip.get("broken")), "", ""),
        ("KL, nats a word", number(latent.get("kl"), 2), "", ""),
        ("active units", number(latent.get("active_units")), f"of {number(latent.get('dimensions'))}", ""),
        (
            "mutual information, nats", number(latent.get("mutual_information"), 2),
            f"at most ln {number(latent.get('mutual_information_n'))}", "",
        ),
        ("tense probe", number(latent.get("tense_probe")), f"chance {number(latent.get('tense_chance', 0.25))}", ""),
    ]  # fmt: skip


def _uncarried(part: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    if not part:
        return []
    return [("  noise not carried to the verbs", number(part.get("score")), "", _interval(part))]


def _beside(part: dict[str, Any], name: str) -> str:
    """Return the baselines of a figure: copying the word, and the rules learned from the training rows."""
    known = [(label, part.get(f"{kind}_{name}")) for label, kind in (("copy", "copy"), ("rules", "rules"))]
    return ", ".join(f"{label} {number(value)}" for label, value in known if value is not None)


def _interval(part: dict[str, Any]) -> str:
    ends = part.get("ci95")
    return f"{number(ends[0])} to {number(ends[1])}" if isinstance(ends, list) and len(ends) == 2 else ""


def _part(score: dict[str, Any], name: str) -> dict[str, Any]:
    part = score.get(name)
    return part if isinstance(part, dict) else {}


def _verbs(facts: RunFacts, data: str | None) -> VerbData:
    if data is not None:
        return read_folder(data_folder(data, facts.task))
    verbs = data_of(facts)
    if verbs is None:
        raise CheckpointError(
            f"the data of {facts.path}, {facts.data}, is gone or has changed; name a folder with --data"
        )
    return verbs


def _keep(facts: RunFacts, result: dict[str, Any]) -> None:
    try:
        scored = facts.progress.get("step", 0)
        if read_facts(facts.path).progress.get("step", 0) != scored:
            say(f"{facts.name} was trained on meanwhile: this score, of step {scored:,}, is not kept")
            return
        save_score(facts.path, result)
    except CheckpointError as error:
        say(str(error))


class Told:
    """Tells on stderr what is being measured: one line that changes on a terminal, nothing elsewhere."""

    def __init__(self) -> None:
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open:
            self._write("\r\x1b[K")

    def tell(self, part: str, done: float) -> None:
        """Say which part is being measured and how far it is."""
        if talk_on_terminal():
            self._open = True
            self._write(f"\r\x1b[Kscoring: {part} {done:.0%}")

    def _write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()
