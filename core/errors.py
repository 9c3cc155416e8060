"""The errors a reader can mend; the message is one sentence that names the thing and the remedy."""


class CvaeError(Exception):
    """Something the reader can mend. Its message is shown as it stands, so it names the thing and the remedy."""

    exit_code = 1


class UsageError(CvaeError):
    """What was asked for makes no sense: an unknown setting, a number out of range."""

    exit_code = 2


class DataError(CvaeError):
    """A data file is missing or holds a line that cannot be used."""


class CheckpointError(CvaeError):
    """A run's folder is missing, damaged or of another kind."""


class TrainingError(CvaeError):
    """Training cannot go on: the loss is not finite, or it exploded."""


def nearest(name: str, known: "list[str] | tuple[str, ...]") -> str:
    """Return a remedy that names the known name nearest to `name`, or all of them when none is near."""
    from difflib import get_close_matches

    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
