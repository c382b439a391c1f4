"""What ran before production, where a ref or a command says what runs; a moved tag, for branch as for production."""

from __future__ import annotations

import pytest

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


@pytest.mark.parametrize(
    ("key", "value", "tag", "previous"),
    [
        ("command", "echo 2.4.0", "v2.4.0", "v2.3.1"),
        ("command", "echo v1.0.0", "v1.0.0", None),
        ("ref", "main", "", "v2.4.1"),
        ("ref", "v2.3.1", "v2.3.1", "v2.3.0"),
    ],
)
def test_the_previous_release_is_the_one_before_what_runs(
    shop: Shop, gitfix: Gitfix, key: str, value: str, tag: str, previous: str | None
) -> None:
    shop.repo.config(f"gitfix.production.{key}", value)
    found = gitfix("production", cwd=shop.repo, json=True).result
    assert found["tag"] == tag
    assert (found["previous"] or {}).get("tag") == previous
    out = gitfix("branch", SUMMARY, "--dry-run", cwd=shop.repo).stdout
    assert (f"{previous} ran before" in out) is (previous is not None)


@pytest.mark.parametrize("named", [(), ("--tag", "v2.4.1")])
def test_a_moved_tag_is_decided_where_the_branch_is_made(
    shop: Shop, gitfix: Gitfix, named: tuple[str, ...]
) -> None:
    here, there = shop.repo.oid("v2.4.1^{commit}"), shop.origin.oid("develop")
    shop.origin.git("tag", "-f", "v2.4.1", "develop")
    command = ("branch", SUMMARY, "--no-checkout", "--dry-run", *named)
    said = gitfix(*command, cwd=shop.repo, expect="REFUSED").stderr
    assert here in said and there in said
    for side, commit in (("local", here), ("remote", there)):
        found = gitfix(*command, "--trust-tag", side, cwd=shop.repo, json=True).result
        assert found["base"]["commit"] == commit
