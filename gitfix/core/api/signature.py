"""How a function can be called, and which calls another signature no longer takes.

The rules are those of the Python language reference, "Calls": what could be passed by name still can, what could be
passed in a place still arrives under the same name, and nothing is asked for that was not asked for before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from gitfix.core.value import dataclass

Kind = Literal["place", "both", "name"]
"""How an argument is passed: only by its place, either way, only by its name."""


@dataclass(frozen=True)
class Parameter:
    """One parameter; `optional`: it has a default."""

    name: str
    kind: Kind = "both"
    optional: bool = False


@dataclass(frozen=True)
class Signature:
    """Parameters in their order, those by name last. `rest`: `*args`; `named`: `**kwargs`."""

    parameters: tuple[Parameter, ...] = ()
    rest: bool = False
    named: bool = False

    @property
    def placed(self) -> tuple[Parameter, ...]:
        """Those that can be passed by place."""
        return tuple(one for one in self.parameters if one.kind != "name")

    @property
    def by_name(self) -> dict[str, Parameter]:
        """Those that can be passed by name."""
        return {one.name: one for one in self.parameters if one.kind != "place"}


def broken(old: Signature, new: Signature) -> list[str]:
    """What callers of `old` could do and callers of `new` cannot, in words; empty when every call still works."""
    return [*_names(old, new), *_places(old, new), *_required(old, new)]


def _names(old: Signature, new: Signature) -> Iterator[str]:
    now = new.by_name
    places = {one.name for one in new.placed}
    for name in old.by_name:
        if name in now:
            continue
        if name in places:
            yield f"{name} can no longer be passed by name"
        elif not new.named:
            yield f"the parameter {name} is gone"
    if old.named and not new.named:
        yield "it no longer takes any named argument"


def _places(old: Signature, new: Signature) -> Iterator[str]:
    now = new.placed
    for at, one in enumerate(old.placed):
        if at >= len(now):
            if not new.rest:
                known = one.name in new.by_name
                # What is gone altogether was said by its name.
                if known or one.kind == "place" or new.named:
                    yield f"{one.name} can no longer be passed by its place"
            elif one.kind == "both" and one.name in new.by_name:
                yield f"{one.name} can no longer be passed by its place"
        elif one.kind == "both" and now[at].name != one.name:
            there = next((n for n, other in enumerate(now) if other.name == one.name), None)
            if there is not None:
                yield f"{one.name} moves from place {at + 1} to {there + 1}"
            elif one.name in new.by_name:
                yield f"{one.name} can no longer be passed by its place"
    by_name = {one.name for one in old.parameters if one.kind == "name"}
    for at, one in enumerate(now):
        if one.name in by_name and (old.rest or at < len(old.placed)):
            yield f"{one.name} takes a place now that another argument had"
    if old.rest and not new.rest:
        yield "it no longer takes any number of arguments"


def _required(old: Signature, new: Signature) -> Iterator[str]:
    before = {one.name: one for one in old.parameters if one.kind != "place"}
    placed = old.placed
    for at, one in enumerate(new.parameters):
        if one.optional:
            continue
        was = before.get(one.name)
        if was is None and one.kind != "name" and at < len(placed):
            # The same place under another name: callers by place do not see it, others were told above.
            same = placed[at]
            known = same.kind == "both" and (new.named or same.name in new.by_name)
            was = None if known else same
        if was is None:
            yield f"the new parameter {one.name} has no default"
        elif was.optional:
            yield f"{one.name} has no default any more"
