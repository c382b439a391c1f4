"""Runs gitfix's command line in this process, for the tests of the commands that only look."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gitfix.cli.main import run
from gitfix.core.names import HEADS
from gitfix.core.outcome import Exit
from gitfix.core.plan import Plan
from gitfix.core.settings import Settings
from gitfix.git.execute import execute
from gitfix.operations.playbook import load_playbook
from gitfix.operations.recording import Draft, record
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace


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


def settle(path: Path, *but: str, incident: str | None = None) -> None:
    """Record that a person did every step that a person answers for, except those called `but`."""
    work = open_workspace(Settings(path, offline=True))
    found = which_incident(work, incident)
    head = work.repo.refs.get(HEADS + found.branch)
    tree = work.repo.objects.read_commit(head).tree if head else ""
    git = {"branch": HEADS + found.branch, "head": str(head), "tree": str(tree)}
    playbook = load_playbook(work)
    steps = [s for s in playbook.steps if s.evidence != "computed" or s.computed == "rollback"]
    drafts = [
        Draft("approved", {}, step.phase, step.id, git)
        if step.evidence == "approval"
        else Draft("stated", {"statement": "seen"}, step.phase, step.id, git)
        for step in steps
        if step.id not in ("branch", *but)
    ]
    actions = [Draft("action-added", {"text": "a test", "owner": "ada", "due": ""}, "post-mortem")]
    if "prevention" in but:
        actions = []
    update = record(work, found.id, *drafts, *actions)
    execute(work.repo, Plan("run", (update,), found.id))
