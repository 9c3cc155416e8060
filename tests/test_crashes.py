"""A training killed at random moments; `bench/crash.py` does the same a hundred times."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).parents[1] / "bench" / "crash.py"
KILLS = 6


@pytest.mark.skipif(sys.platform == "win32", reason="forks and kills as Unix does")
def test_a_killed_run_opens_goes_on_and_ends_where_the_undisturbed_one_does() -> None:
    """The harness itself fails where a run does not open, or ends with other weights or another history."""
    command = [sys.executable, str(HARNESS), str(KILLS), "--seed", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kills"] == sum(told["where"].values()) == KILLS
