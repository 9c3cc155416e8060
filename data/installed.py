"""Files of installed packages, found without importing them."""

import importlib.metadata
import importlib.util
from pathlib import Path


def installed_file(package: str, version: str, module: str, *parts: str) -> Path:
    """Return where a file lies that came with a package of exactly this version, under the folder of its module.

    Raises:
        LookupError: the package is not there, or another version is.
    """
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"{package} {version} is needed to make the data: install it first")
    if (found := importlib.metadata.version(package)) != version:
        raise LookupError(f"{package} {version} is needed to make the data, but {found} is installed")
    return Path(spec.submodule_search_locations[0], *parts)
