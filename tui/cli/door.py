"""The door: `cvae-tui` opens the app, its subcommands run without a screen. Everything heavy is imported inside."""
# ruff: noqa: D301 - click wants the \b itself, which keeps the lines of an example

from typing import Annotated, Any

import typer

from ...core.errors import UsageError

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


def option(name: str, text: str, metavar: str | None = None) -> Any:
    """Return an option; it has what every subcommand shows of its options."""
    return typer.Option(name, help=text, metavar=metavar)


def argument(metavar: str, text: str) -> Any:
    """Return an argument."""
    return typer.Argument(help=text, metavar=metavar)


Task = Annotated[str | None, option("--task", "tense (the default), spelling, sentiment or digits.", "T")]
Run = Annotated[str | None, option("--run", "A run, by name or folder; default: the shipped model.", "R")]
Named = Annotated[str, argument("R", "A run, by name or folder.")]
Data = Annotated[str | None, option("--data", "A data folder, or a shipped one such as lab.", "DIR")]
Preset = Annotated[str | None, option("--preset", "Settings by name; see `cvae-tui presets`.", "P")]
Settings = Annotated[list[str] | None, option("--set", "Any setting; repeat at will.", "KEY=VALUE")]
Seconds = Annotated[float | None, option("--seconds", "Training time to use up.", "S")]
Epochs = Annotated[int | None, option("--epochs", "Passes over the training data.", "N")]
Draws = Annotated[int, option("--draws", "Samples drawn for a score.", "N")]
Device = Annotated[str, option("--device", "auto, cpu, cuda, cuda:1 or mps.", "D")]
Threads = Annotated[int | None, option("--threads", "Processor threads; default: as many as are quickest.", "N")]
Json = Annotated[bool, option("--json", "One JSON document on stdout.")]
# Those of a single subcommand.
Digits = Annotated[list[str], argument("DIGITS|FILE", "Digits such as 2026, or a picture's file.")]
To = Annotated[str, option("--to", "street or mnist.", "KIND")]
Png = Annotated[str | None, option("--png", "Write source, translation and back again as one picture.", "OUT")]
AtOnce = Annotated[bool, option("--train", "Start training at once.")]
Version = Annotated[bool, option("--version", "Say the version and end.")]
NewRun = Annotated[str | None, option("--run", "Where to write it; default: the preset's name.", "NAME|DIR")]
Seed = Annotated[int | None, option("--seed", "Seed of everything random.", "K")]
Turns = Annotated[list[str] | None, option("--turn", "Hold a dial at a value; repeat at will.", "DIAL=VALUE")]
Resume = Annotated[bool, option("--resume", "Go on with --run, by default with the latest one.")]
Origin = Annotated[str | None, option("--from", "Begin a new run with another's weights and settings.", "R")]
Events = Annotated[bool, option("--json", "One event a line on stdout, `finished` the last.")]
Experiment = Annotated[str, argument("NAME", "A known set such as lessons or report-001, or a name for --preset runs.")]
Presets = Annotated[list[str] | None, option("--preset", "Run this preset instead of a known set; repeat.", "P")]
Grid = Annotated[list[str] | None, option("--grid", "Vary a setting; several are crossed.", "KEY=V,V")]
Seeds = Annotated[int, option("--seeds", "Runs of each, with the seeds 0 to K-1.", "K")]
Jobs = Annotated[int, option("--jobs", "Runs at the same time; more than one needs Dask.", "N")]
Scheduler = Annotated[str | None, option("--scheduler", "A Dask scheduler, such as tcp://10.0.0.5:8786.", "ADDRESS")]
Out = Annotated[str | None, option("--out", "Where runs and report go; default: by name, beside your runs.", "DIR")]
Line = Annotated[list[str], argument("TEXT", "What could be typed in the app.")]
Count = Annotated[int, option("-n", "How many samples.", "N")]
Mode = Annotated[str | None, option("--mode", "How they are drawn; see above.", "M")]
SampleSeed = Annotated[int, option("--seed", "The same seed gives the same samples.", "K")]
Words = Annotated[list[str], argument("WORD...", "Verbs in any form; - reads them from stdin.")]
Source = Annotated[str | None, option("--from", "Their tense; default: inferred.", "TENSE")]
Target = Annotated[str | None, option("--to", "Only this tense; default: all four.", "TENSE")]
Misspelt = Annotated[list[str] | None, argument("WORD...", "Words as they were written; - reads them from stdin.")]
Suggestions = Annotated[int, option("-k", "How many suggestions a word has.", "N")]
AsText = Annotated[bool, option("--text", "Correct the words of a text, and leave all else as it is.")]
Texts = Annotated[list[str] | None, argument("TEXT", "Sentences or reviews; - reads one a line from stdin.")]
TextFile = Annotated[str | None, option("--file", "A file with a text a line.", "PATH")]
Verb = Annotated[str, argument("WORD", "A verb in any form.")]
Steps = Annotated[int, option("--steps", "Points on the line, both ends among them.", "N")]
Parts = Annotated[list[str] | None, option("--only", "training, inference or overhead; repeat for two.", "PART")]
Rounds = Annotated[int, option("--rounds", "Rounds; medians of more of them are steadier.", "N")]


@studio.callback(invoke_without_command=True, help=ABOUT)
def open_app(
    context: typer.Context, task: Task = None, run: Run = None, data: Data = None, preset: Preset = None,
    train: AtOnce = False, device: Device = "auto", version: Version = False,
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
    task: Task = None, preset: Preset = None, data: Data = None, run: NewRun = None, seconds: Seconds = None,
    epochs: Epochs = None, seed: Seed = None, settings: Settings = None, resume: Resume = False,
    turns: Turns = None, origin: Origin = None, device: Device = "auto", threads: Threads = None,
    as_json: Events = False,
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
    name: Experiment, presets: Presets = None, grid: Grid = None, settings: Settings = None, seconds: Seconds = None,
    epochs: Epochs = None, seeds: Seeds = 1, jobs: Jobs = 1, scheduler: Scheduler = None, data: Data = None,
    out: Out = None, draws: Draws = 1000, device: Device = "auto", threads: Threads = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Run presets or a grid, and report.

    The report has a table (theirs beside ours where a set has a report), curves, samples, and answers.

    \b
      cvae-tui experiment lessons
      cvae-tui experiment tense-lessons --seconds 60
      cvae-tui experiment report-001 --seeds 3 --jobs 4
      cvae-tui experiment widths --preset default --grid latent=8,16 --grid kl_target=7.5,11 --seconds 300

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


@studio.command("ask")
def ask_command(text: Line, run: Run = None, as_json: Json = False) -> None:
    """Ask any model, whatever its task.

    \b
      cvae-tui ask splitting
      cvae-tui ask interpolate walk sing 5 --run mine
    """
    from .ask import ask

    ask(text, run, as_json)


@studio.command("sample")
def sample_command(
    count: Count = 10, mode: Mode = None, seed: SampleSeed = 0, run: Run = None, as_json: Json = False
) -> None:
    """Draw samples, each with its mark.

    Modes of tense: transported (noise moved by the learned map to a verb, then decoded; the default), round_trip
    (its word read once more), prior (noise decoded as it was drawn) and novel (spelled between two draws, until it is
    no form that was learned). Marks: train (a training row), real (another verb), new (an invented one, regular) and
    broken. Modes of digits: to_street (the default) and to_mnist. Marks: kept and flipped, as a judge reads them.
    """
    from .ask import sample

    sample(count, mode, seed, run, as_json)


@studio.command("convert")
def convert_command(
    words: Words, source: Source = None, target: Target = None, run: Run = None, as_json: Json = False
) -> None:
    """Convert verbs to their four tenses.

    Tenses are present, third, progressive and past, or short sp, tp, pg and p; --from takes participle and other, too.

    \b
      cvae-tui convert splitting sent
      cvae-tui convert --to past --json abets
      cat words.txt | cvae-tui convert -

    A word may be read in several ways (lay, found, routed): each has a line, the likeliest first. Into a pipe, with
    tabs: word, what it was read as, how sure, the forms, known or unseen in training.
    Words on stdin are answered as they come; what is no word is told with its line, and the exit code is then 1.
    """
    from .convert import convert

    raise typer.Exit(convert(words, source, target, run, as_json))


@studio.command("interpolate")
def interpolate_command(first: Verb, second: Verb, steps: Steps = 7, run: Run = None, as_json: Json = False) -> None:
    """Decode the line between two verbs.

    Its points lie evenly between the two posterior means; z alone is decoded, without a look at the words.
    """
    from .convert import interpolate

    interpolate(first, second, steps, run, as_json)


@studio.command("correct")
def correct_command(
    words: Misspelt = None, count: Suggestions = 5, text: AsText = False, run: Run = None, as_json: Json = False
) -> None:
    """Correct the spelling of words, or of a text.

    Each suggestion has its probability; what is left over to 1 is that none is right. --text changes a word only where
    one suggestion is probable enough, and keeps spaces, punctuation and capitals.

    \b
      cvae-tui correct recieve teh thier
      cvae-tui correct --text < essay.txt > corrected.txt
      cvae-tui correct - --json < words.txt
    """
    from .correct import correct

    raise typer.Exit(correct(words or [], count, text, run, as_json))


@studio.command("judge")
def judge_command(texts: Texts = None, file: TextFile = None, run: Run = None, as_json: Json = False) -> None:
    """Judge whether texts are positive or negative.

    With --json every word has its share of the attention, and what leaving it out changes.

    \b
      cvae-tui judge "A film of rare beauty." "Two hours of my life."
      cvae-tui judge - < reviews.txt
      cvae-tui judge --file reviews.txt --json
    """
    from .judge import judge

    raise typer.Exit(judge(texts or [], file, run, as_json))


@studio.command("translate")
def translate_command(
    digits: Digits, to: To = "street", png: Png = None, run: Run = None, as_json: Json = False
) -> None:
    """Translate digits into the other kind.

    Digits are shown by held-out pictures; a file is a picture of one digit. A judge of real pictures says what each
    translated one reads as.

    \b
      cvae-tui translate 2026 --png out.png
      cvae-tui translate 7 --to mnist --json
      cvae-tui translate photo.png --to mnist
    """
    from .translate import translate

    translate(digits, to, png, run, as_json)


@studio.command("score")
def score_command(
    run: Run = None, data: Data = None, draws: Draws = 1000, seed: SampleSeed = 0, device: Device = "auto",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Score a run beside its baselines.

    Shares come with 95 % intervals, and what can be degenerate with a verdict and its reason.
    Scored on its own data, a run of yours keeps the result in its score.json.
    """
    from .score import score

    score(run, data, draws, seed, device, as_json)


@studio.command("runs")
def runs_command(as_json: Json = False) -> None:
    """List the runs, the latest first."""
    from .runs import runs

    runs(as_json)


@studio.command("show")
def show_command(run: Named, as_json: Json = False) -> None:
    """Show what is known of a run.

    Its folder, data and versions, how far it came, the settings that differ from its preset, and its score.
    """
    from .runs import show

    show(run, as_json)


@studio.command("plot")
def plot_command(run: Named) -> None:
    """Draw a run's charts, those of the app, by epoch."""
    from .plot import plot

    plot(run)


@studio.command("presets")
def presets_command(task: Task = None, as_json: Json = False) -> None:
    """List the presets and their sources."""
    from .runs import presets

    presets(task, as_json)


@studio.command("doctor")
def doctor_command(as_json: Json = False) -> None:
    """Tell versions, processor, devices and folders."""
    from .doctor import doctor

    doctor(as_json)


@studio.command("bench")
def bench_command(
    task: Task = None, only: Parts = None, rounds: Rounds = 3, threads: Threads = None, device: Device = "auto",
    as_json: Json = False,
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
    command: Any = typer.main.get_command(studio)
    return guarded(lambda: command.main(prog_name="cvae-tui", standalone_mode=False))
