"""docs/json.md is drawn from the dataclasses; what the commands really print is of that shape."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from docs.generator import contract
from docs.generator.shape import Choice, Either, drawn, problems, shape
from gitfix.cli import table
from gitfix.core.outcome import Exit

RUNS: dict[str, tuple[str, ...]] = {
    "init": ("--dry-run",),
    "config": ("budget.max_lines",),
    "doctor": (),
    "trust": (),
    "guide": (),
    "triage": ("--users", "everybody"),
    "action": ("list",),
    "close": ("--list",),
    "production": (),
    "branch": (),
    "check": (),
    "minimize": ("--test", "python3 -m unittest -q tests.test_cart"),
    "culprit": (),
    "prove": ("--test", "python3 -m unittest -q tests.test_cart"),
    "waive": ("missing-test", "--reason", "there is one"),
    "release": ("--dry-run",),
    "rollback": ("plan",),
    "notify": ("--preview",),
    "run": ("communication", "--statement", "the status page says so"),
    "hook": ("status",),
    "refresh": (),
    "review": ("status",),
    "handover": ("--to", "grace", "--dry-run"),
    "resume": ("--dry-run",),
    "postmortem": (),
    "backport": ("--dry-run",),
    "status": (),
    "log": (),
    "metrics": (),
    "audit": ("verify",),
    "sync": (),
    "undo": ("--dry-run",),
}
"""Command → arguments with which it succeeds after the demo; the demo itself is the fixture."""

BEFORE: dict[str, tuple[tuple[str, ...], ...]] = {
    "undo": (("config", "budget.max_lines", "50"),),
    "rollback": (("config", "rollback.command", "true"),),
    "release": tuple(
        ("waive", step, "--reason", "a test")
        for step in ("impact", "rollback", "verification", "review", "regression")
    ),
}
"""What has to be done before, so that there is something to do."""


@dataclass(frozen=True)
class Played:
    """The demo, played once: its checkout, its answer, and the environment to go on in."""

    checkout: Path
    answer: dict[str, Any]
    env: dict[str, str]

    def run(self, *arguments: str) -> dict[str, Any]:
        """One more command; its JSON object, whatever the exit code."""
        return _run(self.checkout, self.env, *arguments)


def _run(folder: Path, env: dict[str, str], *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "gitfix", *arguments, "--json"],
        cwd=folder,
        env=env,
        capture_output=True,
        check=False,
    )
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    assert found["exit_code"] == done.returncode
    return found


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    home = tmp_path_factory.mktemp("home")
    env = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    answer = _run(home, env, "demo", str(home / "demo"))
    return Played(home / "demo/shop", answer, env)


@pytest.mark.parametrize("name", table.names())
def test_results_are_of_the_shape_that_is_documented(played: Played, name: str) -> None:
    for before in BEFORE.get(name, ()):
        played.run(*before)
    found = played.answer if name == "demo" else played.run(name, *RUNS[name])
    assert found["exit_code"] == Exit.OK, found
    assert found["command"].split(" ")[0] == name
    shapes = contract.shapes(name)
    assert shapes, f"docs/generator/contract.py does not say where the result of {name} is"
    assert [] in [problems(one, found["result"]) for one in shapes], problems(
        shapes[0], found["result"]
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--explain", "rename"),
        ("status", "--all"),
        ("rollback", "rehearse"),
        ("rollback", "execute", "--dry-run"),
        ("config",),
        ("log",),
        ("audit", "export", "--format", "intoto"),
        ("hook", "uninstall", "--dry-run"),
        ("hook", "sample", "update"),
        ("backport", "--onto", "main", "--dry-run"),
        ("backport", "--everywhere"),
    ],
)
def test_other_results_too(played: Played, arguments: tuple[str, ...]) -> None:
    found = played.run(*arguments)
    assert found["ok"], found
    assert [] in [problems(one, found["result"]) for one in contract.shapes(arguments[0])]


def test_the_envelope_of_a_failure(played: Played) -> None:
    found = played.run("frob")
    assert set(found) == {"command", "ok", "exit_code", "result", "error"}
    assert found["error"]["code"] == "USAGE"
    assert set(found["error"]) == {"code", "message", "hint"}
    page = (contract.ROOT / "docs/json.md").read_text(encoding="utf-8")
    assert json.dumps(found, indent=2) in page


@dataclass(frozen=True)
class _Inner:
    name: str


@dataclass(frozen=True)
class _Sample:
    state: Literal["a", "b"]
    count: int
    rows: tuple[_Inner, ...]
    maybe: _Inner | None = None
    hidden: str = ""

    _private = ("hidden",)


def test_a_shape_is_read_off_a_dataclass() -> None:
    found = shape(_Sample)
    assert found == {
        "state": Choice(("a", "b")),
        "count": "number",
        "rows": [{"name": "text"}],
        "maybe": Either(({"name": "text"}, "null")),
    }
    assert '"state": "a" | "b",' in drawn(found)


def test_a_shape_says_what_does_not_fit() -> None:
    good = {"state": "a", "count": 1, "rows": [{"name": "x"}], "maybe": None}
    assert problems(shape(_Sample), good) == []
    assert problems(shape(_Sample), {**good, "state": "c"}) == ["result.state is 'c'"]
    assert problems(shape(_Sample), {**good, "count": True}) == ["result.count is True, not number"]
    assert problems(shape(_Sample), {**good, "rows": [{}]}) == [
        "result.rows[0].name is in one only"
    ]
    assert problems(shape(_Sample), {**good, "more": 1}) == ["result.more is in one only"]
    assert problems(shape(_Sample), {**good, "maybe": {"name": 1}})
