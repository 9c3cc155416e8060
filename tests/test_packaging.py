"""The list of packages, the package data and the pins agree with what is on the disk."""

import os
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = SETTINGS["tool"]["setuptools"]
SHIPPED = ("checkpoints", "core", "data", "tui")


def package_name(folder: Path) -> str:
    return ".".join(("cvae_tui", *folder.relative_to(ROOT).parts))


def shipped_files() -> list[Path]:
    """Every file in the package's folders, but for what Python and tools leave behind."""
    found: list[Path] = []
    for top in SHIPPED:
        for folder, folders, names in os.walk(ROOT / top):
            folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
            found += [Path(folder, name) for name in names if not name.startswith(".")]
    return found


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith("#"):
            name, _, version = line.partition("==")
            found[canonicalize_name(name)] = version
    return found


def test_every_package_on_the_disk_is_listed() -> None:
    on_disk = {package_name(path.parent) for path in shipped_files() if path.suffix == ".py"} | {"cvae_tui"}
    assert sorted(SETUPTOOLS["packages"]) == sorted(on_disk)


@pytest.mark.parametrize("name", SETUPTOOLS["packages"])
def test_every_listed_package_has_its_init(name: str) -> None:
    assert (ROOT.joinpath(*name.split(".")[1:]) / "__init__.py").is_file()


def test_the_root_holds_the_package_and_its_door_only() -> None:
    assert sorted(path.name for path in ROOT.glob("*.py")) == ["__init__.py", "__main__.py"]


def test_tests_are_no_package() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_the_wheel_holds_every_file_of_the_packages() -> None:
    covered: set[Path] = set()
    for package, patterns in SETUPTOOLS["package-data"].items():
        folder = ROOT.joinpath(*package.split(".")[1:])
        for pattern in patterns:
            covered |= set(folder.glob(pattern))
    left_out = sorted(
        str(path.relative_to(ROOT)) for path in shipped_files() if path.suffix != ".py" and path not in covered
    )
    assert left_out == [], "add a pattern to [tool.setuptools.package-data]"


def test_every_requirement_is_pinned_within_its_range() -> None:
    project = SETTINGS["project"]
    lines = [*SETTINGS["build-system"]["requires"], *project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        lines += extra
    pinned = pins()
    wrong = [
        line
        for line in lines
        if not (wanted := Requirement(line)).specifier.contains(pinned.get(canonicalize_name(wanted.name), "0"))
    ]
    assert wrong == []


def test_pins_carry_no_local_version() -> None:
    """`torch==2.13.0` is found everywhere, `2.13.0+cpu` on PyTorch's own index only."""
    assert [name for name, version in pins().items() if not version or "+" in version] == []


def test_the_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="cvae-tui")
    assert callable(command.load())
