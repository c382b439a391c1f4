"""The dirty world: everything that can be in the way in one repository at once (row 7 of what peers get wrong)."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.builder import Executable, Link, RepoBuilder
from tests.support.kinds import LATIN1_PATH, add_submodule, release_again, replace_message
from tests.support.shop import PRODUCTION, Shop

POINTER = """\
version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
"""

ATTRIBUTES = """\
*.bat text eol=crlf
*.psd filter=lfs diff=lfs merge=lfs -text
"""

IN_PROGRESS = ("merge", "rebase", "cherry-pick")
"""What the user was in the middle of."""


@dataclass(frozen=True)
class Dirty:
    """The shop in a bad state: `progress` says what is half done, `index_lock` nothing is."""

    shop: Shop
    progress: str

    @property
    def repo(self) -> RepoBuilder:
        """The user's checkout."""
        return self.shop.repo


def make(shop: Shop, progress: str = "merge", *, sparse: bool = False) -> Dirty:
    """Put `shop` in a bad state. The remote is healthy; production is still `v2.4.1`, with the same bug.

    In the tree of production: a path that is not UTF-8, a CRLF file, an LFS pointer, a submodule. In the clone: an
    object store that borrows, a replace ref, a conditional include, a stash, a conflict in `progress`, staged,
    unstaged, untracked and ignored files.
    """
    assert progress in IN_PROGRESS, progress
    _history(shop)
    _store(shop)
    _include(shop)
    if sparse:
        # A cone would be refused later: the conflict has to be inside of it.
        shop.repo.git("sparse-checkout", "set", "--cone", "shop", "docs", "tools", "art", "vendor")
    _stash(shop.repo)
    _begin(shop.repo, progress)
    _files(shop.repo)
    return Dirty(shop, progress)


def _history(shop: Shop) -> None:
    repo = shop.repo
    repo.switch("wip", create=True, start=PRODUCTION)
    repo.stage({".gitattributes": ATTRIBUTES})
    repo.commit(
        "Tools and art",
        {
            "tools/build.bat": "@echo off\r\necho built\r\n",
            "art/logo.psd": POINTER,
            LATIN1_PATH: b"caf\xe9\n",
        },
        author="Jos\udce9 <jose@example.com>",
    )
    release_again(shop, "wip")
    repo.git("branch", "-q", "-D", "wip")
    add_submodule(shop)


def _store(shop: Shop) -> None:
    reserve = shop.origin.clone(shop.world.root / "reserve.git", "--bare")
    shop.repo.git_bytes("fetch", "-q", "origin")
    alternates = shop.repo.common_dir / "objects/info/alternates"
    alternates.write_text(f"{reserve.path}/objects\n")
    shop.repo.git("repack", "-adlq")
    replace_message(shop.repo, f"{PRODUCTION}~2", "Another story")


def _include(shop: Shop) -> None:
    work = shop.world.home / "work.gitconfig"
    work.write_text("[user]\n\temail = ada@work.example\n")
    with shop.world.global_config.open("a") as config:
        config.write(f'[includeIf "gitdir:{shop.repo.path}/"]\n\tpath = {work}\n')


def _stash(repo: RepoBuilder) -> None:
    repo.write({"shop/search.py": "# tried and put away\n"})
    repo.git("stash", "push", "-q", "-m", "tried")


def _begin(repo: RepoBuilder, progress: str) -> None:
    view = repo.read("shop/page.py")
    repo.branch("side")
    repo.commit_on("side", "Side", {"shop/page.py": view.replace("The page", "The side")})
    repo.commit("Ours", {"shop/page.py": view.replace("The page", "Our page")})
    words = {"merge": ["merge", "-q", "side"], "rebase": ["rebase", "-q", "side"]}
    assert repo.fails(*words.get(progress, ["cherry-pick", "side"])), "the conflict did not come"


def _files(repo: RepoBuilder) -> None:
    repo.stage(
        {"shop/gifts.py": "# staged\n", "shop/staged_new.py": "NEW = 1\n", "docs/setup.md": None}
    )
    repo.write(
        {
            "shop/gifts.py": "# staged, then changed again\n",
            "shop/views.py": "# not staged\n",
            "shop/maps.py": None,
            "notes.txt": "untracked\n",
            "caf\udce9.txt": "untracked, not UTF-8\n",
            "run.sh": Executable("#!/bin/sh\n"),
            "latest": Link("notes.txt"),
            ".env": "SECRET=1\n",
            "build/out.o": b"\0\1\2",
            "vendor/lib/local.txt": "untracked in the submodule\n",
        }
    )
