"""The scratch repository of the demo: a small shop with releases, lines, a bug in production, and its fix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Git = Callable[..., None]
"""git(*arguments, days=N): runs git in the checkout, dated N days before now."""

CART = '''"""Prices of a cart."""


def total(prices):
    """The sum of all prices, in cents."""
    return sum(prices)


def average(prices):
    """The mean price, in cents."""
    return total(prices) // len(prices)


def summary(prices):
    """The line at the foot of the cart page, and in the greeting after login."""
    return f"{len(prices)} items, {total(prices)} cents, {average(prices)} on average"
'''
FIXED = CART.replace(
    "    return total(prices) // len(prices)\n",
    "    return total(prices) // len(prices) if prices else 0\n",
)
TEST = """import unittest

from shop import cart


class CartTest(unittest.TestCase):
    def test_summary(self):
        self.assertEqual(cart.summary([100, 300]), "2 items, 400 cents, 200 on average")


if __name__ == "__main__":
    unittest.main()
"""
FIXED_TEST = TEST.replace(
    "\n\nif __name__",
    """
    def test_an_empty_cart(self):
        self.assertEqual(cart.summary([]), "0 items, 0 cents, 0 on average")


if __name__""",
)
SUMMARY = "Login fails on an empty cart"
RELEASES = (
    ("1.0.0", 400),
    ("1.1.0", 320),
    ("2.0.0", 200),
    ("2.3.0", 60),
    ("2.4.0", 20),
    ("2.4.1", 6),
)
"""Version and age in days."""


def build(folder: Path, git: Git) -> None:
    """Write the shop's history into the empty checkout `folder`, whose remote `origin` is empty too."""

    def write(name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(message: str, days: int) -> None:
        git("add", "--all", days=days)
        git("commit", "--quiet", "--message", message, days=days)

    write("README.md", "# shop\n")
    write("shop/__init__.py", "")
    write("shop/cart.py", CART.replace("def average", "def mean", 1).replace("average(", "mean("))
    write("tests/test_cart.py", TEST)
    commit("A shop with a cart", 410)
    for version, days in RELEASES:
        if version == "2.4.0":
            write("shop/cart.py", CART)
            git("switch", "--quiet", "--create", "average", days=days + 3)
            commit("Call it average", days + 3)
            git("switch", "--quiet", "main", days=days + 3)
            git(
                "merge",
                "--quiet",
                "--no-ff",
                "--message",
                "Merge pull request #41: averages",
                "average",
                days=days + 2,
            )
            git("branch", "--quiet", "--delete", "average", days=days)
        write("CHANGELOG.md", f"# Changelog\n\n## {version}\n")
        commit(f"Release {version}", days)
        git("tag", "--annotate", f"v{version}", "--message", f"Release {version}", days=days)
        if version == "2.3.0":
            git("branch", "release/2.3", days=days)
    git("branch", "develop", days=5)
    write("shop/coupons.py", '"""Coupons, not finished yet."""\n')
    commit("Coupons, first part", 4)
    git("branch", "release/2.5", days=3)
    git("switch", "--quiet", "develop", days=3)
    write("shop/search.py", '"""Search."""\n')
    commit("Search, an experiment", 2)
    git("switch", "--quiet", "main", days=1)
    git("push", "--quiet", "--all", "origin", days=1)
    git("push", "--quiet", "--tags", "origin", days=1)
    git("remote", "set-head", "origin", "main", days=1)


def fix(folder: Path) -> None:
    """The fix and its test, written into the checkout."""
    (folder / "shop" / "cart.py").write_text(FIXED, encoding="utf-8")
    (folder / "tests" / "test_cart.py").write_text(FIXED_TEST, encoding="utf-8")
