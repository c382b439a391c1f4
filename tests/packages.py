"""The package list of setup.cfg equals the folders on disk, and every data file will be installed.

`python -m tests.packages` prints each difference and exits 1 when there is one.
"""

from __future__ import annotations

import configparser
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def differences(root: Path = ROOT) -> list[str]:
    """What setup.cfg says and the folders do not, and the other way round."""
    config = configparser.ConfigParser()
    config.read(root / "setup.cfg", encoding="utf-8")
    options = config["options"]
    listed = set(options["packages"].split())
    folders = _folders(root, _pairs(options["package_dir"]))
    found = [
        f"setup.cfg does not list the package {name}" for name in sorted(set(folders) - listed)
    ]
    found += [
        f"setup.cfg lists {name}, which is not there" for name in sorted(listed - set(folders))
    ]
    data = {name: text.split() for name, text in config["options.package_data"].items()}
    for name, folder in sorted(folders.items()):
        found += _not_installed(root, name, folder, data.get(name, []), set(folders.values()))
    return found


def _pairs(text: str) -> dict[str, str]:
    lines = [line.split("=", 1) for line in text.splitlines() if "=" in line]
    return {name.strip(): folder.strip() for name, folder in lines}


def _folders(root: Path, elsewhere: dict[str, str]) -> dict[str, Path]:
    """Package name to folder, for each folder that holds an `__init__.py`."""
    roots = {"gitfix": root / "gitfix", **{name: root / path for name, path in elsewhere.items()}}
    found = {}
    for name, top in roots.items():
        for init in top.rglob("__init__.py"):
            found[".".join((name, *init.parent.relative_to(top).parts))] = init.parent
    return found


def _not_installed(
    root: Path, name: str, folder: Path, patterns: list[str], packages: set[Path]
) -> list[str]:
    covered = {path for pattern in patterns for path in folder.glob(pattern)}
    return [
        f"{path.relative_to(root)} is not in the package data of {name}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix not in (".py", ".pyc")
        and _owner(path, packages) == folder
        and path not in covered
    ]


def _owner(path: Path, packages: set[Path]) -> Path | None:
    return next((parent for parent in path.parents if parent in packages), None)


def main() -> int:
    """Print what differs."""
    found = differences()
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
