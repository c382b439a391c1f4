"""`gitfix review`: bound to the tree, by another person, and honest about what it is worth."""

from __future__ import annotations

import pytest

from gitfix.core.outcome import Exit
from tests.operations.people_kit import GRACE, HOTFIX, ID, grace, hotfix, with_key
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.snapshot import unchanged


def test_asked_approved_and_void_with_the_next_commit(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    laptop = shop.clone("grace")
    asked = gitfix("review", "request", "--to", "grace", cwd=shop.repo)
    assert f"gitfix resume {ID}" in asked.stdout and "gitfix review approve" in asked.stdout
    assert "git push" not in asked.stdout
    with grace(shop.world):
        gitfix("sync", cwd=laptop)
        done = gitfix("review", "approve", "--incident", ID, cwd=laptop, json=True).result
    assert done["standing"] == "claimed" and done["by"] == GRACE[0]
    assert done["tree"] == shop.repo.oid(f"{HOTFIX}^{{tree}}")
    assert done["look"] == f"git diff v2.4.1...origin/{HOTFIX}"
    gitfix("sync", cwd=shop.repo)
    step = review_step(gitfix, shop)
    assert (step["state"], step["by"]) == ("done", GRACE[0])
    assert "claimed by Grace Hopper, unsigned" in gitfix("status", cwd=shop.repo).stdout
    shop.repo.commit("More", {"shop/more.py": "MORE = 1\n"})
    assert review_step(gitfix, shop)["state"] == "stale"
    found = gitfix("review", "status", cwd=shop.repo, json=True).result
    assert found["standing"] == "stale"
    assert [row["current"] for row in found["reviews"]] == [False, False]
    assert "an earlier tree" in gitfix("review", "status", cwd=shop.repo).stdout


def review_step(gitfix: Gitfix, shop: Shop) -> dict[str, object]:
    steps = gitfix("status", cwd=shop.repo, json=True).result["steps"]
    return next(step for step in steps if step["id"] == "review")


def test_the_branch_is_only_on_the_remote(shop: Shop, gitfix: Gitfix) -> None:
    """A clone from before the hotfix, which has never heard of the branch."""
    laptop = shop.clone("grace")
    commit = hotfix(shop, gitfix)
    before = laptop.refs("refs/remotes", "refs/heads", "refs/tags")
    with grace(shop.world):
        gitfix("sync", cwd=laptop)
        done = gitfix("review", "approve", "--incident", "k7q2", cwd=laptop, json=True).result
    assert done["head"] == commit and done["look"] == f"git diff v2.4.1...{commit[:7]}"
    assert laptop.fails("diff", "--exit-code", "--quiet", f"v2.4.1...{commit[:7]}")
    assert laptop.refs("refs/remotes", "refs/heads", "refs/tags") == before


def test_a_branch_that_is_not_pushed_is_said(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix, push=False)
    shop.repo.write({"shop/cart.py": "unfinished"})
    asked = gitfix("review", "request", cwd=shop.repo)
    assert f"git push origin {HOTFIX}" in asked.stdout
    assert "1 changed file is not committed" in asked.stderr


@pytest.mark.parametrize(
    ("who", "message", "mailmap"),
    [
        (("Ada", "ADA@Example.com"), "Fix it", ""),
        (
            ("Ada", "ada@home.example"),
            "Fix it",
            "Ada Lovelace <ada@example.com> <ADA@home.example>",
        ),
        (GRACE, "Fix it\n\nCo-authored-by: Grace <GRACE@example.com>", ""),
        (GRACE, "Fix it\n\nco-authored-by: grace@example.com\n\nand more words after it", ""),
    ],
)
def test_nobody_approves_a_part_of_their_own(
    shop: Shop, gitfix: Gitfix, who: tuple[str, str], message: str, mailmap: str
) -> None:
    if mailmap:
        shop.repo.commit("Who is who", {".mailmap": f"{mailmap}\n"})
        shop.repo.git("push", "-q", "origin", "main")
    hotfix(shop, gitfix)
    shop.repo.commit(message, {"shop/more.py": "MORE = 1\n"})
    with grace(shop.world, *who), unchanged(shop.repo):
        done = gitfix("review", "approve", cwd=shop.repo, expect="POLICY")
    assert "made a part of this fix" in done.stderr
    assert "gitfix review request --to" in done.stderr and "--solo --reason" in done.stderr


def test_the_committer_counts_too(shop: Shop, gitfix: Gitfix) -> None:
    """Ada applies Linus's patch."""
    hotfix(shop, gitfix, push=False)
    shop.repo.git("reset", "-q", "--hard", "v2.4.1")
    files = {"shop/more.py": "MORE = 1\n"}
    shop.repo.commit("Fix it", files, author="Linus <linus@example.com>")
    gitfix("review", "approve", cwd=shop.repo, expect="POLICY")
    with grace(shop.world, "Linus", "linus@example.com"):
        gitfix("review", "approve", cwd=shop.repo, expect="POLICY")


def test_only_the_mailmap_of_the_default_branch_counts(shop: Shop, gitfix: Gitfix) -> None:
    """Ada may not call herself somebody else in the fix, the checkout or her own configuration."""
    hotfix(shop, gitfix)
    trick = "Mallory <mallory@example.com> <ada@example.com>\n"
    shop.repo.commit("Tidy up", {".mailmap": trick})
    mine = shop.world.home / "mailmap"
    mine.write_text(trick)
    shop.repo.config("mailmap.file", str(mine))
    shop.repo.config("mailmap.blob", "HEAD:.mailmap")
    gitfix("review", "approve", cwd=shop.repo, expect="POLICY")


def test_a_signed_approval_is_a_peer_review(shop: Shop, gitfix: Gitfix) -> None:
    """Commits are not signed here; an approval is, because there is a key."""
    hotfix(shop, gitfix)
    laptop = shop.clone("grace")
    with grace(shop.world):
        fingerprint = with_key(laptop, "grace")
        gitfix("sync", cwd=laptop)
        done = gitfix("review", "approve", "--incident", ID, cwd=laptop, json=True).result
    assert done["standing"] == "peer-reviewed"
    assert done["reviews"][-1]["key"] == fingerprint
    gitfix("sync", cwd=shop.repo)
    shown = gitfix("review", "status", cwd=shop.repo).stdout
    assert "reviewed by Grace Hopper, signed" in shown
    raw = shop.repo.git("cat-file", "commit", done["event"])
    assert "gpgsig " in raw and "Grace Hopper <grace@example.com>" in raw
    types = [e["type"] for e in gitfix("log", cwd=shop.repo, json=True).result["events"]]
    assert types == ["opened", "branched", "approved"]


def test_a_key_that_fails_leaves_a_claim(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    with grace(shop.world):
        with_key(shop.repo, "grace")
        shop.repo.config("gpg.ssh.program", "/bin/false")
        done = gitfix("review", "approve", cwd=shop.repo)
    assert "claimed by Grace Hopper, unsigned" in done.stdout
    assert "the signing key failed" in done.stderr


def test_a_key_that_is_only_named_is_no_signature(shop: Shop, gitfix: Gitfix) -> None:
    """Somebody writes an event by hand that names a key."""
    hotfix(shop, gitfix)
    ref = f"refs/gitfix/incidents/{ID}"
    with grace(shop.world):
        gitfix("review", "approve", cwd=shop.repo)
    event = shop.repo.read("event.json", ref)
    forged = event.replace('"key": ""', '"key": "SHA256:forged"')
    assert forged != event
    blob = shop.repo.git("hash-object", "-w", "--stdin", input=forged)
    tree = shop.repo.git("mktree", input=f"100644 blob {blob}\tevent.json\n")
    commit = shop.repo.git("commit-tree", tree, "-p", f"{ref}^", "-m", "gitfix: approved")
    shop.repo.git("update-ref", ref, commit)
    found = gitfix("review", "status", cwd=shop.repo, json=True).result
    assert found["standing"] == "claimed"
    assert "claimed by" in gitfix("status", cwd=shop.repo).stdout


def test_alone_at_night(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    with unchanged(shop.repo):
        gitfix("review", "approve", "--solo", cwd=shop.repo, expect="USAGE")
        gitfix("review", "approve", "--solo", "--reason", "x", "--dry-run", cwd=shop.repo)
    done = gitfix("review", "approve", "--solo", "--reason", "alone", cwd=shop.repo, json=True)
    assert done.result["standing"] == "self-approved"
    assert done.result["deadline"] == "2026-11-24T20:01:00Z"
    step = review_step(gitfix, shop)
    assert step["state"] == "done"
    assert "self-approved, somebody else looks until" in gitfix("status", cwd=shop.repo).stdout
    shop.world.advance(25 * 3600)
    assert review_step(gitfix, shop)["state"] == "open"
    rows = gitfix("status", "--all", cwd=shop.repo, json=True).result["incidents"]
    assert "step review" in rows[0]["overdue"]
    with grace(shop.world):
        gitfix("review", "approve", cwd=shop.repo)
    assert review_step(gitfix, shop)["state"] == "done"


def test_the_deadline_is_the_teams_and_a_week_at_most(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    told = {"GITFIX_CONFIG_REVIEW_DEADLINE_HOURS": "8"}
    words = ("review", "approve", "--solo", "--reason", "alone")
    done = gitfix(*words, cwd=shop.repo, env=told, json=True)
    assert done.result["deadline"] == "2026-11-24T04:01:00Z"
    shop.repo.git("switch", "-q", "main")
    shop.repo.commit("Policy", {".gitfix.toml": "[review]\ndeadline_hours = 9999\n"})
    shop.repo.git("push", "-q", "origin", "main")
    shop.repo.git("switch", "-q", HOTFIX)
    done = gitfix(*words, cwd=shop.repo, json=True)
    assert done.result["deadline"] == "2026-11-30T20:02:00Z"


def test_a_rejection_is_lifted_by_somebody_else_only(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    with grace(shop.world):
        gitfix("review", "reject", "--reason", " ", cwd=shop.repo, expect="REFUSED")
        gitfix("review", "reject", "--reason", "two more cases", cwd=shop.repo)
    step = review_step(gitfix, shop)
    assert step["state"] == "failed"
    shop.repo.commit("More", {"shop/more.py": "MORE = 1\n"})
    assert review_step(gitfix, shop)["state"] == "failed"
    words = ("review", "approve", "--solo", "--reason", "I disagree")
    refused = gitfix(*words, cwd=shop.repo, expect="POLICY")
    assert "Grace Hopper rejected this fix" in refused.stderr
    assert "two more cases" in refused.stderr
    with grace(shop.world):
        gitfix("review", "approve", cwd=shop.repo)
    assert review_step(gitfix, shop)["state"] == "done"


def test_an_approval_is_taken_back(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    with grace(shop.world):
        gitfix("review", "approve", cwd=shop.repo)
        gitfix("undo", cwd=shop.repo)
    assert review_step(gitfix, shop)["state"] == "open"


def test_a_step_of_the_team(shop: Shop, gitfix: Gitfix) -> None:
    team = (
        '[steps.dba-approval]\nphase = "deployment"\nabout = "the database team agrees"\n'
        'evidence = "approval"\nbefore = ["deploy"]\n'
    )
    shop.repo.commit("Policy", {".gitfix.toml": team})
    shop.repo.git("push", "-q", "origin", "main")
    hotfix(shop, gitfix)
    with grace(shop.world):
        done = gitfix("review", "approve", "--step", "dba-approval", cwd=shop.repo, json=True)
        wrong = gitfix("review", "approve", "--step", "smoke", cwd=shop.repo, expect="USAGE")
    assert done.result["step"] == "dba-approval" and done.result["standing"] == "claimed"
    assert "review, dba-approval" in wrong.stderr
    steps = gitfix("status", cwd=shop.repo, json=True).result["steps"]
    states = {step["id"]: step["state"] for step in steps}
    assert (states["dba-approval"], states["review"]) == ("done", "open")


def test_a_checkout_at_depth_1_gets_one_command_that_helps(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.repo.commit("More", {"shop/more.py": "MORE = 1\n"})
    shop.repo.git("push", "-q", "origin", HOTFIX)
    ci = shop.origin.clone(shop.world.root / "ci", "--depth=1", f"--branch={HOTFIX}")
    with grace(shop.world):
        gitfix("sync", cwd=ci)
        assert len(gitfix("log", "--incident", ID, cwd=ci, json=True).result["events"]) == 2
        said = gitfix("review", "approve", "--incident", ID, cwd=ci, expect="REFUSED", json=True)
        command = said.error["hint"]
        assert command == "git fetch --unshallow --tags origin"
        ci.git(*command.split()[1:])
        gitfix("review", "approve", "--incident", ID, cwd=ci)


@pytest.mark.parametrize(
    ("words", "exit"),
    [
        (("review", "reject"), Exit.USAGE),
        (("review", "approve", "--incident", "nope"), Exit.REFUSED),
        (("review", "request"), Exit.REFUSED),
        (("review", "status", "--step", "nothing"), Exit.REFUSED),
    ],
)
def test_bad_input(shop: Shop, gitfix: Gitfix, words: tuple[str, ...], exit: Exit) -> None:
    done = gitfix(*words, cwd=shop.repo, expect=exit.name, json=True)
    assert done.error["hint"]


def test_nothing_to_review_yet(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", "it is broken", cwd=shop.repo)
    said = gitfix("review", "request", cwd=shop.repo, expect="REFUSED").stderr
    assert "has no commits after v2.4.1 yet" in said
