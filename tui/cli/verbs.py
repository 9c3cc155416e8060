"""The subcommands that ask a model: of any task, and each task's own verbs. Everything heavy is imported inside."""
# ruff: noqa: D301 - click wants the \b itself, which keeps the lines of an example

from collections.abc import Callable, Mapping

import typer

from . import options as o


def ask_command(text: o.Line, run: o.Run = None, as_json: o.Json = False) -> None:
    """Ask any model, whatever its task.

    \b
      cvae-tui ask splitting
      cvae-tui ask interpolate walk sing 5 --run mine
      cvae-tui ask align recieve receive --run spelling
      cvae-tui ask not bad at all --run sentiment
    """
    from .ask import ask

    ask(text, run, as_json)


def sample_command(
    count: o.Count = 10, mode: o.Mode = None, seed: o.SampleSeed = 0, run: o.Run = None, as_json: o.Json = False
) -> None:
    """Draw samples, each with its mark.

    \b
      cvae-tui sample -n 20 --mode prior
      cvae-tui sample --run spelling --mode wrong
      cvae-tui sample --run digits --mode to_mnist --seed 1

    Modes of tense: transported (noise moved by the learned map to a verb, then decoded; the default), round_trip
    (its word read once more), prior (noise decoded as it was drawn, each form by itself), joint (the same, the four
    forms together) and novel (spelled between two draws, until it is no form that was learned). Marks: train (a
    training row), real (another verb), new (an invented one, regular) and broken.

    Modes of spelling and sentiment: held_out (what validates; the default) and wrong (those it has wrong). Marks: right
    and wrong. Modes of digits: to_street (the default) and to_mnist. Marks: kept and flipped, as a judge reads them.
    """
    from .ask import sample

    sample(count, mode, seed, run, as_json)


def convert_command(
    words: o.Words = None, source: o.Source = None, target: o.Target = None, run: o.Run = None, as_json: o.Json = False
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

    raise typer.Exit(convert(words or [], source, target, run, as_json))


def interpolate_command(
    first: o.Verb, second: o.Verb, steps: o.Steps = 7, run: o.Run = None, as_json: o.Json = False
) -> None:
    """Decode the line between two verbs.

    Its points lie evenly between the two posterior means. Between the ends z alone is decoded, without a look at the
    words; the ends are what convert says of them.
    """
    from .convert import interpolate

    interpolate(first, second, steps, run, as_json)


def correct_command(
    words: o.Misspelt = None,
    count: o.Suggestions = 5,
    text: o.AsText = False,
    run: o.Run = None,
    as_json: o.Json = False,
) -> None:
    """Correct the spelling of words, or of a text.

    Each suggestion has its probability; what is left over to 1 is that none is right. --text changes a word only where
    one suggestion is probable enough, a capitalised one inside a sentence, which may be a name, only where it is nearly
    certain; spaces, punctuation and capitals stay.

    \b
      cvae-tui correct recieve teh thier
      cvae-tui correct --text < essay.txt > corrected.txt
      cvae-tui correct - --json < words.txt
    """
    from .correct import correct

    raise typer.Exit(correct(words or [], count, text, run, as_json))


def judge_command(texts: o.Texts = None, file: o.TextFile = None, run: o.Run = None, as_json: o.Json = False) -> None:
    """Judge whether texts are positive or negative.

    With --json every word has its share of the attention, and what leaving it out changes.

    \b
      cvae-tui judge "A film of rare beauty." "Two hours of my life."
      cvae-tui judge - < reviews.txt
      cvae-tui judge --file reviews.txt --json
    """
    from .judge import judge

    raise typer.Exit(judge(texts or [], file, run, as_json))


def translate_command(
    digits: o.Digits = None, to: o.To = "street", png: o.Png = None, run: o.Run = None, as_json: o.Json = False
) -> None:
    """Translate digits into the other kind.

    Digits are shown by held-out pictures; a file is a picture of one digit. A judge of real pictures says what each
    translated one reads as.

    \b
      cvae-tui translate 2026 --png out.png
      cvae-tui translate 7 --to mnist --json
      cvae-tui translate photo.png --to mnist
      ls *.png | cvae-tui translate - --to mnist   each line of stdin
    """
    from .translate import translate

    raise typer.Exit(translate(digits or [], to, png, run, as_json))


VERBS: Mapping[str, Callable[..., None]] = {
    "ask": ask_command,
    "sample": sample_command,
    "convert": convert_command,
    "interpolate": interpolate_command,
    "correct": correct_command,
    "judge": judge_command,
    "translate": translate_command,
}
"""What is typed for each, in the order of the help."""
