"""What a typed line means: words to convert, a question to the model, or an order to the app. Pure; knows no torch."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ..core.errors import UsageError, nearest
from ..core.tasks.tense.config import TenseConfig, tense_number
from ..core.tasks.tense.data import check_word

MOST_WORDS = 20
MOST_STEPS = 50
MOST_SEEDS = 65536
DIALS = ("kl_weight", "teacher_forcing", "lr", "encoder_lr")
ALIASES = {"kl": "kl_weight", "tf": "teacher_forcing", "resume": "go", "exit": "quit", "q": "quit"}

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_NOISE = re.compile(r"z#([0-9a-f]{4})", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """Words to convert, each with the tense to read it in (0 to 3, None to infer it); `hint` is for the reader."""

    words: tuple[str, ...]
    sources: tuple[int | None, ...]
    hint: str = ""


@dataclass(frozen=True)
class Between:
    """Go from one word, or noise row's seed, to another in so many steps."""

    first: str | int
    second: str | int
    steps: int = 7


@dataclass(frozen=True)
class WalkAlong:
    """Walk one dimension of a noise row: named by its seed, by its place (from 1), or the one under the cursor."""

    dimension: int
    row: int | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Seed:
    """Draw the grid's noise again from this seed."""

    number: int


@dataclass(frozen=True)
class Help:
    """List the commands."""


@dataclass(frozen=True)
class Order:
    """A command without arguments."""

    name: Literal["pause", "go", "step", "stop", "save", "clear", "quit"]


@dataclass(frozen=True)
class Train:
    """Start a training run with a preset; None leaves the choice to the app."""

    preset: str | None = None


@dataclass(frozen=True)
class Open:
    """Open a run by name or path."""

    run: str


@dataclass(frozen=True)
class SetDial:
    """Turn a dial to a value by hand; None lets it follow its schedule again."""

    name: str
    value: float | None


@dataclass(frozen=True)
class Theme:
    """Change the colours."""

    name: str


@dataclass(frozen=True)
class Export:
    """Write the noise rows to a CSV file; None leaves the name to the grid."""

    path: str | None = None


@dataclass(frozen=True)
class Wrong:
    """A line that means nothing, and what to type instead."""

    sentence: str


AppCommand = WalkAlong | Seed | Order | Train | Open | SetDial | Theme | Export
Parsed = Words | Between | Help | AppCommand | Wrong


def parse(text: str) -> Parsed:
    """Tell what a line means; whatever is typed, the answer is a value and never an error."""
    text = text.strip()
    try:
        if text[:1] in ("/", ":"):
            return _command(text[1:].split(), text[0])
        tokens = [token for token in re.split(r"[\s,;]+", text) if token]
        return _command(tokens, "") if _reads_as_command(tokens) else _words(tokens)
    except UsageError as error:
        return Wrong(str(error))


def noise_name(seed: int) -> str:
    """Return the short name of a noise row: z#3fa2."""
    return f"z#{seed:04x}"


def help_rows() -> list[tuple[str, str]]:
    """Return what can be typed and what it does."""
    return [
        ("splitting", "a verb, any form: four tenses"),
        ("split go ran", "several verbs at once"),
        ("split from past", "read as past; or split:past"),
        *((command.usage, command.help) for command in COMMANDS.values()),
        ("help:present", "the verb help"),
    ]


# --- words ---


def _words(tokens: list[str]) -> Parsed:
    tokens = [part for token in tokens for part in (token.split("=", 1) if token.startswith("--") else [token])]
    tense: int | None = None
    while len(tokens) >= 3 and tokens[-2].lower().removeprefix("--") in ("from", "to"):
        # All four tenses are shown whatever the target, so `to past` needs no more than to be understood.
        number = tense_number(tokens[-1])
        tense = number if tokens[-2].lower().endswith("from") else tense
        tokens = tokens[:-2]
    if len(tokens) > MOST_WORDS:
        raise UsageError(f"{len(tokens)} words are too many at once; type {MOST_WORDS} at the most")
    if len(tokens) > 1 and not tokens[1][0].isalpha() and (close := _close(tokens[0])):
        if tokens[0].lower() in COMMANDS:
            raise UsageError(_typed_as(tokens[0].lower()))
        raise UsageError(f"there is no command {_shown(tokens[0])}; did you mean {close!r}?")
    words: list[str] = []
    sources: list[int | None] = []
    for token in tokens or [""]:
        word, colon, name = token.partition(":")
        words.append(check_word(word))
        sources.append(tense_number(name) if colon else tense)
    return Words(tuple(words), tuple(sources), _hint(words))


def _hint(words: list[str]) -> str:
    """What the reader may have meant, where words are converted that look like a command."""
    first = words[0]
    if first in COMMANDS and first != "help":
        return f"read as a verb; the command is {COMMANDS[first].usage}"
    typo = SequenceMatcher(None, first, "interpolate").ratio() > 0.8 and not first.endswith(("s", "ed", "ing"))
    return f"for the way between two words: {COMMANDS['interpolate'].usage}" if len(words) == 3 and typo else ""


# --- commands ---


@dataclass(frozen=True)
class Command:
    """A command: how it is typed, what it does, and what makes a value of its arguments."""

    usage: str
    help: str
    read: Callable[[list[str]], Parsed]
    least: int = 0
    most: int = 0


def _reads_as_command(tokens: list[str]) -> bool:
    """Tell whether a line without `:` is a command: only shapes that no list of verbs has, and `help` by itself."""
    match [token.lower() for token in tokens]:
        case ["help"] | ["interpolate", _, _]:
            return True
        case ["interpolate", _, _, steps]:
            return not steps.isalpha()
        case ["walk" | "seed", number, *_]:
            return bool(re.match(r"[-+]?[0-9]|z", number)) and not number.isalpha()
        case ["set", dial, *_]:
            return ALIASES.get(dial, dial) in DIALS or not dial.isalpha()
        case _:
            return False


def _command(tokens: list[str], prefix: str) -> Parsed:
    name = tokens[0].lower() if tokens else ""
    name = ALIASES.get(name, name) if prefix else name
    if name not in COMMANDS:
        what = f"there is no command {_shown(name)}" if name else f"no command follows the {prefix!r}"
        raise UsageError(f"{what}; {nearest(name[:40], list(COMMANDS))}")
    command, arguments = COMMANDS[name], tokens[1:]
    if not command.least <= len(arguments) <= command.most:
        raise UsageError(_typed_as(name))
    return command.read(arguments)


def _between(arguments: list[str]) -> Parsed:
    first, second = (_end(argument) for argument in arguments[:2])
    if isinstance(first, str) != isinstance(second, str):
        raise UsageError("a word and a noise row have no way between them; give two words, or two rows such as z#3fa2")
    return Between(first, second, _number(arguments[2], "steps", 2, MOST_STEPS) if len(arguments) > 2 else 7)


def _end(text: str) -> str | int:
    noise = _NOISE.fullmatch(text)
    return int(noise[1], 16) if noise else check_word(text)


def _walk(arguments: list[str]) -> Parsed:
    dimension = _number(re.sub(r"^z\[?([0-9]+)\]?$", r"\1", arguments[0]), "the dimension", 0, 9999)
    if len(arguments) < 2:
        return WalkAlong(dimension)
    if noise := _NOISE.fullmatch(arguments[1]):
        return WalkAlong(dimension, seed=int(noise[1], 16))
    return WalkAlong(dimension, row=_number(arguments[1], "the row", 1, 999))


def _set(arguments: list[str]) -> Parsed:
    name, equals, value = arguments[0].partition("=")
    rest = [value] * bool(equals and value) + arguments[1:]
    name = ALIASES.get(name.lower(), name.lower())
    if name not in DIALS:
        raise UsageError(f"there is no dial {_shown(name)} to turn while training; {nearest(name[:40], DIALS)}")
    if len(rest) != 1:
        raise UsageError(f"{name} needs one value; type {COMMANDS['set'].usage}")
    if rest[0].lower() == "follow":
        return SetDial(name, None)
    value = getattr(TenseConfig().with_text({name: rest[0]}), name)
    if value is None:
        raise UsageError(f"{name} is {_shown(rest[0])}; it must be a number, or follow for its schedule")
    return SetDial(name, float(value))


def _number(text: str, what: str, low: int, high: int) -> int:
    if not _NUMBER.fullmatch(text) or not low <= int(text) <= high:
        raise UsageError(f"{what} cannot be {_shown(text)}; type a whole number from {low} to {high}")
    return int(text)


def _close(name: str) -> str | None:
    """Return the command nearest to a name, if one is near."""
    best = max(COMMANDS, key=lambda known: SequenceMatcher(None, name.lower()[:40], known).ratio())
    return best if SequenceMatcher(None, name.lower()[:40], best).ratio() > 0.7 else None


def _typed_as(name: str) -> str:
    return f"{name} is typed as {COMMANDS[name].usage}: {COMMANDS[name].help}"


def _shown(text: str) -> str:
    return repr(text[:30] + "..." if len(text) > 30 else text)


def _order(name: Literal["pause", "go", "step", "stop", "save", "clear", "quit"], help: str) -> Command:
    return Command(f":{name}", help, lambda _: Order(name))


COMMANDS: dict[str, Command] = {
    "help": Command("help", "this list", lambda _: Help()),
    "interpolate": Command("interpolate A B [STEPS]", "between two words or rows", _between, 2, 3),
    "walk": Command("walk DIM [ROW]", "a dimension from -3 to 3", _walk, 1, 2),
    "seed": Command(
        "seed N", "the noise rows of a seed", lambda a: Seed(_number(a[0], "the seed", 0, 10**9 - 1)), 1, 1
    ),
    "set": Command("set DIAL 0.1|follow", f"turn {', '.join(DIALS)}", _set, 1, 2),
    "train": Command(":train [PRESET]", "start a training run", lambda a: Train(*a), 0, 1),
    "pause": _order("pause", "hold the training"),
    "go": _order("go", "let it go on"),
    "step": _order("step", "train a single step"),
    "stop": _order("stop", "end the run, keeping it"),
    "save": _order("save", "save a checkpoint now"),
    "open": Command(":open RUN", "open a run by name or path", lambda a: Open(" ".join(a)), 1, 40),
    "export": Command(":export [FILE]", "write the noise rows as CSV", lambda a: Export(" ".join(a) or None), 0, 40),
    "theme": Command(":theme NAME", "change the colours", lambda a: Theme(" ".join(a)), 1, 4),
    "clear": _order("clear", "forget the answers"),
    "quit": _order("quit", "save and leave"),
}
