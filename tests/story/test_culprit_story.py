"""Which commit brought it: named at once, made a fact by the fix's own test, and used by what comes after."""

from __future__ import annotations

from tests.operations.minimize_kit import TEST, hotfix
from tests.support.run import Gitfix
from tests.support.shop import Shop


def test_from_the_fix_to_the_commit_that_brought_the_fault(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    repo = shop.repo
    shop.commit_fix()

    # By the lines of the fix alone: a candidate, how sure, since when, and what to type.
    said = gitfix("culprit", cwd=repo).stdout
    assert "Show the dearest item after login" in said
    assert "first in v2.2.0" in said
    assert 'next: gitfix culprit --reproduce "the test that sees it"' in said

    # A run makes it a fact.
    said = gitfix("culprit", "--reproduce", TEST, cwd=repo).stdout
    assert "confirmed by a run" in said
    assert "next: gitfix backport --everywhere" in said

    # What comes after knows: the log, the check, and where the fix has to go.
    assert "confirmed by a run" in " ".join(gitfix("log", cwd=repo).stdout.split())
    assert "brought the fault, and is on main" in " ".join(gitfix("check", cwd=repo).stderr.split())
    shop.origin.branch("release/2.1", "v2.1.0")
    assert "not affected" in gitfix("backport", "--everywhere", cwd=repo).stdout
