"""Blobs beside the record: named by digest, joined from two laptops, withheld for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.plan import UpdateRef
from gitfix.git import blobs
from gitfix.git.repository import Repository
from tests.git.plain import Plain

ID = "2026-11-03-k7q2"
REF = "refs/gitfix/blobs/" + ID


@pytest.fixture(params=["plumbing", "pygit2"])
def repo(
    plain: Plain, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Repository:
    monkeypatch.setenv("GITFIX_OBJECTS", request.param)
    return plain.repo


def do(repo: Repository, *updates: UpdateRef) -> None:
    repo.refs.transaction(updates, "test")


def test_what_was_put_is_read_back_by_its_digest(repo: Repository) -> None:
    digest, update = blobs.put(repo, ID, b"a log\n")
    assert (update.ref, update.old) == (REF, repo.zero)
    assert blobs.get(repo, ID, digest) is None
    do(repo, update)
    assert digest == blobs.digest_of(b"a log\n") and len(digest) == 64
    assert blobs.get(repo, ID, digest) == b"a log\n"
    assert list(blobs.listing(repo, ID)) == [digest]
    assert blobs.get(repo, "2026-11-03-zzzz", digest) is None


def test_two_in_one_plan_are_one_update_and_no_history_is_kept(repo: Repository) -> None:
    one, first = blobs.put(repo, ID, b"one")
    two, both = blobs.put(repo, ID, b"two", after=first)
    do(repo, both)
    assert set(blobs.listing(repo, ID)) == {one, two}
    assert repo.history.count(REF) == 1
    assert blobs.put(repo, ID, b"one")[1].new == both.new, "what is there is not put again"


def test_an_addition_fails_when_another_was_quicker(repo: Repository) -> None:
    _, mine = blobs.put(repo, ID, b"mine")
    do(repo, blobs.put(repo, ID, b"theirs")[1])
    assert not repo.refs.try_transaction([mine], "test")


def test_two_laptops_meet_in_the_same_union(repo: Repository) -> None:
    one, mine = blobs.put(repo, ID, b"mine")
    two, theirs = blobs.put(repo, ID, b"theirs")
    both = blobs.joined(repo, ID, mine.new, theirs.new)
    assert both == blobs.joined(repo, ID, theirs.new, mine.new)
    do(repo, UpdateRef(REF, repo.zero, both))
    assert set(blobs.listing(repo, ID)) == {one, two}


def test_what_is_withheld_is_gone_and_no_union_brings_it_back(
    plain: Plain, repo: Repository
) -> None:
    secret, update = blobs.put(repo, ID, b"password=hunter2")
    kept, update = blobs.put(repo, ID, b"fine", after=update)
    do(repo, update)
    do(repo, *blobs.withhold(repo, ID, [secret], "a password"))
    assert blobs.get(repo, ID, secret) is None and blobs.get(repo, ID, kept) == b"fine"
    assert set(blobs.listing(repo, ID)) == {kept, secret + blobs.WITHHELD}
    now = repo.refs.get(REF)
    assert now and blobs.joined(repo, ID, now, update.new) == now
    assert blobs.put(repo, ID, b"password=hunter2")[1].new == now
    plain.git("gc", "-q", "--prune=now")
    assert repo.refs.types([plain.git("hash-object", "--stdin", input=b"password=hunter2")]) == {}


def test_archived_incidents_share_one_ref(repo: Repository) -> None:
    other = "2026-12-01-aaaa"
    digest, first = blobs.put(repo, ID, b"log")
    _, second = blobs.put(repo, other, b"log")
    shelf = blobs.shelved(repo, None, {ID: first.new})
    shelf = blobs.shelved(repo, shelf, {other: second.new})
    assert shelf == blobs.shelved(repo, None, {other: second.new, ID: first.new})
    do(repo, UpdateRef(blobs.ARCHIVED, repo.zero, shelf))
    assert blobs.get(repo, ID, digest) == blobs.get(repo, other, digest) == b"log"
    assert list(blobs.listing(repo, ID)) == [digest]
    late, update = blobs.put(repo, ID, b"late")
    do(repo, update)
    assert set(blobs.listing(repo, ID)) == {digest, late}
    do(repo, *blobs.withhold(repo, ID, [digest], "a name"))
    assert set(blobs.listing(repo, ID)) == {digest + blobs.WITHHELD, late}
    assert blobs.get(repo, other, digest) == b"log"


def test_a_blob_that_is_not_what_its_name_says_is_not_given(plain: Plain, repo: Repository) -> None:
    digest, _ = blobs.put(repo, ID, b"log")
    false = Oid(plain.git("hash-object", "-w", "--stdin", input=b"forged"))
    tree = plain.git("mktree", input=f"100644 blob {false}\t{digest}\n".encode())
    forged = Oid(plain.git("commit-tree", "-m", "x", tree))
    do(repo, UpdateRef(REF, repo.zero, forged))
    assert blobs.get(repo, ID, digest) is None and digest in blobs.listing(repo, ID)


def test_sha256_repositories_too(tmp_path: Path) -> None:
    repo = Plain.init(tmp_path / "long", "--object-format=sha256").repo
    digest, update = blobs.put(repo, ID, b"log")
    do(repo, update)
    assert blobs.get(repo, ID, digest) == b"log"
