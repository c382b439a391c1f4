"""A short line of commits is read as git's own walk tells it, and left to that walk where it is no short line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.git.chain import chain
from gitfix.git.history import FEW, Logged
from tests.git.plain import Plain

MESSAGES = (
    "Fix",
    "A subject\nof two lines  \n\nA body",
    "\n\n  \nAfter blank lines",
    "  indented",
    "trailing\t \n \nbody",
    "a\x0bb\x1cc",
    "Ümlaut \udcff",
    "-- dashes",
)


def walked(plain: Plain, base: Oid, head: Oid) -> list[Logged]:
    found = plain.repo.history.between(f"{base}..{head}", options=("--topo-order", "--reverse"))
    assert len(found) == int(plain.git("rev-list", "--count", f"{base}..{head}"))
    return found


def read(plain: Plain, base: Oid, head: Oid) -> list[Logged]:
    with plain.repo.history.reading(base, head) as logged:
        return logged()


def test_every_message_reads_as_gits_log_has_it(plain: Plain) -> None:
    base = plain.commit("Begin")
    parent = base
    for message in MESSAGES:
        data = message.encode("utf-8", "surrogateescape")
        told = plain.git(
            "commit-tree", "-p", parent, f"{base}^{{tree}}", input=data, env={"GIT_AUTHOR_NAME": " Ö. "}
        )  # fmt: skip
        parent = Oid(told)
    assert len(chain(plain.repo.batch, parent, FEW, base)) == len(MESSAGES)
    assert read(plain, base, parent) == walked(plain, base, parent)


@pytest.mark.parametrize("kind", ["many", "merge", "side", "none", "encoded", "grafted"])
def test_what_is_no_short_line_is_walked(plain: Plain, kind: str) -> None:
    base = plain.commit("Begin")
    head = plain.commit("One")
    if kind == "many":
        for number in range(FEW):
            head = plain.commit(f"Commit {number}")
    elif kind == "merge":
        plain.git("switch", "-qc", "other", base)
        plain.commit("Other")
        plain.git("switch", "-q", "main")
        plain.git("merge", "-q", "--no-edit", "other")
        head = plain.commit("After the merge")
    elif kind == "side":
        plain.git("switch", "-qc", "other", base)
        base = plain.commit("Other")
    elif kind == "none":
        base = head
    elif kind == "encoded":
        plain.git("config", "i18n.commitEncoding", "latin-1")
        told = plain.git(
            "commit-tree", "-p", head, f"{head}^{{tree}}", input="Grün".encode("latin-1")
        )
        head = Oid(told)
        plain.git("config", "--unset", "i18n.commitEncoding")
    else:
        middle, head = head, plain.commit("Two")
        (plain.path / ".git/info/grafts").write_text(f"{head} {base}\n")
        assert middle not in plain.git("rev-list", head)
    found = read(plain, base, head)
    assert found == walked(plain, base, head)
    if kind not in ("none", "encoded"):
        assert chain(plain.repo.batch, head, FEW, base) == []


def test_a_shallow_clone_does_not_pretend_to_know_the_first_commit(
    plain: Plain, tmp_path: Path
) -> None:
    for number in range(4):
        plain.commit(f"Commit {number}")
    whole = chain(plain.repo.batch, plain.oid(), 24)
    assert [one.commit.message for one in whole] == [f"Commit {n}\n" for n in (3, 2, 1, 0)]
    shallow = Plain(tmp_path / "shallow")
    plain.git("clone", "-q", "--depth", "2", f"file://{plain.path}", str(shallow.path))
    assert chain(shallow.repo.batch, shallow.oid(), 24) == []
