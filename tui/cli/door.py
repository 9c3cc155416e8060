"""The door: `cvae-tui` opens the app, its subcommands run without a screen. Everything heavy is imported inside."""
# ruff: noqa: D301 - click wants the \b itself, which keeps the lines of an example

import sys
from typing import Any

import typer

from ...core.errors import UsageError
from . import options as o
from . import verbs

ABOUT = """A studio for small generative and sequence models.

\b
Examples:
  cvae-tui                                  open the studio with the shipped model
  cvae-tui convert splitting sent           the four tenses of two verbs
  cvae-tui correct recieve teh              what two misspelt words may be
  cvae-tui judge "a film of rare beauty"    positive or negative, word by word
  cvae-tui translate 2026 --png out.png     MNIST's digits as street digits
  cvae-tui --task digits                    the studio with another of its four tasks
  cvae-tui train --seconds 120 --run mine   train a model of your own
  cvae-tui score --run mine                 how good it is, beside the baselines
  cvae-tui sample -n 10 --run mine          what it makes of noise
  cvae-tui experiment lessons               every lesson of every task, with a report

Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 ctrl-C, else 128 + the signal."""

studio = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@studio.callback(invoke_without_command=True, help=ABOUT)
def open_app(
    context: typer.Context, task: o.Task = None, run: o.Run = None, data: o.Data = None, preset: o.Preset = None,
    train: o.AtOnce = False, device: o.Device = "auto", version: o.Version = False,
) -> None:  # fmt: skip
    """Open the app, unless a subcommand follows."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(version_of("cvae-tui"))
        raise typer.Exit
    if name := context.invoked_subcommand:
        if task or run or data or preset or train or device != "auto":
            raise UsageError(f"options go behind {name!r}: cvae-tui {name} --run R ...")
        return
    from ...core.registry import find_preset, find_task
    from ...core.runs.paths import find_run, home
    from .data import chosen_data
    from .output import has_screen, say
    from .runs import where_it_lies

    if not has_screen():
        raise UsageError("the app needs a terminal for keys and screen; see `cvae-tui --help` for what runs without")
    # What cannot be is said here, where a sentence can be read.
    home()
    spec = find_task(find_preset(preset).task if preset else task)
    if task not in (None, spec.name):
        raise UsageError(f"the preset {preset!r} is of the task {spec.name!r}; leave out --task {task}")
    if run is not None and not train:
        find_run(run)
    data = chosen_data(data, spec)
    from ..app import Studio

    app = Studio(run=run, data=data, preset=preset, task=task, train=train, device=device)
    app.run()
    if app.trained is not None:
        for sentence in where_it_lies(app.trained):
            say(sentence)
    raise typer.Exit(app.return_code or 0)


@studio.command("train")
def train_command(
    task: o.Task = None, preset: o.Preset = None, data: o.Data = None, run: o.NewRun = None, seconds: o.Seconds = None,
    epochs: o.Epochs = None, seed: o.Seed = None, settings: o.Settings = None, resume: o.Resume = False,
    turns: o.Turns = None, origin: o.Origin = None, device: o.Device = "auto", threads: o.Threads = None,
    as_json: o.Events = False,
) -> None:  # fmt: skip
    """Train a model.

    \b
      cvae-tui train --seconds 120 --run quick
      cvae-tui train --data verbs/ --epochs 60 --set variant=gru --set kl=cyclical
      cvae-tui train --run quick --resume --seconds 300
      cvae-tui train --from quick --set lr=0.001 --seconds 60

    Ctrl-C saves and says how to go on; a second one ends at once. Without --json, stdout is the run's folder.

    With --resume a run keeps its own settings and data; --seconds and --epochs are then the whole run's new budget,
    and its schedules stretch with it. --turn holds a dial as in the app. `cvae-tui presets --json` names every setting.
    """
    from ...core.sessions import TrainOrder
    from .train import assignments, train, turned

    given = assignments(settings or [], {"seconds": seconds, "epochs": epochs, "seed": seed})
    order = TrainOrder(preset, task, data, run, tuple(given.items()), device, origin)
    raise typer.Exit(train(order, resume, threads, as_json, turned(turns or [])))


@studio.command("experiment")
def experiment_command(
    name: o.Experiment, presets: o.Presets = None, grid: o.Grid = None, settings: o.Settings = None,
    seconds: o.Seconds = None, epochs: o.Epochs = None, seeds: o.Seeds = 1, jobs: o.Jobs = 1,
    scheduler: o.Scheduler = None, data: o.Data = None, out: o.Out = None, draws: o.Draws = 1000,
    device: o.Device = "auto", threads: o.Threads = None, as_json: o.Json = False,
) -> None:  # fmt: skip
    """Run presets or a grid, and report.

    The report has a table (theirs beside ours where a set has a report), curves, samples, and answers.

    \b
      cvae-tui experiment lessons
      cvae-tui experiment tense-lessons --seconds 60
      cvae-tui experiment report-001 --seeds 3 --jobs 4
      cvae-tui experiment widths --preset default --grid latent=8,16 --seconds 300

    Every run is a process of its own and can be opened like any other: `cvae-tui show OUT/runs/RUN`. The same command
    once more keeps what is finished and goes on with what is not. stdout is the report's path.

    With --jobs or --scheduler the runs go to a Dask cluster (pip install 'cvae-tui[cluster]'). Its workers must see the
    same --out and --data folders; one that dies costs a minute: its run is taken up from its last checkpoint.
    A scheduler is trusted with everything; give only an address of your own.
    """
    from .experiment import LESSONS, Order, experiment
    from .lessons import lessons
    from .train import assignments

    given = assignments(settings or [], {"seconds": seconds, "epochs": epochs})
    order = Order(
        name, presets or (), grid or (), given, data, seeds, jobs, scheduler, threads, draws, device, out
    )  # fmt: skip
    raise typer.Exit((lessons if name == LESSONS and not presets else experiment)(order, as_json))


for name, verb in verbs.VERBS.items():
    studio.command(name)(verb)


@studio.command("score")
def score_command(
    run: o.Run = None, data: o.Data = None, draws: o.Draws = 1000, seed: o.SampleSeed = 0, device: o.Device = "auto",
    as_json: o.Json = False,
) -> None:  # fmt: skip
    """Score a run beside its baselines.

    Shares come with 95 % intervals, and what can be degenerate with a verdict and its reason.
    Scored on its own data, a run of yours keeps the result in its score.json.
    """
    from .score import score

    score(run, data, draws, seed, device, as_json)


@studio.command("runs")
def runs_command(as_json: o.Json = False) -> None:
    """List the runs, the latest first."""
    from .runs import runs

    runs(as_json)


@studio.command("show")
def show_command(run: o.Named, as_json: o.Json = False) -> None:
    """Show what is known of a run.

    Its folder, data and versions, how far it came, the settings that differ from its preset, and its score.
    """
    from .runs import show

    show(run, as_json)


@studio.command("plot")
def plot_command(run: o.Named) -> None:
    """Draw a run's charts, those of the app, by epoch."""
    from .plot import plot

    plot(run)


@studio.command("presets")
def presets_command(task: o.Task = None, as_json: o.Json = False) -> None:
    """List the presets and their sources."""
    from .runs import presets

    presets(task, as_json)


@studio.command("doctor")
def doctor_command(as_json: o.Json = False) -> None:
    """Tell versions, processor, devices and folders."""
    from .doctor import doctor

    doctor(as_json)


@studio.command("bench")
def bench_command(
    task: o.Task = None, only: o.Parts = None, rounds: o.Rounds = 3, threads: o.Threads = None,
    device: o.Device = "auto", as_json: o.Json = False,
) -> None:  # fmt: skip
    """Measure how fast this machine trains and answers.

    \b
      cvae-tui bench                               everything, a minute or two
      cvae-tui bench --only training --threads 1   training alone, on one thread
      cvae-tui bench --rounds 9 --json             steadier medians, for a script

    Every contender takes its turn in every round, beside the reports' own way and the machine's arithmetic.
    The table is Markdown; what is being measured is told on stderr.
    """
    from .bench import bench

    bench(only or [], rounds, threads, device, as_json, task)


def main() -> int:
    """Run the command line and return its exit code; whatever goes wrong becomes one sentence on stderr."""
    from .guard import guarded
    from .threads import wait_briefly

    wait_briefly()
    return guarded(_called)


def _called() -> int:
    """Call the command that was typed. Not by its `main`, which ends at ctrl-C and for a lost reader without a word."""
    command: Any = typer.main.get_command(studio)
    with command.make_context("cvae-tui", sys.argv[1:]) as context:
        return command.invoke(context)
