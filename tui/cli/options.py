"""What the subcommands take: every argument and option with its sentence, so that one name means one thing."""

from typing import Annotated, Any

import typer


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
Digits = Annotated[
    list[str] | None, argument("DIGITS|FILE", "Digits such as 2026, or a picture's file; - reads lines of stdin.")
]
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
Words = Annotated[list[str] | None, argument("WORD...", "Verbs in any form; - reads them from stdin.")]
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
