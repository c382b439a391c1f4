"""The smallest fix, proved: a tired engineer's fix, what of it is needed, and the proof that its test sees the bug."""

from __future__ import annotations

from tests.operations.minimize_kit import TEST, hotfix, padded
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import Shop


def test_from_a_tired_fix_to_the_smallest_one(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    repo = shop.repo

    # Before anything is committed: what is in the checkout counts.
    files = padded(shop)
    repo.write(files)
    first = gitfix("minimize", "--test", TEST, cwd=repo).stdout
    assert "1 of 5 units is needed" in first
    assert "test_login_with_an_empty_cart fails without it" in first
    repo.commit("Fix: login with an empty cart", files)

    # The test sees the bug at the production tag.
    proved = gitfix("prove", "--test", TEST, "--repeat", "2", cwd=repo).stdout
    assert "proved: red without the fix, green with it" in proved

    # The rest goes, in a commit on top; what was found before is known.
    applied = gitfix("minimize", "--test", TEST, "--apply", cwd=repo).stdout
    assert "took the rest out" in applied
    assert repo.git("diff", "--stat", "v2.4.1", "HEAD", "--", "shop").endswith("2 insertions(+)")
    assert shop.tests_pass()
    assert "\npass\n" in gitfix("check", cwd=repo).stdout

    # Both are in the record, and the fix goes on as ever.
    words = " ".join(gitfix("log", cwd=repo).stdout.split())
    assert "proved the fix" in words and "took out 4 of 5 parts" in words
    again = gitfix("minimize", "--test", TEST, cwd=repo).stdout
    assert "all of it is needed" in again
    gitfix("prove", "--test", TEST, "--on", "main", "--on", "release/2.5", cwd=repo)
    gitfix("backport", "--push", cwd=repo)
    assert shop.has_fix("refs/heads/main", shop.origin)
    no_leaks(repo)
