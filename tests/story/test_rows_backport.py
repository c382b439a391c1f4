"""Rows 11, 17, 19, 20, 22, 24, 32 and 33 of what peers get wrong, on whole repositories: carrying the fix."""

from __future__ import annotations

import pytest

from tests.story.job import Job, moved, nothing_lost, states
from tests.support.run import Gitfix
from tests.support.shop import BUG, FIXED, PRODUCTION, SUMMARY, Shop
from tests.support.snapshot import unchanged

TARGETS = ("main", "develop", "release/2.5")
OTHER_LINE = "release/2.6"


def opened(shop: Shop, gitfix: Gitfix) -> Job:
    """A hotfix branch with the fix, pushed."""
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    job.push()
    return job


def line_without_production(shop: Shop) -> None:
    """`release/2.6` grew from the release before production: the fix has to be picked to it."""
    shop.origin.branch(OTHER_LINE, "v2.4.0")
    shop.origin.commit_on(OTHER_LINE, "Prepare 2.6", {"docs/2.6.md": "soon\n"})


def test_row_11_a_conflict_on_develop_moves_nothing(shop: Shop, gitfix: Gitfix) -> None:
    """Not main first and then a surprise: nothing has moved, and the hint lands the others."""
    shop.conflict_on("develop")
    job = opened(shop, gitfix)
    allow = ["refs/gitfix*", "*shop-backport-develop*", "operation *"]
    with unchanged(shop.repo, shop.origin, allow=allow):
        conflict = job.run("backport", "--push", expect="CONFLICT")
    assert states(conflict.result) == {
        "main": "prepared",
        "develop": "conflict",
        "release/2.5": "prepared",
    }
    assert "gitfix backport --keep-going" in conflict.error["hint"]
    with unchanged(shop.repo, allow=[*allow, "refs/heads/*"]):
        done = job.run("backport", "--keep-going", expect="CONFLICT").result
    assert states(done) == {"main": "merged", "develop": "conflict", "release/2.5": "merged"}
    assert shop.has_fix("refs/heads/main", shop.origin)


def with_a_merge(shop: Shop, gitfix: Gitfix, *, own: bool) -> tuple[Job, str]:
    """A hotfix of two commits and the merge of both; `own`: the merge also holds a line of its own."""
    line_without_production(shop)
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    repo = shop.repo
    repo.switch("half", create=True)
    repo.commit("Half of the fix", {"shop/maps.py": "MAPS = 1\n"})
    repo.switch(job.hotfix)
    shop.commit_fix()
    merge = repo.merge("half")
    if own:
        repo.stage({"shop/own.py": "OWN = 1\n"})
        repo.git("commit", "-q", "--amend", "--no-edit")
        merge = repo.head
    return job, merge


def test_row_17_a_merge_commit_in_the_range(shop: Shop, gitfix: Gitfix) -> None:
    """Picked as the commits that it brought, each with its author; and it is said."""
    job, merge = with_a_merge(shop, gitfix, own=False)
    done = job.type("backport", "--push")
    assert states(done) == {**dict.fromkeys(TARGETS, "merged"), OTHER_LINE: "picked"}
    row = next(row for row in done["targets"] if row["branch"] == OTHER_LINE)
    assert row["notes"] == [f"merge {merge[:7]} is picked as the commit that it brought"]
    log = shop.origin.log(f"v2.4.0..refs/heads/{OTHER_LINE}")
    assert sorted(log) == sorted(
        ["Prepare 2.6", "Half of the fix", f"Fix: {SUMMARY.lower()[0]}{SUMMARY[1:]}"]
    )
    names = (*TARGETS, OTHER_LINE)
    assert all(shop.origin.read("shop/maps.py", name) == "MAPS = 1\n" for name in names)


def test_row_17_a_merge_commit_with_work_of_its_own(shop: Shop, gitfix: Gitfix) -> None:
    """Nothing of it is lost: it is picked as one change, against the parent that the fix began at."""
    job, merge = with_a_merge(shop, gitfix, own=True)
    done = job.type("backport", "--push")
    row = next(row for row in done["targets"] if row["branch"] == OTHER_LINE)
    assert row["state"] == "picked"
    assert [note.split(",")[0] for note in row["notes"]] == [
        f"merge {merge[:7]} is picked as one change against parent 1"
    ]
    line = f"refs/heads/{OTHER_LINE}"
    assert shop.origin.read("shop/own.py", line) == "OWN = 1\n"
    assert shop.origin.read("shop/maps.py", line) == "MAPS = 1\n"
    by_git = shop.repo.worktree(
        shop.world.root / "by-git", "--detach", shop.origin.oid(f"{line}~2")
    )
    by_git.git("cherry-pick", f"{merge}^1")
    by_git.git("cherry-pick", "-m", "1", merge)
    assert by_git.oid("HEAD^{tree}") == shop.origin.oid(f"{line}^{{tree}}")


def test_row_17_an_empty_pick_is_no_conflict(shop: Shop, gitfix: Gitfix) -> None:
    """Of two commits one is on the line already: only the other one is picked."""
    line_without_production(shop)
    shop.origin.commit_on(OTHER_LINE, "Maps too", {"shop/maps.py": "MAPS = 1\n"})
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.repo.commit("Maps", {"shop/maps.py": "MAPS = 1\n"})
    shop.commit_fix()
    done = job.type("backport", "--push")
    assert states(done) == {**dict.fromkeys(TARGETS, "merged"), OTHER_LINE: "picked"}
    assert shop.origin.log(f"v2.4.0..refs/heads/{OTHER_LINE}")[0].startswith("Fix: ")
    assert len(shop.origin.log(f"v2.4.0..refs/heads/{OTHER_LINE}")) == 3


def test_row_19_what_was_prepared_for_an_older_tip_is_not_used(shop: Shop, gitfix: Gitfix) -> None:
    """main moves, and the fix gets another commit, after the look: the push carries both."""
    job = opened(shop, gitfix)
    first = job.type("backport")
    shop.colleague_pushes("main")
    shop.repo.commit("Fix more", {"shop/maps.py": "MORE = 1\n"})
    done = job.type("backport", "--push")
    assert states(done) == dict.fromkeys(TARGETS, "merged")
    old = {row["branch"]: row["after"] for row in first["targets"]}
    assert all(row["after"] != old[row["branch"]] for row in done["targets"])
    assert shop.origin.read("docs/news.md", "main") == "news\n"
    assert all(shop.origin.read("shop/maps.py", name) == "MORE = 1\n" for name in TARGETS)


def test_row_19_a_stale_backport_branch_is_made_anew(shop: Shop, gitfix: Gitfix) -> None:
    """`--pr`, then main moves and the fix grows: the same branch is proposed again, from today's main."""
    job = opened(shop, gitfix)
    name = f"refs/heads/backport/{job.incident}/main"
    job.type("backport", "--pr")
    stale = shop.origin.oid(name)
    tip = shop.colleague_pushes("main")
    shop.repo.commit("Fix more", {"shop/maps.py": "MORE = 1\n"})
    job.type("backport", "--pr")
    assert shop.origin.oid(name) != stale
    assert not shop.origin.fails("merge-base", "--is-ancestor", tip, name)
    assert shop.origin.read("shop/maps.py", name) == "MORE = 1\n"
    assert shop.origin.oid("refs/heads/main") == tip


def test_row_20_no_conflict_is_settled_by_a_side(shop: Shop, gitfix: Gitfix) -> None:
    """The user prefers `theirs` everywhere in git: it is still a conflict, and no marker is committed."""
    tip = shop.conflict_on("main")
    shop.repo.config("merge.conflictStyle", "diff3")
    shop.repo.config("rerere.enabled", "true")
    job = opened(shop, gitfix)
    job.run("backport", "--push", expect="CONFLICT")
    assert shop.origin.oid("refs/heads/main") == tip
    marked = shop.repo.read("shop/cart.py").replace(
        "    if not items", "<<<<<<< HEAD\n    if not items"
    )
    shop.repo.commit("Resolve", {"shop/cart.py": marked})
    check = job.run("check", expect="POLICY")
    assert "conflict-marker" in {row["rule"] for row in check.result["violations"]}


@pytest.mark.parametrize("kind", ["modify-delete", "rename-rename", "folder"])
def test_row_20_conflicts_that_are_not_of_lines(shop: Shop, gitfix: Gitfix, kind: str) -> None:
    """Each is a conflict with its path, or is merged to where the file is now; never silently dropped."""
    repo, origin = shop.repo, shop.origin
    cart = origin.read("shop/cart.py", "refs/heads/main")
    moves = {
        "modify-delete": {"shop/cart.py": None},
        "rename-rename": {"shop/cart.py": None, "shop/basket.py": cart},
        "folder": {name: None for name in origin.files("main") if name.startswith("shop/")}
        | {
            name.replace("shop/", "store/"): origin.read(name, "refs/heads/main")
            for name in origin.files("main")
            if name.startswith("shop/")
        },
    }
    origin.commit_on("main", "Move things", moves[kind])
    job = Job(gitfix, repo, SUMMARY)
    job.branch()
    files = {**shop.fix()}
    if kind == "rename-rename":
        files = {"shop/cart.py": None, "shop/trolley.py": files["shop/cart.py"]}
    if kind == "folder":
        files = {**files, "shop/empty.py": "EMPTY = None\n"}
    repo.commit("Fix it", files)
    before = origin.refs("refs/heads")
    done = job.run("backport", "--push", "--onto", "main", expect="CONFLICT")
    assert [row["state"] for row in done.result["targets"]] == ["conflict"]
    paths = {row["path"] for row in done.result["targets"][0]["conflicts"]}
    expected = {
        "modify-delete": {"shop/cart.py"},
        "rename-rename": {"shop/cart.py", "shop/basket.py", "shop/trolley.py"},
        "folder": {"store/empty.py"},
    }
    assert paths & expected[kind], paths
    assert origin.refs("refs/heads") == before


def test_row_22_nothing_rides_along(shop: Shop, gitfix: Gitfix) -> None:
    """Stray files stay stray, and unreleased work of main under the fix is an error that names it."""
    repo = shop.repo
    job = Job(gitfix, repo, SUMMARY)
    job.branch()
    repo.write({"notes.txt": "stray\n", "shop/scratch.py": "stray\n"})
    shop.commit_fix()
    job.type("postmortem", "--commit")
    job.push()
    job.type("backport", "--push")
    for name in TARGETS:
        found = shop.origin.git(
            "diff", "--name-only", f"{name}^1" if name != "main" else f"{name}~2", name
        )
        ours = {line for line in found.splitlines() if not line.startswith("plans/")}
        assert ours == {"shop/cart.py", "tests/test_cart.py"}
    assert repo.read("notes.txt") == "stray\n"


def test_row_22_unreleased_work_under_the_fix(shop: Shop, gitfix: Gitfix) -> None:
    """The branch was rebased onto main by habit: the check and the hook stop it, whatever was pushed where."""
    gitfix("hook", "install", cwd=shop.repo)
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.repo.merge("main", ff=True)
    shop.commit_fix()
    check = job.run("check", expect="POLICY")
    foreign = [row for row in check.result["violations"] if row["rule"] == "foreign-commit"]
    assert foreign and "git rebase --onto" in foreign[0]["hint"]
    before = shop.origin.refs()
    assert shop.repo.fails("push", "-q", "origin", "HEAD")
    assert shop.origin.refs() == before


def test_row_24_a_forgotten_target_is_named(shop: Shop, gitfix: Gitfix) -> None:
    """Landed on main only: status says where the bug will come back, until it is nowhere."""
    job = opened(shop, gitfix)
    job.type("backport", "--push", "--onto", "main")
    job.type("postmortem", "--commit", "--push")
    said = gitfix("status", cwd=shop.repo).stdout
    assert "not on develop, release/2.5" in said
    done = job.type("backport", "--push")
    assert states(done) == {"main": "contained", "develop": "merged", "release/2.5": "merged"}
    assert "✓ backport" in gitfix("status", cwd=shop.repo).stdout


def test_row_24_a_line_that_opens_later_is_found(shop: Shop, gitfix: Gitfix) -> None:
    """Everything has landed, then a colleague cuts a line from an old main: it is named and served."""
    job = opened(shop, gitfix)
    job.type("backport", "--push")
    shop.origin.branch("release/2.7", f"{PRODUCTION}^{{commit}}")
    done = job.type("backport", "--push")
    assert states(done)["release/2.7"] == "merged"
    assert shop.has_fix("refs/heads/release/2.7", shop.origin)


def test_row_32_there_by_content(shop: Shop, gitfix: Gitfix) -> None:
    """Squashed on main, indented anew on develop, and the same fix by another hand on the line."""
    job = opened(shop, gitfix)
    origin, repo = shop.origin, shop.repo
    fix = {"shop/cart.py": None, "tests/test_cart.py": None}
    squashed = {name: _fixed(shop, "main", name) for name in fix}
    origin.commit_on("main", "Squashed, and more", {**squashed, "docs/more.md": "more\n"})
    origin.commit_on(
        "release/2.5", "By hand", {name: _fixed(shop, "release/2.5", name) for name in fix}
    )
    before = origin.refs()
    done = job.type("backport", "--push")
    assert states(done) == {"main": "contained", "develop": "merged", "release/2.5": "contained"}
    assert moved(before, origin.refs()) == {"refs/heads/develop"}
    assert repo.oid("refs/heads/develop") == origin.oid("refs/heads/develop")


def test_row_32_taken_out_again_is_not_there(shop: Shop, gitfix: Gitfix) -> None:
    """Merged, then reverted on main: ancestry says it is there, the content says it is not."""
    job = opened(shop, gitfix)
    job.type("backport", "--push")
    cart = shop.origin.read("shop/cart.py", "refs/heads/main").replace(FIXED, BUG)
    test = shop.origin.read("tests/test_cart.py", "refs/heads/develop~1")
    shop.origin.commit_on(
        "main", "Revert the fix", {"shop/cart.py": cart, "tests/test_cart.py": test}
    )
    before = shop.origin.refs()
    done = job.type("backport", "--push")
    assert states(done) == {"main": "reverted", "develop": "contained", "release/2.5": "contained"}
    assert shop.origin.refs() == before
    # Status asks nobody; what this clone has fetched, it knows.
    shop.repo.git("fetch", "-q")
    assert "stale, not on main" in gitfix("status", cwd=shop.repo).stdout


@pytest.mark.parametrize("standing", ["main", "develop", "the hotfix"])
def test_row_33_attributes_are_the_targets(shop: Shop, gitfix: Gitfix, standing: str) -> None:
    """main merges its words by union, develop does not: the answer does not depend on what is checked out."""
    log = "shop/words.txt"
    repo, origin = shop.repo, shop.origin
    for name, more in (("main", {".gitattributes": f"{log} merge=union\n"}), ("develop", {})):
        origin.commit_on(name, "Changes", {log: f"* {name}\n", **more})
    repo.git("fetch", "-q", "origin")
    job = Job(gitfix, repo, SUMMARY)
    job.branch()
    repo.commit("Fix it", {**shop.fix(), log: "* the fix\n"})
    if standing != "the hotfix":
        repo.switch(standing)
        repo.git("merge", "-q", "--ff-only", f"origin/{standing}")
    done = job.run("backport", job.hotfix, "--dry-run", expect="CONFLICT")
    assert states(done.result) == {
        "main": "prepared",
        "develop": "conflict",
        "release/2.5": "prepared",
    }
    landed = job.type("backport", job.hotfix, "--push", "--onto", "main")
    assert states(landed) == {"main": "merged"}
    merged = origin.read(log, "refs/heads/main")
    assert "* main" in merged and "* the fix" in merged
    nothing_lost(origin, {"refs/heads/main": repo.oid("refs/remotes/origin/main")})


def _fixed(shop: Shop, branch: str, name: str) -> str:
    """The file on `branch` with the fix written into it."""
    from tests.support.shop import TEST_OF_FIX

    text = shop.origin.read(name, f"refs/heads/{branch}")
    return (
        text.replace(BUG, FIXED)
        if name.endswith("cart.py") and "tests" not in name
        else text + TEST_OF_FIX
    )
