"""`gitfix backport --pr` on GitHub: pull requests through its API, and what keeps a token where it belongs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.forges.github import PATH, TOKEN, Hub, hub
from tests.support.run import Gitfix, Result
from tests.support.shop import SUMMARY, Shop

PR = ("backport", "--pr")
WITH = {"GH_TOKEN": TOKEN}
TARGETS = ["main", "develop", "release/2.5"]


@pytest.fixture
def github(shop: Shop, gitfix: Gitfix) -> Iterator[Hub]:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    with hub(shop) as found:
        yield found


def propose(shop: Shop, gitfix: Gitfix, expect: str = "OK") -> dict[str, dict[str, object]]:
    done = gitfix(*PR, cwd=shop.repo, json=True, env=WITH, expect=expect)
    return {row["branch"]: row for row in done.result["targets"]}


def test_each_target_has_its_pull_request(shop: Shop, gitfix: Gitfix, github: Hub) -> None:
    rows = propose(shop, gitfix)
    assert list(rows) == TARGETS
    for one, (name, row) in zip(github.pulls, rows.items(), strict=True):
        assert (row["request"], row["pr"]) == (
            "opened",
            f"https://github.com/{PATH}/pull/{one['number']}",
        )
        assert one["head"] == f"acme:{row['request_branch']}" and one["base"] == name
        assert one["title"] == f"Backport to {name}: {SUMMARY}"
        assert shop.origin.oid(f"refs/heads/{row['request_branch']}") == row["after"]


def test_the_same_again_reads_and_writes_nothing(shop: Shop, gitfix: Gitfix, github: Hub) -> None:
    propose(shop, gitfix)
    github.calls.clear()
    rows = propose(shop, gitfix)
    assert [row["request"] for row in rows.values()] == ["same"] * 3
    assert github.calls == [f"GET /repos/{PATH}/pulls"] * 3


def test_words_of_people_stay(shop: Shop, gitfix: Gitfix, github: Hub) -> None:
    """Around gitfix's own part of a description, and a title that somebody chose."""
    propose(shop, gitfix)
    first = github.pulls[0]
    first["body"] = f"Please look at line 12.\n\n{first['body']}\n\n- [x] looked"
    first["title"] = "Hotfix for main"
    shop.repo.commit("More", {"shop/more.py": "more = 1\n"})
    rows = propose(shop, gitfix)
    assert [row["request"] for row in rows.values()] == ["updated"] * 3
    assert first["body"].startswith("Please look at line 12.") and "- [x] looked" in first["body"]
    assert first["title"] == "Hotfix for main" and "2 commits" in first["body"]
    assert first["body"].count("gitfix:begin") == 1


def test_a_draft_becomes_ready_when_the_conflict_is_resolved(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    shop.conflict_on("develop")
    rows = propose(shop, gitfix, expect="CONFLICT")
    draft = github.pulls[1]
    assert (draft["draft"], draft["base"], rows["develop"]["draft"]) == (True, "develop", True)
    assert "| `shop/cart.py` | both sides changed it |" in draft["body"]
    assert "git merge origin/develop" in draft["body"]
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    gitfix("backport", "--continue", cwd=shop.repo, env=WITH)
    assert len(github.pulls) == 3 and draft["draft"] is False
    assert "To be resolved" not in draft["body"]


def test_where_a_plan_has_no_drafts_the_title_says_it(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    github.drafts = False
    shop.conflict_on("develop")
    propose(shop, gitfix, expect="CONFLICT")
    assert github.pulls[1]["title"].startswith("Draft: ")
    assert propose(shop, gitfix, expect="CONFLICT")["develop"]["request"] == "same"


def test_without_a_token_the_pages_are_named(shop: Shop, gitfix: Gitfix, github: Hub) -> None:
    done = gitfix(*PR, cwd=shop.repo, json=True)
    rows = done.result["targets"]
    assert [row["request"] for row in rows] == ["by-hand"] * 3
    assert rows[0]["pr"].startswith(f"https://github.com/{PATH}/compare/main...backport/")
    assert "GH_TOKEN in the environment" in " ".join(done.stderr.split())
    assert github.calls == []
    assert len(shop.origin.refs("refs/heads/backport")) == 3


def test_a_forge_that_fails_is_said_and_the_next_run_goes_on(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    github.fails["POST"] = 500
    said = gitfix(*PR, cwd=shop.repo, env=WITH, expect="REMOTE").stderr
    assert "github.com did not open the request" in said and "(500)" in said
    assert "gitfix backport --pr" in said
    github.fails.clear()
    assert [row["request"] for row in propose(shop, gitfix).values()] == ["opened"] * 3


def test_a_wrong_token_is_said_with_where_it_is_from(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    bad = {"GH_TOKEN": "ghp_thisisnotitthisisnotitthisisnotit"}
    said = gitfix(*PR, cwd=shop.repo, env=bad, expect="REMOTE").stderr
    assert "Bad credentials (401)" in said and "the token from GH_TOKEN" in " ".join(said.split())
    assert bad["GH_TOKEN"] not in said


def test_a_request_that_was_opened_and_not_recorded_is_found(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    """Killed right after GitHub has opened the second one: the next run opens the third alone."""
    opened: list[str] = []

    def kill(call: str) -> None:
        opened.append(call)
        if (
            opened.count(f"POST /repos/{PATH}/pulls") == 2
            and len(shop.world.processes())
            and running
        ):
            running[0].kill()

    running: list[object] = []
    github.behind = kill  # type: ignore[assignment]
    process = gitfix.start(*PR, cwd=shop.repo, env=WITH)
    running.append(process)
    process.communicate(timeout=60)
    assert process.returncode == -9
    github.behind = lambda call: None
    assert len(github.pulls) == 2
    rows = propose(shop, gitfix)
    assert [row["request"] for row in rows.values()] == ["same", "same", "opened"]
    assert len(github.pulls) == 3


# -- tokens


def helper(shop: Shop, secret: str) -> None:
    script = shop.world.script(
        "helper",
        f"#!/bin/sh\ncat >> '{shop.world.root}/asked'\n"
        f'[ "$1" = get ] && echo username=ada && echo password={secret}\n',
    )
    shop.repo.config("credential.https://github.com.helper", f"!'{script}'")


def everywhere(shop: Shop, done: Result) -> bytes:
    """Output, record, journal, logs, configuration and refs."""
    data = [done.stdout.encode(), done.stderr.encode()]
    folder = shop.repo.common_dir
    data += [p.read_bytes() for p in folder.rglob("*") if p.is_file() and "objects" not in p.parts]
    cat = ("cat-file", "--batch", "--batch-all-objects", "--buffer")
    data.append(shop.repo.git_bytes(*cat))
    home = shop.world.root / "home"
    data += [p.read_bytes() for p in home.rglob("*") if p.is_file()]
    return b"".join(data)


@pytest.mark.parametrize("source", ["environment", "helper"])
@pytest.mark.parametrize("fails", [False, True])
def test_a_token_is_nowhere(
    shop: Shop, gitfix: Gitfix, github: Hub, source: str, fails: bool
) -> None:
    if fails:
        github.fails["POST"] = 500
    if source == "helper":
        helper(shop, TOKEN)
    env = WITH if source == "environment" else {}
    done = gitfix(
        *PR, "--verbose", cwd=shop.repo, json=True, env=env, expect="REMOTE" if fails else "OK"
    )
    assert github.calls, "it was used"
    assert TOKEN.encode() not in everywhere(shop, done)


def test_a_helper_is_asked_for_the_host_alone(shop: Shop, gitfix: Gitfix, github: Hub) -> None:
    helper(shop, TOKEN)
    rows = gitfix(*PR, cwd=shop.repo, json=True).result["targets"]
    assert [row["request"] for row in rows] == ["opened"] * 3
    assert "host=github.com" in (shop.world.root / "asked").read_text()


def test_a_team_file_cannot_choose_where_a_token_goes(
    shop: Shop, gitfix: Gitfix, github: Hub
) -> None:
    shop.repo.config("gitfix.forge.api", None)
    text = f'[forge]\napi = "{github.api}"\n'
    shop.origin.commit_on("main", "Another API", {".gitfix.toml": text})
    shop.repo.git("fetch", "-q", "origin")
    gitfix(*PR, cwd=shop.repo, env=WITH, expect="REMOTE")  # api.github.com cannot be reached here
    assert github.calls == []
    told = gitfix(*PR, cwd=shop.repo).stderr
    assert "another host than the remote's" in " ".join(told.split())
