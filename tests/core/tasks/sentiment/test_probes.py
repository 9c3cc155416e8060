"""The probes that come with the package, and what is said of a file that holds none."""

from collections import Counter
from pathlib import Path

import pytest

from cvae_tui.core.errors import DataError
from cvae_tui.core.tasks.sentiment.probes import Probe, probes, read_probes
from cvae_tui.core.tasks.sentiment.tokens import tokenise


def test_the_shipped_probes_are_many_in_families_and_none_comes_twice() -> None:
    found = probes()
    families = Counter(probe.family for probe in found)
    assert len(found) >= 60 and len(families) >= 6 and min(families.values()) >= 10
    assert len({" ".join(tokenise(probe.text)) for probe in found}) == len(found)
    assert {probe.label for probe in found} == {0, 1}


def test_reading_probes(tmp_path: Path) -> None:
    path = tmp_path / "probes.txt"
    path.write_text("# a remark\n\n[one]\n+ not bad\n- not good\n[two]\n-never\n")
    assert read_probes(path) == (Probe("not bad", 1, "one"), Probe("not good", 0, "one"), Probe("never", 0, "two"))


@pytest.mark.parametrize("text", ["+ no family\n", "[one]\nno sign\n", "[one]\n+ \n"])
def test_a_line_that_is_no_probe_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "probes.txt"
    path.write_text(text)
    with pytest.raises(DataError, match=r"probes.txt:[12] is no probe"):
        read_probes(path)
    with pytest.raises(DataError, match="cannot be read"):
        read_probes(tmp_path / "none.txt")
