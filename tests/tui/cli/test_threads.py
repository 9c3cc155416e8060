import os

import pytest

from cvae_tui.core.errors import UsageError
from cvae_tui.tui.cli.threads import TURNS, check_threads, wait_briefly


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY"):
        # Set first, so that what the code sets is taken back.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_threads_wait_briefly() -> None:
    wait_briefly()
    assert os.environ["GOMP_SPINCOUNT"] == TURNS


@pytest.mark.parametrize(("name", "value"), [("GOMP_SPINCOUNT", "7"), ("OMP_WAIT_POLICY", "ACTIVE")])
def test_what_the_reader_chose_stays(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    wait_briefly()
    assert os.environ[name] == value
    assert (name == "GOMP_SPINCOUNT") == ("GOMP_SPINCOUNT" in os.environ)


@pytest.mark.parametrize(("threads", "shown"), [(0, "0"), (100_000, "100,000")])
def test_a_number_of_threads_that_cannot_be_meant(threads: int, shown: str) -> None:
    check_threads(None)
    check_threads(1)
    with pytest.raises(UsageError, match=f"--threads is {shown}; it must be from 1 to 1,024"):
        check_threads(threads)
