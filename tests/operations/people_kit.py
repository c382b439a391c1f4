"""Two engineers: Ada in the shop's clone, Grace on a laptop of her own."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.support.shop import SUMMARY, Shop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.builder import RepoBuilder
    from tests.support.run import Gitfix
    from tests.support.world import World

ID = "2026-11-23-k7q2"
HOTFIX = "hotfix/2.4.2-login-fails-on-an-empty-cart"
ADA = ("Ada Lovelace", "ada@example.com")
GRACE = ("Grace Hopper", "grace@example.com")


@contextmanager
def grace(world: World, name: str = GRACE[0], email: str = GRACE[1]) -> Iterator[None]:
    """Grace is at the keyboard; afterwards it is Ada again."""
    before = world.nonce
    world.become(name, email, nonce="g2m8")
    try:
        yield
    finally:
        world.become(*ADA, nonce=before)


def hotfix(shop: Shop, gitfix: Gitfix, *, push: bool = True) -> str:
    """Ada's fix, committed on its branch and pushed; returns the commit."""
    gitfix("branch", SUMMARY, "--severity", "P0", cwd=shop.repo)
    commit = shop.commit_fix()
    if push:
        shop.repo.git("push", "-q", "origin", HOTFIX)
    return commit


def with_key(repo: RepoBuilder, name: str) -> str:
    """An ssh key to sign with, in this clone only; returns its fingerprint."""
    path = repo.world.home / f"{name}-key"
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)]
    subprocess.run(make, check=True, env=repo.world.env())
    repo.config("gpg.format", "ssh")
    repo.config("user.signingKey", str(path))
    told = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(path)], check=True, capture_output=True, text=True
    )
    return told.stdout.split()[1]


def released(shop: Shop, tag: str, path: str, content: str, *, parent: str = "v2.4.1") -> None:
    """Linus releases another hotfix of the line: only the remote has its tag."""
    origin = shop.origin
    origin.git("branch", "-q", "other", f"{parent}^0")
    origin.commit_on("other", "Another hotfix", {path: content}, author="Linus <linus@example.com>")
    origin.tag(tag, "other")
    origin.git("branch", "-q", "-D", "other")
