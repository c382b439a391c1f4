"""The shop with a fix and all kinds of things around it that the fix does not need."""

from __future__ import annotations

from tests.support.shop import SUMMARY, Shop

TEST = "python3 -m unittest -q tests.test_cart"
"""Red at the production tag with the test of the fix, green with the fix."""

LOGIN_NOISE = """\


def farewell(user):
    \"\"\"The last line that a customer sees.\"\"\"
    return f"Goodbye {user}"
"""


def hotfix(shop: Shop, gitfix: object, *options: str) -> None:
    """A hotfix branch with the production tag's files; an incident for it."""
    gitfix("branch", SUMMARY, "--in-place", *options, cwd=shop.repo)  # type: ignore[operator]


def padded(shop: Shop) -> dict[str, str]:
    """The files of the fix, and four things that it does not need."""
    files = shop.fix()
    files["shop/cart.py"] = files["shop/cart.py"].replace(
        "    return sorted(name for name, _ in items)",
        "    found = [name for name, _ in items]\n    return sorted(found)",
    )
    files["shop/login.py"] = shop.repo.read("shop/login.py") + LOGIN_NOISE
    files["shop/colours.py"] = 'RED = "#f00"\n'
    files["README.md"] = shop.repo.read("README.md") + "\nLogging in works again.\n"
    return files
