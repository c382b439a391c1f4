"""Which changes of a signature break callers, held against Python's own binding of arguments."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core.api.signature import Parameter, Signature, broken

NAMES = ("a", "b", "c")


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    """Any signature of up to three parameters that Python allows."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(0, 3))]
    kinds = sorted(draw(st.sampled_from(("place", "both", "name"))) for _ in names)
    order = ["place", "both", "name"]
    kinds.sort(key=order.index)
    rows, optional = [], False
    for name, kind in zip(names, kinds, strict=True):
        # After one with a default, those by place need one, too.
        optional = draw(st.booleans()) or (optional and kind != "name")
        rows.append(Parameter(name, kind, optional))
    return Signature(tuple(rows), draw(st.booleans()), draw(st.booleans()))


def real(signature: Signature) -> Callable[..., dict[str, object]]:
    """A function with that signature, which returns what arrived under which name."""
    words = []
    for at, one in enumerate(signature.parameters):
        last_placed = one.kind != "place" and at and signature.parameters[at - 1].kind == "place"
        words += ["/"] if last_placed else []
        if one.kind == "name" and "*args" not in words and "*" not in words:
            words.append("*args" if signature.rest else "*")
        words.append(f"{one.name}=0" if one.optional else one.name)
    if signature.parameters and signature.parameters[-1].kind == "place":
        words.append("/")
    words += ["*args"] if signature.rest and "*args" not in words else []
    words += ["**kwargs"] if signature.named else []
    made: dict[str, Callable[..., dict[str, object]]] = {}
    exec(f"def f({', '.join(words)}): return locals()", {}, made)
    return made["f"]


def calls() -> Iterator[tuple[tuple[int, ...], dict[str, int]]]:
    """Every call with up to four arguments by place, and any names, one of them strange."""
    for count in range(5):
        for size in range(5):
            for names in itertools.combinations((*NAMES, "z"), size):
                yield tuple(range(1, count + 1)), {name: 10 + at for at, name in enumerate(names)}


CALLS = list(calls())


def bound(
    function: Callable[..., dict[str, object]], call: tuple[tuple[int, ...], dict[str, int]]
) -> dict[str, object] | None:
    try:
        return function(*call[0], **call[1])
    except TypeError:
        return None


def breaks(old: Signature, new: Signature) -> bool:
    """Whether a call that worked fails, or an argument that had a public name arrives under another."""
    before, after = real(old), real(new)
    public = set(old.by_name)
    loose = {one.name for one in (*old.parameters, *new.parameters)} - public
    for call in CALLS:
        if loose & call[1].keys():
            continue  # it landed in **kwargs under the name of a parameter: nobody's contract
        was = bound(before, call)
        if was is None:
            continue
        now = bound(after, call)
        if now is None:
            return True
        passed = {name for name in public if was[name]}  # zero is a default
        if any(now[name] != was[name] for name in passed & now.keys()):
            return True
    return False


@settings(max_examples=600, deadline=None)
@given(signatures(), signatures())
def test_it_agrees_with_python(old: Signature, new: Signature) -> None:
    assert bool(broken(old, new)) is breaks(old, new), broken(old, new)


@given(signatures())
def test_the_same_signature_breaks_nothing(one: Signature) -> None:
    assert broken(one, one) == []


def sig(text: str) -> Signature:
    """A signature from its text."""
    import ast

    from gitfix.core.api.surface import signature_of

    (node,) = ast.parse(f"def f({text}): ...").body
    assert isinstance(node, ast.FunctionDef)
    return signature_of(node.args)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("a", "a, b=1", []),
        ("a", "a, *, b=1", []),
        ("a", "a, *args, **kwargs", []),
        ("a, b", "a, b=1", []),
        ("a", "a, b", ["the new parameter b has no default"]),
        ("a", "a, *, b", ["the new parameter b has no default"]),
        ("a, b=1", "a, b", ["b has no default any more"]),
        ("a, b", "a", ["the parameter b is gone"]),
        ("a, b", "b, a", ["a moves from place 1 to 2", "b moves from place 2 to 1"]),
        ("a", "a, /", ["a can no longer be passed by name"]),
        ("a", "*, a", ["a can no longer be passed by its place"]),
        ("a, /", "b, /", []),
        ("*args", "", ["it no longer takes any number of arguments"]),
        ("**kwargs", "", ["it no longer takes any named argument"]),
        ("a=1", "b=1", ["the parameter a is gone"]),
    ],
)
def test_what_it_says(old: str, new: str, said: list[str]) -> None:
    assert broken(sig(old), sig(new)) == said
