"""The verbs of the tense task: words in, words out, as they come."""

from collections.abc import Container, Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast

from ...core.answer import Query
from ...core.tasks.tense.config import KINDS, TENSES, kind_number, tense_number
from ...core.tasks.tense.data import check_word
from ...core.tasks.tense.description import grouped, read_as
from ..format import percent
from .ask import loaded, opened, within
from .asked import Words
from .output import json_array, row_json, show_table, write_table

if TYPE_CHECKING:
    from ...core.tasks.tense.conversion import Conversion
    from ...core.tasks.tense.predictor import Predictor

TASK = "tense"
MOST_STEPS = 1000


def convert(words: Sequence[str], source: str | None, target: str | None, run: str | None, as_json: bool) -> int:
    """Write each word's tense and its forms as they are made; return the exit code, 0 where every word was one."""
    given = None if source is None else kind_number(source)
    wanted = tuple(range(4)) if target is None else (tense_number(target),)
    path, _, _ = opened(run, TASK)
    asked = Verbs(words)
    batches = asked.begun("there is no verb; write some behind convert, or - to read them from stdin", as_json)
    if batches is None:
        return asked.code
    predictor = cast("Predictor", loaded(path))
    known = predictor.memory.words
    heads = ("word", "read as", "sure", *(TENSES[tense] for tense in wanted), "in training")
    with json_array() if as_json else nullcontext() as add:
        for batch in batches:
            answers = predictor.convert([check_word(word) for word in batch], [given] * len(batch))
            if add is None:
                rows = [row for pair in zip(batch, answers, strict=True) for row in _rows(*pair, wanted, known)]
                write_table("", heads, rows, {"unseen": "yellow"})
                continue
            for word, answer in zip(batch, answers, strict=True):
                add(_json(word, answer, wanted, known))
    return asked.code


def interpolate(first: str, second: str, steps: int, run: str | None, as_json: bool) -> None:
    """Write what lies on the straight line between two words' posterior means."""
    ends = check_word(first), check_word(second)
    within("--steps", steps, 2, MOST_STEPS)
    path, _, spec = opened(run, TASK)
    table = loaded(path).answer(Query("interpolate", (*ends, steps)))
    if not as_json:
        show_table(table, spec.legend)
        return
    with json_array() as add:
        for number, row in enumerate(table.rows):
            add({"at": round(number / (steps - 1), 6), **row_json(table.heads, row)})


class Verbs(Words):
    """The verbs asked for, as they were written."""

    # Words of one length are computed together: more at once are quicker (docs/performance.md).
    most = 1024

    def _checked(self, word: str) -> str:
        check_word(word)
        return word.strip()


def _json(word: str, answer: "Conversion", wanted: Sequence[int], known: Container[str]) -> dict[str, Any]:
    return {
        "input": word,
        "from": KINDS[answer.source],
        "read_as": read_as(answer.word, answer.source, answer.forms),
        "from_inferred": answer.kinds is not None,
        "certainty": _by_tense(answer.certainty, wanted),
        "forms": _by_tense(answer.forms, wanted),
        "known": answer.word in known,
        "readings": [
            {
                "from": KINDS[reading.source],
                "read_as": read_as(answer.word, reading.source, reading.forms),
                "probability": reading.probability,
                "forms": _by_tense(reading.forms, wanted),
                "certainty": _by_tense(reading.certainty, wanted),
            }
            for reading in answer.readings
        ],
        "no_verb": answer.no_verb,
    }


def _by_tense(values: Sequence[Any], wanted: Sequence[int]) -> dict[str, Any]:
    return {TENSES[tense]: values[tense] for tense in wanted}


def _rows(word: str, answer: "Conversion", wanted: Sequence[int], known: Container[str]) -> Iterator[tuple[str, ...]]:
    """Yield a row for the answer and one for each other reading with other forms: how sure, and what else it is."""
    told = [(read_as(answer.word, reading.source, reading.forms), "", reading.forms) for reading in answer.readings]
    for place, what in grouped(told):
        reading = answer.readings[place]
        same = sum(other.probability for other in answer.readings if other.forms == reading.forms)
        forms = (reading.forms[tense] for tense in wanted)
        sure = "given" if answer.kinds is None else percent(min(1.0, same))
        yield word, what, sure, *forms, "known" if answer.word in known else "unseen"
