"""The manual page: readable by man, installed where man looks, found by `git hotfix --help`."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate import ROOT
from gitfix.cli import table

PAGES = ("man/git-hotfix.1", "man/gitfix.1")


def _man_path(folder: Path) -> Path:
    """A folder as an installation leaves it, by what setup.cfg says goes where."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    for place, names in config["options.data_files"].items():
        (folder / place).mkdir(parents=True)
        for name in names.split():
            shutil.copy(ROOT / name, folder / place)
    return folder / "share/man"


def test_the_package_installs_it_where_man_looks(tmp_path: Path) -> None:
    installed = {path.name for path in (_man_path(tmp_path) / "man1").iterdir()}
    assert installed == {Path(page).name for page in PAGES}


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_roff_has_nothing_to_complain_about() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-z", str(ROOT / PAGES[0])],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_mandoc_has_nothing_to_complain_about() -> None:
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", str(ROOT / PAGES[0])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_git_hotfix_help_shows_every_command(tmp_path: Path) -> None:
    env = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "MANPATH": str(_man_path(tmp_path)),
        "MANPAGER": "cat",
        "MANWIDTH": "100",
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    for command in (["git", "hotfix", "--help"], ["man", "gitfix"]):
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        shown = done.stdout
        for name in table.names():
            assert f"gitfix {name} " in shown
        assert "EXIT STATUS" in shown
