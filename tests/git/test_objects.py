"""Objects: one suite for both implementations."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.git.objects import Commit, Entry, Objects, Signature, parse_commit, parse_signature
from tests.git.plain import Plain

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
LATIN = os.fsdecode(b"caf\xe9")


@pytest.fixture(params=["plumbing", "pygit2"])
def objects(
    request: pytest.FixtureRequest, plain: Plain, monkeypatch: pytest.MonkeyPatch
) -> Objects:
    monkeypatch.setenv("GITFIX_OBJECTS", request.param)
    return plain.repo.objects


def test_blobs_keep_every_byte(objects: Objects) -> None:
    for data in (b"", b"\0", b"\xff\n\r\n", os.urandom(200_000)):
        oid = objects.write_blob(data)
        assert objects.read([oid]) == [data]


def test_filters_do_not_touch_a_blob(plain: Plain, objects: Objects) -> None:
    plain.put({".gitattributes": "* text eol=lf\n"})
    assert objects.read([objects.write_blob(b"a\r\nb\r\n")]) == [b"a\r\nb\r\n"]


def test_many_reads_keep_their_order_and_name_what_is_missing(objects: Objects) -> None:
    one, two = objects.write_blob(b"one\n"), objects.write_blob(b"")
    asked = [one, "0" * 40, two, "no-such-branch", one, "HEAD:nothing"]
    assert objects.read(asked) == [b"one\n", None, b"", None, b"one\n", None]
    assert objects.read([]) == []


def test_a_path_of_a_revision_may_hold_any_byte(plain: Plain, objects: Objects) -> None:
    names = {LATIN: b"latin", "a b/c d": b"spaces", 'q"uote': b"quote", "t\tab": b"tab"}
    plain.commit("odd names", {**names})
    assert objects.read([f"HEAD:{name}" for name in names]) == list(names.values())


def test_a_path_with_a_line_end_is_read(plain: Plain, objects: Objects) -> None:
    plain.commit("odd", {"new\nline": b"here", "other": b"there"})
    assert objects.read(["HEAD:other", "HEAD:new\nline", "HEAD:other"]) == [
        b"there",
        b"here",
        b"there",
    ]


def test_a_commit_of_one_file(plain: Plain, objects: Objects) -> None:
    parent = plain.commit("one")
    who = Signature("Ada \u00e9", "ada@example.org", 1_700_000_000, "+0100")
    for data in (b"", b"\0", b"\xff\n", os.urandom(70_000), b"x" * 5000):
        wanted = Commit(TreeId("0" * 40), (parent,), who, who, "words\n")
        oid = objects.write_sole("event.json", data, wanted)
        assert objects.read([f"{oid}:event.json"]) == [data]
        made = objects.read_commit(oid)
        assert replace(made, tree=wanted.tree) == wanted
        (entry,) = objects.read_tree(made.tree)
        assert (entry.name, entry.mode) == ("event.json", 0o100644)
        assert objects.write_sole("event.json", data, wanted) == oid, "the same again"
    plain.git("fsck", "--strict", "--no-dangling")


def test_a_missing_path_never_becomes_another_one(plain: Plain, objects: Objects) -> None:
    plain.commit("one", {"ab": b"not this one"})
    assert objects.read(["HEAD:a\nb"]) == [None]


def test_the_tree_of_a_revision(plain: Plain, objects: Objects) -> None:
    plain.commit("one", {LATIN: b"1", "folder/inside": b"2", "folder.txt": b"3"})
    (plain.path / "link").symlink_to("folder.txt")
    plain.git("add", "link")
    plain.commit("two")
    found = objects.read_tree("HEAD")
    assert [(entry.name, entry.mode) for entry in found] == [
        (LATIN, 0o100644),
        ("folder.txt", 0o100644),
        ("folder", 0o040000),
        ("link", 0o120000),
    ]
    assert objects.write_tree(found) == plain.oid("HEAD^{tree}")
    assert objects.write_tree(reversed(found)) == plain.oid("HEAD^{tree}")


def test_the_empty_tree(objects: Objects) -> None:
    assert objects.write_tree([]) == EMPTY_TREE
    assert objects.read_tree(EMPTY_TREE) == []


def test_a_submodule_in_a_tree_need_not_be_here(objects: Objects) -> None:
    entry = Entry("sub", 0o160000, Oid("1" * 40))
    assert objects.read_tree(objects.write_tree([entry])) == [entry]


EXOTIC = {
    "no email": b"author A <> 1 +0000\ncommitter A <> 1 +0000\n\nm\n",
    "no name": b"author  <a@b> 1 +0000\ncommitter  <a@b> 1 +0000\n\nm\n",
    "negative zone": b"author A <a> 5 -0930\ncommitter A <a> 6 -1145\n\nm\n",
    "encoding": b"author \xc4 <a> 5 +0000\ncommitter A <a> 6 +0000\nencoding ISO-8859-1\n\nf\xfcr\n",
    "signature": b"author A <a> 5 +0000\ncommitter A <a> 6 +0000\n"
    b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc=\n -----END PGP SIGNATURE-----\n\nm\n",
    "merge tag": b"author A <a> 5 +0000\ncommitter A <a> 6 +0000\n"
    b"mergetag object "
    + b"1" * 40
    + b"\n type commit\n tag v1\n tagger A <a> 1 +0000\n \n words\n\nm\n",
    "no message": b"author A <a> 5 +0000\ncommitter A <a> 6 +0000\n\n",
    "blank lines": b"author A <a> 5 +0000\ncommitter A <a> 6 +0000\n\n\n\nm\n\n\nmore",
    "carriage returns": b"author A <a> 5 +0000\ncommitter A <a> 6 +0000\n\nm\r\n\r\nmore\r\n",
}


@pytest.mark.parametrize("kind", EXOTIC)
def test_exotic_commits_go_round_unchanged(plain: Plain, objects: Objects, kind: str) -> None:
    data = b"tree " + EMPTY_TREE.encode() + b"\n" + EXOTIC[kind]
    plain.git("hash-object", "-w", "-t", "tree", "--stdin")
    oid = Oid(plain.git("hash-object", "-w", "-t", "commit", "--literally", "--stdin", input=data))
    commit = objects.read_commit(oid)
    assert objects.write_commit(commit) == oid
    assert commit.tree == EMPTY_TREE


def test_a_commit_without_the_blank_line_after_its_headers(plain: Plain, objects: Objects) -> None:
    tree = plain.git("hash-object", "-w", "-t", "tree", "--stdin")
    data = f"tree {tree}\nauthor A <a> 5 +0000\ncommitter A <a> 6 +0000\n".encode()
    oid = plain.git("hash-object", "-w", "-t", "commit", "--literally", "--stdin", input=data)
    commit = objects.read_commit(oid)
    assert (commit.committer.when, commit.message) == (6, "")


def test_a_tag_leads_to_its_commit(plain: Plain, objects: Objects) -> None:
    head = plain.commit("one", {"a": "1"})
    plain.git("tag", "-a", "-m", "words", "v1")
    assert objects.read_commit("refs/tags/v1").tree == plain.oid(f"{head}^{{tree}}")
    assert [entry.name for entry in objects.read_tree("refs/tags/v1")] == ["a"]


@pytest.mark.parametrize("name", ["1" * 40, "refs/heads/none", "HEAD:none"])
def test_a_missing_commit_is_refused(objects: Objects, name: str) -> None:
    with pytest.raises(Refusal):
        objects.read_commit(name)


def test_a_missing_tree_is_refused(objects: Objects) -> None:
    with pytest.raises(Refusal):
        objects.read_tree("1" * 40)


def test_git_reads_what_was_written(plain: Plain, objects: Objects) -> None:
    blob = objects.write_blob(b"fix\n")
    tree = objects.write_tree([Entry(LATIN, 0o100755, blob)])
    who = Signature(LATIN, "a@b", 1_700_000_000, "-0130")
    first = objects.write_commit(Commit(tree, (), who, who, "one\n"))
    second = objects.write_commit(Commit(tree, (first, first), who, who, "two\n"))
    assert plain.git("log", "--format=%s|%an|%ad", "--date=raw", first) == (
        f"one|{LATIN}|1700000000 -0130"
    )
    assert plain.git("rev-list", "--parents", "-1", second) == f"{second} {first} {first}"
    assert plain.raw("fsck", "--strict").returncode == 0


def test_sha256_by_plumbing(tmp_path: Path) -> None:
    plain = Plain.init(tmp_path / "long", "--object-format=sha256")
    head = plain.commit("one", {LATIN: b"\xff"})
    repo = plain.repo
    assert (len(head), len(repo.zero), repo.object_format) == (64, 64, "sha256")
    commit = repo.objects.read_commit(head)
    assert repo.objects.write_commit(commit) == head
    assert repo.objects.write_tree(repo.objects.read_tree(head)) == commit.tree
    assert repo.objects.read([f"{head}:{LATIN}"]) == [b"\xff"]


def test_pygit2_says_that_it_cannot_open_sha256(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITFIX_OBJECTS", "pygit2")
    plain = Plain.init(tmp_path / "long", "--object-format=sha256")
    with pytest.raises(Refusal) as refused:
        _ = plain.repo.objects
    assert "GITFIX_OBJECTS" in refused.value.hint


@pytest.mark.parametrize(
    ("line", "name", "email", "when", "zone"),
    [
        ("A B <a@b> 12 +0100", "A B", "a@b", 12, "+0100"),
        ("A <a> b> 12 +0100", "A", "a> b", 12, "+0100"),
        ("<a@b> 12 +0100", "", "a@b", 12, "+0100"),
        ("A <a@b> -5 +0000", "A", "a@b", -5, "+0000"),
        ("A <a@b> then", "A", "a@b", 0, "+0000"),
    ],
)
def test_signatures(line: str, name: str, email: str, when: int, zone: str) -> None:
    assert parse_signature(line) == Signature(name, email, when, zone)


def test_what_is_not_a_commit_is_a_value_error() -> None:
    for data in (b"", b"tree 1\n\nwords", b"author A <a> 1 +0000"):
        with pytest.raises(ValueError):
            parse_commit(data)
