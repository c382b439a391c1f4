"""What looks like layout and is not: none of it is ever called noise."""

from __future__ import annotations

import pytest

from tests.layout import regions

# ruff: noqa: E501
TRAPS = [
    # Python
    ("a.py", "def f():\n    if x:\n        y()\n        z()\n", "def f():\n    if x:\n        y()\n    z()\n"),
    ("a.py", "for x in y:\n    a()\nb()\n", "for x in y:\n    a()\n    b()\n"),
    ("a.py", "x = 'a  b'\n", "x = 'a b'\n"),
    ("a.py", 'x = """a\n  b"""\n', 'x = """a\n b"""\n'),
    ("a.py", 'x = """a\n\n\nb"""\n', 'x = """a\n\nb"""\n'),
    ("a.py", 'def f():\n    """Does  it."""\n', 'def f():\n    """Does it."""\n'),
    ("a.py", "x = (1)\n", "x = (1,)\n"),
    ("a.py", "x = a or b and c\n", "x = (a or b) and c\n"),
    ("a.py", "x = -a ** 2\n", "x = (-a) ** 2\n"),
    ("a.py", "x = 1\n", "x = True\n"),
    ("a.py", "x = 1\n", "x = 1.0\n"),
    ("a.py", "x = 'a'\n", "x = b'a'\n"),
    ("a.py", "x = r'\\n'\n", "x = '\\n'\n"),
    ("a.py", "x = f'{a = }'\n", "x = f'{a=}'\n"),
    ("a.py", "x = 1  # noqa\n", "x = 1\n"),
    ("a.py", "x = f(1)\n", "x = f(1)  # type: ignore\n"),
    ("a.py", "x = []  # type: list[int]\n", "x = []  # type: list[str]\n"),
    ("a.py", "if a:  # pragma: no cover\n    b()\n", "if a:\n    b()\n"),
    ("a.py", "a()  # noqa\na()\n", "a()\na()  # noqa\n"),
    ("a.py", "x = f(  # noqa\n)\n", "x = f()  # noqa\n"),
    ("a.py", "# pylint: disable-next=x\na()\n", "# pylint: disable-next=x\n\na()\n"),
    ("a.py", "b()  # pylint: disable-next=x\na()\n", "b()  # pylint: disable-next=x\n\na()\n"),
    ("a.py", "#!/usr/bin/python3\nx = 1\n", "\n#!/usr/bin/python3\nx = 1\n"),
    ("a.py", "# -*- coding: latin-1 -*-\nx = 1\n", "# -*- coding: utf-8 -*-\nx = 1\n"),
    ("a.py", "from __future__ import annotations\nimport a\na\n", "import a\na\n"),
    ("a.py", "import a\nimport b\na, b\n", "import a\na, b\n"),
    ("a.py", "import a\nimport patch\na\n", "import patch\nimport a\na\n"),
    ("a.py", "import a\nfrom b import *\na\n", "from b import *\nimport a\na\n"),
    ("a.py", "import a\nf()\nimport b\na, b\n", "import b\nf()\nimport a\na, b\n"),
    ("a.py", "from a import x\nfrom b import x\nx\n", "from b import x\nfrom a import x\nx\n"),
    ("a.py", "try:\n    import a\n    import b\nexcept E:\n    pass\na, b\n", "try:\n    import b\n    import a\nexcept E:\n    pass\na, b\n"),
    ("a.py", "if c:\n    import a\n    import b\na, b\n", "if c:\n    import b\n    import a\na, b\n"),
    ("a.py", "assert (x, y)\n", "assert x, y\n"),
    ("a.py", "x = a if b else (c, d)\n", "x = a if b else c, d\n"),
    ("a.py", "x = ('a', 'b')\n", "x = ('a' 'b')\n"),
    ("a.py", "del (a, b)\n", "del (a), b\n"),
    # JavaScript and TypeScript
    ("a.js", "function f() {\n  return x;\n}\n", "function f() {\n  return\n  x;\n}\n"),
    ("a.js", "a = b\n;(c)()\n", "a = b\n(c)()\n"),
    ("a.js", "a = b;\n[c].d();\n", "a = b\n[c].d();\n"),
    ("a.js", "a\n++b\n", "a++\nb\n"),
    ("a.js", "a\n++\nb\n", "a ++\nb\n"),
    ("a.js", "for (;;) { break\nx; }\n", "for (;;) { break x; }\n"),
    ("a.js", "x = `a  b`;\n", "x = `a b`;\n"),
    ("a.js", "x = `a\n  ${ b }`;\n", "x = `a\n ${ b }`;\n"),
    ("a.js", "x = /a  b/;\n", "x = /a b/;\n"),
    ("a.js", "x = 'a  b';\n", "x = 'a b';\n"),
    ("a.js", "x = [1, , 2];\n", "x = [1, 2];\n"),
    ("a.js", "x = [,];\n", "x = [];\n"),
    ("a.js", "x = [1,,];\n", "x = [1,];\n"),
    ("a.js", "x = (a?.b).c;\n", "x = a?.b.c;\n"),
    ("a.js", "x = (0, a.b)();\n", "x = a.b();\n"),
    ("a.js", "x = () => { a: 1 };\n", "x = () => ({ a: 1 });\n"),
    ("a.js", "x = a - (b - c);\n", "x = a - b - c;\n"),
    ("a.js", "x = (a ?? b) || c;\n", "x = a ?? (b || c);\n"),
    ("a.js", "('use strict');\n", "'use strict';\n"),
    ("a.js", "x = async\n(y)\n", "x = async (y)\n"),
    ("a.js", "import 'b';\nimport 'a';\n", "import 'a';\nimport 'b';\n"),
    ("a.js", "import b from 'b';\nimport a from 'a';\n", "import a from 'a';\nimport b from 'b';\n"),
    ("a.js", "// eslint-disable-next-line\nf();\n", "f();\n"),
    ("a.js", "/* istanbul ignore next */\nf();\n", "f();\n"),
    ("a.js", "x = /* @__PURE__ */ f();\n", "x = f();\n"),
    ("a.jsx", "x = <a>b  c</a>;\n", "x = <a>b c</a>;\n"),
    ("a.jsx", "x = <a>{b} </a>;\n", "x = <a>{b}</a>;\n"),
    ("a.jsx", "x = <a>{b} {c}</a>;\n", "x = <a>\n  {b}\n  {c}\n</a>;\n"),
    ("a.jsx", "x = <a b='c  d'/>;\n", "x = <a b='c d'/>;\n"),
    ("a.ts", "// @ts-ignore\nf();\n", "f();\n"),
    ("a.ts", "// @ts-ignore\nf(a, b);\n", "// @ts-ignore\nf(\n  a, b);\n"),
    ("a.ts", "/// <reference path='a' />\nf();\n", "f();\n"),
    ("a.ts", "type A = 'a  b';\n", "type A = 'a b';\n"),
    # Go
    ("a.go", "package a\n\nfunc f() int {\n\treturn a +\n\t\tb\n}\n", "package a\n\nfunc f() int {\n\treturn a\n\t+b\n}\n"),
    ("a.go", "package a\n\nfunc f() {\n\tx := a\n\t(b)()\n}\n", "package a\n\nfunc f() {\n\tx := a(b)()\n}\n"),
    ("a.go", "//go:build linux\n\npackage a\n", "package a\n"),
    ("a.go", "//go:build linux\n\npackage a\n", "// go:build linux\n\npackage a\n"),
    ("a.go", "package a\n\n//go:embed x\nvar a string\n", "package a\n\n// go:embed x\nvar a string\n"),
    ("a.go", "package a\n\nvar a = `x\n  y`\n", "package a\n\nvar a = `x\n y`\n"),
    ("a.go", "package a\n\nvar a = \"x  y\"\n", "package a\n\nvar a = \"x y\"\n"),
    ("a.go", "package a\n\nimport (\n\t_ \"b\"\n\t\"a\"\n)\n", "package a\n\nimport (\n\t\"a\"\n\t_ \"b\"\n)\n"),
    ("a.go", "package a\n\n// #include <x.h>\nimport \"C\"\n", "package a\n\nimport \"C\"\n"),
    # C
    ("a.c", "#define A 1\n", "#define A  2\n"),
    ("a.c", "#define A(x) x\nint a;\n", "#define A (x) x\nint a;\n"),
    ("a.c", "#define A 1 \\\n  + 2\nint a;\n", "#define A 1\nint a;\n"),
    ("a.c", "#define A 1\nint a;\n", "#define A 1 int a;\n"),
    ("a.c", "#if A\nint a;\n#endif\n", "#if A\n#endif\nint a;\n"),
    ("a.c", "char *a = \"x  y\";\n", "char *a = \"x y\";\n"),
    ("a.c", "char a = '  ';\n", "char a = ' ';\n"),
    ("a.c", "#include \"b.h\"\n#include \"a.h\"\n", "#include \"a.h\"\n#include \"b.h\"\n"),
    ("a.c", "int f(int a) { switch (a) { case 1: a++; /* fall through */ case 2: return a; } }\n", "int f(int a) { switch (a) { case 1: a++; case 2: return a; } }\n"),
    ("a.c", "int f() { return a - -b; }\n", "int f() { return a --b; }\n"),
    # Rust
    ("a.rs", "/// Does it.\nfn f() {}\n", "// Does it.\nfn f() {}\n"),
    ("a.rs", "/// Does  it.\nfn f() {}\n", "/// Does it.\nfn f() {}\n"),
    ("a.rs", "//! Inner.\nfn f() {}\n", "fn f() {}\n"),
    ("a.rs", "#[cfg(test)]\nuse b;\nuse a;\n", "#[cfg(test)]\nuse a;\nuse b;\n"),
    ("a.rs", "fn f() { (a,) }\n", "fn f() { (a) }\n"),
    ("a.rs", "fn f() -> i32 { a }\n", "fn f() -> i32 { a; }\n"),
    ("a.rs", "fn f() { let a = \"x \\\n   y\"; }\n", "fn f() { let a = \"x \\\n y\\n\"; }\n"),
    ("a.rs", "fn f() { let a = r#\"x  y\"#; }\n", "fn f() { let a = r#\"x y\"#; }\n"),
    ("a.rs", "fn f() { g!(a b) }\n", "fn f() { g!(ab) }\n"),
    # Java
    ("A.java", "class A { String a = \"x  y\"; }\n", "class A { String a = \"x y\"; }\n"),
    ("A.java", "class A { String a = \"\"\"\n  x\n  \"\"\"; }\n", "class A { String a = \"\"\"\n x\n  \"\"\"; }\n"),
    ("A.java", "class A { /** @deprecated */ int a; }\n", "class A { int a; }\n"),
    ("A.java", "class A { int a; // \\u000a int b;\n}\n", "class A { int a;\n}\n"),
    ("A.java", "class A { int f() { return a-- - b; } }\n", "class A { int f() { return a - --b; } }\n"),
    # What a compiler takes for one token, and a grammar for two
    ("a.go", "package a\n\nfunc f() {\n\tx := a - -b\n}\n", "package a\n\nfunc f() {\n\tx := a--b\n}\n"),
    ("a.go", "package a\n\nfunc f() {\n\tif a < -b {\n\t}\n}\n", "package a\n\nfunc f() {\n\tif a <-b {\n\t}\n}\n"),
    ("A.java", "class A { int x = a + +b; }\n", "class A { int x = a ++b; }\n"),
    ("a.c", "int f() { return a / *b; }\n", "int f() { return a /*b; }\n*/; }\n"),
    ("a.c", "int a = b & &c;\n", "int a = b && c;\n"),
    ("a.js", "x = a - -b;\n", "x = a --b;\n"),
    # A bracket on the line of `return`, and none
    ("a.jsx", "function f() {\n  return (\n    <a/>\n  );\n}\n", "function f() {\n  return\n    <a/>;\n}\n"),
    ("a.js", "function f() {\n  return (\n    a\n  ) => b;\n}\n", "function f() {\n  return\n    a => b;\n}\n"),
    ("a.js", "function f() {\n  return (a + b);\n}\n", "function f() {\n  return\n  (a + b);\n}\n"),
    ("a.ts", "interface A { get\na(): b }\n", "interface A { get;\na(): b }\n"),
    # What is bound twice
    ("a.py", "from a import b as c, d as c\nc\n", "from a import d as c, b as c\nc\n"),
    ("a.py", "import a as c, b as c\nc\n", "import b as c, a as c\nc\n"),
    # What goes on from a tool's comment
    ("a.go", "package a\n\nfunc ExampleA() {\n\tf()\n\t// Output:\n\t// a\n\t// c\n}\n", "package a\n\nfunc ExampleA() {\n\tf()\n\t// Output:\n\t// a\n\t// b\n}\n"),
    ("a.go", "package a\n\nfunc ExampleA() {\n\tf()\n\t// Unordered output:\n\t// a\n\t// c\n}\n", "package a\n\nfunc ExampleA() {\n\tf()\n\t// Unordered output:\n\t// a\n\t// b\n}\n"),
    ("a.py", "# /// script\n# dependencies = [\n#   \"a<3\",\n# ]\n# ///\nx = 1\n", "# /// script\n# dependencies = [\n#   \"a<2\",\n# ]\n# ///\nx = 1\n"),
    ("A.java", "class A { // NOSONAR\n}\n", "class A {\n}\n"),
    ("a.py", "x()  # NOPMD\n", "x()\n"),
    ("a.py", "x()  # pyre-fixme[7]: no\n", "x()\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new"), TRAPS)
def test_a_change_that_looks_like_layout_is_a_change(path: str, old: str, new: str) -> None:
    assert not regions(path, old, new)
    assert not regions(path, new, old)


def test_lines_that_only_go_together_with_what_has_to_be_indented_are_a_change() -> None:
    """Without the outer function the body goes to the left: no part of that is layout by itself."""
    body = [
        "if a(kind):",
        "    b()",
        "else:",
        "    b = None",
        "",
        "if b:",
        "    return b",
        "return c",
    ]
    old = ["def make(c):", "    def inner(kind):", *("        " + x if x else "" for x in body)]
    old += ["", "    return inner"]
    new = ["def inner(kind, c):", *("    " + x if x else "" for x in body)]
    before, after = ("\n".join(lines) + "\n" for lines in (old, new))
    assert not regions("a.py", before, after)
    assert not regions("a.py", after, before)
