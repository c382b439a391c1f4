"""`gitfix handover` and `gitfix resume`: another engineer goes on, on another laptop."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.outcome import Exit
from tests.operations.people_kit import HOTFIX, ID, grace, hotfix
from tests.support.builder import RepoBuilder
from tests.support.remotes import BareRemote, unreachable
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged


def types(gitfix: Gitfix, repo: RepoBuilder) -> list[str]:
    events = gitfix("log", "--incident", ID, cwd=repo, json=True).result["events"]
    return [event["type"] for event in events]


def test_everything_is_there_for_the_other(shop: Shop, gitfix: Gitfix) -> None:
    laptop = shop.clone("grace")
    before = laptop.refs("refs/remotes", "refs/tags", "refs/heads/main")
    commit = hotfix(shop, gitfix)
    with unchanged(shop.repo):
        gitfix("handover", "--to", "grace", "--dry-run", cwd=shop.repo)
    words = ("handover", "--to", "grace", "--note", "staging is next")
    done = gitfix(*words, cwd=shop.repo, json=True).result
    assert done["pushed"] and done["shared"] and not done["uncommitted"] and not done["unpushed"]
    assert "before you go" not in gitfix(*words, cwd=shop.repo).stdout
    with grace(shop.world):
        said = gitfix("resume", cwd=laptop)
        assert "Ada Lovelace: staging is next" in said.stdout
        assert "next: gitfix " in said.stdout.splitlines()[-1]
        assert not said.stderr, said
        assert laptop.current == HOTFIX and laptop.head == commit
        assert laptop.refs("refs/remotes", "refs/tags", "refs/heads/main") == before
        status = gitfix("status", cwd=laptop, json=True).result
        again = gitfix("resume", ID, cwd=laptop, json=True).result
    assert again["next"] == status["next"] and not again["made"] and again["checked_out"]
    assert types(gitfix, laptop) == ["opened", "branched", "handed-over", "handed-over", "resumed"]


def test_what_is_not_pushed_or_committed_is_said(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix, push=False)
    shop.repo.write({"shop/cart.py": "unfinished"})
    done = gitfix("handover", "--to", "grace", cwd=shop.repo)
    assert "1 changed file not committed, 1 commit not pushed" in done.stdout
    assert f"git push origin {HOTFIX}" in done.stdout and "git commit -am" in done.stdout
    laptop = shop.clone("grace")
    with grace(shop.world):
        said = gitfix("resume", ID, cwd=laptop, expect="REFUSED").stderr
    assert "is neither here nor on origin" in said and "Ada Lovelace had it last" in said
    assert "git push origin" in said


def test_a_remote_that_is_down_does_not_keep_anybody(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    url = shop.repo.git("remote", "get-url", "origin")
    unreachable(shop.repo)
    done = gitfix("handover", "--to", "grace", cwd=shop.repo, json=True)
    assert not done.result["shared"] and "gitfix sync" in done.stderr
    shop.repo.git("remote", "set-url", "origin", url)
    gitfix("waive", "missing-test", "--reason", "by hand", cwd=shop.repo)
    assert shop.origin.refs("refs/gitfix/incidents") == shop.repo.refs("refs/gitfix/incidents")


def test_a_checkout_with_changes_is_left_alone(shop: Shop, gitfix: Gitfix) -> None:
    laptop = shop.clone("grace")
    commit = hotfix(shop, gitfix)
    laptop.write({"shop/views.py": "mine\n"})
    with grace(shop.world):
        done = gitfix("resume", cwd=laptop, json=True).result
        plain = gitfix("resume", "--in-place", cwd=laptop).stdout
    there = RepoBuilder(shop.world, Path(done["worktree"]))
    assert there.current == HOTFIX and there.head == commit
    assert laptop.current == "main" and laptop.read("shop/views.py") == "mine\n"
    assert f"next: cd ../{there.path.name}, " in plain


def test_a_branch_that_is_behind_follows_and_one_that_went_apart_does_not(
    shop: Shop, gitfix: Gitfix
) -> None:
    laptop = shop.clone("grace")
    hotfix(shop, gitfix)
    with grace(shop.world):
        gitfix("resume", cwd=laptop)
    commit = shop.repo.commit("More", {"shop/more.py": "MORE = 1\n"})
    shop.repo.git("push", "-q", "origin", HOTFIX)
    laptop.git("switch", "-q", "main")
    with grace(shop.world):
        gitfix("resume", cwd=laptop)
        assert laptop.head == commit and laptop.git("status", "--porcelain") == ""
        laptop.commit("Mine", {"shop/mine.py": "MINE = 1\n"})
        shop.repo.commit("Even more", {"shop/more.py": "MORE = 2\n"})
        shop.repo.git("push", "-q", "origin", HOTFIX)
        with unchanged(laptop, allow=["refs/gitfix-local/*"]):
            said = gitfix("resume", cwd=laptop, expect="REFUSED").stderr
    assert "went two ways" in said and "git pull --rebase origin" in said


def test_undo_takes_the_branch_away_again(shop: Shop, gitfix: Gitfix) -> None:
    laptop = shop.clone("grace")
    hotfix(shop, gitfix)
    with grace(shop.world):
        gitfix("resume", cwd=laptop)
        gitfix("undo", cwd=laptop)
    assert laptop.current == "main" and not laptop.has(f"refs/heads/{HOTFIX}")
    assert types(gitfix, laptop)[-1] == "undone"


def test_dry_run(shop: Shop, gitfix: Gitfix) -> None:
    laptop = shop.clone("grace")
    hotfix(shop, gitfix)
    gitfix("sync", cwd=laptop)
    with grace(shop.world), unchanged(laptop):
        said = gitfix("resume", "--dry-run", cwd=laptop).stdout
    assert f"create {HOTFIX} at" in said and "check out" in said


def test_an_incident_without_a_branch_and_one_that_is_over(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    gitfix("undo", cwd=shop.repo)
    said = gitfix("resume", ID, cwd=shop.repo, expect="REFUSED").stderr
    assert f"incident {ID} is closed: undone" in said and f"gitfix log --incident {ID}" in said
    assert (
        "is closed"
        in gitfix("handover", "--to", "x", "--incident", ID, cwd=shop.repo, expect="REFUSED").stderr
    )


def test_a_checkout_at_depth_1(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    ci = shop.origin.clone(shop.world.root / "ci", "--depth=1", "--branch=main")
    env = {"GITFIX_ACTOR": "Deploy Bot <bot@example.com>"}
    said = gitfix("resume", ID, cwd=ci, env=env)
    assert "v2.4.1 is not in this clone: git fetch --unshallow --tags origin" in " ".join(
        said.stderr.split()
    )
    events = gitfix("log", "--incident", ID, cwd=ci, json=True).result["events"]
    assert events[-1]["actor"]["email"] == "bot@example.com"


@pytest.mark.parametrize(
    ("words", "exit"),
    [
        (("handover",), Exit.USAGE),
        (("handover", "--to", " "), Exit.REFUSED),
        (("handover", "--to", "grace"), Exit.REFUSED),
        (("resume", "nope"), Exit.REFUSED),
        (("resume",), Exit.REFUSED),
        (("resume", "--worktree", "--in-place"), Exit.USAGE),
    ],
)
def test_bad_input(shop: Shop, gitfix: Gitfix, words: tuple[str, ...], exit: Exit) -> None:
    assert gitfix(*words, cwd=shop.repo, expect=exit.name, json=True).error["hint"]


def test_a_security_incident_goes_on_by_way_of_the_private_remote(
    shop: Shop, gitfix: Gitfix
) -> None:
    laptop = shop.clone("grace")
    vault = BareRemote.init(shop.world, shop.world.root / "vault.git", "--bare")
    for repo in (shop.repo, laptop):
        repo.git("remote", "add", "vault", str(vault.path))
        repo.config("gitfix.record.private-remote", "vault")
    gitfix("triage", SUMMARY, "--severity", "P0", "--kind", "security", cwd=shop.repo)
    branch = gitfix("branch", cwd=shop.repo, json=True).result["branch"]
    shop.commit_fix()
    asked = gitfix("handover", "--to", "grace", cwd=shop.repo).stdout
    assert f"git push vault {branch}" in asked and "git push origin" not in asked
    with grace(shop.world):
        said = gitfix("resume", ID, cwd=laptop, expect="REFUSED").stderr
    assert "is neither here nor on vault" in said
    shop.repo.git("push", "-q", "vault", branch)
    with grace(shop.world):
        done = gitfix("resume", ID, cwd=laptop, json=True).result
    assert (done["branch"], done["head"]) == (branch, shop.repo.head)
    assert laptop.current == branch
    assert not shop.origin.refs("refs/heads/hotfix", "refs/gitfix")
