"""After a kill at any point of any step: all of the plan or nothing of it, no lock left, and it is said."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import Plan, UpdateRef
from gitfix.git import execute as executing
from gitfix.git.execute import execute
from gitfix.git.journal import Journal
from gitfix.git.recover import recover
from tests.fault.recovery_kit import (
    HOTFIX,
    MAIN,
    RECORD,
    ZERO,
    begin,
    is_at,
    push_plan,
    recovered,
    stale_locks,
)
from tests.git.plain import Plain

# -- nothing to do


def test_nothing_to_recover_costs_one_look_at_a_folder(plain: Plain, monkeypatch) -> None:
    repo = plain.repo
    repo.git.run = None  # type: ignore[method-assign, assignment]
    monkeypatch.setattr("gitfix.git.recover.exclusive", None)
    assert recover(repo) == []
    assert not repo.private.exists()
    (repo.private / "journal").mkdir(parents=True)
    assert recover(repo) == []
    assert [path.name for path in repo.private.iterdir()] == ["journal"]


# -- who is at work


@pytest.fixture
def holder(plain: Plain) -> Iterator[subprocess.Popen[str]]:
    """Another program that holds gitfix's lock: a push that outlived its gitfix."""
    private = plain.path / ".git/gitfix"
    private.mkdir()
    code = (
        "import sys, time; from pathlib import Path; from gitfix.host.files import locked\n"
        "with locked(Path(sys.argv[1]), patience=0):\n    print('held', flush=True); time.sleep(60)"
    )
    argv = [sys.executable, "-c", code, str(private / "lock")]
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    assert child.stdout and child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_row_29_a_living_git_of_a_killed_gitfix_is_waited_for(
    plain: Plain, two: tuple[Oid, Oid], holder: subprocess.Popen[str], monkeypatch
) -> None:
    monkeypatch.setattr(executing, "PATIENCE", 0.2)
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]))
    (plain.path / ".git/refs/heads/hotfix.lock").touch()
    with pytest.raises(Refusal) as refused:
        recover(plain.repo)
    assert "at work" in refused.value.message
    assert stale_locks(plain) == ["refs/heads/hotfix.lock"]
    with pytest.raises(Refusal):
        execute(plain.repo, Plan("branch", (UpdateRef(HOTFIX, ZERO, two[0]),)))
    holder.kill()
    holder.wait()
    recovered(plain)


def test_a_gitfix_in_a_hook_of_gitfixs_own_push_does_not_wait_for_itself(
    plain: Plain, two: tuple[Oid, Oid], server: Plain
) -> None:
    code = (
        "from pathlib import Path; from gitfix.git.recover import recover; "
        "from gitfix.git.opening import open_repository; "
        "assert recover(open_repository(Path.cwd())) == []"
    )
    plain.hook("pre-push", f"unset GIT_DIR; exec '{sys.executable}' -c '{code}'")
    started = time.monotonic()
    execute(plain.repo, Plan("backport", tuple(push_plan(plain, two))))
    assert time.monotonic() - started < executing.PATIENCE
    is_at(plain, two[1], MAIN)
    assert server.oid(MAIN) == two[1]


# -- the journal itself


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"at": 1, "undone": false, "plan": {"steps": 1}}']
)
def test_a_plan_that_cannot_be_read_is_said_once_and_kept(
    plain: Plain, two: tuple[Oid, Oid], content: bytes
) -> None:
    before = plain.refs()
    folder = plain.path / ".git/gitfix/journal"
    folder.mkdir(parents=True)
    (folder / "000001-backport.json").write_bytes(content)
    (said,) = recover(plain.repo)
    kept = plain.path / ".git/gitfix/unreadable/000001-backport.json"
    assert str(kept) in said
    assert kept.read_bytes() == content
    assert recover(plain.repo) == []
    assert plain.refs() == before
    execute(plain.repo, Plan("branch", (UpdateRef(HOTFIX, ZERO, two[0]),)))


def test_a_step_of_a_newer_gitfix_is_not_acted_on(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]))
    (entry,) = (plain.path / ".git/gitfix/journal").iterdir()
    data = json.loads(entry.read_text())
    data["plan"]["steps"].append({"do": "FromTheFuture", "what": 1})
    entry.write_text(json.dumps(data))
    plain.git("update-ref", HOTFIX, two[0])
    (said,) = recover(plain.repo)
    assert "cannot be read" in said
    assert plain.oid(HOTFIX) == two[0]


def test_odd_files_in_the_journal_stop_nobody(plain: Plain, two: tuple[Oid, Oid]) -> None:
    folder = plain.path / ".git/gitfix/journal"
    folder.mkdir(parents=True)
    for name in (".000001-x.json.99.gitfix-new", "123456x-a.json", "²²²²²²-a.json", "README"):
        (folder / name).write_text("{")
    assert recover(plain.repo) == []
    done = execute(plain.repo, Plan("branch", (UpdateRef(HOTFIX, ZERO, two[0]),)))
    assert done.operation == "000001-branch"
    assert sorted(p.name for p in folder.iterdir()) == ["123456x-a.json", "README", "²²²²²²-a.json"]


def test_two_killed_plans_are_both_settled(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]), command="branch")
    begin(plain, UpdateRef(RECORD, ZERO, two[0]), command="waive")
    plain.git("update-ref", RECORD, two[0])
    first, second = recover(plain.repo)
    assert "took back gitfix branch" in first
    assert "finished gitfix waive" in second


def test_the_log_keeps_the_last_operations(plain: Plain, two: tuple[Oid, Oid]) -> None:
    journal = Journal(plain.repo.private)
    for _ in range(53):
        journal.finish(journal.begin(Plan("waive", ())))
    done = journal.done()
    assert (len(done), done[-1].id) == (50, "000053-waive")
    journal.mark_undone(done[-1])
    assert journal.done()[-1].undone
