"""Refs: one transaction or nothing, old values that hold, and names of every kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.plan import UpdateRef
from gitfix.core.text import encode
from gitfix.git.process import GitFailed
from tests.git.plain import Plain

ZERO = Oid("0" * 40)
LATIN = os.fsdecode(b"refs/heads/caf\xe9")


@pytest.fixture
def two(plain: Plain) -> tuple[Oid, Oid]:
    return plain.commit("one"), plain.commit("two")


def test_all_of_a_transaction_or_nothing(plain: Plain, two: tuple[Oid, Oid]) -> None:
    one, now = two
    before = plain.refs()
    updates = [
        UpdateRef("refs/heads/new", ZERO, one),
        UpdateRef("refs/heads/main", one, now),  # main is not at `one`
    ]
    with pytest.raises(GitFailed):
        plain.repo.refs.transaction(updates, "test")
    assert plain.refs() == before
    assert not plain.repo.refs.try_transaction(updates, "test")


def test_created_moved_and_deleted_at_once(plain: Plain, two: tuple[Oid, Oid]) -> None:
    one, now = two
    plain.git("update-ref", "refs/heads/gone", one)
    plain.git("pack-refs", "--all")
    updates = [
        UpdateRef("refs/heads/new", ZERO, one),
        UpdateRef("refs/heads/main", now, one),
        UpdateRef("refs/heads/gone", one, ZERO),
    ]
    plain.repo.refs.transaction(updates, "landing")
    assert plain.refs() == {"refs/heads/main": one, "refs/heads/new": one}
    assert "gitfix: landing" in plain.git("reflog", "show", "main")


@pytest.mark.parametrize(("old", "new"), [("absent", "one"), ("one", "absent"), ("two", "one")])
def test_a_wrong_old_value_is_enforced(
    plain: Plain, two: tuple[Oid, Oid], old: str, new: str
) -> None:
    plain.git("update-ref", "refs/heads/b", two[0])
    values = {"absent": ZERO, "one": two[0], "two": two[1]}
    # `b` is at `one`: claim that it is not.
    update = UpdateRef("refs/heads/b", values["two"] if old == "one" else values[old], values[new])
    assert not plain.repo.refs.try_transaction([update], "test")
    assert plain.oid("refs/heads/b") == two[0]


def test_deleting_what_is_gone_is_refused(plain: Plain, two: tuple[Oid, Oid]) -> None:
    assert not plain.repo.refs.try_transaction([UpdateRef("refs/heads/b", two[0], ZERO)], "test")


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_in_the_way_refuses_everything(
    plain: Plain, two: tuple[Oid, Oid], packed: bool
) -> None:
    """Row 9: a branch named `hotfix` blocks `hotfix/1.2.4`, and the other way round."""
    plain.git("branch", "hotfix")
    plain.git("branch", "open/one")
    if packed:
        plain.git("pack-refs", "--all")
    before = plain.refs()
    for name in ("hotfix/1.2.4", "open"):
        updates = [
            UpdateRef("refs/heads/ok", ZERO, two[0]),
            UpdateRef(f"refs/heads/{name}", ZERO, two[0]),
        ]
        assert not plain.repo.refs.try_transaction(updates, "test")
    assert plain.refs() == before


def test_a_lock_of_somebody_else_refuses_everything(plain: Plain, two: tuple[Oid, Oid]) -> None:
    (plain.path / ".git/refs/heads/main.lock").touch()
    updates = [
        UpdateRef("refs/heads/new", ZERO, two[0]),
        UpdateRef("refs/heads/main", two[1], two[0]),
    ]
    assert not plain.repo.refs.try_transaction(updates, "test")
    assert plain.refs() == {"refs/heads/main": two[1]}


def test_a_symbolic_ref_is_not_followed(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    plain.repo.refs.transaction([UpdateRef("refs/heads/alias", two[1], two[0])], "test")
    assert (plain.oid("refs/heads/alias"), plain.oid("refs/heads/main")) == two


ODD = [
    "refs/heads/#x",
    "refs/heads/größe/ü",
    LATIN,
    "refs/heads/a'b\"c",
    "refs/heads/-x",
    "refs/heads/@",
]


@pytest.mark.parametrize("ref", ODD)
def test_odd_names_go_all_the_way(plain: Plain, two: tuple[Oid, Oid], ref: str) -> None:
    refs = plain.repo.refs
    refs.transaction([UpdateRef(ref, ZERO, two[0])], "test")
    assert refs.get(ref) == two[0]
    assert ref in refs.names("refs/heads/")
    assert refs.listing()[ref] == two[0]
    assert refs.commit(ref) == two[0]
    assert refs.commits([ref, "refs/heads/none"]) == [two[0], None]
    refs.transaction([UpdateRef(ref, two[0], ZERO)], "test")
    assert refs.get(ref) is None


def test_get_reads_exactly_one_ref(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("branch", "hotfix/1")
    refs = plain.repo.refs
    assert refs.get("refs/heads/hotfix") is None
    assert refs.get("main") is None
    assert refs.get("refs/heads/mai*") is None


def test_a_tag_and_a_branch_of_one_name(plain: Plain, two: tuple[Oid, Oid]) -> None:
    """Row 1: full refnames, always."""
    plain.git("branch", "v1", two[0])
    plain.git("tag", "v1", two[1])
    refs = plain.repo.refs
    assert refs.get("refs/heads/v1") == refs.commit("refs/heads/v1") == two[0]
    assert refs.get("refs/tags/v1") == refs.commit("refs/tags/v1") == two[1]
    refs.transaction([UpdateRef("refs/heads/v1", two[0], ZERO)], "test")
    assert refs.names() == ["refs/heads/main", "refs/tags/v1"]


def test_symbolic_head_detached_and_unborn(plain: Plain) -> None:
    refs = plain.repo.refs
    assert (refs.symbolic("HEAD"), refs.commit("HEAD")) == ("refs/heads/main", None)
    head = plain.commit("one")
    plain.git("switch", "-q", "--detach")
    assert (plain.repo.refs.symbolic("HEAD"), plain.repo.refs.commit("HEAD")) == (None, head)


def test_five_thousand_tags(plain: Plain, two: tuple[Oid, Oid]) -> None:
    wanted = [f"refs/tags/v{major}.{minor}" for major in range(50) for minor in range(100)]
    lines = "".join(f"create {ref} {two[0]}\n" for ref in wanted)
    plain.git("update-ref", "--stdin", input=lines.encode())
    refs = plain.repo.refs
    assert sorted(refs.names("refs/tags/")) == sorted(wanted)
    assert refs.commits(wanted) == [two[0]] * 5000
    assert len(refs.tag_dates([ref[10:] for ref in wanted])) == 5000


def tag_object(
    plain: Plain, target: str, kind: str = "commit", tagger: str = "A <a> 7 +0000"
) -> str:
    data = f"object {target}\ntype {kind}\ntag t\ntagger {tagger}\n\nwords\n".encode()
    return plain.git("hash-object", "-w", "-t", "tag", "--literally", "--stdin", input=data)


def test_types(plain: Plain, two: tuple[Oid, Oid]) -> None:
    tag = tag_object(plain, two[0])
    tree = plain.git("hash-object", "-w", "-t", "tree", "--stdin")
    blob = plain.git("hash-object", "-w", "--stdin", input=b"x")
    asked = [two[0], tag, tree, blob, "1" * 40]
    assert plain.repo.refs.types(asked) == {
        two[0]: "commit",
        tag: "tag",
        tree: "tree",
        blob: "blob",
    }
    assert plain.repo.refs.types([]) == {}


def test_dates_of_tags_of_every_kind(plain: Plain, two: tuple[Oid, Oid]) -> None:
    when = int(plain.git("show", "-s", "--format=%ct", two[0]))
    blob = plain.git("hash-object", "-w", "--stdin", input=b"x")
    inner = tag_object(plain, two[0])
    made = {
        "light": two[0],
        "annotated": inner,
        "of-a-tag": tag_object(plain, inner, "tag", "A <a> 9 +0000"),
        "of-a-blob": blob,
        "v1/nested": two[0],
    }
    for name, oid in made.items():
        plain.git("update-ref", f"refs/tags/{name}", oid)
    refs = plain.repo.refs
    assert refs.tag_dates([*made, "none"]) == {
        "light": when,
        "annotated": 7,
        "of-a-tag": 9,
        "of-a-blob": 0,
        "v1/nested": when,
    }
    assert refs.tag_dates(["v1"]) == {}
    assert refs.tag_dates([]) == {}


def test_a_broken_tag_does_not_hide_the_others(plain: Plain, two: tuple[Oid, Oid]) -> None:
    """Row 6: a tag whose object is not here."""
    plain.git("tag", "good", two[0])
    (plain.path / ".git/refs/tags/lost").write_text("1" * 40 + "\n")
    (plain.path / ".git/refs/tags/garbage").write_text("no id at all\n")
    refs = plain.repo.refs
    assert {"refs/tags/good", "refs/tags/lost"} <= set(refs.names("refs/tags/"))
    assert refs.commits(["refs/tags/good", "refs/tags/lost"]) == [two[0], None]
    assert set(refs.tag_dates(["good", "lost", "garbage"])) == {"good"}


@pytest.mark.parametrize(
    ("name", "valid"),
    [
        ("hotfix/1.2.4", True),
        ("#x", True),
        ("größe", True),
        ("-x", False),
        ("HEAD", False),
        ("a..b", False),
        ("a b", False),
        ("a.lock", False),
        ("a/", False),
        ("", False),
        ("a\nb", False),
        ("@{-1}", False),
    ],
)
def test_branch_names_as_git_takes_them(plain: Plain, name: str, valid: bool) -> None:
    plain.commit("one")
    assert plain.repo.refs.valid_branch(name) is valid
    if name:
        assert (plain.raw("branch", "--", name).returncode == 0) is valid


def test_an_ambiguous_or_dangerous_revision_is_no_option(plain: Plain) -> None:
    plain.commit("one")
    assert plain.repo.refs.commit("--help") is None
    assert plain.repo.refs.commit("-n1") is None


def test_names_are_bytes_safe(plain: Plain, two: tuple[Oid, Oid]) -> None:
    assert encode(LATIN).endswith(b"caf\xe9")
    path = Path(os.fsdecode(plain.path / ".git")) / LATIN
    plain.repo.refs.transaction([UpdateRef(LATIN, ZERO, two[1])], "test")
    assert path.read_text().strip() == two[1]
