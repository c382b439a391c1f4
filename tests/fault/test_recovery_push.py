"""A push after a kill: the remote is asked what landed, and nothing is decided while it does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import Plan, UpdateRef
from gitfix.git.execute import execute
from gitfix.git.push_step import Unsettled
from gitfix.git.recover import recover
from tests.fault.recovery_kit import HOTFIX, MAIN, RECORD, ZERO, begin, is_at, push_plan, recovered
from tests.git.plain import Plain


def test_a_push_killed_before_it_landed(plain: Plain, two: tuple[Oid, Oid], server: Plain) -> None:
    begin(plain, *push_plan(plain, two))
    before = server.refs()
    assert "took back" in recovered(plain)
    assert server.refs() == before
    is_at(plain, two[0], MAIN)


@pytest.mark.parametrize("on_top", [False, True])
def test_a_push_killed_after_it_landed(
    plain: Plain, two: tuple[Oid, Oid], server: Plain, tmp_path: Path, on_top: bool
) -> None:
    """Also when a colleague has pushed on top, and a merged pull request deleted the branch."""
    begin(plain, *push_plan(plain, two))
    plain.git("push", "-q", "origin", f"{two[1]}:{MAIN}", f"{two[1]}:{HOTFIX}")
    if on_top:
        other = server.clone(tmp_path / "other")
        other.commit("on top", {"b": "1"})
        other.git("push", "-q", "origin", "main", "main:hotfix")
    assert "finished" in recovered(plain)
    is_at(plain, two[1], MAIN)
    assert plain.oid(RECORD) == two[1]


def test_while_the_remote_is_gone_nothing_is_decided(
    plain: Plain, two: tuple[Oid, Oid], server: Plain
) -> None:
    begin(plain, *push_plan(plain, two))
    plain.git("push", "-q", "origin", f"{two[1]}:{MAIN}", f"{two[1]}:{HOTFIX}")
    away = server.path.with_name("away.git")
    server.path.rename(away)
    before = plain.refs()
    (said,) = recover(plain.repo)
    assert "will look again" in said
    assert plain.refs() == before
    away.rename(server.path)
    assert "finished" in recovered(plain)
    is_at(plain, two[1], MAIN)


def test_an_unsettled_push_stays_in_the_journal(
    plain: Plain, two: tuple[Oid, Oid], server: Plain, tmp_path: Path
) -> None:
    """The connection is lost and the server with it: the plan may have landed, so it is not forgotten."""
    wrapper = tmp_path / "receive"
    wrapper.write_text('#!/bin/sh\nmv "$1" "$1.gone"\nexit 1\n')
    wrapper.chmod(0o755)
    plain.git("config", "remote.origin.receivepack", str(wrapper))
    with pytest.raises(Unsettled) as unsettled:
        execute(plain.repo, Plan("backport", tuple(push_plan(plain, two))))
    assert unsettled.value.exit == Exit.REMOTE
    server.path.with_name("server.git.gone").rename(server.path)
    assert "took back" in recovered(plain)
    is_at(plain, two[0], MAIN)


def test_a_refused_push_takes_back_what_came_before_it(
    plain: Plain, two: tuple[Oid, Oid], server: Plain
) -> None:
    server.hook("update", "exit 1")
    before = plain.refs()
    plan = Plan("backport", (UpdateRef(RECORD, ZERO, two[1]), *push_plan(plain, two)[:1]))
    with pytest.raises(Refusal) as refused:
        execute(plain.repo, plan)
    assert refused.value.exit == Exit.REMOTE
    assert plain.refs() == before
    assert recover(plain.repo) == []
