"""`gitfix close` and `gitfix action`: the end, what stands before it, and what keeps it from coming back."""

from __future__ import annotations

import pytest

from gitfix.core.outcome import Exit
from tests.answers import ANSWERS
from tests.operations.views_kit import Cli, settle
from tests.shop import Shop

ID = "2026-11-23-k7q2"


@pytest.fixture(autouse=True)
def one_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITFIX_NONCE", "k7q2")


def missing(ran: object) -> list[str]:
    return [row["id"] for row in ran["missing"]]  # type: ignore[index]


def test_it_refuses_until_the_stop_condition_holds(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    ran = gitfix("close", "--as", "fixed", json=True)
    assert ran.exit is Exit.POLICY and ran.json["error"]["code"] == "POLICY"
    assert {"impact", "review", "deploy", "root-cause", "backport"} <= set(missing(ran.result))
    assert all(row["command"].startswith("git") for row in ran.result["missing"])
    assert gitfix("close", "--list", json=True).result["missing"] == ran.result["missing"]

    settle(shop.path)
    shop.git("tag", "v2.4.2")
    assert missing(gitfix("close", "--list", json=True).result) == ["root-cause", "backport"]
    gitfix("postmortem", "--commit", *ANSWERS)
    gitfix("backport")
    assert "nothing is missing: gitfix close --as fixed" in gitfix("close", "--list").out
    done = gitfix("close", "--as", "fixed", json=True)
    assert (done.exit, done.result["closed"], done.result["missing"]) == (Exit.OK, True, [])
    for which in ((), ("--incident", ID)):
        told = gitfix("status", *which, json=True).result
        assert (told["incident"], told["phase"], told["next"]) == (ID, "closed", None)
    assert shop.git("for-each-ref", "refs/gitfix/incidents") == "", "it is in the archive"
    assert gitfix("log", "--incident", ID, json=True).result["events"][-1]["type"] == "closed"
    again = gitfix("postmortem", "--commit", "--incident", ID, json=True).result
    assert again["state"] == "committed" and "closed as fixed" in shop.show(again["path"])


def test_the_end_says_what_the_post_mortem_needs(shop: Shop, gitfix: Cli) -> None:
    """It says that the incident is open until it is made anew."""
    shop.hotfix()
    settle(shop.path)
    shop.git("tag", "v2.4.2")
    gitfix("postmortem", "--commit", *ANSWERS)
    gitfix("backport")
    out = gitfix("close", "--as", "fixed").out
    assert out.endswith(f"  gitfix postmortem --commit --incident {ID}\n")
    assert all(len(line) <= 80 for line in out.splitlines())


@pytest.mark.parametrize("button", ["squash", "rebase"])
def test_a_button_of_the_forge_rewrote_the_anchor(shop: Shop, gitfix: Cli, button: str) -> None:
    """What gitfix had made for main is not in its history; the record says which commit is there in its place."""
    shop.hotfix()
    shop.commit("cart/more.py", "more = 1\n", "And more")
    settle(shop.path)
    shop.git("tag", "v2.4.2")
    hotfix = shop.git("branch", "--show-current")
    before = shop.git("rev-parse", "main")
    gitfix("backport")
    made = shop.git("rev-parse", "main")
    shop.git("switch", "-q", "main")
    shop.git("reset", "-q", "--hard", before)
    if button == "squash":
        shop.git("merge", "-q", "--squash", hotfix)
        shop.git("commit", "-qm", "Login fails (#12)")
    else:
        shop.git("cherry-pick", f"v2.4.1..{hotfix}")
    there = shop.git("rev-parse", "main")
    gitfix("postmortem", "--commit", *ANSWERS)
    assert gitfix("close", "--as", "fixed").exit is Exit.OK
    event = gitfix("log", "--incident", ID, json=True).result["events"][-1]
    how = {"squash": "squashed", "rebase": "rebased"}[button]
    row = {"branch": "main", "was": made, "now": there, "how": how}
    assert event["data"]["rewritten"] == [row]
    said = " ".join(gitfix("log", "--incident", ID).out.split())
    assert f"the fix was {how} on main as {there[:7]}" in said


def test_what_was_put_off_has_to_be_done_before_the_end(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    settle(shop.path, "review")
    gitfix("waive", "review", "--reason", "nobody is awake")
    assert "review" in missing(gitfix("close", "--list", json=True).result)


@pytest.mark.parametrize("ending", ["rolled-back", "flag-off"])
def test_only_a_fix_needs_branch_backports_and_post_mortem(
    shop: Shop, gitfix: Cli, ending: str
) -> None:
    gitfix("triage", "Login fails", "--severity", "P0", "--users", "all")
    found = missing(gitfix("close", "--as", ending, json=True).result)
    assert found == ["communication", "confirmation"]
    settle(shop.path)
    assert gitfix("close", "--as", ending).exit is Exit.OK


def test_a_false_alarm_needs_a_reason_and_a_duplicate_its_original(gitfix: Cli) -> None:
    gitfix("triage", "Login fails")
    assert gitfix("close", "--as", "false-alarm").exit is Exit.REFUSED
    assert gitfix("close", "--as", "duplicate").exit is Exit.REFUSED
    assert gitfix("close", "--as", "duplicate", "--of", "k7q2").exit is Exit.REFUSED
    assert gitfix("close", "--as", "fixed", "--of", "k7q2").exit is Exit.USAGE
    assert gitfix("close").exit is Exit.USAGE
    assert gitfix("close", "--as", "false-alarm", "--reason", "a stale cache").exit is Exit.OK
    again = gitfix("close", "--as", "fixed", "--incident", ID)
    assert again.exit is Exit.REFUSED and "closed already, as false-alarm" in again.err


def test_a_dry_run_and_undo(shop: Shop, gitfix: Cli) -> None:
    gitfix("triage", "Login fails")
    before = shop.state()
    args = ("close", "--as", "false-alarm", "--reason", "a stale cache")
    assert gitfix(*args, "--dry-run").exit is Exit.OK
    assert shop.state() == before
    assert gitfix(*args).exit is Exit.OK
    assert gitfix("undo").exit is Exit.OK
    assert gitfix("status", json=True).result["incident"] == ID
    types = [event["type"] for event in gitfix("log", json=True).result["events"]]
    assert types == ["opened", "closed", "undone"], "the record only grows"


def test_actions(gitfix: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    gitfix("triage", "Login fails", "--severity", "P0")
    gitfix("action", "add", "test the empty cart", "--owner", "ada", "--due", "2d")
    found = gitfix(
        *("action", "add", "alert on it", "--owner", "sre", "--kind", "detect", "--due", "4w"),
        json=True,
    ).result
    assert [(row["number"], row["kind"], row["overdue"]) for row in found["actions"]] == [
        (1, "prevent", False), (2, "detect", False)
    ]  # fmt: skip
    steps = {step["id"]: step["state"] for step in gitfix("status", json=True).result["steps"]}
    assert steps["prevention"] == "done"
    monkeypatch.setenv("GITFIX_CLOCK", str(1795464298 + 3 * 86_400))
    row = gitfix("status", "--all", json=True).result["incidents"][0]
    assert row["overdue"] == ["action test the empty cart"]
    assert gitfix("action", "done", "1", json=True).result["actions"][0]["done_by"]
    assert gitfix("status", "--all", json=True).result["incidents"][0]["overdue"] == []
    assert "was done already" in gitfix("action", "done", "1").err
    assert "alert on it" in gitfix("action", "list").out


@pytest.mark.parametrize(
    ("args", "exit"),
    [
        (("add", " ", "--owner", "a"), Exit.USAGE),
        (("add", "x"), Exit.USAGE),
        (("add", "x", "--owner", "a", "--due", "soon"), Exit.USAGE),
        (("add", "x", "--owner", "a", "--due", "2020-01-01"), Exit.REFUSED),
        (("done", "1"), Exit.REFUSED),
        (("done", "x"), Exit.USAGE),
    ],
)
def test_bad_actions(shop: Shop, gitfix: Cli, args: tuple[str, ...], exit: Exit) -> None:
    gitfix("triage", "Login fails")
    before = shop.state()
    assert gitfix("action", *args).exit is exit
    assert shop.state() == before


def test_its_branch_still_leads_to_it(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    gitfix("close", "--as", "false-alarm", "--reason", "a broken probe")
    assert shop.git("for-each-ref", "refs/gitfix/incidents") == "", "it is archived"
    assert gitfix("log", json=True).result["incident"] == ID
    again = gitfix("close", "--as", "fixed")
    assert again.exit is Exit.REFUSED and ID in again.err
    shop.git("switch", "-q", "main")
    assert gitfix("status", json=True).result["incident"] is None
