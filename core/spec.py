"""A preset: settings under a name, with where they come from."""

from dataclasses import dataclass

from .config import Config


@dataclass(frozen=True)
class Preset:
    """Named settings of a task. `shows` says what to expect, `source` where the values come from."""

    name: str
    task: str
    config: Config
    shows: str
    source: str
