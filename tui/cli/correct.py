"""The verb of the spelling task: words in, what may be meant out, as they come; or a text with its words corrected."""

import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast

from ...core.errors import UsageError
from ...core.tasks.spelling.queries import MARKS, bare, check_word
from ..format import percent
from .ask import loaded, opened, within
from .asked import Words, growing, pieces
from .output import json_array, write_table, write_text

if TYPE_CHECKING:
    from ...core.tasks.spelling.speller import Speller
    from ...core.tasks.spelling.suggestion import Suggestion

TASK = "spelling"
MOST_SUGGESTIONS = 10
# Lines of a text, and its words, answered together.
MOST_LINES, MOST = 64, 256
# Probability from which a word of a text is replaced: one that may be a name, and any other.
NAME, WORD = 0.95, 0.5
# Answers that are kept, since the words of a text come again.
REMEMBERED = 20_000
# What a letter may not stand beside: marks that change it, bytes that are not UTF-8, zeros as UTF-16 has them.
_BESIDE = rf"[\w'’{MARKS}\udc80-\udcff\0-]"
_WORDS = re.compile(rf"(?<!{_BESIDE})[A-Za-z]+(?:['’-][A-Za-z]+)*(?!{_BESIDE})")
_PARTS = re.compile(r"\S+")
# What stands in an address, in markup or in code; and how long a part of a text without a blank may be.
_LEFT = re.compile(r"[@/\\<>_=#]|\w\.\w")
LONGEST_PART = 200
# Letters before a word that tell whether a sentence begins with it; a mark of the byte order is none.
NEARBY = 40
BLANKS = " \t\r\n\ufeff"
_ENDS = re.compile(r"[.!?:\n][\s\"'“”’)]*$")


def correct(words: Sequence[str], count: int, text: bool, run: str | None, as_json: bool) -> int:
    """Write what each word may be, or with `text` the text with its words corrected; return the exit code.

    Raises:
        UsageError: nothing to correct, or options that do not go together.
    """
    within("-k", count, 1, MOST_SUGGESTIONS)
    if text and as_json:
        raise UsageError("--text writes text; leave out --json, or give words without --text")
    path, _, _ = opened(run, TASK)
    if text:
        _text(words, path)
        return 0
    asked = Misspelt(words)
    batches = asked.begun("there is no word; write some behind correct, or - to read them from stdin", as_json)
    if batches is None:
        return asked.code
    speller = cast("Speller", loaded(path))
    remembered = Remembered(speller, count)
    with json_array() if as_json else nullcontext() as add:
        for batch in batches:
            answers = remembered.correct(batch)
            if add is None:
                heads = ("word", "", *(str(place + 1) for place in range(count)))
                rows = [_row(speller, *pair, count) for pair in zip(batch, answers, strict=True)]
                write_table("", heads, rows, {"no word": "yellow"})
                continue
            for word, found in zip(batch, answers, strict=True):
                add(_json(speller, word, found))
    return asked.code


def _json(speller: "Speller", word: str, found: "Sequence[Suggestion]") -> dict[str, Any]:
    suggestions = [{"word": each.word, "probability": each.probability} for each in found]
    return {"input": word, "known": speller.known(word), "suggestions": suggestions}


def _row(speller: "Speller", word: str, found: "Sequence[Suggestion]", count: int) -> tuple[str, ...]:
    cells = [f"{each.word} {percent(each.probability)}" for each in found]
    return word, "a word" if speller.known(word) else "no word", *cells, *[""] * (count - len(cells))


class Misspelt(Words):
    """The words asked for, without the punctuation around them."""

    def _checked(self, word: str) -> str:
        return check_word(word)

    def _is_blank(self, word: str) -> bool:
        return not bare(word)


# --- a text ---


def _text(words: Sequence[str], path: Any) -> None:
    speller = cast("Speller", loaded(path))
    editor = Editor(speller)
    if words and "-" not in words:
        write_text(editor.corrected(" ".join(words)) + "\n")
        return
    for lines in growing(pieces("type a text; ctrl-D ends"), 1, MOST_LINES):
        # What is not UTF-8 leaves as it came.
        text = b"".join(line for _, line in lines).decode("utf-8", "surrogateescape")
        write_text(editor.corrected(text))


class Editor:
    """Corrects the words of a text, piece by piece; spaces, punctuation and capitals stay as they are.

    Left alone are words of the lexicon, addresses, markup, and what is mixed with digits; and a capitalised word inside
    a sentence, which may be a name, unless its correction is nearly certain.
    """

    def __init__(self, speller: "Speller") -> None:
        self.speller = speller
        self._remembered = Remembered(speller, 1)

    def corrected(self, text: str) -> str:
        """Return a piece of text with its words corrected."""
        found = [
            match
            for part in _PARTS.finditer(text)
            if part.end() - part.start() <= LONGEST_PART and not _LEFT.search(part[0])
            for match in _WORDS.finditer(text, *part.span())
        ]
        # A letter by itself is a sign or an initial: x, plan B.
        words = [match[0] for match in found if len(match[0]) > 1]
        wrong = list(dict.fromkeys(word for word in words if not self.speller.known(word)))
        best: dict[str, Suggestion] = {}
        for start in range(0, len(wrong), MOST):
            part = wrong[start : start + MOST]
            answers = self._remembered.correct(part)
            best |= {word: answer[0] for word, answer in zip(part, answers, strict=True) if answer}
        parts: list[str] = []
        end = 0
        for match in found:
            parts += [text[end : match.start()], _chosen(text, match, best.get(match[0]))]
            end = match.end()
        return "".join([*parts, text[end:]])


def _chosen(text: str, match: "re.Match[str]", best: "Suggestion | None") -> str:
    """Return what a word of a text becomes: its best correction where that is probable enough."""
    word, before = match[0], text[max(0, match.start() - NEARBY) : match.start()]
    name = word[0].isupper() and bool(before.strip(BLANKS)) and not _ENDS.search(before)
    return best.word if best is not None and best.probability >= (NAME if name else WORD) else word


class Remembered:
    """Corrections, those of a word that comes again from memory: the words of a text come again and again."""

    def __init__(self, speller: "Speller", count: int) -> None:
        self.speller = speller
        self.count = count
        self._answers: dict[str, list[Suggestion]] = {}

    def correct(self, words: Sequence[str]) -> "list[list[Suggestion]]":
        """Return the suggestions for each word; memory stays flat."""
        if len(self._answers) > REMEMBERED:
            self._answers.clear()
        asked = [word for word in dict.fromkeys(words) if word not in self._answers]
        self._answers.update(zip(asked, self.speller.correct(asked, self.count), strict=True))
        return [self._answers[word] for word in words]
