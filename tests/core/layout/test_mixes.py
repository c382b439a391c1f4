"""Layout and changes in random mixes, in languages that a grammar reads: what is left is the same program."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.services import grammars
from tests.layout import taken_out

Line = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A line as it was, in other layouts, and changed."""
SCRIPT: list[Line] = [
    ("const a = f(1, 2)\n", ("const a  =  f(1, 2)\n", "const a = f(\n  1,\n  2\n)\n"), ("const a = f(1, 3)\n",)),
    ("function g(x) {\n", ("function g( x ) {\n", "function g(x)\n{\n"), ("function g(x, y) {\n",)),
    ("  let s = 'a  b'\n", ("    let s =   'a  b'\n", "\n\n  let s = 'a  b'\n"), ("  let s = 'a b'\n",)),
    ("  if (x > 1) { s = x }\n", ("  if (x > 1)\n  {\n    s = x\n  }\n",), ("  if (x >= 1) { s = x }\n",)),
    ("  return s + x\n", ("  return s +\n    x\n", "  return   s + x\n"), ("  return\n  s + x\n", "  return s - x\n")),
    ("}\n", ("}  \n", "\n}\n"), ()),
    ("export { a, g }\n", ("export {a, g}\n", "export {\n  a, g }\n"), ("export { g }\n",)),
]  # fmt: skip
GO: list[Line] = [
    ("package p\n", ("package  p\n", "package p\n\n\n"), ()),
    ("var a = f(1, 2)\n", ("var  a = f( 1,2 )\n", "var a = f(1,\n\t2)\n"), ("var a = f(1, 3)\n",)),
    ("func g(x int) int {\n", ("func g( x int ) int {\n",), ("func g(x int32) int {\n",)),
    ("\ts := \"a  b\"\n", ("\t\ts   := \"a  b\"\n",), ("\ts := \"a b\"\n", "\ts = \"a  b\"\n")),
    ("\tif x > 1 { x = h(s) }\n", ("\tif x > 1 {\n\t\tx = h(s)\n\t}\n",), ("\tif x >= 1 { x = h(s) }\n",)),
    ("\treturn x + 1\n", ("\treturn x +\n\t\t1\n", "\treturn   x+1\n"), ("\treturn x - 1\n", "\treturn\n\tx + 1\n")),
    ("}\n", ("}  \n", "\n}\n"), ()),
]  # fmt: skip
JAVA: list[Line] = [
    ("class A {\n", ("class A\n{\n", "class  A {\n"), ("class B {\n",)),
    ("  String s = \"a  b\";\n", ("    String s =\n      \"a  b\";\n",), ("  String s = \"a b\";\n",)),
    ("  int f(int x, int y) {\n", ("  int f(int x,\n        int y)\n  {\n",), ("  int f(int y, int x) {\n",)),
    ("    if (x > y) { y++; }\n", ("    if (x > y) {\n      y++;\n    }\n",), ("    if (x > y) { ++y; }\n",)),
    ("    return x - y;\n", ("    return x\n        - y;\n", "\treturn x -  y;\n"), ("    return x - -y;\n",)),
    ("  }\n", ("  }  \n", "\n  }\n"), ()),
    ("}\n", ("}\n\n", "\n\n}\n"), ()),
]  # fmt: skip
LANGUAGES = {
    "a.js": ("javascript", SCRIPT),
    "a.ts": ("typescript", SCRIPT),
    "a.go": ("go", GO),
    "A.java": ("java", JAVA),
}


def program(name: str, text: bytes) -> list[tuple[int, str, bytes]]:
    """The tree of a grammar, with the words at its leaves: nothing of gitfix's own forms."""
    nodes = grammars.nodes(name, text)
    assert nodes is not None
    ends = [depth for depth, _, _, _ in nodes[1:]] + [0]
    return [
        (depth, kind, text[start:end].strip() if after <= depth else b"")
        for (depth, kind, start, end), after in zip(nodes, ends, strict=True)
        if text[start:end].strip()
    ]


@pytest.mark.parametrize("path", LANGUAGES)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_of_a_mix_the_changes_stay_and_the_layout_goes(path: str, data: st.DataObject) -> None:
    name, lines = LANGUAGES[path]
    old, new, plain, changed = "", "", "", False
    for line, layouts, changes in lines:
        chosen = data.draw(st.sampled_from([line, *layouts, *changes]))
        old, new, changed = old + line, new + chosen, changed or chosen in changes
        plain += chosen if chosen in changes else line
    left = taken_out(path, old, new)
    assert program(name, left) == program(name, new.encode()) == program(name, plain.encode())
    if not changed:
        assert left == old.encode()
