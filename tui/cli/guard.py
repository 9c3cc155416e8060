"""Whatever goes wrong becomes one sentence on stderr and an exit code, never a traceback."""

import errno
import os
import sys
from collections.abc import Callable
from typing import Any

import typer

from ...core.errors import CvaeError
from .output import BROKEN_PIPE, say, silence

FULL = (errno.ENOSPC, errno.EDQUOT)


def guarded(command: Callable[[], Any]) -> int:
    """Call a command and return its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot say a letter shows a question mark.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    try:
        code = command()
        return code if isinstance(code, int) else 0
    except typer.Exit as ended:
        return ended.exit_code
    except CvaeError as error:
        say(str(error))
        return error.exit_code
    except BrokenPipeError:
        silence()
        return BROKEN_PIPE
    except (KeyboardInterrupt, typer.Abort):
        say("interrupted")
        return 130
    except Exception as error:
        return _explain(error)


def _explain(error: Exception) -> int:
    """Say what an error of typer's, of the system's or, failing that, of our own means; return its exit code."""
    format_message = getattr(error, "format_message", None)
    if callable(format_message):
        context = getattr(error, "ctx", None)
        path = "cvae-tui" if context is None else context.command_path
        sentence = " ".join(str(format_message()).split()).rstrip(".")
        say(f"{sentence[:1].lower()}{sentence[1:]}; see `{path} --help`")
        return 2
    if os.environ.get("CVAE_TUI_DEBUG") == "1":
        raise error
    if isinstance(error, OSError) and error.strerror:
        place = f"{str(error.filename)[:200]}: " if error.filename else ""
        remedy = "make room there or give another place" if error.errno in FULL else "give another place"
        say(f"{place}{error.strerror}; {remedy}")
        silence()
        return 1
    say(
        f"this should not have happened: {type(error).__name__}: {str(error)[:200]};"
        " please report it with what CVAE_TUI_DEBUG=1 says when you do the same again"
    )
    return 1
