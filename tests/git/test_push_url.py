"""Pushes go exactly where plain `git push REMOTE` goes, whatever rewrites the configuration has."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import UpdateRef
from gitfix.git.push import push
from gitfix.git.standing import standing
from tests.git.plain import Plain

ZERO = Oid("0" * 40)
NEW = "refs/heads/new"
PLACES = ("fetched", "pushed", "rewritten", "again")


@pytest.fixture
def client(plain: Plain, tmp_path: Path) -> Plain:
    """A repository with a remote that has no URL yet, and four servers that one may be."""
    plain.commit("one", {"a": "1"})
    for name in PLACES:
        plain.clone(tmp_path / name / "shop.git", "--bare")
    return plain


def rewrite(client: Plain, key: str, place: str, *prefixes: str) -> None:
    for prefix in prefixes:
        base = f"{client.path.parent}/{place}/{'shop.git' if prefix.endswith('shop.git') else ''}"
        client.git("config", "--add", f"url.{base}.{key}", prefix)


def by_git(client: Plain) -> list[str]:
    """What git itself makes of it."""
    found = client.git("remote", "get-url", "--push", "--all", "origin").splitlines()
    shown = client.raw("push", "--dry-run", "--porcelain", "origin", f"HEAD:{NEW}").stdout
    went = [line[3:] for line in shown.decode().splitlines() if line.startswith("To ")]
    assert went == found
    return found


def lands_where_git_would(client: Plain) -> None:
    expected = by_git(client)
    repo = client.repo
    remote = repo.remote("origin")
    assert remote.push_urls == expected
    update = UpdateRef(NEW, ZERO, client.oid())
    before = client.refs()
    if len(expected) > 1:
        with pytest.raises(Refusal):
            push(repo, remote, [update])
        return
    assert push(repo, remote, [update]).landed
    servers = {name: client.path.parent / name / "shop.git" for name in PLACES}
    have = [str(path) for path in servers.values() if NEW in Plain(path).refs()]
    assert have == expected
    assert client.refs() == before
    assert client.git("config", "--list", "--local").count("gitfix-push") == 0
    client.git("--git-dir", have[0], "update-ref", "-d", NEW)


@pytest.mark.parametrize("pushurl", ["", "shop:shop.git", "other:shop.git", "path"])
@pytest.mark.parametrize("url", ["shop:shop.git", "other:shop.git", "path"])
def test_every_combination_of_url_and_rewrites(client: Plain, url: str, pushurl: str) -> None:
    """`pushInsteadOf` is for remotes without a `pushurl`; `insteadOf` for both; the longest prefix wins."""
    here = client.path.parent
    url = f"{here}/fetched/shop.git" if url == "path" else url
    pushurl = f"{here}/pushed/shop.git" if pushurl == "path" else pushurl
    sets = (
        (),
        (("pushInsteadOf", "rewritten", ("shop:",)),),
        (("insteadOf", "again", ("shop:", "other:")), ("pushInsteadOf", "rewritten", ("shop:",))),
        (("insteadOf", "again", ("shop:",)), ("pushInsteadOf", "rewritten", (f"{here}/pushed/",))),
        (("pushInsteadOf", "rewritten", ("s", "shop:")), ("pushInsteadOf", "again", ("sho",))),
        (("insteadOf", "pushed", ("shop:",)), ("pushInsteadOf", "rewritten", (f"{here}/pushed/",))),
        (
            ("insteadOf", "again", ("other:",)),
            ("pushInsteadOf", "rewritten", ("shop:shop.git", "other:")),
        ),
    )
    plain_config = (client.path / ".git/config").read_bytes()
    for rewrites in sets:
        (client.path / ".git/config").write_bytes(plain_config)
        client.git("config", "remote.origin.url", url)
        if pushurl:
            client.git("config", "remote.origin.pushurl", pushurl)
        for key, place, prefixes in rewrites:
            rewrite(client, key, place, *prefixes)
        expected = client.git("remote", "get-url", "--push", "--all", "origin").splitlines()
        if all(Path(each, "HEAD").is_file() for each in expected):
            lands_where_git_would(client)
        else:
            assert client.repo.remote("origin").push_urls == expected


@pytest.mark.parametrize(
    "urls", list(itertools.product(["shop:shop.git", "other:shop.git"], repeat=2))
)
def test_several_urls_of_which_some_are_rewritten_for_pushes(
    client: Plain, urls: tuple[str, str]
) -> None:
    """git pushes to the rewritten ones alone then."""
    for url in urls:
        client.git("config", "--add", "remote.origin.url", url)
    rewrite(client, "pushInsteadOf", "rewritten", "shop:")
    rewrite(client, "insteadOf", "again", "other:")
    lands_where_git_would(client)


def test_two_rewrites_of_the_same_prefix(client: Plain) -> None:
    client.git("config", "remote.origin.url", "shop:shop.git")
    rewrite(client, "pushInsteadOf", "rewritten", "shop:")
    rewrite(client, "pushInsteadOf", "again", "shop:")
    lands_where_git_would(client)


def test_the_hook_of_such_a_push_is_told_where_it_goes(client: Plain, tmp_path: Path) -> None:
    client.git("config", "remote.origin.url", f"{tmp_path}/fetched/shop.git")
    client.git("config", "remote.origin.pushurl", f"{tmp_path}/pushed/shop.git")
    rewrite(client, "pushInsteadOf", "rewritten", f"{tmp_path}/pushed/")
    client.hook("pre-push", f'echo "$1 $2" > {tmp_path}/told')
    lands_where_git_would(client)
    assert (tmp_path / "told").read_text() == f"gitfix-push {tmp_path}/pushed/shop.git\n"


def test_what_landed_is_asked_where_it_was_pushed(client: Plain, tmp_path: Path) -> None:
    """A mirror that is fetched from knows of a push later, or never."""
    client.git("config", "remote.origin.url", f"{tmp_path}/fetched/shop.git")
    client.git("config", "remote.origin.pushurl", f"{tmp_path}/pushed/shop.git")
    update = UpdateRef(NEW, ZERO, client.oid())
    repo = client.repo
    remote = repo.remote("origin")
    assert push(repo, remote, [update]).landed
    there = standing(repo, remote, [update])
    assert there and there.landed == (NEW,)


def test_a_remote_proxy_goes_along(client: Plain, tmp_path: Path) -> None:
    client.git("config", "remote.origin.url", "https://shop.example/shop.git")
    client.git("config", "remote.origin.pushurl", f"{tmp_path}/pushed/shop.git")
    client.git("config", "remote.origin.proxy", "http://proxy.example:8080")
    rewrite(client, "pushInsteadOf", "rewritten", f"{tmp_path}/pushed/")
    place = client.repo.remote("origin").push_place()
    assert "remote.gitfix-push.proxy=http://proxy.example:8080" in place.before
    lands_where_git_would(client)
