"""A password in the address of a remote is on no command line while gitfix talks to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault.watched import Watched
from tests.support.http_remote import HttpRemote, serve
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop

SECRET = "planted-4f1e"
WHO = ("ada", f"{SECRET}:%@x")
"""The password has what an address has to escape."""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="no process list in /proc"
)


@pytest.fixture
def served(shop: Shop) -> Iterator[HttpRemote]:
    with serve(shop.origin, password=WHO) as found:
        yield found


def with_password(url: str) -> str:
    return url.replace("://", f"://ada:{SECRET}%3A%25%40x@")


def in_the_url(shop: Shop, bare: str) -> None:
    shop.repo.git("remote", "set-url", "origin", with_password(bare))


def in_the_push_url(shop: Shop, bare: str) -> None:
    in_the_url(shop, bare)
    shop.repo.git("remote", "set-url", "--push", "origin", with_password(bare))


def in_a_rewriting(shop: Shop, bare: str) -> None:
    shop.repo.git("remote", "set-url", "origin", bare)
    start = bare.rsplit("/", 1)[0] + "/"
    shop.repo.git("config", f"url.{with_password(start)}.insteadOf", start)


def behind_a_proxy_of_its_own(shop: Shop, bare: str) -> None:
    in_the_url(shop, bare)
    shop.repo.git("config", "remote.origin.proxy", "")


@pytest.mark.parametrize(
    "place", [in_the_url, in_the_push_url, in_a_rewriting, behind_a_proxy_of_its_own]
)
def test_the_whole_job(
    shop: Shop, gitfix: Gitfix, served: HttpRemote, real_starts: None, place: object
) -> None:
    assert callable(place)
    place(shop, served.url)
    said = []
    watched = Watched(SECRET)
    with watched.watching():
        said.append(gitfix("production", cwd=shop.repo))
        said.append(gitfix("branch", SUMMARY, "--in-place", cwd=shop.repo))
        shop.commit_fix()
        said.append(gitfix("postmortem", "--commit", "--push", cwd=shop.repo))
        said.append(gitfix("backport", "--push", "--verbose", cwd=shop.repo))
        said.append(gitfix("sync", cwd=shop.repo))
    assert watched.seen and not watched.found
    assert shop.has_fix("refs/heads/main", shop.origin)
    assert "remote" not in said[0].stderr, "the remote has answered"
    assert SECRET not in "".join(one.stdout + one.stderr for one in said)


def test_plain_git_shows_it(shop: Shop) -> None:
    """The measure measures. The password is another one: tests beside this one watch the same processes."""
    with serve(shop.origin, password=("ada", "shown-77aa")) as found:
        shop.repo.git("remote", "set-url", "origin", found.url.replace("://", "://ada:shown-77aa@"))
        watched = Watched("shown-77aa")
        with watched.watching():
            for _ in range(5):
                shop.repo.git("ls-remote", "origin")
    assert watched.found


def test_a_wrong_password_is_refused_without_a_question(
    shop: Shop, gitfix: Gitfix, served: HttpRemote
) -> None:
    shop.repo.git("remote", "set-url", "origin", served.url.replace("://", f"://ada:{SECRET}@"))
    done = gitfix("sync", cwd=shop.repo, expect="REMOTE")
    assert "Authentication failed" in done.stderr and SECRET not in done.stderr
