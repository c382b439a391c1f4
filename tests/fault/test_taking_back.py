"""A step that fails: those before it are taken back, and a plan has an inverse."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import (
    AddWorktree,
    Plan,
    SetConfig,
    Switch,
    UpdateRef,
    WriteFile,
)
from gitfix.git.execute import execute
from gitfix.git.recover import recover
from tests.fault.recovery_kit import (
    HOTFIX,
    MAIN,
    ZERO,
    is_at,
    switch,
)
from tests.git.plain import Plain


def test_a_plan_and_its_inverse(plain: Plain, two: tuple[Oid, Oid], tmp_path: Path) -> None:
    new = plain.repo.objects.write_blob(b"new")
    plan = Plan(
        "branch",
        (
            UpdateRef(HOTFIX, ZERO, two[1]),
            WriteFile(str(tmp_path / "file"), ZERO, new, new_mode=0o755),
            SetConfig("gitfix.x", None, "1"),
            Switch(str(plain.path), MAIN, HOTFIX, two[0], two[1]),
            AddWorktree(str(tmp_path / "linked"), "other", two[0]),
        ),
    )
    plain.git("branch", "other", two[0])
    before = plain.refs()
    execute(plain.repo, plan)
    is_at(plain, two[1], HOTFIX)
    assert (tmp_path / "linked/a").read_text() == "1\n"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o755
    execute(plain.repo, plan.inverse())
    is_at(plain, two[0], MAIN)
    assert plain.refs() == before
    assert not (tmp_path / "file").exists() and not (tmp_path / "linked").exists()
    assert plain.repo.config.get("gitfix.x") is None


def test_a_step_that_fails_takes_the_others_back(
    plain: Plain, two: tuple[Oid, Oid], tmp_path: Path
) -> None:
    plain.put({".git/info/exclude": "*.env\n", "new/file": "mine, and in the way of the switch"})
    plan = Plan(
        "branch",
        (UpdateRef(HOTFIX, ZERO, two[1]), SetConfig("gitfix.x", None, "1"), switch(plain, two)[1]),
    )
    before = plain.refs()
    with pytest.raises(Refusal):
        execute(plain.repo, plan)
    assert plain.refs() == before
    assert plain.git("symbolic-ref", "HEAD") == MAIN
    assert plain.text("new/file") == "mine, and in the way of the switch"
    assert plain.repo.config.get("gitfix.x") is None
    assert recover(plain.repo) == []


def test_a_ref_that_moved_between_plan_and_execution(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("update-ref", "refs/heads/develop", two[1])
    plan = Plan(
        "backport",
        (UpdateRef(HOTFIX, ZERO, two[0]), UpdateRef("refs/heads/develop", two[0], two[1])),
    )
    with pytest.raises(Refusal) as refused:
        execute(plain.repo, plan)
    assert "develop moved" in refused.value.message
    assert not plain.repo.refs.get(HOTFIX)
