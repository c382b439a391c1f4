"""Differences, parsed: every kind of change, and content that looks like a patch."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from gitfix.core.change import FileChange, Hunk
from gitfix.git.diff_parse import hunks
from tests.git.plain import Plain

LATIN = os.fsdecode(b"caf\xe9.txt")
LINES = "".join(f"line {n}\n" for n in range(1, 21))


def only(changes: list[FileChange]) -> FileChange:
    assert len(changes) == 1, changes
    return changes[0]


def changed(plain: Plain, before: dict, after: dict) -> list[FileChange]:
    """The same change seen twice: staged, and between two commits."""
    base = plain.commit("before", before)
    plain.put(after)
    plain.git("--literal-pathspecs", "add", "-A", "-f", "--", *after)
    staged = plain.repo.diffs.staged(base)
    head = plain.commit("after")
    between = plain.repo.diffs.between(base, head)
    assert between == staged
    return between


def test_no_change_at_all(plain: Plain) -> None:
    head = plain.commit("one", {"a": "1"})
    assert plain.repo.diffs.between(head, head) == plain.repo.diffs.staged(head) == []


def test_an_edit(plain: Plain) -> None:
    after = LINES.replace("line 3\n", "").replace("line 10\n", "ten\nand a half\n")
    change = only(changed(plain, {"a": LINES}, {"a": after}))
    assert (change.path, change.status, change.added, change.deleted) == ("a", "M", 2, 2)
    first, second = change.hunks
    assert (first.old_start, first.removed, first.added) == (3, ("line 3",), ())
    assert (second.old_start, second.new_start) == (10, 9)
    assert (second.removed, second.added) == (("line 10",), ("ten", "and a half"))


def test_added_deleted_and_empty(plain: Plain) -> None:
    before = {"gone": "1\n2\n", "stays": "x"}
    found = changed(plain, before, {"gone": None, "new": "3\n4\n5\n", "empty": ""})
    rows = {change.path: (change.status, change.added, change.deleted) for change in found}
    assert rows == {"gone": ("D", 0, 2), "new": ("A", 3, 0), "empty": ("A", 0, 0)}


def test_a_rename_with_an_edit(plain: Plain) -> None:
    change = only(changed(plain, {"a": LINES}, {"a": None, "b": LINES.replace("line 7", "seven")}))
    assert (change.status, change.old_path, change.path) == ("R", "a", "b")
    assert (change.added, change.deleted) == (1, 1)


def test_a_pure_rename_beside_an_edit_keeps_the_patches_apart(plain: Plain) -> None:
    found = changed(
        plain, {"a": LINES, "z": "1\n"}, {"a": None, "b": LINES, "z": "2\n", "empty": ""}
    )
    rows = {change.path: (change.status, change.added) for change in found}
    assert rows == {"b": ("R", 0), "z": ("M", 1), "empty": ("A", 0)}


def test_a_mode_change_alone_and_with_an_edit(plain: Plain) -> None:
    base = plain.commit("before", {"a": "1\n", "b": "1\n", "c": "1\n"})
    plain.put({"b": "2\n", "c": "2\n"})
    for name in ("a", "b"):
        (plain.path / name).chmod(0o755)
    plain.commit("after", {"a": "1\n", "b": "2\n", "c": "2\n"})
    found = {change.path: change for change in plain.repo.diffs.between(base, "HEAD")}
    assert (found["a"].old_mode, found["a"].new_mode, found["a"].hunks) == (0o100644, 0o100755, ())
    assert (found["b"].new_mode, found["b"].added) == (0o100755, 1)
    assert (found["c"].new_mode, found["c"].added) == (0o100644, 1)


@pytest.mark.parametrize("back", [False, True])
def test_a_changed_type_does_not_shift_the_next_file(plain: Plain, back: bool) -> None:
    base = plain.commit("before", {"a": "was a file\n", "b": "1\n"})
    (plain.path / "a").unlink()
    (plain.path / "a").symlink_to("b")
    plain.git("add", "a")
    head = plain.commit("after", {"b": "2\n"})
    pair = (head, base) if back else (base, head)
    found = {change.path: change for change in plain.repo.diffs.between(*pair)}
    assert found["a"].status == "T"
    assert {found["a"].old_mode, found["a"].new_mode} == {0o100644, 0o120000}
    lines = {line for hunk in found["a"].hunks for line in hunk.removed + hunk.added}
    assert lines == {"was a file", "b"}
    assert [(hunk.removed, hunk.added) for hunk in found["b"].hunks] == [
        (("2",), ("1",)) if back else (("1",), ("2",))
    ]


def test_a_file_that_became_a_submodule(plain: Plain) -> None:
    base = plain.commit("before", {"a": "file\n", "b": "1\n"})
    plain.git("rm", "-q", "--cached", "a")
    plain.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},a")
    plain.put({"b": "2\n"})
    plain.git("add", "b")
    found = {change.path: change for change in plain.repo.diffs.staged(base)}
    assert (found["a"].status, found["a"].new_mode) == ("T", 0o160000)
    assert [hunk.added for hunk in found["b"].hunks] == [("2",)]


def test_a_submodule_moves(plain: Plain) -> None:
    link = ("update-index", "--add", "--cacheinfo")
    plain.git(*link, f"160000,{'1' * 40},sub")
    base = plain.commit("before")
    plain.git(*link, f"160000,{'2' * 40},sub")
    plain.git("config", "diff.submodule", "log")
    plain.git("config", "diff.ignoreSubmodules", "all")
    change = only(plain.repo.diffs.staged(base))
    assert (change.path, change.new_mode, change.new_oid) == ("sub", 0o160000, "2" * 40)
    assert change.added == 1


def test_binaries_have_no_lines(plain: Plain) -> None:
    found = changed(plain, {"a": b"\0\1", "t": "1\n"}, {"a": b"\0\2", "new": b"\0", "t": "2\n"})
    rows = {change.path: (change.binary, change.added) for change in found}
    assert rows == {"a": (True, 0), "new": (True, 0), "t": (False, 1)}


def test_text_that_says_binary_is_text(plain: Plain) -> None:
    change = only(changed(plain, {"x": "x"}, {"a": "Binary files a/a and b/a differ\n"}))
    assert (change.binary, change.added) == (False, 1)


def test_no_line_end_at_the_end(plain: Plain) -> None:
    change = only(changed(plain, {"a": "1\n2"}, {"a": "1\n2\n3"}))
    assert [(hunk.removed, hunk.added) for hunk in change.hunks] == [(("2",), ("2", "3"))]


def test_carriage_returns_and_other_line_ends_are_content(plain: Plain) -> None:
    change = only(changed(plain, {"a": "1\r\n2\r\n"}, {"a": "1\r\n2\f\v\u2028\r\n3\rx\n"}))
    assert change.hunks[0].removed == ("2\r",)
    assert change.hunks[0].added == ("2\f\v\u2028\r", "3\rx")


PATCH = """\
diff --git a/x b/x
--- a/x
+++ b/x
@@ -1,2 +1,2 @@
-gone
+come
\\ No newline at end of file
Binary files differ
:100644 100644 abc def M\tx
"""


def test_content_that_looks_like_a_patch(plain: Plain) -> None:
    found = changed(plain, {"a.patch": "1\n", "b": "1\n"}, {"a.patch": PATCH, "b": "2\n"})
    first, second = found
    assert first.hunks[0].added == tuple(PATCH.splitlines())
    assert (second.path, second.added, second.deleted) == ("b", 1, 1)
    gone = changed(plain, {"c": PATCH}, {"c": None, "d": "1\n"})
    assert [(change.path, change.deleted) for change in gone] == [("c", 9), ("d", 0)]


ODD = [
    LATIN,
    "a\nb",
    'q"q',
    "t\tt",
    "b\\b",
    " lead",
    "diff --git a b",
    "größe",
    "-x",
    ":(top)y",
    "a b/c",
]


def test_paths_of_any_bytes(plain: Plain) -> None:
    found = changed(plain, dict.fromkeys(ODD, "1\n"), dict.fromkeys(ODD, "2\n"))
    assert {change.path for change in found} == set(ODD)
    assert all((change.added, change.deleted) == (1, 1) for change in found)


def test_bytes_that_are_not_utf8_survive_in_lines(plain: Plain) -> None:
    change = only(changed(plain, {"a": b"\xe9\n"}, {"a": b"\xff\xe9\n"}))
    assert os.fsencode(change.hunks[0].added[0]) == b"\xff\xe9"


def test_the_users_configuration_has_no_say(plain: Plain) -> None:
    for key, value in {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.external": "false",
        "diff.context": "9",
        "diff.interHunkContext": "50",
        "diff.renames": "copies",
        "diff.algorithm": "patience",
        "diff.wsErrorHighlight": "all",
        "diff.orderFile": "order",
        "color.ui": "always",
        "core.quotePath": "false",
        "diff.relative": "true",
        "diff.upper.textconv": "tr a-z A-Z <",
    }.items():
        plain.git("config", key, value)
    plain.put({"order": "z\n"})
    after = LINES.replace("line 3\n", "three\n").replace("line 9\n", "nine\n")
    base = {"a": LINES, ".gitattributes": "a diff=upper\n"}
    change = only(changed(plain, base, {"a": after}))
    assert [hunk.added for hunk in change.hunks] == [("three",), ("nine",)]


def test_generated_by_the_bases_word_not_by_the_changes(plain: Plain) -> None:
    base = plain.commit(
        "before", {"dist/a": "1\n", "b": "1\n", ".gitattributes": "dist/* linguist-generated\n"}
    )
    plain.commit("after", {"dist/a": "2\n", "b": "2\n", ".gitattributes": "b linguist-generated\n"})
    found = {change.path: change.generated for change in plain.repo.diffs.between(base, "HEAD")}
    assert found == {".gitattributes": False, "b": False, "dist/a": True}


def test_an_unmerged_path_does_not_shift_the_next_file(plain: Plain) -> None:
    base = plain.commit("base", {"a": "1\n", "m": "1\n", "z": "1\n"})
    plain.git("branch", "other")
    plain.commit("ours", {"m": "2\n"})
    plain.git("switch", "-q", "other")
    plain.commit("theirs", {"m": "3\n"})
    plain.raw("merge", "main")
    plain.put({"a": "2\n", "z": "2\n"})
    plain.git("add", "a", "z")
    found = {change.path: change for change in plain.repo.diffs.staged(base)}
    assert {name: found[name].added for name in ("a", "z")} == {"a": 1, "z": 1}
    assert [hunk.added for hunk in found["z"].hunks] == [("2",)]
    assert found["m"].status == "U"


def test_the_first_commit_and_a_subfolder(plain: Plain) -> None:
    plain.commit("one", {"a": "1\n", "sub/b": "2\n"})
    empty = plain.git("hash-object", "-w", "-t", "tree", "--stdin")
    inside = Plain(plain.path / "sub").repo
    assert [change.path for change in inside.diffs.between(empty, "HEAD")] == ["a", "sub/b"]
    assert [change.path for change in inside.diffs.staged(empty)] == ["a", "sub/b"]


def test_sha256(tmp_path) -> None:
    plain = Plain.init(tmp_path / "long", "--object-format=sha256")
    change = only(changed(plain, {"a": "1\n"}, {"a": "2\n"}))
    assert (len(change.old_oid), change.added) == (64, 1)


def test_the_lines_around_a_run_of_changes_do_not_change_where_it_is(plain: Plain) -> None:
    """Edits at every distance of each other: git is asked with a line of context, and the runs are those without."""
    lines = [f"line {n}" for n in range(14)]
    before, after = {}, {}
    for number in range(2**7):
        kept = [line for at, line in enumerate(lines) if not (at < 7 and number >> at & 1)]
        other = [f"{line}, too" if at % 5 == number % 3 else line for at, line in enumerate(kept)]
        before[f"a{number}"] = "\n".join(lines)
        after[f"a{number}"] = "\n".join(other)
    base = plain.commit("before", before)
    head = plain.commit("after", after)
    bare = plain.git("diff-tree", "-r", "-p", "-U0", "--no-renames", base, head)
    sections = bare.split("diff --git ")[1:]
    found = plain.repo.diffs.between(base, head)
    assert len(found) == len(sections) > 120
    for change, section in zip(found, sections, strict=True):
        wanted = hunks(section[section.index("@@ ") :])
        assert [replace(one, above=None) for one in change.hunks] == wanted
        old = before[change.path].split("\n")
        for one in change.hunks:
            at = one.old_start - 1 if one.removed else one.old_start
            assert one.above == (old[at - 1] if at else None)


def test_a_blind_diff_takes_attributes_where_they_matter(plain: Plain) -> None:
    plain.commit("before", {"x/a": "1\n", "b": "3\n", "x/.gitattributes": "a -diff\n"})
    plain.commit("after", {"x/a": "2\n", "b": "4\n"})
    found = {one.path: one.binary for one in plain.repo.diffs.blind("HEAD^", "HEAD")}
    assert found == {"x/a": True, "b": False}


def test_a_blind_diff_tells_files_of_the_same_content_apart(plain: Plain) -> None:
    """Copies in two folders change alike, and one of them is data: what git shows of that is not of the other."""
    copies = ["a.py", '\tquoted "ä".py', "sp ace.py", "vendor/a.py"]
    rules = {".gitattributes": "vendor/** -diff\n"}
    plain.commit("before", {**dict.fromkeys(copies, "one\ntwo\n"), "layout.py": "x\n", **rules})
    plain.commit("after", {**dict.fromkeys(copies, "one\n2\n"), "layout.py": "  x\n"})
    found = {one.path: one for one in plain.repo.diffs.blind("HEAD^", "HEAD")}
    assert {path for path, one in found.items() if one.binary} == {"vendor/a.py"}
    assert {path for path, one in found.items() if one.hunks} == set(copies[:3])
    assert found["a.py"].hunks[0].removed == ("two",)


def test_a_blind_diff_takes_no_patch_of_a_copy_for_a_file_without_one(plain: Plain) -> None:
    plain.commit("before", {"a.py": "x\n", "v/a.py": "x\n", ".gitattributes": "v/** -diff\n"})
    plain.commit("after", {"a.py": "  x\n", "v/a.py": "  x\n"})
    found = {one.path: one for one in plain.repo.diffs.blind("HEAD^", "HEAD")}
    assert (found["a.py"].binary, found["a.py"].hunks) == (False, ())
    assert found["v/a.py"].binary


def test_an_empty_line_of_context_counts_where_it_is_written_without_its_mark(plain: Plain) -> None:
    plain.git("config", "diff.suppressBlankEmpty", "true")
    after = LINES.replace("line 3\n", "\nline three\n")
    base = LINES.replace("line 3\n", "\nline 3\n")
    assert only(changed(plain, {"a": base}, {"a": after})).hunks == (
        Hunk(4, 4, ("line 3",), ("line three",), ""),
    )
