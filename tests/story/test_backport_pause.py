"""A paused backport: resolved with gitfix or plain git, skipped, taken back, in parts; and what is refused."""

from __future__ import annotations

import pytest

from tests.story.paused_kit import BOTH, Paused, pause
from tests.support.conflicts import HOTFIX, build, lines
from tests.support.run import Gitfix
from tests.support.snapshot import changes, take, unchanged
from tests.support.world import World


@pytest.fixture
def paused(world: World, gitfix: Gitfix) -> Paused:
    return pause(world, gitfix)


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


def test_a_resolution_that_keeps_what_is_there_is_a_merge_all_the_same(paused: Paused) -> None:
    paused.at.stage({"f.txt": lines(l5="develop")})
    paused.run("--continue")
    assert paused.landed(lines(l5="develop"))
    assert "contained" in paused.run(HOTFIX, "--onto", "develop").stdout
