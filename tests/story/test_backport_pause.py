"""A paused backport: resolved with gitfix or plain git, given up, left for a week, in parts; and what is refused."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.builder import RepoBuilder
from tests.support.conflicts import HOTFIX, build, lines
from tests.support.run import Gitfix, Result
from tests.support.shop import Shop
from tests.support.snapshot import changes, take, unchanged
from tests.support.world import DAY, World

BOTH = lines(l5="both")


@dataclass(frozen=True)
class Paused:
    """A repository without a remote; the fix conflicts with develop and not with main."""

    gitfix: Gitfix
    repo: RepoBuilder

    def run(self, *words: str, expect: str = "OK", cwd: Path | None = None) -> Result:
        return self.gitfix("backport", *words, cwd=cwd or self.repo.path, expect=expect)

    def begin(self, *more: str) -> Result:
        return self.run(HOTFIX, "--onto", "main", "--onto", "develop", *more, expect="CONFLICT")

    @property
    def at(self) -> RepoBuilder:
        return self.repo.worktree_at("../repo-backport-develop")

    def landed(self, content: str = BOTH) -> bool:
        """Whether both targets have the fix, and develop has it as it was resolved."""
        repo = self.repo
        tips = {name: repo.oid(name) for name in ("main", "develop")}
        has = all(
            not repo.fails("merge-base", "--is-ancestor", HOTFIX, tip) for tip in tips.values()
        )
        gone = not repo.refs("refs/gitfix-local/paused") and not self.at.path.exists()
        return has and gone and repo.read("f.txt", "develop") == content


@pytest.fixture
def paused(world: World, gitfix: Gitfix) -> Paused:
    found = Paused(gitfix, build(world, "content"))
    found.begin()
    return found


def test_row_18_resolved_with_a_plain_commit(paused: Paused) -> None:
    """The person's own commit is what lands, word for word."""
    paused.at.stage({"f.txt": BOTH})
    paused.at.git("commit", "-q", "-m", "Both of them")
    mine = paused.at.head
    paused.run("--continue")
    assert paused.landed()
    assert paused.repo.oid("develop") == mine


def test_row_18_aborted_with_plain_git(paused: Paused) -> None:
    """Nothing is stuck: the conflict is laid out anew, and the way round it is named."""
    paused.at.git("merge", "--abort")
    assert "given up" in paused.run("--status").stdout
    said = paused.run("--continue", expect="CONFLICT").stderr
    assert "gitfix backport --skip develop" in " ".join(said.split())
    again = paused.repo.worktree_at("../repo-backport-develop-2")
    assert not paused.at.path.exists()
    again.stage({"f.txt": BOTH})
    paused.run("--continue")
    assert paused.landed()


def test_row_18_aborted_with_plain_git_and_then_with_gitfix(world: World, gitfix: Gitfix) -> None:
    job = Paused(gitfix, build(world, "content"))
    with unchanged(job.repo, allow=["operation *"]):
        job.begin()
        job.at.git("merge", "--abort")
        job.run("--abort")


def test_the_worktree_is_deleted_by_hand(paused: Paused) -> None:
    shutil.rmtree(paused.at.path)
    assert "is gone" in paused.run("--status").stdout
    paused.run("--continue", expect="CONFLICT")
    assert paused.at.read("f.txt").count("<<<<<<< develop") == 1
    paused.at.stage({"f.txt": BOTH})
    shutil.rmtree(paused.at.path)
    paused.run("--continue", expect="CONFLICT")
    paused.at.stage({"f.txt": BOTH})
    paused.run("--continue")
    assert paused.landed()


def test_the_worktree_is_deleted_by_hand_and_it_is_given_up(paused: Paused) -> None:
    shutil.rmtree(paused.at.path)
    paused.run("--abort")
    assert not paused.repo.refs("refs/gitfix-local")
    assert "repo-backport" not in paused.repo.git("worktree", "list")


@pytest.mark.parametrize("where", ["another file", "the same file", "a new file beside"])
def test_left_for_a_week_and_the_resolution_still_fits(paused: Paused, where: str) -> None:
    """develop moves meanwhile: the resolution is carried over to its new tip, whichever part of it changed."""
    paused.at.stage({"f.txt": BOTH, "note.txt": "mine\n"})
    files = {
        "another file": {"other.md": "new\n"},
        "the same file": {"f.txt": lines(l5="develop", l12="later")},
        "a new file beside": {"f2.txt": "new\n"},
    }[where]
    paused.repo.world.advance(7 * DAY)
    tip = paused.repo.commit_on("develop", "Other work", files)
    paused.run("--continue")
    assert paused.landed(lines(l5="both", l12="later") if where == "the same file" else BOTH)
    assert paused.repo.oid("develop^1") == tip
    assert paused.repo.read("note.txt", "develop") == "mine\n"


def test_left_for_a_week_and_the_conflict_is_another_one(paused: Paused) -> None:
    """The same lines have changed again: it pauses again, on the new tip, and the work is not lost."""
    paused.at.stage({"f.txt": BOTH})
    tip = paused.repo.commit_on("develop", "Other", {"f.txt": lines(l5="once more")})
    paused.run("--continue", expect="CONFLICT")
    again = paused.repo.worktree_at("../repo-backport-develop-2")
    assert again.head == tip
    assert "once more" in again.read("f.txt")
    assert paused.repo.oid("main") != paused.repo.oid(f"{HOTFIX}")
    again.stage({"f.txt": lines(l5="all three")})
    paused.run("--continue")
    assert paused.landed(lines(l5="all three"))


def test_left_for_a_week_and_there_is_no_conflict_any_more(paused: Paused) -> None:
    paused.repo.commit_on("develop", "Take it back", {"f.txt": lines()})
    paused.run(HOTFIX, "--onto", "main", "--onto", "develop")
    assert paused.landed(lines(l5="the fix"))


@pytest.mark.parametrize(
    ("what", "said", "command"),
    [
        ("nothing", "f.txt is unmerged", "add f.txt"),
        ("markers", "f.txt:5 is a conflict marker", "add f.txt"),
        ("committed markers", "f.txt:5 is a conflict marker", "add f.txt"),
        ("not added", "f.txt was changed and not added", "add f.txt"),
        ("stray", "f.txt.orig is not tracked", "add f.txt.orig"),
        ("elsewhere", "which does not hold", "switch --detach"),
    ],
)
def test_row_22_what_is_not_resolved_is_refused(
    paused: Paused, what: str, said: str, command: str
) -> None:
    """With the exact next command, and nothing changed."""
    at = paused.at
    match what:
        case "markers":
            at.git("add", "f.txt")
        case "committed markers":
            at.git("commit", "-q", "-a", "-m", "Too early")
        case "not added":
            at.stage({"f.txt": BOTH})
            at.write({"f.txt": lines(l5="later")})
        case "stray":
            at.stage({"f.txt": BOTH})
            at.write({"f.txt.orig": "left\n"})
        case "elsewhere":
            at.git("reset", "-q", "--hard", "main")
    with unchanged(paused.repo):
        refused = paused.run("--continue", expect="CONFLICT")
    assert said in refused.stderr
    assert f"git -C ../repo-backport-develop {command}" in refused.stderr
    paused.run("--abort")
    assert not paused.repo.refs("refs/gitfix-local")


def test_a_target_is_left_out(paused: Paused) -> None:
    before = paused.repo.oid("develop")
    paused.run("--skip", "nowhere", expect="REFUSED")
    paused.run("--skip", "develop")
    assert paused.repo.oid("develop") == before
    assert not paused.repo.fails("merge-base", "--is-ancestor", HOTFIX, "main")
    assert not paused.at.path.exists()
    assert not paused.repo.refs("refs/gitfix-local/paused")


def test_the_clean_ones_land_now_and_the_other_later(paused: Paused) -> None:
    paused.run("--keep-going", HOTFIX, expect="CONFLICT")
    assert not paused.repo.fails("merge-base", "--is-ancestor", HOTFIX, "main")
    paused.at.stage({"f.txt": BOTH})
    main = paused.repo.oid("main")
    paused.run("--continue")
    assert paused.landed()
    assert paused.repo.oid("main") == main


def test_a_dry_run_says_it_and_lays_nothing_out(world: World, gitfix: Gitfix) -> None:
    job = Paused(gitfix, build(world, "content"))
    with unchanged(job.repo):
        job.begin("--dry-run")
    assert not job.at.path.exists()


def test_going_on_from_inside_the_worktree(paused: Paused) -> None:
    paused.at.stage({"f.txt": BOTH})
    done = paused.run("--continue", cwd=paused.at.path)
    assert f"cd {paused.repo.path}" in " ".join(done.stderr.split())
    assert paused.landed()


def test_undo_of_the_pause_and_of_the_giving_up(world: World, gitfix: Gitfix) -> None:
    job = Paused(gitfix, build(world, "content"))
    before = take(job.repo)
    job.begin()
    middle = take(job.repo)
    gitfix("undo", cwd=job.repo)
    assert not [row for row in changes(before, take(job.repo)) if not row.startswith("operation")]
    job.begin()
    job.at.stage({"f.txt": BOTH})
    refused = gitfix("undo", cwd=job.repo, expect="REFUSED").stderr
    assert "gitfix backport --abort" in refused
    job.run("--abort")
    gitfix("undo", cwd=job.repo)
    found = [row for row in changes(middle, take(job.repo)) if "paused/" not in row]
    assert not [row for row in found if not row.startswith("operation")]


def test_git_gc_cannot_eat_it(paused: Paused) -> None:
    """Everything that is paused is reachable: after a gc nothing of it is gone, and it lands."""
    paused.at.stage({"f.txt": BOTH})
    paused.at.git("update-ref", "--no-deref", "-d", "AUTO_MERGE")
    shutil.rmtree(paused.at.path)
    paused.repo.git("worktree", "prune")
    paused.repo.git("reflog", "expire", "--expire=now", "--all")
    paused.repo.git("gc", "-q", "--prune=now")
    paused.run("--continue", expect="CONFLICT")
    paused.repo.git("fsck", "--connectivity-only")
    paused.at.stage({"f.txt": BOTH})
    paused.run("--continue")
    assert paused.landed()


def test_rerere_does_it_again(world: World, gitfix: Gitfix) -> None:
    """The resolution is recorded by git's own rerere when the user has it on, and used the next time."""
    repo = build(world, "content")
    repo.config("rerere.enabled", "true")
    job = Paused(gitfix, repo)
    job.begin()
    assert list((repo.common_dir / "rr-cache").iterdir())
    job.at.stage({"f.txt": BOTH})
    job.run("--continue")
    assert job.landed()
    gitfix("undo", cwd=repo)
    job.run("--abort")
    repo.refs("refs/gitfix-local")
    job.run(HOTFIX, "--onto", "main", "--onto", "develop")
    assert repo.read("f.txt", "develop") == BOTH


def test_a_large_repository_is_laid_out_in_part(world: World, gitfix: Gitfix) -> None:
    repo = build(world, "content")
    many = {f"d{n}/f.txt": "x\n" for n in range(20)} | {"sub/deep/f.txt": lines()}
    repo.switch("develop")
    repo.commit("Many", many)
    repo.config("gitfix.worktree.sparse", "10")
    job = Paused(gitfix, repo)
    job.begin()
    assert sorted(p.name for p in job.at.path.iterdir()) == [".git", "f.txt", "readme.md"]
    assert job.at.git("status", "--porcelain").splitlines() == ["UU f.txt"]
    job.at.stage({"f.txt": BOTH})
    job.run("--continue")
    assert job.landed()
    assert repo.read("d7/f.txt", "develop") == "x\n"


def test_a_resolution_that_keeps_what_is_there_is_a_merge_all_the_same(paused: Paused) -> None:
    paused.at.stage({"f.txt": lines(l5="develop")})
    paused.run("--continue")
    assert paused.landed(lines(l5="develop"))
    assert "contained" in paused.run(HOTFIX, "--onto", "develop").stdout


def line_to_pick_to(shop: Shop) -> None:
    """release/2.6 grew from the release before production, and changed what the fix changes."""
    shop.origin.branch("release/2.6", "v2.4.0")
    shop.origin.commit_on("release/2.6", "Visits", {"shop/visits.py": "VISITS = 26\n"})


@pytest.mark.parametrize("how", ["gitfix", "git commit", "git cherry-pick --continue", "abort"])
def test_picks_of_several_commits(shop: Shop, gitfix: Gitfix, how: str) -> None:
    """The second of three commits conflicts: after it the third is picked, each with its author."""
    line_to_pick_to(shop)
    gitfix("branch", "It fails", cwd=shop.repo)
    repo = shop.repo
    repo.commit("One", {"shop/maps.py": "MAPS = 1\n"})
    repo.commit("Two", {"shop/visits.py": "VISITS = 1\n"}, author="Grace <grace@example.com>")
    repo.commit("Three", {"shop/gifts.py": "GIFTS = 3\n", "three.txt": "3\n"})
    command = ("backport", "--onto", "release/2.6", "--push")
    before = shop.origin.refs("refs/heads")
    gitfix(*command, cwd=repo, expect="CONFLICT")
    at = repo.worktree_at("../shop-backport-release-2.6")
    assert at.log("-2") == ["One", "Visits"]
    assert at.oid("CHERRY_PICK_HEAD") == repo.oid("HEAD~1")
    if how == "abort":
        at.git("cherry-pick", "--abort")
        gitfix("backport", "--abort", cwd=repo)
        assert shop.origin.refs("refs/heads") == before
        assert not repo.refs("refs/gitfix-local/paused")
        return
    at.stage({"shop/visits.py": "VISITS = 27\n"})
    if how == "git commit":
        at.git("commit", "-q", "-m", "Two, done otherwise")
    elif how == "git cherry-pick --continue":
        at.git("-c", "core.editor=true", "cherry-pick", "--continue")
    stopped = gitfix("backport", "--continue", cwd=repo, expect="CONFLICT")
    assert "shop/gifts.py" in stopped.stdout
    again = repo.worktree_at("../shop-backport-release-2.6-2")
    assert again.log("-3") == ["Two", "One", "Visits"]
    again.stage({"shop/gifts.py": "GIFTS = 4\n"})
    gitfix("backport", "--continue", cwd=repo)
    log = shop.origin.log("v2.4.0..refs/heads/release/2.6")
    assert log == ["Three", "Two", "One", "Visits"]
    line = "refs/heads/release/2.6"
    assert shop.origin.git("log", "-1", "--format=%an", f"{line}~1") == "Grace"
    assert shop.origin.read("shop/visits.py", line) == "VISITS = 27\n"
    assert shop.origin.read("shop/gifts.py", line) == "GIFTS = 4\n"
    assert shop.origin.read("three.txt", line) == "3\n"
    # Resolved picks leave no trace in ancestry or content; nobody is asked twice.
    done = gitfix(*command, cwd=repo, json=True)
    assert [row["state"] for row in done.result["targets"]] == ["contained"]


def test_one_conflict_on_two_targets_is_solved_once(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", "It fails", cwd=shop.repo)
    shop.commit_fix()
    for branch in ("develop", "release/2.5"):
        shop.origin.commit_on(branch, "Text", {"shop/search.py": f"# {branch}\n"})
    shop.conflict_on("main")
    shop.conflict_on("develop")
    gitfix(
        "backport",
        "--push",
        "--onto",
        "main",
        "--onto",
        "develop",
        cwd=shop.repo,
        expect="CONFLICT",
    )
    at = shop.repo.worktree_at("../shop-backport-main")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    still = gitfix("backport", "--continue", cwd=shop.repo, expect="CONFLICT").stderr
    assert "develop: shop/cart.py is unmerged" in still
    other = shop.repo.worktree_at("../shop-backport-develop")
    other.git("merge", "--abort")
    gitfix("backport", "--continue", cwd=shop.repo)
    assert shop.has_fix("refs/heads/main", shop.origin)
    assert shop.has_fix("refs/heads/develop", shop.origin)


def test_two_incidents_do_not_meet(shop: Shop, gitfix: Gitfix, world: World) -> None:
    """Two emergencies conflict on develop at once: each has its worktree, its state and its end."""
    repo = shop.repo
    shop.conflict_on("develop")
    first = gitfix("branch", "Login fails", cwd=repo, json=True).result
    shop.commit_fix()
    gitfix("backport", "--push", cwd=repo, expect="CONFLICT")
    world.nonce = "m3x9"
    second = gitfix("branch", "Search fails", cwd=repo, json=True).result
    repo.commit("Search", {"shop/new.py": "SEARCH = 1\n"})
    shop.origin.commit_on("develop", "Search", {"shop/new.py": "SEARCH = 2\n"})
    gitfix("backport", "--push", cwd=repo, expect="CONFLICT")
    assert len(repo.refs("refs/gitfix-local/paused")) == 2
    one, two = (repo.worktree_at(f"../shop-backport-develop{n}") for n in ("", "-2"))
    two.stage({"shop/new.py": "SEARCH = 3\n"})
    gitfix("backport", "--continue", cwd=two.path)
    assert shop.origin.read("shop/new.py", "refs/heads/develop") == "SEARCH = 3\n"
    assert one.path.exists() and list(repo.refs("refs/gitfix-local/paused")) == [
        f"refs/gitfix-local/paused/{first['incident']}"
    ]
    gitfix("backport", "--abort", "--incident", first["incident"], cwd=repo)
    assert not one.path.exists()
    assert second["incident"] != first["incident"]


def test_without_push_it_is_prepared_and_then_pushed(shop: Shop, gitfix: Gitfix) -> None:
    shop.conflict_on("develop")
    gitfix("branch", "Login fails", cwd=shop.repo)
    shop.commit_fix()
    before = shop.origin.refs("refs/heads")
    gitfix("backport", cwd=shop.repo, expect="CONFLICT")
    said = gitfix("status", cwd=shop.repo).stdout
    assert "paused, conflict on develop: gitfix backport --continue" in said
    assert "paused the backport: conflict on develop" in gitfix("log", cwd=shop.repo).stdout
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    done = gitfix("backport", "--continue", cwd=shop.repo)
    assert "next: gitfix backport" in done.stdout and "--push" in done.stdout
    assert shop.origin.refs("refs/heads") == before and not at.path.exists()
    gitfix("backport", "--push", cwd=shop.repo)
    assert shop.has_fix("refs/heads/develop", shop.origin)
    assert not shop.repo.refs("refs/gitfix-local/paused", "refs/gitfix-local/backport")


def test_the_remote_moves_while_it_lands(shop: Shop, gitfix: Gitfix) -> None:
    """A colleague pushes between the resolution and --continue: computed again on the new tip."""
    shop.conflict_on("develop")
    gitfix("branch", "Login fails", cwd=shop.repo)
    shop.commit_fix()
    gitfix("backport", "--push", cwd=shop.repo, expect="CONFLICT")
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    tips = {name: shop.colleague_pushes(name) for name in ("main", "develop")}
    gitfix("backport", "--continue", cwd=shop.repo)
    for name, tip in tips.items():
        assert shop.has_fix(f"refs/heads/{name}", shop.origin)
        assert shop.origin.oid(f"refs/heads/{name}^1") == tip
