"""The standard miniature project: releases v1.0.0 … v2.4.1, open lines, a bare remote, a bug and its fix.

    main         v2.4.1 and unreleased work
    develop      main and more unreleased work
    release/2.3  the maintenance line of v2.3.x
    release/2.5  the next release, open, not tagged yet

The bug came with v2.2.0 and is on every branch: logging in with an empty cart fails.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.builder import RepoBuilder
from tests.support.remotes import BareRemote
from tests.support.world import DAY, NOW, World

TAGS = (
    "v1.0.0",
    "v1.1.0",
    "v1.2.0",
    "v2.0.0-rc1",
    "v2.0.0",
    "v2.1.0",
    "v2.2.0",
    "v2.3.0",
    "v2.3.1",
    "v2.4.0",
    "v2.4.1",
)
"""Every tag, in the order of their making; all annotated."""

PRODUCTION, PREVIOUS = "v2.4.1", "v2.4.0"

CART = '''\
"""The cart: what a customer is about to buy."""


def total(items):
    """The price of all items, in cents."""
    return sum(price for _, price in items)


def names(items):
    """What is in the cart, in alphabetical order."""
    return sorted(name for name, _ in items)
'''

BUG = '''\


def dearest(items):
    """The most expensive item, shown after login."""
    best = max(items, key=lambda item: item[1])
    return best[0]
'''

FIXED = BUG.replace(
    "    best = max",
    "    if not items:\n        return None\n    best = max",
)

LOGIN = '''\
"""Logging in."""

from shop import cart


def greeting(user, items):
    """The first line that a customer sees."""
    return f"Welcome {user}, {len(cart.names(items))} items wait for you"
'''

LOGIN_WITH_BUG = (
    LOGIN
    + '''\


def highlight(user, items):
    """What to show next to the greeting."""
    return cart.dearest(items)
'''
)

TEST = """\
import unittest

from shop import cart, login


class CartTest(unittest.TestCase):
    def test_total(self):
        self.assertEqual(cart.total([("tea", 300), ("cup", 900)]), 1200)

    def test_greeting(self):
        self.assertIn("Welcome ada", login.greeting("ada", []))
"""

TEST_OF_FIX = """\

    def test_login_with_an_empty_cart(self):
        self.assertIsNone(login.highlight("ada", []))
"""

SUMMARY = "Login fails on an empty cart"


@dataclass(frozen=True)
class Shop:
    """A clone (`repo`, main checked out, clean) and its remote (`origin`)."""

    world: World
    repo: RepoBuilder
    origin: BareRemote

    def fix(self, rev: str = "HEAD") -> dict[str, str]:
        """The files of the fix on top of `rev`: two lines of code and a test."""
        cart = self.repo.read("shop/cart.py", rev)
        assert BUG in cart, f"the bug is not in {rev}"
        test = self.repo.read("tests/test_cart.py", rev)
        return {
            "shop/cart.py": cart.replace(BUG, FIXED),
            "tests/test_cart.py": test + TEST_OF_FIX,
        }

    def commit_fix(self, at: RepoBuilder | None = None, message: str = SUMMARY) -> str:
        """Commit the fix where `at` (default: the clone) stands; returns the commit."""
        at = at or self.repo
        return at.commit(f"Fix: {message[0].lower()}{message[1:]}\n", self.fix(at.head))

    def has_fix(self, rev: str, at: RepoBuilder | None = None) -> bool:
        """Whether the fix is in `rev`, by content."""
        return FIXED in (at or self.repo).read("shop/cart.py", rev)

    def conflict_on(self, branch: str) -> str:
        """A colleague pushes a change to `branch` that conflicts with the fix."""
        cart = self.origin.read("shop/cart.py", f"refs/heads/{branch}")
        other = BUG.replace("best = max(items, key", "best = max(list(items), key")
        files = {"shop/cart.py": cart.replace(BUG, other)}
        return self.origin.commit_on(branch, "Take any iterable", files, author=COLLEAGUE)

    def colleague_pushes(self, branch: str, path: str = "docs/news.md") -> str:
        """The remote's `branch` moves while nobody here looks; no conflict."""
        return self.origin.commit_on(branch, "Other work", {path: "news\n"}, author=COLLEAGUE)

    def clone(self, name: str) -> RepoBuilder:
        """A second clone of the remote."""
        return self.origin.clone(self.world.root / name)

    def tests_pass(self, at: Path | None = None) -> bool:
        """Run the project's own tests."""
        done = subprocess.run(
            [sys.executable, "-B", "-m", "unittest", "-q"],
            cwd=at or self.repo.path,
            env=self.world.env(),
            capture_output=True,
            check=False,
        )
        return done.returncode == 0


COLLEAGUE = "Grace Hopper <grace@example.com>"


def build(world: World) -> Shop:
    """Build the whole history: about sixty git processes, once per session."""
    origin = BareRemote.init(world, world.root / "origin.git", "--bare")
    repo = RepoBuilder.init(world, world.root / "shop")
    repo.git("remote", "add", "origin", str(origin.path))
    world.now = NOW - 200 * DAY
    _first_releases(repo)
    _second_releases(repo)
    _unreleased(repo)
    world.now = NOW
    repo.git("push", "-q", "--tags", "origin", "main", "develop", "release/2.3", "release/2.5")
    repo.git("fetch", "-q", "origin")
    for branch in ("main", "develop", "release/2.3", "release/2.5"):
        repo.git("branch", "-q", f"--set-upstream-to=origin/{branch}", branch)
    repo.git("remote", "set-head", "origin", "main")
    for each in (repo, origin):
        each.git("repack", "-adq")
        each.git("pack-refs", "--all")
    return Shop(world, repo, origin)


def copy(template: Shop, world: World) -> Shop:
    """The shop in another world: copied files, a few milliseconds."""
    for name in ("origin.git", "shop"):
        shutil.copytree(template.world.root / name, world.root / name, symlinks=True)
    config = world.root / "shop" / ".git" / "config"
    text = config.read_text().replace(str(template.world.root), str(world.root))
    config.write_text(text)
    repo = RepoBuilder(world, world.root / "shop")
    # The copies have inode numbers of their own; an honest clone's index matches its files.
    repo.git("update-index", "-q", "--refresh")
    return Shop(world, repo, BareRemote(world, world.root / "origin.git"))


def _release(repo: RepoBuilder, version: str, days: int = 8) -> None:
    log = repo.path / "CHANGELOG.md"
    old = log.read_text() if log.exists() else "# Changes\n"
    head, rest = old.split("\n", 1)
    repo.commit(
        f"Release {version}",
        {
            "CHANGELOG.md": f"{head}\n\n## {version}\n{rest}",
            "shop/version.py": f'VERSION = "{version}"\n',
        },
    )
    repo.tag(f"v{version}")
    repo.world.advance(days * DAY)


def _feature(repo: RepoBuilder, branch: str, message: str, files: dict[str, str]) -> None:
    """A feature branch, merged as a forge merges it."""
    home = repo.current
    repo.switch(f"feature/{branch}", create=True)
    repo.commit(message, files)
    repo.switch(home)
    repo.merge(f"feature/{branch}", f"Merge branch 'feature/{branch}'\n\n{message}\n")
    repo.git("branch", "-q", "-D", f"feature/{branch}")


def _first_releases(repo: RepoBuilder) -> None:
    repo.commit(
        "Begin",
        {
            "README.md": "# shop\n\nA small shop.\n",
            ".gitignore": "__pycache__/\n.env\nbuild/\n",
            "shop/__init__.py": "",
            "shop/cart.py": CART,
            "shop/login.py": LOGIN,
            "tests/__init__.py": "",
            "tests/test_cart.py": TEST,
        },
    )
    _release(repo, "1.0.0", 15)
    _feature(repo, "views", "Show pages", {"shop/views.py": _view("home")})
    _release(repo, "1.1.0", 15)
    repo.commit("Explain the set-up", {"docs/setup.md": "# Set-up\n\nRun it.\n"})
    _release(repo, "1.2.0", 20)
    _feature(repo, "search", "Search the shop", {"shop/search.py": _view("search")})
    _release(repo, "2.0.0-rc1", 6)


def _second_releases(repo: RepoBuilder) -> None:
    _release(repo, "2.0.0", 18)
    repo.commit("Show the cart", {"shop/views.py": _view("home") + "\n\n" + _view("basket")})
    _release(repo, "2.1.0", 18)
    files = {"shop/cart.py": CART + BUG, "shop/login.py": LOGIN_WITH_BUG}
    _feature(repo, "highlight", "Show the dearest item after login", files)
    _release(repo, "2.2.0", 15)
    repo.commit("Count visits", {"shop/visits.py": _view("visits")})
    _release(repo, "2.3.0", 10)
    repo.switch("release/2.3", create=True)
    repo.commit("Spell the title right", {"shop/search.py": _view("Search")})
    _release(repo, "2.3.1", 25)
    repo.switch("main")
    _feature(repo, "gifts", "Wrap gifts", {"shop/gifts.py": _view("gifts")})
    _feature(repo, "maps", "Show where we are", {"shop/maps.py": _view("maps")})
    _release(repo, "2.4.0", 20)
    repo.world.now = NOW - 6 * DAY
    repo.commit("Wrap large gifts", {"shop/gifts.py": _view("gifts") + "\n\n" + _view("large")})
    _release(repo, "2.4.1", 1)


def _unreleased(repo: RepoBuilder) -> None:
    repo.branch("release/2.5")
    cart = repo.read("shop/cart.py").replace('"""The cart: what', '"""The cart: all that')
    _feature(
        repo, "cart-page", "New cart page", {"shop/cart.py": cart, "shop/page.py": _view("page")}
    )
    repo.commit("Faster search", {"shop/search.py": _view("search") + "\n\n" + _view("index")})
    repo.world.advance(DAY)
    repo.switch("release/2.5")
    repo.commit("Prepare 2.5", {"shop/version.py": 'VERSION = "2.5.0.dev0"\n'})
    repo.switch("develop", create=True, start="main")
    repo.commit("Try payments", {"shop/payments.py": _view("payments")})
    repo.commit(
        "Payments by card", {"shop/payments.py": _view("payments") + "\n\n" + _view("card")}
    )
    repo.switch("main")


def _view(name: str) -> str:
    return f'def {name}(request):\n    """The {name} page."""\n    return "{name}", request\n'
