import pytest

from cvae_tui.core.errors import CheckpointError, CvaeError, DataError, TrainingError, UsageError, nearest


@pytest.mark.parametrize(
    ("kind", "code"), [(CvaeError, 1), (UsageError, 2), (DataError, 1), (CheckpointError, 1), (TrainingError, 1)]
)
def test_exit_codes(kind: type[CvaeError], code: int) -> None:
    assert kind("a sentence").exit_code == code
    assert str(kind("a sentence")) == "a sentence"


def test_the_nearest_name_or_all_of_them() -> None:
    assert nearest("futur", ["past", "future"]) == "did you mean 'future'?"
    assert nearest("xyz", ["past", "future"]) == "known are past, future"
