"""Score a run: figures beside the baselines that they have to beat, with intervals and a verdict."""

from typing import TYPE_CHECKING, Any

from ...core.answer import Report
from ...core.errors import CheckpointError
from ...core.runs.metadata import RunMetadata, read_metadata
from ...core.runs.paths import data_folder, data_name, find_run
from ...core.runs.score import save_score, score_document
from ...core.sessions import load_model, spec_of
from .ask import within
from .data import chosen_data
from .output import (
    number,
    on_terminal,
    say,
    talk_console,
    talk_on_terminal,
    write_json,
    write_row,
    write_table,
)

if TYPE_CHECKING:
    from rich.progress import Progress

MOST_DRAWS = 1_000_000


def score(run: str | None, data: str | None, draws: int, seed: int, device: str, as_json: bool) -> None:
    """Score a run, write the table, and keep it in the run's folder where that is the reader's own."""
    metadata, report, document = kept_score(run, data, draws, seed, device)
    if as_json:
        write_json(document)
    else:
        show_report(report, f"{metadata.name} on {document['data']}")


def kept_score(
    run: str | None, data: str | None, draws: int, seed: int, device: str
) -> tuple[RunMetadata, Report, dict[str, Any]]:
    """Score a run and keep the score where the run is the reader's own and the data its own.

    Returns what was scored, the report, and what `score.json` holds of it.
    """
    check_draws(draws)
    within("--seed", seed, 0, 2**63 - 1)
    path = find_run(run)
    metadata = read_metadata(path)
    spec = spec_of(metadata)
    chosen = chosen_data(data, spec)
    folder = None if chosen is None else data_folder(chosen, spec)
    from ...core.task import ScoreOptions

    model = load_model(path, device)
    with _bar() as bar:
        part = bar.add_task("scoring", total=1.0)
        report = model.score(
            folder, ScoreOptions(draws, seed),
            lambda name, done: bar.update(part, description=f"scoring: {name}", completed=done),
        )  # fmt: skip
    for note in report.details.get("notes", model.notes):
        say(note)
    named = metadata.data if folder is None else data_name(folder)
    document = score_document(metadata.task, str(path), named, report)
    # By these an experiment knows whether a run has the score that was asked for.
    document["options"] = {"draws": draws, "seed": seed}
    if not metadata.shipped and named == metadata.data:
        _keep(metadata, document)
    return metadata, report, document


def check_draws(draws: int) -> None:
    """Raise `UsageError` where so many draws cannot be scored."""
    within("--draws", draws, 1, MOST_DRAWS)


def show_report(report: Report, title: str) -> None:
    """Draw a report with its baselines; into a pipe, a line per figure: name, figure, beside it, interval."""
    rows = [
        (
            figure.label, number(figure.value, figure.kind),
            ", ".join(f"{name} {number(value, figure.kind)}" for name, value in figure.baselines if value is not None)
            or figure.note,
            "" if figure.interval is None else " to ".join(number(end, figure.kind) for end in figure.interval),
        )
        for figure in report.figures
        if figure.value is not None
    ]  # fmt: skip
    write_table(title, ("figure", "model", "beside it", "95 % interval"), rows)
    if report.verdict and on_terminal():
        write_table("", ("verdict", "reason"), [(report.verdict, report.reason)])
    elif report.verdict:
        write_row(("verdict", report.verdict, report.reason))


def _bar() -> "Progress":
    """Return a bar on stderr for a reader, nothing elsewhere."""
    from rich.progress import Progress

    return Progress(console=talk_console(), transient=True, redirect_stdout=False, disable=not talk_on_terminal())


def _keep(metadata: RunMetadata, document: dict[str, Any]) -> None:
    try:
        scored = metadata.progress.get("step", 0)
        if read_metadata(metadata.path).progress.get("step", 0) != scored:
            say(f"{metadata.name} was trained on meanwhile: this score, of step {scored:,}, is not kept")
            return
        save_score(metadata.path, document)
    except CheckpointError as error:
        say(str(error))
