"""One thing has one word, and it is the field's; and outside the tasks nothing names a task."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted(path for top in ("core", "tui") for path in (ROOT / top).rglob("*.py"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

# A word that was given up, and what stands for it now.
BANNED = {
    r"seed[- ]00\d|seeds' own|seeds_way": "report-001; a seed is only a number",
    r"[Cc]onjugator": "Predictor",
    r"\bdream(s|ed|_ce)?\b": "prior samples, prior_ce",
    r"\battended\b(?! to)": "attention_prob",
    r"\bcompounds\b": "prefixed verbs",
    r"read_tense": "classify",
    r"\bfavour\b": "potential",
    r"\bRunFacts\b|\bread_facts\b": "metadata",
    r"\btorn\b": "corrupt_lines",
    r"\buntold\b": "pending",
    r"\bheadless\b": "cli",
    r"\bwording\b": "format",
    r"uncarried|carried noise|\.carried\(": "transported, prior",
    r"--plain|--raw": "--mode",
    r"words_per_second|words_per_epoch": "examples_per_second, examples_per_epoch",
    r"GridPane|LatentView|Latent samples": "SamplesPane, ReportView, Samples",
}
# Where old names are read, and history told.
EXEMPT = {"core/runs/format_1.py", "core/tasks/tense/former.py", "tui/settings.py"}
# What belongs to one task, in whatever form.
TASK_WORDS = re.compile(
    r"\b(tenses?|verbs?|four forms|bleu\w*|gaussian\w*|posterior\w*|teacher_forcing|kl_weight|conjugat\w+|lab"
    r"|train\.txt|spelling|sentiment|mnist|street)\b",
    re.IGNORECASE,
)
# The place that knows every task, the command line's verbs, and a measure that tasks share.
VERBS = {f"tui/cli/{verb}.py" for verb in ("convert", "correct", "judge", "translate")}
MAY_NAME_TASKS = {
    "core/registry.py",
    "core/metrics.py",
    "tui/cli/door.py",
    "tui/cli/options.py",
    "tui/cli/verbs.py",
    *VERBS,
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def found(pattern: str | re.Pattern[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if re.search(pattern, line):
            yield f"{name(path)}:{number}: {line.strip()}"


@pytest.mark.parametrize(("pattern", "instead"), BANNED.items())
def test_no_word_that_was_given_up(pattern: str, instead: str) -> None:
    lines = [line for path in CODE if name(path) not in EXEMPT for line in found(pattern, path)]
    assert lines == [], f"say {instead}"


@pytest.mark.parametrize("pattern", [r"[Cc]onjugator", r"seed-00\d", r"--plain|--raw", r"core/tense/|tui/headless/"])
def test_no_page_says_it_either(pattern: str) -> None:
    assert [line for path in PAGES for line in found(pattern, path)] == []


def test_the_patterns_do_find_words() -> None:
    file = ROOT / "tests" / "toy.py"
    assert list(found(r"\bToyTask\b", file))
    assert TASK_WORDS.search("Four forms of a Verb") and not TASK_WORDS.search("a label, an adverbial, the laboratory")


def test_outside_the_tasks_nothing_names_one() -> None:
    general = [path for path in CODE if "tasks" not in path.parts and name(path) not in MAY_NAME_TASKS]
    assert [line for path in general for line in found(TASK_WORDS, path)] == []
