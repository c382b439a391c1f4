"""Runs gitfix's command line in this process, for the tests of the commands that only look."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gitfix.cli.main import run
from gitfix.core.outcome import Exit


@dataclass(frozen=True)
class Ran:
    """What one run gave."""

    exit: Exit
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        assert found["exit_code"] == self.exit and found["ok"] is (self.exit is Exit.OK)
        return found

    @property
    def result(self) -> Any:
        """Its result."""
        return self.json["result"]


@dataclass
class Cli:
    """gitfix in the repository at `path`."""

    path: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *args: str, json: bool = False) -> Ran:
        self.capsys.readouterr()
        more = ["--repo", str(self.path), *(["--json"] if json else [])]
        code = run([*args, *more])
        said = self.capsys.readouterr()
        return Ran(Exit(code), said.out, said.err)
