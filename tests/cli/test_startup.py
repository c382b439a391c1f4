"""Start-up is a feature: what a command imports before it does anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("jinja2", "pygit2", "rich", "semver", "tomllib", "json", "subprocess", "sqlite3", "http")
WORKING = ("gitfix.operations", "gitfix.git", "gitfix.services", "gitfix.cli.commands")


PROGRAM = """
import sys
from gitfix.cli.main import run
code = run(sys.argv[1:])
sys.stderr.write("\\0" + "\\n".join(sys.modules))
sys.exit(code)
"""
"""`-X importtime` would not do: it does not see what importlib.import_module brings."""


def imported(*argv: str, cwd: Path) -> set[str]:
    """The modules that are there when `gitfix ARGV` has ended."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *argv], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return set(done.stderr.rpartition("\0")[2].splitlines())


def among(modules: set[str], names: tuple[str, ...]) -> list[str]:
    """The modules that are, or are inside of, one of `names`."""
    return sorted(
        module
        for module in modules
        if any(module == name or module.startswith(f"{name}.") for name in names)
    )


@pytest.mark.parametrize("argv", [["--version"], ["--help"], []])
def test_what_needs_no_repository_imports_little(argv: list[str], tmp_path: Path) -> None:
    modules = imported(*argv, cwd=tmp_path)
    assert among(modules, HEAVY + WORKING) == []
    ours = among(modules, ("gitfix",))
    assert "gitfix.cli.main" in ours
    assert len(ours) <= 10, ours


def test_a_commands_help_does_not_import_what_it_does(tmp_path: Path) -> None:
    modules = imported("backport", "--help", cwd=tmp_path)
    assert "gitfix.cli.commands.backport" in modules
    assert among(modules, (*HEAVY, "gitfix.operations", "gitfix.git")) == []


def test_production_reads_without_what_writes_or_renders(tmp_path: Path) -> None:
    def git(*args: str) -> None:
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        subprocess.run(["git", *who, *args], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "a shop")
    git("tag", "v1.0.0")
    modules = imported("production", "--offline", cwd=tmp_path)
    assert {"gitfix.operations.production", "gitfix.git.refs"} <= modules
    # semver comes with the first comparison that needs it; tomllib with a team file.
    heavy = ("jinja2", "pygit2", "rich", "tomllib", "json", "shutil")
    writing = ("gitfix.git.execute", "gitfix.git.journal", "gitfix.git.worktree", "gitfix.git.push")
    assert among(modules, heavy + writing) == []
