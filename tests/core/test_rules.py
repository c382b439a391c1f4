"""Each rule on changes that it is for, and on their harmless neighbours."""

from __future__ import annotations

import pytest

from tests.changes import added, checked, deleted, found, hunk, modified, oid, rules

SUBMODULE = 0o160000
CONFLICT = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main"


def test_paths_that_stay_out_of_a_hotfix() -> None:
    files = [added(p) for p in (".env", "a.orig", "x/id_rsa", "src/env.py", ".env.example")]
    violations = found(checked(*files), "path-forbidden")
    assert [v.path for v in violations] == [".env", "a.orig", "x/id_rsa"]
    assert violations[0].message == "does not belong in a hotfix (policy: .env)"
    renamed = modified("a.txt", status="R", old_path=".env")
    assert "path-forbidden" in rules(checked(renamed))
    assert "path-forbidden" in rules(checked(added("infra/x"), forbidden=("infra/",)))


def test_lock_files_migrations_and_generated_files() -> None:
    result = checked(
        modified("poetry.lock", hunk("a", "b")),
        added("shop/migrations/0002_cart.py"),
        added("tests/migrations/0001_x.py"),
        modified("api.py", hunk("a", "b"), generated=True),
        modified("x.min.js", hunk("a", "b")),
    )
    [lock] = found(result, "lockfile")
    assert (lock.severity, lock.message) == (
        "warning",
        "lock file changes (2 lines), not in the budget",
    )
    [migration] = found(result, "migration")
    assert (migration.severity, migration.path) == ("error", "shop/migrations/0002_cart.py")
    assert [v.path for v in found(result, "generated-file")] == ["api.py", "x.min.js"]


def test_binary_content_and_lfs_pointers() -> None:
    lfs = hunk(
        f"oid sha256:{'1' * 64}\nsize 10",
        f"oid sha256:{'2' * 64}\nsize 20",
    )
    result = checked(
        modified("logo.png", binary=True),
        added("new.bin", "", binary=True),
        deleted("old.bin", "", binary=True),
        modified("moved.bin", binary=True, status="R", old_path="x.bin", new_oid=oid("1")),
        modified("chmod.bin", binary=True, new_mode=0o100755, new_oid=oid("1")),
        modified("big.psd", lfs),
    )
    assert [v.path for v in found(result, "binary-file")] == ["logo.png", "new.bin", "big.psd"]
    assert result.code.lines == 0


def test_submodules_are_said_and_not_counted() -> None:
    bump = modified(
        "vendor/lib",
        hunk(f"Subproject commit {oid('1')}", f"Subproject commit {oid('2')}"),
        old_mode=SUBMODULE,
        new_mode=SUBMODULE,
    )
    result = checked(bump)
    [violation] = result.violations
    assert violation.rule == "submodule"
    assert (
        violation.message == "submodule moves 1000000..2000000: what changes inside is not counted"
    )
    assert violation.hint == "look at it: git -C vendor/lib log --oneline 1000000..2000000"
    assert result.code.lines == 0
    assert rules(checked(added("vendor/x", new_mode=SUBMODULE))) == {"submodule"}
    assert rules(checked(deleted("vendor/x", old_mode=SUBMODULE))) == {"submodule"}


def test_modes_and_types() -> None:
    result = checked(
        modified("run.sh", new_mode=0o100755),
        modified("lib.sh", old_mode=0o100755),
        modified("link", hunk("text", "target"), status="T", new_mode=0o120000),
        modified("sub", hunk("text", ""), status="T", new_mode=SUBMODULE),
        added("new.sh", new_mode=0o100755),
        deleted("gone.sh", old_mode=0o100755),
    )
    assert [v.message for v in found(result, "mode-change")] == [
        "becomes executable (100644 to 100755)",
        "is no longer executable (100755 to 100644)",
        "was a file, is now a symbolic link",
        "was a file, is now a submodule",
    ]


def test_renames_but_not_copies() -> None:
    result = checked(
        modified("new.py", status="R", old_path="old.py", new_oid=oid("1")),
        modified("copy.py", hunk("", "x"), status="C", old_path="old.py", old_mode=0o100755),
    )
    [rename] = found(result, "rename")
    assert (rename.path, rename.message) == ("new.py", "renamed from old.py")
    assert not found(result, "mode-change")
    assert result.code.files == 2


def test_empty_files_are_counted_as_files() -> None:
    result = checked(added("pkg/__init__.py", ""))
    assert (result.code.files, result.code.lines, result.verdict) == (1, 0, "pass")


def test_noise_names_its_sort_and_its_place() -> None:
    result = checked(
        modified("a.py", hunk("a\r\nb\r", "a\nb", 7)),
        modified("b.py", hunk("", " ", 3)),
    )
    crlf, blank = found(result, "noise-whitespace")
    assert (crlf.path, crlf.line, crlf.message) == (
        "a.py",
        7,
        "4 lines that only change their line ending",
    )
    assert blank.message == "1 line that only changes white space"
    assert crlf.hint == "take them out: gitfix check --fix-noise"
    # Nobody has read the file: a person has to look.
    assert blank.hint == "take them out: git restore --patch --source v2.4.1 -- b.py"


def test_peers_row_20_conflict_markers_are_never_committed() -> None:
    result = checked(modified("a.py", hunk("x", f"x = 1\n{CONFLICT}", 10)))
    [violation] = found(result, "conflict-marker")
    assert (violation.severity, violation.line) == ("error", 11)
    assert violation.message == "3 conflict markers"
    assert result.verdict == "fail"


@pytest.mark.parametrize(
    ("path", "text", "flagged"),
    [
        ("a.py", CONFLICT, True),
        ("a.py", CONFLICT.replace("\n", "\r\n"), True),
        ("a.py", "=======\nb\n>>>>>>> main", True),
        ("tests/a.py", "<<<<<<<\nb", True),
        ("yarn.lock", CONFLICT, True),
        ("a.md", CONFLICT, True),
        ("a.md", "Heading\n=======", False),
        ("a.rst", "=======\nHeading\n=======", False),
        ("a.py", "=======", False),
        ("mail.md", ">>>>>>> he wrote", False),
        ("a.py", "<<<<<<<< HEAD", False),
        ("a.py", "    <<<<<<< HEAD", False),
        ("a.py", ">>>>>>>x", False),
    ],
)
def test_conflict_markers_and_what_only_looks_like_them(
    path: str, text: str, flagged: bool
) -> None:
    assert ("conflict-marker" in rules(checked(added(path, text)))) is flagged


def test_removing_conflict_markers_is_fine() -> None:
    assert "conflict-marker" not in rules(checked(modified("a.py", hunk(CONFLICT, "a"))))


@pytest.mark.parametrize(
    ("path", "line", "flagged"),
    [
        ("a.py", "    breakpoint()", True),
        ("a.py", "import pdb; pdb.set_trace()", True),
        ("a.py", "    from ipdb import launch", True),
        ("a.py", 'print("DEBUG", x)', True),
        ("a.py", "# breakpoint()", False),
        ("a.py", "self.breakpoint()", False),
        ("a.py", "import pdbtools", False),
        ("a.py", "x = 1  # FIXME-HOTFIX", True),
        ("a.py", "# DO NOT COMMIT", True),
        ("a.js", "console.log(x)", True),
        ("a.ts", "  debugger;\r", True),
        ("a.js", "const debuggerUrl = 1", False),
        ("a.js", "console.error(e)", False),
        ("a.js", "// console.log(x)", False),
        ("a.py", "console.log(x)", False),
        ("a.php", "var_dump($x);", True),
        ("a.php", "dd($x);", True),
        ("a.php", "$this->dd($x);", False),
        ("a.php", "function dd($x) {", False),
        ("a.php", "add($x);", False),
        ("a.rb", "binding.pry", True),
        ("a.rb", "  byebug", True),
        ("a.go", 'fmt.Println("DEBUG", x)', True),
        ("a.go", 'fmt.Println("done")', False),
        ("A.java", 'System.out.println("DEBUG " + x);', True),
        ("A.java", 'System.out.println("done");', False),
        ("a.rs", "let y = dbg!(x);", True),
        ("a.c", 'printf("DEBUG %d", x);', True),
        ("A.cs", "Debugger.Break();", True),
        ("tests/test_a.py", "breakpoint()", False),
        ("a.md", "breakpoint()", False),
    ],
)
def test_leftovers_by_language(path: str, line: str, flagged: bool) -> None:
    violations = found(checked(modified(path, hunk("x", f"first\n{line}", 5))), "debug-leftover")
    assert [v.line for v in violations] == ([6] if flagged else [])


def test_a_leftover_that_was_there_before_is_left_alone() -> None:
    result = checked(modified("a.py", hunk("breakpoint()", "x = 1")))
    assert "debug-leftover" not in rules(result)


def test_a_leftover_that_only_stands_otherwise_was_there_before() -> None:
    moved = modified(
        "a.js", hunk("  console.log('a', b)", "  console.log(\n    'a',\n    b\n  );", 5)
    )
    assert "debug-leftover" not in rules(checked(moved))
    more = modified("a.js", hunk("console.log(a)", "console.log( a )\nconsole.log(b)", 5))
    assert [v.line for v in found(checked(more), "debug-leftover")] == [6]
    back = modified("a.js", hunk("// debugger;", "debugger;", 5))
    assert [v.line for v in found(checked(back), "debug-leftover")] == [5]


def test_code_without_a_test_is_a_warning() -> None:
    code = modified("a.py", hunk("a", "b"))
    assert rules(checked(code)) == {"missing-test"}
    assert rules(checked(code, added("tests/test_a.py"))) == set()
    assert rules(checked(code, deleted("tests/test_a.py"))) == {"missing-test"}
    assert rules(checked(code, modified("tests/a.py", hunk("a ", "a")))) >= {"missing-test"}
    assert rules(checked(added("README.md"))) == set()
    assert rules(checked(modified("a.rs", hunk("", "#[test]\nfn it_works() {}")))) == set()
