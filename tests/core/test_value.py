"""The dataclass of our own behaves as the standard library's, and is quicker to define."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass as standard
from dataclasses import field
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.value import dataclass as ours
from gitfix.core.value import field as our_field
from gitfix.core.value import replace

Decorator = Callable[..., Any]


def point(decorator: Decorator) -> Any:
    @decorator(frozen=True)
    class Point:
        """A place, and what is said of it."""

        x: int
        y: int = 0
        words: dict[str, str] = field(default_factory=dict)
        own: tuple[str, ...] = ("plain",)
        self_: str = "a name that a careless implementation would need itself"

    return Point


OURS, STANDARD = point(ours), point(standard)


@ours(frozen=True)
class Kept:
    """Where pickle finds it."""

    name: str
    parts: tuple[int, ...] = ()


values = st.tuples(st.integers(0, 3), st.integers(0, 3), st.dictionaries(st.just("a"), st.text()))


@given(values, values)
def test_equal_alike_and_shown_alike(one: Any, other: Any) -> None:
    mine, yours = OURS(*one), STANDARD(*one)
    assert (mine == OURS(*other)) is (yours == STANDARD(*other))
    assert repr(mine) == repr(yours)
    assert dataclasses.asdict(mine) == dataclasses.asdict(yours)
    assert dataclasses.replace(mine, y=7) == OURS(one[0], 7, one[2])
    assert mine != yours


def test_a_factory_makes_a_new_value_each_time() -> None:
    assert OURS(1).words == {} and OURS(1).words is not OURS(1).words


def test_arguments_are_checked() -> None:
    for wrong in ((), (1, 2, {}, (), "", 5)):
        with pytest.raises(TypeError):
            OURS(*wrong)
    with pytest.raises(TypeError):
        OURS(1, z=2)


@ours(frozen=True)
class Filled:
    """Its defaults are ours, too."""

    name: str
    words: dict[str, str] = our_field(default_factory=dict)
    note: str = ""


def test_a_field_and_a_copy_of_ours_need_no_standard_library() -> None:
    code = """\
from __future__ import annotations
import sys
from gitfix.core.value import dataclass, field, replace

@dataclass(frozen=True)
class Filled:
    "One with a default."

    x: int
    words: dict[str, str] = field(default_factory=dict)

one = replace(Filled(1), x=2)
assert (one.x, one.words) == (2, {})
assert "dataclasses" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_copy_of_ours_is_the_standard_librarys() -> None:
    one = Filled("a", note="b")
    two = replace(one, name="c", words={"x": "y"})
    assert two == Filled("c", {"x": "y"}, "b")
    assert Filled("a").words is not Filled("a").words
    with pytest.raises(TypeError):
        replace(one, nothing=1)
    assert dataclasses.replace(one, name="c") == replace(one, name="c")  # completed by now
    assert [f.name for f in dataclasses.fields(Filled)] == ["name", "words", "note"]
    assert dataclasses.fields(Filled)[1].default_factory is dict

    @ours(frozen=True)
    class Child(Filled):
        """Inherits: the standard library's, with a default of ours."""

        more: list[int] = our_field(default_factory=list)

    assert replace(Child("a"), name="b").more == []
    assert Child("a").more is not Child("a").more


def test_frozen() -> None:
    made = OURS(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del made.x
    assert made.x == 1


def test_hashes_copies_pickles_and_matches() -> None:
    one = Kept("a", (1, 2))
    assert len({one, Kept("a", (1, 2)), Kept("b")}) == 2
    assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))
    match one:
        case Kept(name, (first, *_)):
            assert (name, first) == ("a", 1)
        case _:
            pytest.fail("not matched by position")


def test_the_standard_library_knows_its_fields() -> None:
    assert dataclasses.is_dataclass(OURS)
    mine, yours = dataclasses.fields(OURS), dataclasses.fields(STANDARD)
    assert [(f.name, f.type, f.default) for f in mine] == [
        (f.name, f.type, f.default) for f in yours
    ]
    assert OURS.__dataclass_params__.frozen
    assert OURS.y == 0 and not hasattr(OURS, "words")


def test_other_kinds_are_the_standard_librarys() -> None:
    @ours(frozen=True)
    class Child(Kept):
        """Inherits."""

        more: int = 1

    @ours
    class Open:
        """Can be changed."""

        x: int = 1

    @ours(frozen=True)
    class Counted:
        """Has a variable of the class, and a field that does not count in a comparison."""

        most: ClassVar[int] = 3
        x: int
        note: str = field(default="", compare=False)

    assert Child("a", more=2) == Child("a", (), 2)
    changed = Open()
    changed.x = 2
    assert changed == Open(2)
    assert Counted(1, "one") == Counted(1, "two") and Counted.most == 3
    with pytest.raises(ValueError, match="mutable default"):

        @ours(frozen=True)
        class Wrong:
            """Shares a list."""

            rows: list[int] = []  # noqa: RUF012
