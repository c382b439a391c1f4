"""A difference that is read while git writes it: the same as when all of it is there, wherever the pieces end."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.change import FileChange
from gitfix.core.text import decode
from gitfix.git.diff import OPTIONS
from gitfix.git.diff_parse import change_of, changes, parted
from gitfix.git.diff_stream import Pieces
from gitfix.git.process import GitFailed
from gitfix.host.stream import PIPE, Stream
from tests.git.plain import Plain

OLD, NEW = "1" * 40, "2" * 40
LINES = st.sampled_from(
    [
        b"+rate = 1",
        b"-rate = 2",
        b" both",
        b"+diff --git a/x b/x",
        b"-",
        b"+\xff\xfe bytes",
        b"+\xc3\xa4",
        b"\\ No newline at end of file",
        b"+a\rb",
        b"+",
    ]
)
NAMES = st.sampled_from([b"a.py", b"sub/b c.py", b"\xc3\xbc.txt", b"x\xff", b'"quoted"'])


@st.composite
def outputs(draw: st.DrawFn) -> bytes:
    """What git might write of a few files."""
    raw, patch = [], []
    for name in draw(st.lists(NAMES, max_size=5, unique=True)):
        status = draw(st.sampled_from([b"M", b"A", b"D", b"R100", b"T", b"U", b"B"]))
        binary = status == b"B"
        letter = b"M" if binary else status
        raw.append(b":100644 100644 %s %s %s" % (OLD.encode(), NEW.encode(), letter))
        raw += [name, b"to/" + name] if letter == b"R100" else [name]
        head = b"diff --git a/%s b/%s\nindex 1..2 100644\n" % (name, name)
        for _ in range({b"T": 2, b"U": 0}.get(letter, 1)):
            body = b""
            if binary:
                body = b"Binary files a/x and b/x differ\n"
            elif letter != b"R100":
                rows = draw(st.lists(LINES, min_size=1, max_size=6))
                body = b"--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n" + b"\n".join(rows) + b"\n"
            patch.append(head + body)
    return b"\0".join(raw) + b"\0\0" + b"".join(patch) if raw else b""


def at_once(data: bytes) -> list[FileChange]:
    """As it was read before git was listened to while it writes."""
    rows, patch = parted(data)
    return changes(rows, patch, set())


def in_pieces(pieces: list[bytes]) -> list[FileChange]:
    found = Pieces(iter(pieces))
    sections = found.sections()
    files = [change_of(row, sections, set()) for row in found.rows]
    assert [section for section in sections if section] == []
    return files


@given(outputs(), st.data())
def test_wherever_the_pieces_end(data: bytes, draw: st.DataObject) -> None:
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(data)), max_size=12)))
    edges = [0, *cuts, len(data)]
    pieces = [data[one:two] for one, two in itertools.pairwise(edges)]
    assert in_pieces([piece for piece in pieces if piece]) == at_once(data)


def test_byte_by_byte() -> None:
    row = f":100644 100644 {OLD} {NEW} M\0a\0".encode()
    patch = b"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+diff --git a/a b/a\n"
    data = row + row.replace(b"\0a\0", b"\0b\0") + b"\0" + patch + patch.replace(b"a/a", b"a/b")
    single = [data[at : at + 1] for at in range(len(data))]
    assert in_pieces(single) == at_once(data)
    assert [change.added for change in in_pieces(single)] == [1, 1]


def test_of_a_real_repository(plain: Plain) -> None:
    """More than a pipe holds, read late: git has waited, and nothing is lost."""
    base = plain.commit("one", {f"f{n}.txt": f"{n}\n" for n in range(300)})
    text = "".join(f"line {n} \u00fc\n" for n in range(800))
    head = plain.commit("two", {f"f{n}.txt": f"{n}\n{text}" for n in range(300)})
    told = ("diff-tree", *OPTIONS, base, head)
    data = plain.repo.git.out(*told)
    assert len(data) > 2 * PIPE
    assert plain.repo.diffs.between(base, head) == at_once(data)


def test_what_nobody_reads_is_ended(plain: Plain) -> None:
    base = plain.commit("one", {"a": "1\n"})
    head = plain.commit("two", {"a": "2\n"})
    with plain.repo.diffs.reading(base, head) as coming:
        assert callable(coming)
    with plain.repo.diffs.reading(base, head) as coming:
        assert coming()[0] == 1
    assert [one.path for one in plain.repo.diffs.between(base, head)] == ["a"]


def test_where_git_fails_it_is_said(plain: Plain) -> None:
    base = plain.commit("one", {"a": "1\n"})
    head = plain.commit("two", {"a": "2\n"})
    blob = plain.lose(f"{head}:a")
    with pytest.raises(GitFailed) as failed:
        plain.repo.diffs.between(base, head)
    assert blob in decode(failed.value.done.stderr)


def test_a_program_that_says_much_on_both_sides(tmp_path: Path) -> None:
    script = "import sys\nfor n in range(40000): print(n); print(n, file=sys.stderr)"
    with Stream([sys.executable, "-c", script], cwd=tmp_path, env=os.environ) as running:
        lines = b"".join(running.chunks()).split()
        assert running.code() == 0
    assert lines == running.stderr.split() == [str(n).encode() for n in range(40000)]


def test_a_program_that_is_left_is_ended(tmp_path: Path) -> None:
    with Stream(["sh", "-c", "echo $$; exec sleep 100"], cwd=tmp_path, env=os.environ) as running:
        number = int(next(running.chunks()))
    assert subprocess.run(["ps", "-p", str(number)], capture_output=True, check=False).returncode
