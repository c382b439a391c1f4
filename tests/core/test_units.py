"""A change cut into units: none of them is the base, all of them the head, byte for byte, and every mix is a file."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.change import FileChange, Hunk
from gitfix.core.line_groups import groups, pieces
from gitfix.core.names import Oid
from gitfix.core.text import decode
from gitfix.core.units import Built, FileUnits, build, file_units, join_lines, split_lines

FILE = 0o100644
BASE, HEAD = Oid("1" * 40), Oid("2" * 40)
LINES = st.sampled_from(
    [
        b"a",
        b"b = 1",
        b"if b:",
        b"    c(",
        b"    )",
        b"",
        b"\tx",
        b"# why",
        b"\xff\xfe",
        b"a\r",
        b"\x0c",
    ]
)


def change(base: bytes, head: bytes) -> FileChange:
    """What git would say of a file that was `base` and is `head`, without context."""
    before, after = split_lines(base), split_lines(head)
    hunks = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            removed = tuple(decode(line.removesuffix(b"\n")) for line in before[a:b])
            added = tuple(decode(line.removesuffix(b"\n")) for line in after[c:d])
            hunks.append(Hunk(a + 1 if removed else a, c + 1 if added else c, removed, added))
    return FileChange("f.py", "M", "f.py", FILE, FILE, BASE, HEAD, hunks=tuple(hunks))


def cut(base: bytes, head: bytes) -> FileUnits:
    return file_units(change(base, head), base, head, 0)


def content(built: Built | None, base: bytes, head: bytes) -> bytes:
    assert built is not None
    return {BASE: base, HEAD: head}[Oid(built.oid)] if built.oid else built.data or b""


def text_of(lines: list[bytes], ended: bool) -> bytes:
    data = b"\n".join(lines)
    return data + b"\n" if ended and data else data


@given(st.lists(LINES, max_size=8), st.lists(LINES, max_size=8), st.booleans(), st.booleans())
def test_all_units_are_the_head_and_none_the_base(
    before: list[bytes], after: list[bytes], one: bool, other: bool
) -> None:
    base, head = text_of(before, one), text_of(after, other)
    if base == head:
        return
    file = cut(base, head)
    everything = frozenset(unit.number for unit in file.units)
    assert content(build(file, everything), base, head) == head
    assert content(build(file, frozenset()), base, head) == base
    # Not by the ids alone: line by line, too.
    lines = [b for unit in file.units for b in unit.new]
    assert sum(unit.deleted for unit in file.units) == sum(
        len(h.removed) for h in file.change.hunks
    )
    assert len(lines) == sum(len(h.added) for h in file.change.hunks)


@given(st.data())
def test_any_mix_has_the_lines_of_its_units_and_no_other(data: st.DataObject) -> None:
    base = text_of(data.draw(st.lists(LINES, max_size=8)), True)
    head = text_of(data.draw(st.lists(LINES, max_size=8)), data.draw(st.booleans()))
    if base == head:
        return
    file = cut(base, head)
    numbers = [unit.number for unit in file.units]
    kept = frozenset(data.draw(st.sets(st.sampled_from(numbers)))) if numbers else frozenset()
    mixed = content(build(file, kept), base, head)
    expected = split_lines(base)
    for unit in sorted(file.units, key=lambda unit: unit.number, reverse=True):
        if unit.number in kept:
            expected[unit.start : unit.end] = unit.new
    # A last line without an end that is in the middle now has one: either kind, where the file has both.
    ends = [b"", *([b"\n", b"\r\n"] if len(expected) > 1 else [])]
    found = split_lines(mixed)
    assert len(found) == len(expected)
    for line, wanted in zip(found, expected, strict=True):
        if wanted.endswith(b"\n"):
            assert line.rstrip(b"\n") == wanted.rstrip(b"\n")
        else:
            assert line in [wanted + end for end in ends]


@given(st.lists(LINES, max_size=10), st.lists(LINES, max_size=10))
def test_pieces_cover_both_sides_in_order(removed: list[bytes], added: list[bytes]) -> None:
    old = new = 0
    for piece in pieces(removed, added):
        assert (piece.old_start, piece.new_start) == (old, new)
        assert piece.old_end > old or piece.new_end > new
        old, new = piece.old_end, piece.new_end
    assert (old, new) == (len(removed), len(added))


def test_a_last_line_without_an_end_gets_one_when_it_is_not_the_last_any_more() -> None:
    base, head = b"a", b"a\nb = 1"
    file = cut(base, head)
    mixed = {content(build(file, frozenset([unit.number])), base, head) for unit in file.units}
    assert b"ab = 1" not in mixed
    assert join_lines([b"a\r\n", b"b", b"c"]) == b"a\r\nb\r\nc"


def grouped(text: str) -> list[str]:
    lines = split_lines(text.encode())
    return [b"".join(lines[one.start : one.end]).decode() for one in groups(lines)]


def test_a_line_goes_with_what_is_indented_below_it() -> None:
    assert grouped("if not items:\n    return None\nbest = 1\n") == [
        "if not items:\n    return None\n",
        "best = 1\n",
    ]


def test_a_call_over_several_lines_is_one_group() -> None:
    assert grouped("a = f(\n    1,\n)\nb = 2\n") == ["a = f(\n    1,\n)\n", "b = 2\n"]


def test_branches_of_one_statement_stay_together() -> None:
    assert len(grouped("try:\n    a()\nexcept OSError:\n    pass\n")) == 1
    assert len(grouped("if (a) {\n    b();\n} else {\n    c();\n}\n")) == 1


def test_a_comment_and_a_decorator_go_with_the_next_line() -> None:
    assert grouped("# why\na = 1\nb = 2\n") == ["# why\na = 1\n", "b = 2\n"]
    assert grouped("@cached\ndef f():\n    return 1\n\nx = f()\n") == [
        "@cached\ndef f():\n    return 1\n\n",
        "x = f()\n",
    ]


def test_a_long_block_is_cut_into_its_head_and_its_statements() -> None:
    body = "".join(f"    step({n})\n" for n in range(14))
    lines = split_lines(f"def f():\n{body}".encode())
    (whole,) = groups(lines)
    assert [(part.start, part.end) for part in whole.parts][:2] == [(0, 1), (1, 2)]
    assert len(whole.parts) == 15


def test_a_changed_line_among_added_ones_is_a_unit_of_its_own() -> None:
    removed = [b"    best = max(items)\n"]
    added = [b"    if not items:\n", b"        return None\n", b"    best = max(items, key=len)\n"]
    assert [(p.old_start, p.old_end, p.new_start, p.new_end) for p in pieces(removed, added)] == [
        (0, 0, 0, 2),
        (0, 1, 2, 3),
    ]


def test_lines_that_only_move_to_the_right_are_one_unit() -> None:
    removed = [b"a()\n", b"b()\n", b"c()\n"]
    added = [b"if x:\n", b"    a()\n", b"    b()\n", b"    c()\n"]
    assert [(p.old_start, p.old_end, p.new_start, p.new_end) for p in pieces(removed, added)] == [
        (0, 0, 0, 1),
        (0, 3, 1, 4),
    ]


def whole(
    old: int, new: int, *, path: str = "f", old_path: str = "f", binary: bool = False
) -> FileUnits:
    status = "A" if not old else "D" if not new else "R" if path != old_path else "M"
    made = FileChange(path, status, old_path, old, new, BASE, HEAD, binary)
    return file_units(made, b"", b"", 7)


def test_whole_files_are_units() -> None:
    kinds = {
        "added": whole(0, FILE),
        "deleted": whole(FILE, 0),
        "binary": whole(FILE, FILE, binary=True),
        "replaced": whole(FILE, 0o120000),
    }
    for kind, file in kinds.items():
        assert [(unit.number, unit.kind) for unit in file.units] == [(7, kind)]
        assert file.shape == file.units[0]
    assert build(kinds["added"], frozenset()) is None
    assert build(kinds["deleted"], frozenset([7])) is None
    assert build(kinds["replaced"], frozenset([7])) == Built("f", 0o120000, oid=HEAD)


def test_a_pointer_of_git_lfs_is_one_unit() -> None:
    """Half of a new one names a file that there is not."""
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
    old, new = pointer % (b"a" * 64, 10), pointer % (b"b" * 64, 11)
    for base, head in ((old, new), (old, b"no pointer\nany more\n"), (b"one\ntwo\n", new)):
        file = cut(base, head)
        assert [unit.kind for unit in file.units] == ["replaced"]
        assert content(build(file, frozenset()), base, head) == base
        assert content(build(file, frozenset((0,))), base, head) == head


def test_a_rename_and_the_lines_in_it_go_apart() -> None:
    base, head = b"a\nb\nc\n", b"a\nB\nc\n"
    row = change(base, head)
    moved = FileChange(**{**vars(row), "path": "new.py", "status": "R", "new_mode": 0o100755})
    file = file_units(moved, base, head, 0)
    assert [unit.kind for unit in file.units] == ["renamed", "lines"]
    assert build(file, frozenset([1])) == Built("f.py", FILE, oid=HEAD)
    assert build(file, frozenset([0])) == Built("new.py", 0o100755, oid=BASE)
