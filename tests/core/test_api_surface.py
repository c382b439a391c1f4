"""What importers of a module lose, told from two versions of its source."""

from __future__ import annotations

import pytest

from gitfix.core.api.compare import compare
from gitfix.core.api.surface import surface


def said(old: str, new: str, *, package: bool = False) -> list[str]:
    """`name: words` of each thing that breaks."""
    before, after = surface(old.encode(), package=package), surface(new.encode(), package=package)
    assert before is not None and after is not None
    return [f"{one.name}: {one.words}" for one in compare(before, after)]


CART = """\
import os
from .money import Money

LIMIT = 3
_CACHE = {}

def total(items, tax=0): ...
def _inner(x): ...

class Cart:
    size = 1
    _x = 2
    def __init__(self, owner): ...
    def add(self, item, *, count=1): ...
    @property
    def empty(self): ...
    @staticmethod
    def of(text): ...
    def __len__(self): ...
    def _sync(self): ...
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("def _inner(x): ...\n", "", []),
        ("_CACHE = {}", "", []),
        ("import os\n", "", []),
        ("from .money import Money\n", "", []),
        ("LIMIT = 3", "LIMIT = 4", []),
        ("    _x = 2\n", "", []),
        ("tax=0", "tax=0, *, rounded=True", []),
        ("LIMIT = 3\n", "", ["LIMIT: is gone"]),
        ("def total", "def sum_up", ["total: is gone"]),
        ("def total(items, tax=0): ...", "from .sums import total", []),
        ("def total(items, tax=0): ...", "total = cached(sum)", []),
        ("def total", "async def total", ["total(): has to be awaited now"]),
        ("tax=0", "", ["total(): the parameter tax is gone"]),
        ("tax=0", "tax", ["total(): tax has no default any more"]),
        ("owner)", "owner, till)", ["Cart(): the new parameter till has no default"]),
        ("item, *", "item, price, *", ["Cart.add(): the new parameter price has no default"]),
        ("    def add", "    def put", ["Cart.add: is gone"]),
        ("    size = 1\n", "", ["Cart.size: is gone"]),
        ("    @property\n", "", ["Cart.empty: was a property, is now a method"]),
        ("    @staticmethod\n", "", ["Cart.of: was a static method, is now a method"]),
        ("    def __len__(self): ...\n", "", ["Cart.__len__: is gone"]),
        ("    def _sync(self): ...\n", "", []),
        ("class Cart:", "class Basket:", ["Cart: is gone"]),
        ("class Cart:", "class Cart(Base):", []),
    ],
)  # fmt: skip
def test_a_module(old: str, new: str, words: list[str]) -> None:
    assert CART.replace(old, new) != CART
    assert said(CART, CART.replace(old, new)) == words


def test_a_member_that_a_base_class_may_have() -> None:
    old = "class A(B):\n    def x(self): ...\n    def __len__(self): ...\n"
    assert said(old, "class A(B):\n    pass\n") == ["A.x: is gone, unless B has it"]


def test_all_decides_what_is_public() -> None:
    old = "__all__ = ['a']\n__all__ += ['_b']\ndef a(): ...\ndef _b(): ...\ndef c(): ...\n"
    assert said(old, old.replace("def c(): ...\n", "")) == []
    assert said(old, old.replace("def _b(): ...\n", "")) == ["_b: is gone"]
    assert said(old, old.replace("['a']", "[]")) == ["a: is no longer in __all__"]
    computed = "from x import *\n__all__ = x.__all__ + ['a']\ndef a(): ...\ndef c(): ...\n"
    assert said(computed, computed.replace("def c(): ...\n", "")) == []  # the star may bring it


def test_what_a_package_takes_from_its_own_modules_is_offered() -> None:
    old = "from .cart import Cart, total\nfrom os import path\nimport json as json\n"
    assert said(old, "from .cart import Cart\n", package=True) == [
        "total: is gone",
        "json: is gone",
    ]
    assert said(old, "from .cart import Cart\n", package=False) == ["json: is gone"]
    moved = "from .basket import Cart, total\nimport json as json\n"
    assert said(old, moved, package=True) == []


def test_names_that_only_come_at_run_time_are_not_missed() -> None:
    assert said("def a(): ...", "def __getattr__(name): ...") == []
    assert said("def a(): ...", "from .new import *") == []


def test_both_branches_of_a_condition_count() -> None:
    old = "try:\n    from fast import run\nexcept ImportError:\n    def run(x): ...\n"
    assert said(old, "if FAST:\n    def run(x): ...\nelse:\n    def run(x, y=1): ...\n") == []
    assert said("if A:\n    B = 1\n", "pass") == ["B: is gone"]


def test_overloads_are_what_stands_behind_them() -> None:
    over = "@overload\ndef f(a: int): ...\n@typing.overload\ndef f(a: str): ...\n"
    assert said(over + "def f(a): ...\n", "def f(a): ...\n") == []
    assert said(over + "def f(a): ...\n", over + "def f(a, b): ...\n") == [
        "f(): the new parameter b has no default"
    ]
    assert said(over, over.replace("a: int", "a: int, b: int")) == []  # a stub: nobody can say


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    b: int = 0", "    b: int = 0\n    c: int = 1", []),
        ("    b: int = 0", "", ["A(): the parameter b is gone", "A.b: is gone"]),
        ("    a: int", "    c: int\n    a: int", [
            "A(): a moves from place 1 to 2; b moves from place 2 to 3; and 1 more",
        ]),
        ("    b: int = 0", "    b: int = field(default=0)", []),
        ("    b: int = 0", "    b: int", ["A(): b has no default any more"]),
        ("    b: int = 0", "    b: ClassVar[int] = 0", ["A(): the parameter b is gone"]),
        ("    b: int = 0", "    _: KW_ONLY\n    b: int = 0", ["A(): b can no longer be passed by its place"]),
        ("@dataclass", "@dataclass(kw_only=True)", [
            "A(): a can no longer be passed by its place; b can no longer be passed by its place",
        ]),
    ],
)  # fmt: skip
def test_fields_make_a_constructor(old: str, new: str, words: list[str]) -> None:
    source = "@dataclass\nclass A:\n    a: int\n    b: int = 0\n"
    assert said(source, source.replace(old, new)) == words
    named = source.replace("@dataclass\n", "").replace("class A:", "class A(NamedTuple):")
    if (
        "dataclass" not in old
        and "KW_ONLY" not in new
        and "field" not in new
        and "ClassVar" not in new
    ):
        assert said(named, named.replace(old, new)) == words


def test_an_asynchronous_generator_is_not_awaited() -> None:
    assert said("async def f():\n    yield 1\n", "def f():\n    yield 1\n") == []


def test_what_does_not_parse_has_no_surface() -> None:
    assert surface(b"def (", package=False) is None
    assert surface(b"x = '\x00'", package=False) is None
    assert surface("# -*- coding: latin-1 -*-\nx = '\u00e9'".encode("latin-1"), package=False)


def test_names_that_are_gone_from_one_line_are_told_in_their_order() -> None:
    """Whatever order sets have today."""
    names = [f"name{n}" for n in range(30)]
    old = "import " + ", ".join(names) + "\n__all__ = [" + ", ".join(map(repr, names)) + "]\n"
    assert said(old, "__all__ = []\n") == [f"{name}: is gone" for name in sorted(names)]
