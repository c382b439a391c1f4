"""A real project through verification and regression: red, then green, then stale by a new commit, then on its way."""

from __future__ import annotations

from tests.operations.test_run import TESTS, events, log, state, team
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, TEST_OF_FIX, Shop
from tests.support.snapshot import unchanged

TEAM = f"""
[steps.verification]
commands = ["{TESTS}"]
limit = "2m"

[[tests]]
paths = ["shop/cart.py", "shop/login.py"]
command = "{TESTS} tests.test_cart"

[[tests]]
paths = ["shop/search.py"]
command = "exit 1"

[[tests]]
critical = true
command = "python3 -B -c 'import shop.login'"
"""


def test_verification_and_regression(shop: Shop, gitfix: Gitfix) -> None:
    team(shop, TEAM)
    gitfix("branch", SUMMARY, "--severity", "P0", "--worktree", cwd=shop.repo)
    where = gitfix("branch", SUMMARY, "--incident", "k7q2", cwd=shop.repo, json=True)
    at = type(shop.repo)(shop.world, shop.world.root / where.result["worktree"])
    shop.repo.write({"shop/views.py": "half a thought\n"})

    # The test alone: red, and it says so.
    at.commit("Show the bug", {"tests/test_cart.py": at.read("tests/test_cart.py") + TEST_OF_FIX})
    with unchanged(shop.repo, allow=["ref refs/gitfix*", "operation *"]):
        red = gitfix("run", "verification", cwd=at, expect="POLICY")
    assert "ValueError" in red.stdout and "FAILED (errors=1)" in red.stdout
    assert "verification   failed" in red.stdout
    assert state(gitfix, at, "verification") == "failed"
    assert gitfix("status", cwd=at, json=True).result["next"] == "gitfix run verification"

    # The fix: green, on the commit, whatever lies about here.
    shop_cart = shop.fix("v2.4.1")["shop/cart.py"]
    at.commit("Fix: log in with an empty cart", {"shop/cart.py": shop_cart})
    at.write({"shop/cart.py": "raise SystemExit('not committed')\n"})
    green = gitfix("run", "--all", cwd=at)
    assert "Ran 3 tests" in green.stdout and "not committed" not in green.stdout
    assert "are not part of what is tested" in " ".join(green.stderr.split())
    assert f"{TESTS} tests.test_cart" in green.stdout
    assert "shop/cart.py" in green.stdout and "critical" in green.stdout
    assert "exit 1" not in green.stdout
    for step in ("verification", "regression"):
        assert state(gitfix, at, step) == "done"
    found = events(gitfix, at)
    assert [event["command"]["exit_code"] for event in found] == [1, 0, 0]
    assert found[0]["git"]["tree"] != found[1]["git"]["tree"] == found[2]["git"]["tree"]
    at.git("checkout", "--", "shop/cart.py")

    # A new commit voids both; running them again brings them back.
    at.commit("Say why", {"shop/cart.py": shop_cart + "\n# an empty cart has no dearest item\n"})
    for step in ("verification", "regression"):
        assert state(gitfix, at, step) == "stale"
    done = gitfix("run", "--all", cwd=at, json=True)
    assert [step["state"] for step in done.result["steps"]] == ["passed", "passed"]
    assert at.head.encode() in log(at, done)
    assert state(gitfix, at, "regression") == "done"

    # A colleague has the evidence, with its log, after a sync.
    gitfix("sync", cwd=at)
    other = shop.clone("grace")
    gitfix("sync", cwd=other)
    assert len(events(gitfix, other)) == 5
    assert at.head.encode() in log(other, done)
    no_leaks(shop.repo)
