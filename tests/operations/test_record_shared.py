"""Up to four writers append and sync in any order: in the end all have the same events, and none is lost."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core.event import Event
from gitfix.core.incident_fold import fold
from gitfix.core.names import INCIDENTS, Oid
from gitfix.core.plan import Plan
from gitfix.core.settings import Settings
from gitfix.git.execute import execute
from gitfix.operations.recording import Draft, record
from gitfix.operations.sync import exchange
from gitfix.operations.workspace import Workspace, open_workspace
from tests.shop import seal

ID = "2026-11-23-k7q2"
WRITERS = 4
STEPS = st.tuples(st.integers(0, WRITERS - 1), st.sampled_from(("append", "append", "sync")))


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare remote with an open incident, and a clone that knows of it."""
    seal(monkeypatch, tmp_path)
    monkeypatch.delenv("GITFIX_NONCE", raising=False)
    root = tmp_path / "template"
    git = ("git", "-c", "init.defaultBranch=main")
    subprocess.run([*git, "init", "-q", "--bare", str(root / "origin.git")], check=True)
    subprocess.run([*git, "init", "-q", str(root / "clone")], check=True)
    config = root / "clone/.git/config"
    config.write_text(config.read_text() + '[remote "origin"]\n\turl = ../origin.git\n')
    work = open_workspace(Settings(root / "clone"))
    _append(work, "opened", {"summary": "it is broken", "severity": "P0"})
    exchange(open_workspace(Settings(root / "clone")))
    return root


def _append(work: Workspace, type: str, data: dict[str, object]) -> None:
    update = record(work, ID, Draft(type, data))
    execute(work.repo, Plan("note", (update,), ID))


def _events(path: Path) -> list[tuple[Oid, Event]]:
    return open_workspace(Settings(path, offline=True)).record.events(ID)


def test_no_event_is_lost_whatever_the_order(
    template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @settings(max_examples=5)
    @given(st.lists(STEPS, min_size=4, max_size=12), st.sampled_from((1, -1)))
    def holds(steps: list[tuple[int, str]], order: int) -> None:
        with tempfile.TemporaryDirectory(dir=template.parent) as folder:
            _play(Path(folder), template, monkeypatch, steps, order)

    holds()


def _play(
    root: Path,
    template: Path,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[tuple[int, str]],
    order: int,
) -> None:
    shutil.copytree(template / "origin.git", root / "origin.git")
    clones = [root / f"writer{number}" for number in range(WRITERS)]
    for clone in clones:
        shutil.copytree(template / "clone", clone)
    noted = []
    for number, (writer, what) in enumerate(steps):
        monkeypatch.setenv("GITFIX_ACTOR", f"Writer {writer} <w{writer}@example.com>")
        work = open_workspace(Settings(clones[writer]))
        if what == "append":
            noted.append(f"{writer}: {number}")
            _append(work, "noted", {"text": noted[-1]})
        else:
            exchange(work)
    # Once there and once back, whoever begins.
    for clone in (clones + clones[::-1])[::order]:
        exchange(open_workspace(Settings(clone)))
    histories = [_events(clone) for clone in (*clones, root / "origin.git")]
    assert all(history == histories[0] for history in histories)
    found = [event.data["text"] for _, event in histories[0] if event.type == "noted"]
    assert sorted(found) == sorted(noted)
    for writer in range(WRITERS):
        own = [text for text in found if text.startswith(f"{writer}:")]
        assert own == [text for text in noted if text.startswith(f"{writer}:")], "in their order"
    tips = {open_workspace(Settings(clone)).repo.refs.get(INCIDENTS + ID) for clone in clones}
    assert len(tips) == 1
    assert fold(histories[0]).events == len(histories[0])
