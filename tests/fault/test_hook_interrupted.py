"""Installing and uninstalling the hook, cut short after any step: the next command puts everything back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.settings import Settings
from gitfix.git import steps
from gitfix.git.journal import Journal
from gitfix.git.opening import open_repository
from gitfix.operations.hook_status import status
from tests.operations.hook_kit import SCRIPT, Clone, seal, write_script


@pytest.fixture(params=["script", "link", "none"])
def clone(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    seal(monkeypatch, tmp_path / "home")
    clone = Clone.make(tmp_path)
    if request.param == "script":
        write_script(clone.hook, SCRIPT, 0o775)
    elif request.param == "link":
        clone.hook.symlink_to(".././elsewhere")
    return clone


@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_a_command_killed_after_any_step_leaves_all_as_before(clone: Clone, verb: str) -> None:
    without = clone.state()
    clone.install()
    before = without
    if verb == "uninstall":
        before = clone.state()
    clone.uninstall()
    repo = open_repository(clone.path)
    journal = Journal(repo.private)
    plan = next(o.plan for o in journal.done() if o.plan.command == f"hook {verb}")
    if verb == "uninstall":
        clone.install()
    assert len(plan.steps) >= 2
    for count in range(len(plan.steps) + 1):
        assert clone.state() == before
        journal.begin(plan)
        for step in plan.steps[:count]:
            repo.config.forget()
            assert steps.state(repo, step) == "before"
            steps.do(repo, step)
        outcome = status(Settings(clone.path))
        assert f"took back gitfix hook {verb}" in outcome.notices[0]
        assert clone.state() == before
        assert journal.pending() == []
