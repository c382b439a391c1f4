"""Laptops that share a record: clones of one bare remote, and gitfix's operations called in this process."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gitfix.core.event import Event
from gitfix.core.names import INCIDENTS, Oid
from gitfix.core.outcome import Outcome
from gitfix.core.plan import Plan, UpdateRef
from gitfix.core.settings import Settings
from gitfix.git import blobs
from gitfix.git.execute import execute
from gitfix.operations.archive import archive
from gitfix.operations.recording import Draft, record
from gitfix.operations.sync import sync
from gitfix.operations.sync_round import SyncResult
from gitfix.operations.workspace import Workspace, open_workspace
from tests.shop import Shop, seal

ID, OTHER = "2026-11-03-k7q2", "2026-11-04-m3x9"


@dataclass
class Laptop:
    """A clone at `path`."""

    path: Path
    monkeypatch: pytest.MonkeyPatch

    def git(self, *args: str, input: bytes = b"") -> str:
        done = subprocess.run(
            ["git", *args], cwd=self.path, capture_output=True, input=input, check=False
        )
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def refs(self, *patterns: str) -> dict[str, str]:
        rows = self.git("for-each-ref", "--format=%(refname) %(objectname)", *patterns)
        return dict(row.rsplit(" ", 1) for row in rows.splitlines())

    @property
    def work(self) -> Workspace:
        """A fresh view."""
        return open_workspace(Settings(self.path))

    def happen(self, incident: str, *types: str, **data: Any) -> Oid:
        """Events, one after the other; the last one's commit."""
        work = self.work
        step = record(work, incident, *(Draft(type, data) for type in types))
        execute(work.repo, Plan("test", (step,), incident))
        return step.new

    def close(self, incident: str, how: str = "fixed") -> None:
        """Close and archive, as one plan."""
        work = self.work
        closing = record(work, incident, Draft("closed", {"as": how}))
        execute(work.repo, Plan("close", archive(work, incident, closing), incident))

    def log(self, incident: str, data: bytes) -> str:
        """A blob, and an event that names it; its digest."""
        work = self.work
        digest, update = blobs.put(work.repo, incident, data)
        event = record(work, incident, Draft("noted", {"text": "a log", "log": digest}))
        execute(work.repo, Plan("test", (update, event), incident))
        return digest

    def sync(self) -> SyncResult:
        outcome = self.synced()
        assert isinstance(outcome.result, SyncResult)
        return outcome.result

    def synced(self) -> Outcome:
        return sync(Settings(self.path))

    def events(self, incident: str) -> list[Event]:
        return [event for _, event in self.work.record.events(incident)]

    def types(self, incident: str) -> list[str]:
        return [event.type for event in self.events(incident)]

    def move(self, ref: str, old: str, new: str) -> None:
        self.work.repo.refs.transaction([UpdateRef(ref, Oid(old), Oid(new))], "test")


@dataclass
class Team:
    """Two laptops and their remote."""

    one: Laptop
    two: Laptop
    remote: Laptop

    @classmethod
    def meet(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
        seal(monkeypatch, folder)
        monkeypatch.delenv("GIT_AUTHOR_DATE")
        monkeypatch.delenv("GIT_COMMITTER_DATE")
        shop = Shop.build(folder / "one", monkeypatch)
        bare = shop.remote()
        shop.git("clone", "-q", str(bare), str(folder / "two"))
        laptops = (Laptop(path, monkeypatch) for path in (shop.path, folder / "two", bare))
        return cls(*laptops)

    def tip(self, incident: str) -> str:
        return self.remote.refs()[INCIDENTS + incident]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    return Team.meet(tmp_path, monkeypatch)
