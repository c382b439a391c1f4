"""Each kind of repository is really of that kind, and its history is the shop's."""

from __future__ import annotations

from tests.support import kinds
from tests.support.kinds import LATIN1_PATH, Kind
from tests.support.shop import PRODUCTION
from tests.support.snapshot import unchanged

PROOF = {
    "plain": ("rev-parse --is-shallow-repository", "false"),
    "bare": ("rev-parse --is-bare-repository", "true"),
    "linked": ("rev-parse --abbrev-ref HEAD", "wip"),
    "git-is-a-file": ("rev-parse --is-inside-work-tree", "true"),
    "shallow": ("rev-list --count HEAD", "1"),
    "single-branch": ("for-each-ref --format=%(refname) refs/remotes/origin/develop", ""),
    "sha256": ("rev-parse --show-object-format", "sha256"),
    "reftable": ("config extensions.refStorage", "reftable"),
    "sparse": ("config core.sparseCheckout", "true"),
    "partial": ("config remote.origin.partialclonefilter", "blob:none"),
    "alternates": ("rev-parse --is-shallow-repository", "false"),
    "split-index": ("config core.splitIndex", "true"),
    "replace": ("log -1 --format=%s v2.4.1~1", "Another story"),
    "non-utf8": ("log -1 --format=%s v2.4.1", "Caf\udce9 au lait"),
    "submodule": ("cat-file -t v2.4.1:.gitmodules", "blob"),
}


def test_kind(kind: Kind) -> None:
    command, answer = PROOF[kind.name]
    assert kind.repo.git(*command.split()) == answer
    assert set(PROOF) == set(kinds.NAMES)
    assert kind.origin.refs("refs/tags")
    if not kind.bare:
        assert kind.repo.git("status", "--porcelain") == ""
        assert kind.repo.has("refs/remotes/origin/main")
    if kind.name != "shallow":
        assert kind.repo.oid(PRODUCTION) == kind.origin.oid(PRODUCTION)
    assert len(kind.repo.head) == (64 if kind.object_format == "sha256" else 40)
    with unchanged(kind.repo, kind.origin, exact_index=True):
        kind.repo.git("fetch", "-q", "--dry-run", "--no-write-fetch-head", "origin", "main")


@kinds.only("non-utf8")
def test_non_utf8(kind: Kind) -> None:
    assert LATIN1_PATH in kind.repo.files(PRODUCTION)
    assert (kind.repo.path / LATIN1_PATH).read_bytes() == b"caf\xe9\n"
    assert kind.repo.has("refs/heads/caf\udce9")


@kinds.without("bare", "shallow", "sparse")
def test_the_projects_tests_are_there(kind: Kind) -> None:
    assert (kind.repo.path / "tests/test_cart.py").is_file()
