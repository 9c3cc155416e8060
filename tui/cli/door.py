"""The door: `cvae-tui` opens the app, its subcommands run without a screen. Everything heavy is imported inside."""

from typing import Annotated, Any

import typer

from ...core.errors import UsageError

EXAMPLES = """\b
Examples:
  cvae-tui                                  open the studio with the shipped model
  cvae-tui convert splitting sent           the four tenses of two verbs
  cvae-tui train --seconds 120 --run mine   train a model of your own
  cvae-tui score --run mine                 how good it is, beside the baselines
  cvae-tui sample -n 10 --run mine          verbs made from noise
  cvae-tui experiment lessons               four lessons about VAEs, with a report

Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 ctrl-C, else 128 + the signal."""

studio = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Run = Annotated[
    str | None, typer.Option("--run", metavar="R", help="A run, by name or folder; default: the shipped model.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Data = Annotated[str | None, typer.Option("--data", metavar="DIR", help="Folder with train.txt, or lab, or full.")]
Preset = Annotated[str | None, typer.Option("--preset", metavar="P", help="Settings by name; see `cvae-tui presets`.")]
Device = Annotated[str, typer.Option("--device", metavar="D", help="auto, cpu, cuda, cuda:1 or mps.")]


@studio.callback(invoke_without_command=True, help="A studio for conditional sequence VAEs on words.\n\n" + EXAMPLES)
def open_app(
    context: typer.Context,
    run: Run = None,
    data: Data = None,
    preset: Preset = None,
    train: Annotated[bool, typer.Option("--train", help="Start training at once.")] = False,
    device: Device = "auto",
    version: Annotated[bool, typer.Option("--version", help="Say the version and end.")] = False,
) -> None:
    """Open the app, unless a subcommand follows."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(version_of("cvae-tui"))
        raise typer.Exit
    if context.invoked_subcommand is None:
        from ...core.runs.paths import data_folder, find_run, home
        from .output import has_screen

        if not has_screen():
            raise UsageError(
                "the app needs a terminal for keys and screen; see `cvae-tui --help` for what runs without"
            )
        # What cannot be is told here, where a sentence can be read.
        home()
        if run is not None and not train:
            find_run(run)
        data_folder(data)
        if preset is not None:
            from ...core.registry import find_preset

            find_preset(preset)
        from ..app import Studio

        app = Studio(run=run, data=data, preset=preset, train=train, device=device)
        app.run()
        raise typer.Exit(app.return_code or 0)
    elif run or data or preset or train or device != "auto":
        raise UsageError(
            f"options go behind {context.invoked_subcommand!r}: cvae-tui {context.invoked_subcommand} --run R ..."
        )


@studio.command("train")
def train_command(
    preset: Preset = None,
    data: Data = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="NAME|DIR", help="Where to write it; default: the preset's name.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(help="Training time to use up.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training words.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of everything random.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Any setting; repeat at will.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with --run, by default with the latest one.")] = False,
    begin_from: Annotated[
        str | None,
        typer.Option("--from", metavar="NAME|DIR", help="Begin a new run with another's weights and settings."),
    ] = None,
    device: Device = "auto",
    threads: Annotated[
        int | None, typer.Option(metavar="N", help="Processor threads; default: torch's choice.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One event a line on stdout, `finished` the last.")] = False,
) -> None:
    """Train a model.

    \b
      cvae-tui train --seconds 120 --run quick
      cvae-tui train --data verbs/ --epochs 60 --set variant=gru --set kl=cyclical
      cvae-tui train --run quick --resume --seconds 300
      cvae-tui train --from quick --set lr=0.001 --seconds 60

    Ctrl-C saves and says how to go on; a second one ends at once. Without --json, stdout is the run's folder.

    With --resume a run keeps its own settings and data; --seconds and --epochs are then the whole run's new budget,
    and its schedules stretch with it. `cvae-tui presets --json` names every setting.
    """  # noqa: D301 - click wants the character itself
    from .train import assignments, train

    given = assignments(settings or [], {"seconds": seconds, "epochs": epochs, "seed": seed})
    raise typer.Exit(train(preset, data, run, given, resume, begin_from, device, threads, as_json))


@studio.command("experiment")
def experiment_command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="lessons, seed-000, seed-001, seed-002, or a name for --preset runs.")
    ],
    presets: Annotated[
        list[str] | None, typer.Option("--preset", metavar="P", help="Run this preset instead of a known set; repeat.")
    ] = None,
    grid: Annotated[
        list[str] | None, typer.Option("--grid", metavar="KEY=V,V", help="Vary a setting; several are crossed.")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A setting for every run; repeat at will.")
    ] = None,
    seconds: Annotated[float | None, typer.Option(help="Training time of each run.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training words of each run.")] = None,
    seeds: Annotated[int, typer.Option(metavar="K", help="Runs of each, with the seeds 0 to K-1.")] = 1,
    jobs: Annotated[int, typer.Option(metavar="N", help="Runs at the same time; more than one needs Dask.")] = 1,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, such as tcp://10.0.0.5:8786.")
    ] = None,
    data: Annotated[str | None, typer.Option(metavar="DIR", help="Data folder; default: the set's own.")] = None,
    out: Annotated[
        str | None, typer.Option(metavar="DIR", help="Where runs and report go; default: by name, beside your runs.")
    ] = None,
    draws: Annotated[int, typer.Option(metavar="N", help="Draws of noise when a run is scored.")] = 1000,
    device: Device = "auto",
    threads: Annotated[int | None, typer.Option(metavar="N", help="Processor threads of each run.")] = None,
    as_json: Json = False,
) -> None:
    """Run presets or a grid, and report.

    The report has a table (theirs beside ours where a set has a report), curves, words from noise, and answers.

    \b
      cvae-tui experiment lessons --seconds 60
      cvae-tui experiment seed-001 --seeds 3 --jobs 4
      cvae-tui experiment seed-001 --set batch_size=32 --out quick
      cvae-tui experiment widths --preset default --grid latent=8,16 --grid kl_target=7.5,11 --seconds 300

    Every run is a process of its own and can be opened like any other: `cvae-tui show OUT/runs/RUN`. The same command
    once more keeps what is finished and goes on with what is not. stdout is the report's path.

    With --jobs or --scheduler the runs go to a Dask cluster (pip install 'cvae-tui[cluster]'). Its workers must see the
    same --out and --data folders; one that dies costs a minute: its run is taken up from its last checkpoint.
    A scheduler is trusted with everything; give only an address of your own.
    """  # noqa: D301 - click wants the character itself
    from .experiment import Order, experiment
    from .train import assignments

    given = assignments(settings or [], {"seconds": seconds, "epochs": epochs})
    order = Order(
        name, presets or (), grid or (), given, data, seeds, jobs, scheduler, threads, draws, device, out
    )  # fmt: skip
    raise typer.Exit(experiment(order, as_json))


@studio.command("convert")
def convert_command(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="Verbs in any form; - reads them from stdin.")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="TENSE", help="Their tense; default: inferred.")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--to", metavar="TENSE", help="Only this tense; default: all four.")
    ] = None,
    run: Run = None,
    as_json: Json = False,
) -> None:
    """Convert verbs to their four tenses.

    Tenses are present, third, progressive and past, or short sp, tp, pg and p.

    \b
      cvae-tui convert splitting sent
      cvae-tui convert --to past --json abets
      cat words.txt | cvae-tui convert -

    Into a pipe it writes a line per word, with tabs: word, tense, how sure, the forms, known or unseen in training.
    """  # noqa: D301 - click wants the character itself
    from .convert import convert

    convert(words, source, target, run, as_json)


@studio.command("sample")
def sample_command(
    count: Annotated[int, typer.Option("-n", metavar="N", help="How many verbs.")] = 10,
    seed: Annotated[int, typer.Option(metavar="K", help="Seed of the noise: the same seed gives the same verbs.")] = 0,
    plain: Annotated[bool, typer.Option("--plain", help="Decode the noise at once, without a round trip.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Decode z where it fell, not carried to a verb.")] = False,
    run: Run = None,
    as_json: Json = False,
) -> None:
    """Make verbs from Gaussian noise.

    Each is marked: train (a training row), real (another verb), new (an invented one, regular) or broken.

    By default z is carried to the verb it belongs to and decoded in one tense; that word is encoded, and its posterior
    mean decoded in the four tenses.
    """
    from .convert import sample

    if plain and raw:
        raise UsageError("--plain carries the noise to a verb and --raw does not; give one of them")
    sample(count, seed, "raw" if raw else "plain" if plain else "round trip", run, as_json)


@studio.command("interpolate")
def interpolate_command(
    first: Annotated[str, typer.Argument(metavar="WORD", help="A verb in any form.")],
    second: Annotated[str, typer.Argument(metavar="WORD", help="Another.")],
    steps: Annotated[int, typer.Option(metavar="N", help="Points on the line, both ends among them.")] = 7,
    run: Run = None,
    as_json: Json = False,
) -> None:
    """Decode the line between two words.

    Its points lie evenly between the two posterior means; z alone is decoded, without a look at the words.
    """
    from .convert import interpolate

    interpolate(first, second, steps, run, as_json)


@studio.command("score")
def score_command(
    run: Run = None,
    data: Annotated[
        str | None, typer.Option("--data", metavar="DIR", help="Data to score on; default: the run's own.")
    ] = None,
    draws: Annotated[int, typer.Option(metavar="N", help="Draws of noise.")] = 1000,
    seed: Annotated[int, typer.Option(metavar="K", help="Seed of the draws.")] = 0,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Score a run beside its baselines.

    Shares come with 95 % intervals, the latent space with a verdict and its reason.
    Scored on its own data, a run of yours keeps the result in its score.json.
    """
    from .score import score_run

    score_run(run, data, draws, seed, device, as_json)


@studio.command("runs")
def runs_command(as_json: Json = False) -> None:
    """List the runs.

    Shipped ones come first, then yours, the latest first.
    """
    from .runs import runs

    runs(as_json)


@studio.command("show")
def show_command(
    run: Annotated[str, typer.Argument(metavar="R", help="A run, by name or folder.")], as_json: Json = False
) -> None:
    """Show what is known of a run.

    Its folder, data and versions, how far it came, the settings that differ from its preset, and its score.
    """
    from .runs import show

    show(run, as_json)


@studio.command("plot")
def plot_command(run: Annotated[str, typer.Argument(metavar="R", help="A run, by name or folder.")]) -> None:
    """Draw a run's charts.

    Those of the app, by epoch: CE and KL, BLEU-4 and exact match, Gaussian score and distinct verbs, the dials.
    """
    from .plot import plot

    plot(run)


@studio.command("presets")
def presets_command(as_json: Json = False) -> None:
    """List the presets and their sources."""
    from .runs import presets

    presets(as_json)


@studio.command("doctor")
def doctor_command(as_json: Json = False) -> None:
    """Tell versions, devices and folders."""
    from .doctor import doctor

    doctor(as_json)


@studio.command("bench")
def bench_command(
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="PART", help="training, inference or overhead; repeat for two of them."),
    ] = None,
    rounds: Annotated[int, typer.Option(metavar="N", help="Rounds; medians of more of them are steadier.")] = 3,
    threads: Annotated[
        int | None, typer.Option(metavar="N", help="Processor threads; default: torch's choice.")
    ] = None,
    device: Device = "auto",
    as_json: Json = False,
) -> None:
    """Measure how fast this machine trains and answers.

    \b
      cvae-tui bench                               everything, a minute or two
      cvae-tui bench --only training --threads 1   training alone, on one thread
      cvae-tui bench --rounds 9 --json             steadier medians, for a script

    Every contender takes its turn in every round, beside the seeds' own way and the machine's arithmetic.
    The table is Markdown; what is being measured is told on stderr.
    """  # noqa: D301 - click wants the character itself
    from .bench import bench

    bench(only or [], rounds, threads, device, as_json)


def main() -> int:
    """Run the command line and return its exit code; whatever goes wrong becomes one sentence on stderr."""
    from .guard import guarded
    from .threads import wait_briefly

    wait_briefly()
    command: Any = typer.main.get_command(studio)
    return guarded(lambda: command.main(prog_name="cvae-tui", standalone_mode=False))
