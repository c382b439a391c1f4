"""Attributes of trees that are not checked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.git.attributes import shapes_diffs
from tests.git.plain import Plain

NAME = "linguist-generated"


def test_attributes_come_from_the_given_tree(plain: Plain) -> None:
    plain.commit("none", {"a.js": "1", "dist/b.js": "2", "dist/hand.js": "3"})
    plain.commit("some", {".gitattributes": f"dist/** {NAME}\n*.lock {NAME}=true\n"})
    plain.commit("nested", {"dist/.gitattributes": f"hand.js -{NAME}\n"})
    paths = ["a.js", "dist/b.js", "dist/hand.js", "x/y.lock", "dist/new"]
    having = plain.repo.attributes.having
    assert having(NAME, paths, "HEAD") == {"dist/b.js", "x/y.lock", "dist/new"}
    assert having(NAME, paths, "HEAD~1") == {"dist/b.js", "dist/hand.js", "x/y.lock", "dist/new"}
    assert having(NAME, paths, "HEAD~2") == set()
    assert having(NAME, [], "HEAD") == set()


def test_the_checkout_has_no_say(plain: Plain) -> None:
    plain.commit("none", {"a.js": "1", ".gitattributes": "*.md text\n"})
    plain.put({".gitattributes": f"* {NAME}\n"})
    plain.git("add", ".gitattributes")
    assert plain.repo.attributes.having(NAME, ["a.js"], "HEAD") == set()


def test_false_and_unset_are_no(plain: Plain) -> None:
    plain.commit("one", {".gitattributes": f"a {NAME}=false\nb -{NAME}\nc !{NAME}\nd {NAME}\n"})
    assert plain.repo.attributes.having(NAME, ["a", "b", "c", "d"], "HEAD") == {"d"}


def test_paths_of_any_bytes(plain: Plain) -> None:
    plain.commit("one", {".gitattributes": f"* {NAME}\n"})
    odd = ["new\nline", "t\tab", 'q"uote', "caf\udce9"]
    assert plain.repo.attributes.having(NAME, odd, "HEAD") == set(odd)


def test_a_forged_tree_writes_nothing_outside(plain: Plain, tmp_path: Path, monkeypatch) -> None:
    """A tree may hold the name `..`; laid out, it would lead out of the temporary folder."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "deep" / "tmp"))
    (tmp_path / "deep" / "tmp").mkdir(parents=True)
    blob = plain.git("hash-object", "-w", "--stdin", input=b"* text\n")
    inner = plain.git("mktree", input=f"100644 blob {blob}\t.gitattributes\n".encode())
    data = b"40000 ..\0" + bytes.fromhex(inner)
    tree = plain.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", input=data)
    with plain.repo.attributes.of(tree):
        found = [path.name for path in (tmp_path / "deep").rglob(".gitattributes")]
    assert found == []


def test_a_folder_of_that_name_holds_no_attributes(plain: Plain) -> None:
    plain.commit("one", {".gitattributes/a": f"* {NAME}\n", "sub/.gitattributes": f"* {NAME}\n"})
    assert plain.repo.attributes.having(NAME, ["a", "sub/b"], "HEAD") == {"sub/b"}


def test_many_paths_give_the_same_answer(plain: Plain) -> None:
    plain.commit("one", {"d/.gitattributes": f"* {NAME}\n", "d/1": "", "e/1": ""})
    many = [f"{folder}/{number}" for folder in "de" for number in range(200)]
    assert plain.repo.attributes.having(NAME, many, "HEAD") == {m for m in many if m[0] == "d"}


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("", False),
        ("# *.x diff\n\n*.py text=auto eol=lf\n_version.py export-subst\n", False),
        ("api.js linguist-generated=true -merge\n", False),
        ("*.png binary\n", True),
        ("*.svg -diff\n", True),
        ("*.py diff=python\n", True),
        ("[attr]ours -diff\n", True),
        ('"a b" diff\n', True),
        ("*.x ours\n", True),
    ],
)
def test_what_may_change_a_diff(text: str, shapes: bool) -> None:
    assert shapes_diffs(text.encode()) is shapes
