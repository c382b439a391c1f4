"""What is installed is what is in the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests import packages


def test_the_package_list_equals_the_folders() -> None:
    assert packages.differences() == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what a build needs."""
    return copy_sources(tmp_path / "checkout")


def copy_sources(root: Path) -> Path:
    """A build writes into its own folder: give it one."""
    root.mkdir()
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for path in ("gitfix", "templates", "man"):
        shutil.copytree(packages.ROOT / path, root / path, ignore=ignore)
    for path in ("pyproject.toml", "setup.cfg", "README.md", "LICENSE"):
        if (packages.ROOT / path).exists():
            shutil.copy(packages.ROOT / path, root)
    return root


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("gitfix/extra/__init__.py", "setup.cfg does not list the package gitfix.extra"),
        ("templates/more/__init__.py", "setup.cfg does not list the package gitfix.templates.more"),
        (
            "templates/page.html",
            "templates/page.html is not in the package data of gitfix.templates",
        ),
        (
            "templates/sub/page.j2",
            "templates/sub/page.j2 is not in the package data of gitfix.templates",
        ),
        (
            "gitfix/core/table.json",
            "gitfix/core/table.json is not in the package data of gitfix.core",
        ),
    ],
)
def test_a_difference_is_named(checkout: Path, path: str, message: str) -> None:
    assert packages.differences(checkout) == []
    (checkout / path).parent.mkdir(exist_ok=True)
    (checkout / path).write_text("")
    assert packages.differences(checkout) == [message]


def test_a_folder_that_is_gone_is_named(checkout: Path) -> None:
    shutil.rmtree(checkout / "gitfix" / "render")
    assert packages.differences(checkout) == ["setup.cfg lists gitfix.render, which is not there"]


def test_a_wheel_holds_every_module_and_template(checkout: Path) -> None:
    """Built without a network: setuptools is there for it, isolation would fetch it again."""
    for name in ("playbook.toml", "postmortem.md.j2"):
        (checkout / "templates" / name).touch()
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    env = {"PATH": os.environ["PATH"], "HOME": str(checkout), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [*command, "-q", "-w", str(checkout / "dist"), "."],
        cwd=checkout,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (checkout / "dist").glob("git_hotfix-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder, prefix in (("gitfix", "gitfix"), ("templates", "gitfix/templates")):
        for path in (checkout / folder).rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                assert f"{prefix}/{path.relative_to(checkout / folder)}" in inside
    manual = {name.rpartition("/share/man/man1/")[2] for name in inside if "/share/man/" in name}
    assert manual == {path.name for path in (checkout / "man").iterdir()}
    assert not [name for name in inside if name.startswith(("tests/", "benchmarks/"))]
