"""`gitfix status`: every step with its evidence, the next command, and never a question to the remote."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.operations.evidence import COMPUTED, RECORDED
from gitfix.operations.playbook import shipped_playbook
from gitfix.operations.recording import record_event
from gitfix.operations.status import status
from gitfix.operations.workspace import open_workspace
from tests.answers import ANSWERS
from tests.operations.views_kit import Cli, settle
from tests.shop import Shop

ID = "2026-11-23-k7q2"


def states(ran: dict[str, object]) -> dict[str, str]:
    steps = ran["steps"]
    assert isinstance(steps, list)
    return {step["id"]: step["state"] for step in steps}


def test_without_an_incident_the_next_command_opens_one(gitfix: Cli) -> None:
    ran = gitfix("status", json=True)
    assert ran.exit is Exit.OK
    assert ran.result == {
        "incident": None,
        "severity": None,
        "phase": None,
        "branch": None,
        "steps": [],
        "next": 'gitfix branch "what is broken"',
        "blocking": [],
    }
    assert gitfix("status").out == (
        'no incident is open in this clone\nnext: gitfix branch "what is broken"\n'
    )


def test_an_incident_from_its_branch_to_its_end(shop: Shop, gitfix: Cli) -> None:
    gitfix("branch", "Login fails")
    opened = gitfix("status", json=True).result
    assert set(opened) == {
        "incident", "severity", "phase", "branch", "steps", "next", "blocking"
    }  # fmt: skip
    assert set(opened["steps"][0]) == {"id", "phase", "role", "state", "by", "at", "event"}
    assert (opened["phase"], opened["severity"], opened["next"]) == (
        "triage", "P1", "gitfix triage --severity P1"
    )  # fmt: skip
    assert opened["branch"] == "hotfix/2.4.2-login-fails"
    assert opened["blocking"] == [
        *("severity", "impact", "rollback", "minimal-change", "verification", "review"),
        *("regression", "staging", "smoke", "release", "deploy", "communication"),
        *("monitoring", "confirmation", "root-cause", "prevention", "backport"),
    ]
    assert states(opened)["severity"] == "open"
    branched = next(step for step in opened["steps"] if step["id"] == "branch")
    assert (branched["by"], branched["at"]) == ("Ada", "2026-11-23T20:04:58Z")
    assert shop.git("show", "-s", "--format=%s", branched["event"]) == "gitfix: branched"
    settle(shop.path, "prevention", "verification", "review", "regression", "staging", "smoke")
    assert "fix, commit, then: gitfix check" in gitfix("status").out

    shop.commit("cart/views.py", "version = '2.4.1'\nempty = 0\n", "Fix it")
    fixed = gitfix("status", json=True).result
    assert states(fixed)["minimal-change"] == "done"
    assert fixed["next"].startswith("gitfix run verification --statement ")
    settle(shop.path)
    tagged = gitfix("status", json=True).result
    assert tagged["next"] == "gitfix release"
    shop.git("tag", "-a", "v2.4.2", "-m", "v2.4.2", "hotfix/2.4.2-login-fails")
    fixed = gitfix("status", json=True).result
    assert (fixed["phase"], fixed["next"]) == ("post-mortem", "gitfix postmortem")

    gitfix("postmortem", "--commit", *ANSWERS)
    assert gitfix("status", json=True).result["next"] == "gitfix backport"
    gitfix("backport")
    ended = gitfix("status", json=True).result
    assert (ended["blocking"], ended["phase"]) == ([], "post-mortem")
    assert gitfix("status").out.endswith("next: gitfix close --as fixed\n")


def test_a_severity_that_a_person_stated_is_a_step_done(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    found = gitfix("status", json=True).result
    assert found["severity"] == "P0" and states(found)["severity"] == "done"


def test_a_fix_that_is_too_large_has_failed_its_step(shop: Shop, gitfix: Cli) -> None:
    gitfix("branch", "Login fails", "--severity", "P0")
    shop.commit("cart/views.py", "".join(f"a{n} = {n}\n" for n in range(200)), "Rewrite it")
    found = gitfix("status", json=True).result
    assert states(found)["minimal-change"] == "failed"
    assert found["next"] == "gitfix check", "what is broken comes first"
    assert "minimal: failed, 1 error" in gitfix("status").out


def test_what_is_prepared_goes_along_with_the_backport(shop: Shop, gitfix: Cli) -> None:
    shop.remote()
    shop.hotfix()
    settle(shop.path)
    shop.git("tag", "v2.4.2")
    gitfix("postmortem", "--commit", *ANSWERS)
    assert gitfix("status", json=True).result["next"] == "gitfix backport"
    gitfix("backport")
    assert gitfix("status", json=True).result["next"] == "gitfix backport --push"
    assert gitfix("backport", "--push").exit is Exit.OK
    assert gitfix("status", json=True).result["next"] == "gitfix close --as fixed"


def test_the_remote_is_not_asked(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    bare = shop.remote()
    shop.hotfix()
    before = gitfix("status", json=True).result
    bare.rename(tmp_path / "gone.git")
    after = gitfix("status", json=True)
    assert (after.exit, after.result, after.err) == (Exit.OK, before, "")


def test_a_backport_is_seen_by_content_however_it_came_there(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    shop.git("switch", "-q", "main")
    shop.git("merge", "-q", "--squash", "hotfix/2.4.2-login-fails")
    shop.git("commit", "-qm", "By hand")
    assert states(gitfix("status", json=True).result)["backport"] == "done"


def test_a_backport_that_was_reverted_is_stale(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    gitfix("backport")
    assert states(gitfix("status", json=True).result)["backport"] == "done"
    shop.git("switch", "-q", "main")
    shop.git("revert", "--no-edit", "-m1", "HEAD")
    found = gitfix("status", json=True).result
    assert states(found)["backport"] == "stale" and "backport" in found["blocking"]
    assert "backport: stale, not on main" in gitfix("status").out


def test_a_deleted_hotfix_branch_does_not_open_its_steps_again(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    gitfix("backport")
    shop.git("switch", "-q", "main")
    shop.git("branch", "-q", "-D", "hotfix/2.4.2-login-fails")
    found = states(gitfix("status", json=True).result)
    assert (found["minimal-change"], found["backport"]) == ("done", "done")


def test_a_part_of_the_targets_leaves_the_backport_open(shop: Shop, gitfix: Cli) -> None:
    """Nothing was lost: it is just not everywhere yet."""
    shop.git("branch", "develop", "main")
    shop.hotfix()
    gitfix("backport", "--onto", "main")
    found = gitfix("status", json=True).result
    assert states(found)["backport"] == "open"
    assert "not on develop" in gitfix("status").out
    gitfix("backport")
    assert states(gitfix("status", json=True).result)["backport"] == "done"


def test_a_new_commit_makes_the_backport_stale(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    gitfix("backport")
    shop.git("switch", "-q", "hotfix/2.4.2-login-fails")
    shop.commit("cart/other.py", "b = 1\n", "Fix the rest")
    assert states(gitfix("status", json=True).result)["backport"] == "stale"


def test_a_target_that_this_clone_does_not_fetch_is_not_forgotten(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.git("branch", "develop")
    bare = shop.remote()
    narrow = tmp_path / "narrow"
    shop.git("clone", "-q", "--single-branch", "--branch", "main", bare.as_uri(), str(narrow))
    gitfix = Cli(narrow, capsys)
    assert gitfix("branch", "Login fails").exit is Exit.OK
    (narrow / "cart/views.py").write_text("version = '2.4.1'\nempty = 0\n")
    shop.git("commit", "-qam", "Fix it", cwd=narrow)
    assert "not on main, develop" in gitfix("status").out
    assert gitfix("backport", "--push").exit is Exit.OK
    assert states(gitfix("status", json=True).result)["backport"] == "done"


def test_from_another_branch_the_commands_name_what_they_are_about(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix("Login fails", "k7q2")
    shop.git("switch", "-q", "main")
    shop.hotfix("Cart is slow", "m3x9")
    shop.git("switch", "-q", "main")
    ran = gitfix("status", json=True)
    assert ran.exit is Exit.REFUSED and ran.json["error"]["code"] == "REFUSED"
    found = gitfix("status", "--incident", "k7q2", json=True).result
    assert found["next"] == f'gitfix triage --users "who is hit" --incident {ID}'


def test_all_lists_every_open_incident_in_one_line_each(shop: Shop, gitfix: Cli) -> None:
    assert gitfix("status", "--all", json=True).result == {"incidents": [], "overdue": []}
    shop.hotfix("Login fails", "k7q2")
    shop.git("switch", "-q", "main")
    shop.hotfix("Cart is slow", "m3x9")
    found = gitfix("status", "--all", json=True).result["incidents"]
    assert [row["incident"] for row in found] == [ID, "2026-11-23-m3x9"]
    assert found[0]["summary"] == "Login fails" and found[0]["phase"] == "triage"
    lines = gitfix("status", "--all").out.splitlines()
    assert lines[0] == "2 open incidents" and len(lines) == 4
    assert all(len(line) <= 80 for line in lines)


def test_a_closed_incident_asks_for_nothing(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    work = open_workspace(Settings(shop.path))
    update = record_event(work, ID, "closed", {"as": "fixed"})
    work.repo.refs.transaction([update], "test")
    found = gitfix("status", "--incident", ID, json=True).result
    assert (found["phase"], found["next"], found["blocking"]) == ("closed", None, [])


@pytest.mark.parametrize(
    ("args", "exit"),
    [
        (["--incident", "nope"], Exit.REFUSED),
        (["--all", "--incident", "k7q2"], Exit.USAGE),
        (["--watch"], Exit.USAGE),
        (["extra"], Exit.USAGE),
    ],
)
def test_bad_input(gitfix: Cli, args: list[str], exit: Exit) -> None:
    ran = gitfix("status", *args, json=True)
    assert ran.exit is exit and ran.json["error"]["hint"]


def test_status_changes_no_ref_and_no_file(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    before = shop.state()
    gitfix("status")
    gitfix("status", "--all")
    assert shop.state() == before


def test_outside_of_a_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    assert Cli(folder, capsys)("status").exit is Exit.REFUSED


def test_every_evidence_of_the_playbook_is_known() -> None:
    steps = shipped_playbook().steps
    assert {step.evidence for step in steps} <= {"computed", *RECORDED}
    assert {step.computed for step in steps} <= {"", *COMPUTED}


def test_the_operation_gives_what_the_command_prints(shop: Shop) -> None:
    shop.hotfix()
    result = status(Settings(shop.path, offline=True)).result
    assert getattr(result, "incident", None) == ID
