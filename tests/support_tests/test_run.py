"""The runner accepts what keeps the contract and nothing else."""

from __future__ import annotations

import sys

import pytest

from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix, interrupt
from tests.support.world import World

GOOD = (
    '{"command": "x", "ok": false, "exit_code": 4, "result": {"a": 1}, '
    '"error": {"code": "POLICY", "message": "m", "hint": "h"}}'
)


def _program(world: World, source: str) -> Gitfix:
    return Gitfix(world, (sys.executable, "-c", source))


def test_exit_codes_have_names(world: World, repo: RepoBuilder) -> None:
    for code, name in {0: "OK", 1: "REFUSED", 5: "REMOTE", 70: "BUG", 77: "77"}.items():
        assert _program(world, f"raise SystemExit({code})")(cwd=repo, expect=name).exit == name
    with pytest.raises(AssertionError, match="expected OK"):
        _program(world, "raise SystemExit(3)")(cwd=repo)


def test_json(world: World, repo: RepoBuilder) -> None:
    program = _program(world, f"import sys; print('''{GOOD}'''); sys.exit(4)")
    done = program(cwd=repo, json=True, expect="POLICY")
    assert (done.result, done.error["hint"]) == ({"a": 1}, "h")
    assert done.argv[-1] == "--json"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "progress " + GOOD,
        GOOD + GOOD,
        GOOD.replace('"ok": false', '"ok": true'),
        GOOD.replace("POLICY", "REFUSED"),
        GOOD.replace('"exit_code": 4', '"exit_code": 1'),
        GOOD.replace('"command": "x", ', ""),
        GOOD.replace(', "hint": "h"', ""),
    ],
)
def test_json_that_breaks_the_contract(world: World, repo: RepoBuilder, text: str) -> None:
    program = _program(world, f"import sys; print('''{text}'''); sys.exit(4)")
    with pytest.raises(AssertionError):
        program(cwd=repo, json=True, expect="POLICY")


def test_a_traceback_is_never_fine(world: World, repo: RepoBuilder) -> None:
    with pytest.raises(AssertionError):
        _program(world, "1/0")(cwd=repo, expect="REFUSED")


def test_no_terminal_unless_asked_for(world: World, repo: RepoBuilder) -> None:
    source = """
import os, sys
print([os.isatty(number) for number in range(3)], flush=True)
try:
    print(open("/dev/tty").readline().strip())
except OSError:
    print("no terminal")
"""
    program = _program(world, source)
    assert program(cwd=repo, input="ignored\n").stdout == "[False, False, False]\nno terminal\n"
    shown = program(cwd=repo, pty=True, input="typed\n").stdout
    assert "[True, True, True]" in shown
    assert shown.endswith("typed\n")
    assert "no terminal" not in shown


def test_interrupt(world: World, repo: RepoBuilder) -> None:
    source = """
import subprocess, sys
try:
    print("ready", flush=True)
    subprocess.run(["sleep", "60"])
except KeyboardInterrupt:
    sys.exit(130)
"""
    child = _program(world, source).start(cwd=repo)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    assert interrupt(child).exit == "INTERRUPTED"


def test_a_hanging_program_is_ended(world: World, repo: RepoBuilder) -> None:
    with pytest.raises(AssertionError, match="still running"):
        _program(world, "import time; time.sleep(60)")(cwd=repo, timeout=0.3)
