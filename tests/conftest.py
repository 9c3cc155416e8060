"""What holds for every test: annotations are checked, the reader's own runs stay out of it, and time does not matter.

Every call into core is checked against its annotations, shapes of arrays included, while the tests run and only then.
"""

import os
import sys
import types
from pathlib import Path

import hypothesis
import jaxtyping
import pytest
from beartype import BeartypeConf, beartype

# Where the toy task lies.
sys.path.insert(0, str(Path(__file__).parent))

# Small tensors gain nothing from more threads, and lose much where another process wants the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The hook wants the checker by an importable name. `is_pep484_tower`: an int will do for a float, as for pyright.
_checker = types.ModuleType("cvae_tui_test_checker")
_checker.__dict__["check"] = beartype(conf=BeartypeConf(is_pep484_tower=True))
sys.modules[_checker.__name__] = _checker
jaxtyping.install_import_hook("cvae_tui.core", f"{_checker.__name__}.check")

# The same examples at every run, however slow the machine.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for personal runs, also for the processes that a test starts."""
    folder = tmp_path / "home"
    monkeypatch.setenv("CVAE_TUI_HOME", str(folder))
    return folder
