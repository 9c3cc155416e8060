"""What was asked at the prompt and what was answered: entries, newest first, and the history of typed lines. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..commands import Between, Words
from ..messages import Answered, Convert, Interpolate, Line, Noise, Question, Walk
from .forms import (
    SIGNS,
    Changes,
    Piece,
    Pieces,
    Role,
    Row,
    Signs,
    conversion,
    differences,
    heads,
    needs_stack,
    noise_title,
    row,
    row_heads,
    sentence,
    waiting,
)

MOST_ENTRIES = 60
MOST_HISTORY = 200


@dataclass
class Entry:
    """One thing asked, and the model's step when it was answered (-1: not yet, or by another model).

    A conversion is always of one word here; words asked together are one question to the engine.
    """

    question: Convert | Interpolate | Walk
    lines: tuple[Line, ...] = ()
    changed: tuple[Changes, ...] = ()
    error: str = ""
    step: int = -1
    stacked: frozenset[int] = frozenset()

    def take(self, lines: Sequence[Line], error: str) -> None:
        """Take a new answer and see what is other than before."""
        before = self.lines if len(self.lines) == len(lines) else (None,) * len(lines)
        self.changed = tuple(differences(old, new) for old, new in zip(before, lines, strict=True))
        self.lines, self.error = tuple(lines), error

    def draw(self, width: int, signs: Signs = SIGNS) -> list[Pieces]:
        """Return the entry's lines of text, a blank one at the end."""
        if self.error:
            return [[(self._title(signs), "strong")], *sentence(self.error, width, "wrong"), []]
        if isinstance(self.question, Convert):
            return self._conversion(width, signs)
        label = max(len(name) for name in self._labels())
        title: Pieces = [
            ("  ", "plain"),
            (self._title(signs), "strong"),
            ("" if self.lines else f" {signs.wait}", "muted"),
        ]
        rows = [Row(name, None) for name in self._labels()]
        if self.lines:
            rows = [Row(r.label, line, new) for r, line, new in zip(rows, self.lines, self.changed, strict=False)]
        return [title, row_heads(width, "", label), *(row(shown, width, label, signs) for shown in rows), []]

    def _conversion(self, width: int, signs: Signs) -> list[Pieces]:
        # Once stacked it stays so at this width: the layout may not jump to and fro while the model learns.
        word = self.question.words[0] if isinstance(self.question, Convert) else ""
        stacked = width in self.stacked or (not heads(width) if not self.lines else needs_stack(self.lines[0], width))
        self.stacked |= {width} if stacked else frozenset()
        if not self.lines:
            return waiting(word, width, stacked=stacked, signs=signs)
        return conversion(self.lines[0], self.changed[0], width, stacked=stacked, signs=signs)

    def _title(self, signs: Signs) -> str:
        match self.question:
            case Convert(words):
                return " ".join(words)
            case Interpolate(first, second):
                ends = (end if isinstance(end, str) else noise_title(end) for end in (first, second))
                return f" {signs.to} ".join(ends)
            case Walk(noise, dimension):
                return f"z{dimension} of {noise_title(noise)}"

    def _labels(self) -> list[str]:
        match self.question:
            case Walk(_, _, values):
                return [f"{value:+.1f}" for value in values]
            case Interpolate(_, _, steps):
                return [f"{100 * i / max(steps - 1, 1):3.0f}%" for i in range(steps)]
            case _:
                return [""]


class Answers:
    """The entries, and which questions are under way: each kind is asked again only when its answers are back."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._under_way: set[Question] = set()

    @property
    def waiting(self) -> bool:
        """Whether a question is under way."""
        return bool(self._under_way)

    def add(self, parsed: Words | Between | Walk) -> list[Question]:
        """Put entries on top, moving up those that are there already; return what to ask."""
        added = self._entries(parsed)
        kept = {entry.question: entry for entry in self.entries}
        fresh = [kept.pop(question, None) or Entry(question) for question in dict.fromkeys(added)]
        self.entries = [*fresh, *kept.values()][:MOST_ENTRIES]
        return self._ask(fresh)

    def again(self, entries: Iterable[Entry], step: int) -> list[Question]:
        """Return what to ask so that these entries are of this step or later; nothing while answers are awaited."""
        return [] if self.waiting else self._ask(entry for entry in entries if entry.step < step)

    def take(self, answered: Answered) -> bool:
        """Take an answer; False if nobody here asked for it."""
        question, lines = answered.question, answered.lines
        self._under_way.discard(question)
        if not isinstance(question, Convert):
            found = [(entry, lines) for entry in self.entries if entry.question == question]
        else:
            each = {word: lines[i : i + 1] for i, word in enumerate(question.words)}
            found = [
                (entry, each[entry.question.words[0]])
                for entry in self.entries
                if isinstance(entry.question, Convert)
                and entry.question.source == question.source
                and entry.question.words[0] in each
            ]
        for entry, answer in found:
            entry.take(answer, answered.error)
            entry.step = answered.step
        return bool(found)

    def forget(self) -> None:
        """Await nothing any more: another model answers from now on, and every entry is to be asked again."""
        self._under_way.clear()
        for entry in self.entries:
            entry.step = -1

    def clear(self) -> None:
        """Forget the entries."""
        self.entries.clear()
        self.forget()

    def _ask(self, entries: Iterable[Entry]) -> list[Question]:
        by_source: dict[int | None, list[str]] = {}
        questions: list[Question] = []
        for entry in entries:
            if isinstance(entry.question, Convert):
                by_source.setdefault(entry.question.source, []).extend(entry.question.words)
            else:
                questions.append(entry.question)
        questions = [*(Convert(tuple(words), source) for source, words in by_source.items()), *questions]
        self._under_way.update(questions)
        return questions

    @staticmethod
    def _entries(parsed: Words | Between | Walk) -> list[Convert | Interpolate | Walk]:
        match parsed:
            case Words(words, sources):
                return [Convert((word,), source) for word, source in zip(words, sources, strict=True)]
            case Between(first, second, steps):
                return [Interpolate(_end(first), _end(second), steps)]
            case Walk():
                return [parsed]


def _end(end: str | int) -> str | Noise:
    return end if isinstance(end, str) else (end, ())


@dataclass
class History:
    """Typed lines, each once, the latest last; a line half typed is kept while one looks back."""

    lines: list[str] = field(default_factory=list[str])
    _place: int | None = None
    _draft: str = ""

    def add(self, line: str) -> None:
        """Put a line at the end."""
        self.lines = [*(known for known in self.lines if known != line), line][-MOST_HISTORY:]
        self._place = None

    def older(self, current: str) -> str:
        """Return the line before the one shown."""
        if not self.lines:
            return current
        if self._place is None:
            self._place, self._draft = len(self.lines), current
        self._place = max(self._place - 1, 0)
        return self.lines[self._place]

    def newer(self, current: str) -> str:
        """Return the line after the one shown; after the last, what was being typed."""
        if self._place is None:
            return current
        self._place += 1
        if self._place < len(self.lines):
            return self.lines[self._place]
        self._place = None
        return self._draft


def table(rows: Iterable[tuple[str, str]], width: int, role: Role = "muted") -> list[Pieces]:
    """Draw pairs of texts as two columns, one above the other where there is no room beside."""
    pairs = list(rows)
    first = max(len(left) for left, _ in pairs) + 2
    drawn: list[Pieces] = []
    for left, right in pairs:
        head: Piece = (f"  {left:<{first}}", "strong")
        beside = width - first - 2 >= 20
        margin: Piece = (" " * (first + 2 if beside else 4), "plain")
        wrapped = sentence(right, width - len(margin[0]), role)
        drawn.append([head, *wrapped.pop(0)] if beside else [head])
        drawn += [[margin, *line] for line in wrapped]
    return drawn
