"""A hotfix that may be released: fixed, pushed, and every step before the release put off, on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.operations.people_kit import hotfix

if TYPE_CHECKING:
    from tests.support.builder import RepoBuilder
    from tests.support.run import Gitfix
    from tests.support.shop import Shop

BEFORE = ("impact", "rollback", "verification", "review", "regression")
"""The steps that stand before the release at P0, besides those that `gitfix branch` and the check settle."""
TAG = "v2.4.2"


def may_release(shop: Shop, gitfix: Gitfix, *, push: bool = True) -> str:
    """Ada's fix, with everything before the release put off; returns the commit."""
    commit = hotfix(shop, gitfix, push=push)
    put_off(gitfix, shop.repo)
    return commit


def put_off(gitfix: Gitfix, repo: RepoBuilder, *steps: str) -> None:
    for step in steps or BEFORE:
        gitfix("waive", step, "--reason", "production is down", cwd=repo)


def tag_of(repo: RepoBuilder, tag: str = TAG) -> str:
    """The tag's object; empty without one."""
    return repo.refs("refs/tags").get(f"refs/tags/{tag}", "")
