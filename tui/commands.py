"""What a typed line means: a question to the model, or a command to the app. Pure; knows no task and no torch."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..core.answer import Query, Shown
from ..core.errors import UsageError, nearest
from ..core.schedules import check_dial
from ..core.spec import Dial, TaskSpec

LARGEST_SEED = 10**9 - 1
FOLLOW = ("follow", "schedule", "f")
_ALIASES = {"resume": "go", "exit": "quit", "q": "quit"}


@dataclass(frozen=True)
class Order:
    """A command by its name in COMMANDS, with what was typed behind it ("" if nothing was)."""

    name: str
    argument: str = ""


@dataclass(frozen=True)
class SetDial:
    """Turn a dial to a value by hand; None lets it follow its schedule again."""

    name: str
    value: float | None


@dataclass(frozen=True)
class Wrong:
    """A line that means nothing, and what to type instead."""

    sentence: str


AppCommand = Order | SetDial
Parsed = Query | AppCommand | Wrong


@dataclass(frozen=True)
class Command:
    """How a command is typed, what it does, and how many arguments it takes."""

    usage: str
    help: str
    least: int = 0
    most: int = 0


COMMANDS = {
    "help": Command("help", "this list"),
    "seed": Command("seed N", "the samples of a seed", 1, 1),
    "set": Command("set DIAL 0.1|follow", "turn a dial, or let it follow its schedule", 1, 2),
    "train": Command(":train [PRESET]", "start a training run", 0, 1),
    "lesson": Command(":lesson [NAME]", "lessons, or one of them", 0, 1),
    "map": Command(":map [I J]", "the map of the model, in two of its dimensions", 0, 2),
    "pause": Command(":pause", "hold the training"),
    "go": Command(":go", "let it go on"),
    "step": Command(":step", "train a single step"),
    "stop": Command(":stop", "end the run, keeping it"),
    "save": Command(":save", "save a checkpoint now"),
    "open": Command(":open RUN", "open a run by name or path", 1, 40),
    "export": Command(":export [FILE]", "write the samples as CSV", 0, 40),
    "theme": Command(":theme NAME", "change the colours", 1, 4),
    "task": Command(":task NAME", "go to another task", 1, 1),
    "clear": Command(":clear", "forget the answers"),
    "quit": Command(":quit", "save and leave"),
}


def parse(text: str, spec: TaskSpec, shown: Shown) -> Parsed:
    """Tell what a line means; whatever is typed, the answer is a value and never an error."""
    text = text.strip()
    tokens = text.split()
    try:
        if text[:1] in ("/", ":"):
            return _command(text[1:].split(), text[0], spec)
        if _reads_as_command(tokens, spec):
            return _command(tokens, "", spec)
        return spec.parse(text, shown)
    except UsageError as error:
        return Wrong(_meant(tokens) or str(error))


def hint(text: str) -> str:
    """Return what the reader may have meant by a line that is asked although it looks like a command; else ""."""
    name, *arguments = text.lower().split() or [""]
    command = COMMANDS.get(name)
    fits = command and command.least <= len(arguments) <= min(command.most, 1)
    return f"read as it stands; the command is {command.usage}" if command and fits else ""


def help_rows(spec: TaskSpec) -> list[tuple[str, str]]:
    """Return what can be typed and what it does."""
    dials = ", ".join(dial.key for dial in spec.dials)
    about = {"set": f"turn {dials}"} if dials else {}
    return [*spec.examples, *((command.usage, about.get(name, command.help)) for name, command in COMMANDS.items())]


def completions(spec: TaskSpec, names: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """Return the lines that a command may be completed to; `names` are what commands other than these may take."""
    taken = {
        "set": [dial.key for dial in spec.dials],
        "train": [preset.name for preset in spec.presets],
        "lesson": [lesson.name for lesson in spec.lessons if not lesson.after],
        **(names or {}),
    }
    behind = [f":{command} {name}" for command, known in taken.items() for name in known]
    return [*(f":{name}" for name in COMMANDS), *behind]


def find_dial(name: str, dials: Sequence[Dial]) -> Dial:
    """Return a dial by its key, its short name, or a beginning that no other one has; `UsageError` for none or many."""
    name = name.lower()
    known = {key: dial for dial in reversed(dials) for key in _names(dial)}
    found = [known[name]] if name in known else [dial for key, dial in known.items() if name and key.startswith(name)]
    if len(set(found)) == 1:
        return found[0]
    remedy = nearest(name[:40], [dial.key for dial in dials]) if dials else "this task has none"
    raise UsageError(f"there is no dial {_shown(name)} to turn while training; {remedy}")


def _names(dial: Dial) -> tuple[str, str]:
    return dial.short.lower().replace(" ", ""), dial.key


def _reads_as_command(tokens: list[str], spec: TaskSpec) -> bool:
    """Tell whether a line without `:` is a command: only shapes that hardly anything asked of a model has."""
    match [token.lower() for token in tokens]:
        case ["help"]:
            return True
        case ["seed", number, *_]:
            return bool(re.match(r"[-+]?[0-9]", number))
        case ["set", dial, *rest]:
            valued = len(rest) == 1 and (rest[0] == "follow" or not rest[0].isalpha())
            return valued or not dial.isalpha() or dial in (name for each in spec.dials for name in _names(each))
        case _:
            return False


def _command(tokens: list[str], prefix: str, spec: TaskSpec) -> Parsed:
    name, arguments = (tokens[0].lower() if tokens else ""), tokens[1:]
    name = _ALIASES.get(name, name) if prefix else name
    if name not in COMMANDS:
        what = f"there is no command {_shown(name)}" if name else f"no command follows the {prefix!r}"
        raise UsageError(f"{what}; {nearest(name[:40], list(COMMANDS))}")
    if not COMMANDS[name].least <= len(arguments) <= COMMANDS[name].most:
        raise UsageError(_typed_as(name))
    if name == "set":
        return _set(arguments, spec)
    if name == "seed" and not (re.fullmatch("[0-9]{1,9}", arguments[0]) and int(arguments[0]) <= LARGEST_SEED):
        raise UsageError(f"the seed cannot be {_shown(arguments[0])}; type a whole number from 0 to {LARGEST_SEED}")
    return Order(name, " ".join(arguments))


def _set(arguments: list[str], spec: TaskSpec) -> SetDial:
    name, equals, value = arguments[0].partition("=")
    rest = [value] * bool(equals and value) + arguments[1:]
    dial = find_dial(name, spec.dials)
    if len(rest) != 1:
        raise UsageError(f"{dial.key} needs one value; type {COMMANDS['set'].usage}")
    return turned(dial, rest[0])


def axes_of(argument: str) -> tuple[int, ...]:
    """Return the dimensions that a map is to show, none where none are named; `UsageError` for others than two."""
    tokens = argument.split()
    if len(tokens) in (0, 2) and all(re.fullmatch("[0-9]{1,6}", token) for token in tokens):
        return tuple(map(int, tokens))
    raise UsageError(_typed_as("map"))


def turned(dial: Dial, text: str) -> SetDial:
    """Return what a typed value means for a dial; `UsageError` where it can have none such."""
    if text.lower() in FOLLOW:
        return SetDial(dial.key, None)
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        remedy = "it must be a number, or follow for its schedule"
        raise UsageError(f"{dial.key} is {_shown(text)}; {remedy}") from None
    check_dial(dial, value)
    return SetDial(dial.key, value)


def _meant(tokens: list[str]) -> str:
    """Return a sentence about the command that a line, which is nothing else, comes near to."""
    if len(tokens) < 2 or tokens[0][0] in "/:" or tokens[1][0].isalpha():
        return ""
    name = tokens[0].lower()[:40]
    best = max(COMMANDS, key=lambda known: SequenceMatcher(None, name, known).ratio())
    near = SequenceMatcher(None, name, best).ratio()
    if name == best:
        return "" if name in ("seed", "set") else _typed_as(name)
    return f"there is no command {_shown(name)}; did you mean {best!r}?" if near > 0.7 else ""


def _typed_as(name: str) -> str:
    return f"{name} is typed as {COMMANDS[name].usage}: {COMMANDS[name].help}"


def _shown(text: str) -> str:
    return repr(text[:30] + "..." if len(text) > 30 else text)
