"""The reader's settings: a TOML file in the platform's config directory, or the one `$CVAE_TUI_CONFIG` names.

```
theme = "cvae-light"
ascii = false
smoothing = 0.6

[keys]                       # by their names in README's table
"train.pause" = "p,space"
```
"""

import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from ..core.errors import UsageError, nearest
from ..core.runs.paths import expanded
from .keys import KEYS, clashes, present_name, spoken
from .themes import THEMES


@dataclass(frozen=True)
class Settings:
    """What the reader likes: a theme, ASCII only, how much curves are smoothed (0 to 0.99), keys by binding."""

    theme: str = THEMES[0].name
    ascii: bool = False
    smoothing: float = 0.0
    keys: dict[str, str] = field(default_factory=dict)


def settings_file() -> Path:
    """Return where the settings lie, whether the file exists or not."""
    given = os.environ.get("CVAE_TUI_CONFIG")
    if given:
        return expanded(given)
    return Path(platformdirs.user_config_dir("cvae-tui", appauthor=False)) / "settings.toml"


def read_settings(themes: list[str]) -> tuple[Settings, list[str]]:
    """Return the settings and a sentence for each thing in the file that is not understood; the rest still holds.

    `keys` are by the names of this version, also where the file has those of an earlier one.
    """
    path, settings, complaints = settings_file(), Settings(), list[str]()
    for name, value in _table(path, complaints).items():
        try:
            settings = replace(settings, **{name: _checked(path, name, value, themes)})
        except UsageError as error:
            complaints.append(str(error))
    return replace(settings, keys=_known_keys(path, settings.keys, complaints)), complaints


def _known_keys(path: Path, given: dict[str, str], complaints: list[str]) -> dict[str, str]:
    """Return the keys whose names are known by their present names, and complain of the others and of clashes."""
    known = [key.id for key in KEYS]
    keys = {present_name(name): key for name, key in given.items() if present_name(name) in known}
    wrong = [name for name in given if present_name(name) not in known]
    complaints += [f"{path}: there is no key {name[:40]!r} in [keys]; {nearest(name, known)}" for name in wrong]
    for key, one, other in clashes(keys):
        twice = f"{spoken(key)!r} is both {one!r} and {other!r}"
        complaints.append(f"{path}: {twice} in [keys], and only one of them acts; give one another key")
    return keys


def _table(path: Path, complaints: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        complaints.append(f"{path} cannot be read: {error.strerror}; the settings are the usual ones")
    except UnicodeDecodeError:
        complaints.append(f"{path} is not UTF-8 text; the settings are the usual ones")
    except tomllib.TOMLDecodeError as error:
        complaints.append(f"{path} is no TOML ({str(error)[:80]}); the settings are the usual ones")
    return {}


def _checked(path: Path, name: str, value: Any, themes: list[str]) -> Any:
    known = [item.name for item in fields(Settings)]
    if name not in known:
        raise UsageError(f"{path}: there is no setting {name[:40]!r}; {nearest(name, known)}")
    if name == "theme" and value not in themes:
        raise UsageError(f"{path}: there is no theme {str(value)[:40]!r}; {nearest(str(value), themes)}")
    if name == "ascii" and not isinstance(value, bool):
        raise UsageError(f"{path}: ascii is {str(value)[:40]!r}; it must be true or false")
    if name == "smoothing" and not (type(value) in (int, float) and 0 <= value < 1):
        raise UsageError(f"{path}: smoothing is {str(value)[:40]!r}; it must be a number from 0 to 0.99")
    if name == "keys" and not (isinstance(value, dict) and all(isinstance(key, str) for key in value.values())):
        raise UsageError(f'{path}: keys must be a table of names and keys, such as "train.pause" = "p"')
    return value
