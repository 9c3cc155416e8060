"""The task, known to the registry; a folder of a few pairs and a small lexicon; a task that learns in a moment; and a
transducer of three letters.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from cvae_tui.core.registry import register
from cvae_tui.core.tasks.spelling.config import SpellingConfig
from cvae_tui.core.tasks.spelling.spec import SPEC
from cvae_tui.core.tasks.spelling.task import SpellingTask
from cvae_tui.core.tasks.spelling.transducer import Transducer

TRAIN = """\
recieve receive
receve receive
beleive believe
belive believe
tommorow tomorrow
tomorow tomorrow
wierd weird
weerd weird
freind friend
frend friend
seperate separate
seprate separate
"""
LEXICON = {
    "the": 900, "friend": 90, "receive": 80, "believe": 70, "tomorrow": 60, "weird": 50, "separate": 40, "fiend": 8,
    "tom": 7, "relieve": 6, "wed": 5, "operate": 4, "don't": 3, "sorrow": 2,
}  # fmt: skip
TINY: dict[str, Any] = {
    "hidden": 16, "direct": 16, "embedding": 8, "batch_size": 4, "near": 6, "beam": 3, "rescored": 6, "epochs": 2,
    "report_every": 2, "evaluate_every": 0,
}  # fmt: skip


@pytest.fixture(autouse=True)
def known() -> None:
    """The task is known, as it is in the program."""
    register(SPEC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with every kind of file."""
    made = tmp_path / "pairs"
    made.mkdir()
    (made / "train.txt").write_text(TRAIN)
    (made / "test.json").write_text('[{"input": ["recieve", "frend"], "target": "receive"}]')
    (made / "unseen_people.txt").write_text("sorow sorrow\noporate operate/separate\n")
    (made / "kept_name.txt").write_text("Tom\n")
    (made / "lexicon.txt").write_text("".join(f"{word} {count}\n" for word, count in LEXICON.items()))
    return made


@pytest.fixture
def make_task(folder: Path) -> Callable[..., SpellingTask]:
    """Make a small task; settings may be changed by name."""

    def make(device: str = "cpu", **changes: Any) -> SpellingTask:
        return SpellingTask.create(SpellingConfig(**{**TINY, **changes}), folder, torch.device(device))

    return make


@pytest.fixture
def transducer() -> Transducer:
    """A small transducer of the letters a to c."""
    torch.manual_seed(1)
    made = Transducer(3, 4, 5, 5, 6)
    # Leaving out is likely, so that long targets are not.
    made.out.bias.data[6] += 4.0
    return made
