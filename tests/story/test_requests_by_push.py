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
        assert str(row["pr"]).startswith(place.page) and str(row["pr"]).endswith(f"/{one['number']}")
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
    first = gitfix(*PR, cwd=place.shop.repo, json=True).result["targets"]
    other = place.shop.world.root / "other"
    place.shop.repo.git("push", "-q", "origin", "HEAD")
    place.shop.world.git_at(place.shop.world.root, "clone", "-q", place.page + ".git", str(other))
