"""`gitfix backport --pr` where a push opens the requests: GitLab by push options, Gitea and Forgejo by AGit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.forges import places
from tests.support.forges.places import Place
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

PR = ("backport", "--pr")
TARGETS = ["main", "release/2.5", "develop"]


@pytest.fixture(params=["gitlab", "gitea"])
def place(request: pytest.FixtureRequest, shop: Shop, gitfix: Gitfix) -> Iterator[Place]:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    with getattr(places, request.param)(shop) as place:
        yield place


def urls(rows: list[dict[str, object]]) -> dict[str, object]:
    return {str(row["branch"]): row["pr"] for row in rows}


def test_each_target_has_its_request(place: Place, gitfix: Gitfix) -> None:
    rows = gitfix(*PR, cwd=place.shop.repo, json=True).result["targets"]
    opened = place.requests()
    assert [one["target"] for one in opened] == [row["branch"] for row in rows]
    assert [row["request"] for row in rows] == ["opened"] * 3
    for one, row in zip(opened, rows, strict=True):
        assert str(row["pr"]).startswith(place.page) and str(row["pr"]).endswith(
            f"/{one['number']}"
        )
        assert one["tip"] == row["after"]
        assert one["title"] == f"Backport to {row['branch']}: {SUMMARY}"
    assert not place.shop.origin.refs("refs/for")


def test_the_same_again_opens_nothing_and_pushes_nothing(place: Place, gitfix: Gitfix) -> None:
    first = gitfix(*PR, cwd=place.shop.repo, json=True).result["targets"]
    before = (place.requests(), place.shop.origin.refs())
    place.shop.world.advance(600)
    rows = gitfix(*PR, cwd=place.shop.repo, json=True).result["targets"]
    assert (place.requests(), place.shop.origin.refs()) == before
    assert [row["request"] for row in rows] == ["same"] * 3
    assert urls(rows) == urls(first)


def test_more_commits_bring_the_same_requests_up_to_date(place: Place, gitfix: Gitfix) -> None:
    first = gitfix(*PR, cwd=place.shop.repo, json=True).result["targets"]
    place.shop.repo.commit("More", {"shop/more.py": "more = 1\n"})
    rows = gitfix(*PR, cwd=place.shop.repo, json=True).result["targets"]
    assert [row["request"] for row in rows] == ["updated"] * 3
    assert urls(rows) == urls(first)
    assert [one["tip"] for one in place.requests()] == [row["after"] for row in rows]


def test_another_clone_finds_them(place: Place, gitfix: Gitfix) -> None:
    shop = place.shop
    first = gitfix(*PR, cwd=shop.repo, json=True).result["targets"]
    hotfix = shop.repo.git("branch", "--show-current")
    shop.repo.git("push", "-q", "origin", "HEAD")
    gitfix("sync", cwd=shop.repo)
    other = shop.clone("other")
    other.git("remote", "set-url", "origin", place.page + ".git")
    other.config("gitfix.forge.kind", shop.repo.git("config", "gitfix.forge.kind"))
    other.switch(hotfix)
    gitfix("sync", cwd=other)
    before = len(place.requests())
    rows = gitfix(*PR, cwd=other, json=True).result["targets"]
    assert len(place.requests()) == before
    assert urls(rows) == urls(first)


def conflicting(place: Place, gitfix: Gitfix) -> dict[str, dict[str, object]]:
    place.shop.conflict_on("develop")
    done = gitfix(*PR, cwd=place.shop.repo, json=True, expect="CONFLICT")
    return {row["branch"]: row for row in done.result["targets"]}


def test_a_conflict_is_a_draft_without_markers(place: Place, gitfix: Gitfix) -> None:
    shop = place.shop
    rows = conflicting(place, gitfix)
    assert [rows[name]["draft"] for name in TARGETS] == [False, False, True]
    assert [rows[name]["request"] for name in TARGETS] == ["opened"] * 3
    opened = {one["target"]: one for one in place.requests()}
    draft = opened["develop"]
    assert draft["title"].startswith(("Draft: ", "WIP: "))
    assert "shop/cart.py" in draft.get("description", draft.get("body"))
    assert not opened["main"]["title"].startswith(("Draft", "WIP"))
    for one in opened.values():
        text = shop.origin.git("grep", "-h", "-e", "", one["tip"], "--")
        assert "<<<<<<<" not in text and ">>>>>>>" not in text
    assert draft["tip"] == shop.repo.head, "the hotfix as it is: the forge shows the conflict"


def test_the_resolved_draft_is_the_same_request_and_ready(place: Place, gitfix: Gitfix) -> None:
    shop = place.shop
    before = conflicting(place, gitfix)
    number = next(one["number"] for one in place.requests() if one["target"] == "develop")
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    done = gitfix("backport", "--continue", cwd=shop.repo, json=True)
    rows = {row["branch"]: row for row in done.result["targets"]}
    assert rows["develop"]["pr"] == before["develop"]["pr"]
    assert [rows[name]["request"] for name in TARGETS] == ["same", "same", "updated"]
    one = next(one for one in place.requests() if one["number"] == number)
    assert one["tip"] == rows["develop"]["after"] and len(place.requests()) == 3
    assert shop.has_fix(one["tip"])
    if "gitlab" in place.kind:
        assert not one["title"].startswith("Draft")
        assert "To be resolved" not in one["description"]
    else:
        assert "its title still begins with WIP" in done.stderr
    assert not (shop.world.root / "shop-backport-develop").exists()


def test_what_somebody_else_pushed_stays(place: Place, gitfix: Gitfix) -> None:
    """A reviewer's commit on the request's branch is not overwritten, and it is said."""
    shop = place.shop
    rows = gitfix(*PR, cwd=shop.repo, json=True).result["targets"]
    one = next(one for one in place.requests() if one["target"] == "main")
    ref = (
        f"refs/heads/{rows[0]['request_branch']}"
        if place.kind == "gitlab"
        else f"refs/pull/{one['number']}/head"
    )
    shop.origin.git("update-ref", "refs/heads/theirs", one["tip"])
    theirs = shop.origin.commit_on("theirs", "Better words", {"docs/words.md": "better\n"})
    shop.origin.git("update-ref", ref, theirs)
    shop.repo.commit("More", {"shop/more.py": "more = 1\n"})
    done = gitfix(*PR, cwd=shop.repo, json=True)
    found = {row["branch"]: row for row in done.result["targets"]}
    assert found["main"]["request"] == "left" and found["main"]["pr"] == rows[0]["pr"]
    assert found["develop"]["request"] == "updated"
    assert shop.origin.oid(ref) == theirs
    assert "commits that gitfix has not pushed" in " ".join(done.stderr.split())


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)
def test_undo_takes_the_branches_of_requests_away(place: Place, gitfix: Gitfix) -> None:
    gitfix(*PR, cwd=place.shop.repo)
    gitfix("undo", cwd=place.shop.repo)
    assert not place.shop.origin.refs("refs/heads/backport")


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)
def test_a_gitlab_without_push_options_gets_the_branches(place: Place, gitfix: Gitfix) -> None:
    place.shop.origin.config("receive.advertisePushOptions", "false")
    done = gitfix(*PR, cwd=place.shop.repo, json=True)
    rows = done.result["targets"]
    assert [row["request"] for row in rows] == ["by-hand"] * 3
    assert all("/-/merge_requests/new?" in row["pr"] for row in rows)
    assert len(place.shop.origin.refs("refs/heads/backport")) == 3
    assert "takes no push options" in done.stderr
    assert place.requests() == []


def test_hostile_words_are_inert(place: Place, gitfix: Gitfix) -> None:
    shop = place.shop
    shop.repo.commit("<b>@everyone</b> `x` | [a](b)\n\nfixes #1\n", {"shop/more.py": "more = 1\n"})
    gitfix(*PR, cwd=shop.repo)
    for one in place.requests():
        said = one.get("description", one.get("body"))
        assert "@everyone" not in said and "<b>" not in said and "fixes #1" not in said


def test_an_embargo_holds(place: Place, gitfix: Gitfix) -> None:
    """Neither the incident nor its commits under another name."""
    shop = place.shop
    gitfix("triage", "--kind", "security", cwd=shop.repo)
    before = shop.origin.refs()
    said = gitfix(*PR, cwd=shop.repo, expect="POLICY").stderr
    assert "under embargo" in said
    commits = ("backport", "--commit", shop.repo.head, "--onto", "main", "--pr")
    assert "under embargo" in gitfix(*commits, cwd=shop.repo, expect="POLICY").stderr
    assert (shop.origin.refs(), place.requests()) == (before, [])


def test_the_record_knows_the_requests_and_verifies(place: Place, gitfix: Gitfix) -> None:
    rows = gitfix(*PR, cwd=place.shop.repo, json=True).result["targets"]
    events = gitfix("log", cwd=place.shop.repo, json=True).result["events"]
    offered = [event for event in events if event["type"] == "backport-proposed"]
    assert len(offered) == 1
    gitfix(*PR, cwd=place.shop.repo)
    again = gitfix("log", cwd=place.shop.repo, json=True).result["events"]
    assert again == events, "nothing is new, so nothing is recorded"
    assert [row["url"] for row in offered[0]["data"]["targets"]] == [row["pr"] for row in rows]
    gitfix("audit", "verify", "--all", cwd=place.shop.repo)


@pytest.mark.parametrize("place", ["gitlab"], indirect=True)
def test_a_draft_of_picks_holds_what_could_be_picked(place: Place, gitfix: Gitfix) -> None:
    """Nothing of it: a commit that changes nothing and says so; and the same commit the next time."""
    shop = place.shop
    shop.conflict_on("release/2.3")
    onto = (*PR, "--onto", "release/2.3")
    row = gitfix(*onto, cwd=shop.repo, json=True, expect="CONFLICT").result["targets"][0]
    ref = f"refs/heads/{row['request_branch']}"
    tip, target = shop.origin.oid(ref), shop.origin.oid("refs/heads/release/2.3")
    assert shop.origin.oid(f"{ref}^") == target
    assert shop.origin.oid(f"{ref}^{{tree}}") == shop.origin.oid(f"{target}^{{tree}}")
    said = shop.origin.git("log", "-1", "--format=%B", ref)
    assert "to be resolved" in said and "shop/cart.py: both sides changed it" in said
    shop.world.advance(600)
    gitfix(*onto, cwd=shop.repo, expect="CONFLICT")
    assert shop.origin.oid(ref) == tip
    gitfix("backport", "--abort", cwd=shop.repo)

    shop.repo.git("reset", "-q", "--hard", "HEAD^")
    shop.repo.commit("A word first", {"docs/words.md": "words\n"})
    shop.commit_fix()
    row = gitfix(*onto, cwd=shop.repo, json=True, expect="CONFLICT").result["targets"][0]
    assert (row["request"], shop.origin.oid(f"{ref}^")) == ("updated", target)
    assert shop.origin.git("show", "--format=%s", "--name-only", ref).split("\n\n") == [
        "A word first",
        "docs/words.md",
    ]
