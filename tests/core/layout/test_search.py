"""Noise is what can be taken back without changing the program; the rest stays, whatever it is mixed with."""

from __future__ import annotations

import ast
import io
import tokenize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core.layout.python import form
from gitfix.core.layout.search import MOST_BYTES, noise
from tests.layout import hunks_between, kinds, regions, taken_out

PROGRAM = '''"""A shop."""
import os
import sys
from decimal import Decimal as D


# What a cart costs.
def total(cart, tax=1, *, free=False):
    """Does  it."""
    if not cart.lines and tax > 0 or free:
        return D(0)  # noqa: X1
    rows = [line.price * line.count for line in cart.lines if line.count >= 1]
    return sum(rows) + tax - 0.5


class Cart(dict):
    size = 10

    def each(self):
        for key, value in self.items():
            while value < 3 and key != "a  b":
                value += 1
                yield key, (value,)
        else:
            print(os.sep, sys.path, f"{key!r:>{self.size}}")
'''
SWAPS = {
    "+": "-", "-": "+", "*": "/", "<": "<=", ">": ">=", ">=": ">", "!=": "==", "+=": "-=", "and": "or",
    "or": "and", "not": "", "if": "while", "True": "False", "False": "True", "return": "yield", "0": "1", "1": "0",
    "10": "11", "3": "4", "0.5": "0.25", "else": "finally", "tax": "cart", "rows": "cart", "value": "key",
}  # fmt: skip


def mutants() -> list[str]:
    """The program with one token exchanged; those that are programs, and other ones than it."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(PROGRAM).readline):
        if token.string in SWAPS:
            lines = PROGRAM.splitlines(keepends=True)
            row, (start, end) = token.start[0] - 1, (token.start[1], token.end[1])
            lines[row] = lines[row][:start] + SWAPS[token.string] + lines[row][end:]
            found.append("".join(lines))
    return [one for one in found if same(one, one) and not same(one, PROGRAM)]


def same(one: str | bytes, other: str | bytes) -> bool:
    """Whether two texts are one program, as Python's own dump says it."""
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return False


MUTANTS = mutants()


def test_there_are_mutants() -> None:
    assert len(MUTANTS) > 30


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_never_noise(mutant: str) -> None:
    assert not regions("a.py", PROGRAM, mutant)


@given(st.sampled_from(MUTANTS), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_mutant_in_the_middle_of_formatting_stays(mutant: str, random: object) -> None:
    new = ast.unparse(ast.parse(mutant)) + "\n"
    left = taken_out("a.py", PROGRAM, new)
    assert same(left, new) and not same(left, PROGRAM)
    # What was taken out once is not found again: the rest is the change.
    assert taken_out("a.py", PROGRAM, left) == left


def test_a_whole_file_in_another_layout_is_noise_and_only_that() -> None:
    new = PROGRAM.replace("tax=1, *, free=False", "\n    tax = 1,\n    *,\n    free = False,\n")
    new = new.replace('"a  b"', "'a  b'").replace("size = 10", "size=10")
    assert kinds("a.py", PROGRAM, new) == {"format"}
    assert taken_out("a.py", PROGRAM, new) == PROGRAM.encode()


def test_brackets_that_only_go_together_are_found_together() -> None:
    old = "x = a + b\ny = 1\nz = 2\n"
    new = "x = (a +\n     b)\ny = 1\nz = (\n  2\n)\n"
    assert taken_out("a.py", old, new) == old.encode()


def test_formatting_beside_a_change_in_one_hunk_is_found() -> None:
    old = "def f(a,\n      b):\n    return a+b\n"
    new = "def f(a, b):\n    return a - b\n"
    assert taken_out("a.py", old, new) == b"def f(a,\n      b):\n    return a - b\n"


def test_comments_far_from_a_change_are_noise_and_near_ones_explain_it() -> None:
    old = "a = 1\n" * 9
    lines = old.splitlines(keepends=True)
    far = "".join(["# why\n", *lines[:8], "a = 2\n"])
    near = "".join([*lines[:7], "# why\n", "a = 1\n", "a = 2\n"])
    assert kinds("a.py", old, far) == {"comment"}
    assert kinds("a.py", old, near) == set()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.js", "// a\nf()\n", "// b\nf()\n"),
        ("a.go", "package a\n\n// A.\nvar a = 1\n", "package a\n\n// B.\nvar a = 1\n"),
        ("a.c", "/* a */\nint a;\n", "/* b\n * c */\nint a;\n"),
        ("a.rs", "// a\nfn f() {}\n", "fn f() {}\n"),
        ("A.java", "class A {} // a\n", "class A {} // b\n"),
        ("a.tsx", "const a = <b>\n  {/* a */}\n  {c}\n</b>;\n", "const a = <b>\n  {/* b */}\n  {c}\n</b>;\n"),
    ],
)  # fmt: skip
def test_comments_in_other_languages(path: str, old: str, new: str) -> None:
    assert kinds(path, old, new) == {"comment"}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.py", "from b import c, a\nimport d\na, c, d\n", "import d\nfrom b import a\nfrom b import c\na, c, d\n"),
        ("A.java", "import b;\nimport a;\nclass A {}\n", "import a;\nimport b;\nclass A {}\n"),
        ("a.go", "package a\n\nimport (\n\t\"b\"\n\t\"a\"\n)\n", "package a\n\nimport (\n\t\"a\"\n\t\"b\"\n)\n"),
        ("a.rs", "use b::c;\nuse a;\nfn f() {}\n", "use a;\nuse b::c;\nfn f() {}\n"),
        ("a.rs", "use a::{C, b::{e, d}, f};\nfn f() {}\n", "use a::{\n    b::{d, e},\n    f, C,\n};\nfn f() {}\n"),
        ("a.ts", "import {\n  b,\n  a,\n} from 'c';\n", "import {\n  a,\n  b,\n} from 'c';\n"),
    ],
)  # fmt: skip
def test_imports_in_another_order(path: str, old: str, new: str) -> None:
    assert kinds(path, old, new) == {"imports"}
    assert taken_out(path, old, new) == old.encode()


@pytest.mark.parametrize("start", ["import os\nimport sys\n\n", ""])
def test_a_blank_line_in_rewritten_code_is_no_import(start: str) -> None:
    old = 'class A:\n    """Told."""\n\n    def first(self):\n        return os.sep\n'
    new = "class A:\n    def second(self, x):\n        for y in x:\n            yield os.sep\n"
    assert kinds("a.py", start + old, start + new) == set()


@pytest.mark.parametrize("start", ["import os\n", ""])
def test_a_blank_line_below_changed_code_is_layout(start: str) -> None:
    old = "def f(a):\n    return a\n\ndef g():\n    pass\n"
    new = "def f(a):\n    return a or 1\n\n\ndef g():\n    pass\n"
    assert kinds("a.py", start + old, start + new) == {"format"}
    assert (
        taken_out("a.py", start + old, start + new)
        == (start + new).replace("\n\n\n", "\n\n").encode()
    )


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.js", "one()\ntwo()\n", "try {\n  one()\n  two()\n} finally {\n  end()\n}\n"),
        ("a.js", "one()\n\ntwo()\n", "if (a) {\n  one()\n\n  two()\n}\n"),
        ("a.c", "int f(void) {\n\tg();\n}\n", "int f(void) {\n\tif (h()) {\n\t\tg();\n\t}\n}\n"),
        ("a.go", "package a\n\nfunc f() {\n\tg()\n}\n", "package a\n\nfunc f() {\n\tfor {\n\t\tg()\n\t}\n}\n"),
        ("a.py", "# One.\nb = 1\n", "if a:\n    # One.\n    b = 1\n"),
    ],
)  # fmt: skip
def test_what_a_new_block_encloses_is_indented_and_no_noise(path: str, old: str, new: str) -> None:
    assert kinds(path, old, new) == set()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.js", "if (a) {\none()\n}\n", "if (a) {\n  one()\n}\n"),
        ("a.c", "int f(void) {\n\tg();\n}\nint a;\n", "int f(void) {\n    g();\n}\nint b;\n"),
    ],
)
def test_lines_that_were_only_indented_are_noise(path: str, old: str, new: str) -> None:
    assert "format" in kinds(path, old, new)


def test_a_new_import_among_sorted_ones_stays() -> None:
    old = "import c\nimport a\n\na, c\n"
    new = "import a\nimport b\nimport c\n\na, b, c\n"
    assert taken_out("a.py", old, new).count(b"import b") == 1
    assert kinds("a.py", old, new) == {"imports"}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.js", "const a = x => { return 'b' }\n", "const a = (x) => {\n  return \"b\";\n};\n"),
        ("a.js", "x = a && b || c\n", "x = (a && b) || c;\n"),
        ("a.js", "x = (\n  'a'\n); y = typeof(b)\n", "x = 'a';\ny = typeof b;\n"),
        ("a.js", "function f() { return a && b }\n", "function f() {\n  return (\n    a && b\n  );\n}\n"),
        ("a.tsx", "x = <a>\n  {b} c\n</a>;\n", "x = (\n  <a>\n    {b} c\n  </a>\n);\n"),
        ("a.ts", "interface A { a: string, b(): void }\n", "interface A {\n  a: string;\n  b(): void;\n}\n"),
        ("a.go", "package a\n\nfunc f() { a(); b() }\n", "package a\n\nfunc f() {\n\ta()\n\tb()\n}\n"),
        ("a.c", "int f(int a){ if(a){return 1;} }\n", "int\nf(int a)\n{\n  if (a)\n  {\n    return 1;\n  }\n}\n"),
        ("a.c", "#define A   1\n#  define B(x)  (x+1)\n", "#define A 1\n#define B(x) (x + 1)\n"),
        ("a.c", "#define A(x) { \\\n\tx; }\n", "#define A(x)  \\\n  {           \\\n    x;        \\\n  }\n"),
        ("a.c", "#if a(A) \\\n || a(B)\nint a;\n#endif\n", "#if a(A) ||  \\\n    a(B)\nint a;\n#endif\n"),
        ("a.c", "#include <a.h>  /* b */\n", "#include <a.h> /* b */\n"),
        ("a.rs", "fn f() { g(a, b) }\n", "fn f() {\n    g(\n        a,\n        b,\n    )\n}\n"),
        ("A.java", "class A{int f(){return 1;}}\n", "class A {\n  int f() {\n    return 1;\n  }\n}\n"),
        ("a.py", "x = 1\r\ny = '''a\r\nb'''\r\n", "x = 1\ny = '''a\nb'''\n"),
    ],
)  # fmt: skip
def test_layout_in_other_languages(path: str, old: str, new: str) -> None:
    assert kinds(path, old, new) == {"format"}
    assert taken_out(path, old, new) == old.encode()


def test_what_cannot_be_read_is_left_to_the_looks_of_its_lines() -> None:
    assert regions("a.py", "x = (\n", "x  = (\n") is None
    assert regions("a.js", "f(\n", "f( \n") is None
    long = b"x = 1\n" * (MOST_BYTES // 6 + 1)
    assert noise(long, long + b"\n", [], form) is None
    assert regions("a.py", "x = 1\ry = 2\n", "x = 1\ry =  2\n") is None


LINES = (
    "x = 1",
    "if x:",
    "    y()",
    "    # why",
    "",
    "f(a,",
    "  b)",
    "'''",
    "import a",
    "import b",
    "a, b",
)
TEXT = st.lists(st.sampled_from(LINES), max_size=12).map(lambda lines: "\n".join(lines) + "\n")


@given(TEXT, TEXT)
@settings(max_examples=150, deadline=None)
def test_whatever_is_taken_out_the_program_is_the_same(old: str, new: str) -> None:
    found = regions("a.py", old, new)
    if found is None or "imports" in {one.kind for one in found}:
        return
    assert same(taken_out("a.py", old, new), new)
    assert sum(one.edit.removed + one.edit.added for one in found) <= sum(
        len(hunk.removed) + len(hunk.added) for hunk in hunks_between(old.encode(), new.encode())
    )


@pytest.mark.parametrize("directive", ["noqa: F401", "type: ignore", "nosec", "pragma: no cover"])
def test_blank_lines_below_a_directive_that_is_about_its_own_line(directive: str) -> None:
    old = f"from .b import c  # {directive}\nfrom .d import e  # {directive}\n"
    new = old.replace("\nfrom .d", "\n\n\nfrom .d")
    assert kinds("a.py", old, new) == {"format"}
