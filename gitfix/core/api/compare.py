"""What users of a Python module lose between two versions of it."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.api.signature import broken
from gitfix.core.api.surface import Surface, Symbol
from gitfix.core.value import dataclass

_REASONS = 2
"""Reasons that are said of one signature."""
_BARE = ("object", "ABC", "Generic", "Protocol", "NamedTuple", "TypedDict", "Enum", "Exception")
"""Base classes that bring nothing along that a class of one's own would be asked for."""


@dataclass(frozen=True)
class Break:
    """One thing that breaks callers. `old_line` and `line`: where it was and is, 0 where it is no more."""

    name: str
    words: str
    old_line: int = 0
    line: int = 0


def compare(old: Surface, new: Surface) -> Iterator[Break]:
    """Public names that are gone or can no longer be used as before."""
    for name in sorted(old.public & old.symbols.keys(), key=lambda n: (old.symbols[n].line, n)):
        was, now = old.symbols[name], new.symbols.get(name)
        if now is None:
            if not new.open:
                yield Break(name, "is gone", was.line)
            continue
        if old.listed and new.listed is not None and name not in new.listed:
            yield Break(name, "is no longer in __all__", was.line, now.line)
        yield from _symbol(name, was, now)


def _symbol(name: str, was: Symbol, now: Symbol) -> Iterator[Break]:
    if "import" in (was.what, now.what):
        return  # what it is now stands in another module
    called, still = was.signature is not None or was.what == "class", now.signature is not None
    if was.what != now.what and not (
        called and (still or now.what == "class") and _same_use(was, now)
    ):
        if now.what == "name" and was.what != "property":
            return  # an alias, a partial, something made by a call: nobody can say
        yield Break(name, f"was a {was.what}, is now a {now.what}", was.line, now.line)
        return
    if was.signature and now.signature:
        reasons = broken(was.signature, now.signature)
        if reasons:
            # A parameter that is put first moves all others.
            more = f"; and {len(reasons) - _REASONS} more" if len(reasons) > _REASONS else ""
            words = "; ".join(reasons[:_REASONS]) + more
            yield Break(f"{name}()", words, was.line, now.line)
    if was.coroutine != now.coroutine:
        words = "has to be awaited now" if now.coroutine else "can no longer be awaited"
        yield Break(f"{name}()", words, was.line, now.line)
    if was.what == now.what == "class":
        yield from _members(name, was, now)


def _same_use(was: Symbol, now: Symbol) -> bool:
    """A function may become a class, and a method one that needs less to be called."""
    order = {"method": 0, "class method": 1, "static method": 1}
    if was.what in order and now.what in order:
        return order[now.what] >= order[was.what]
    return {was.what, now.what} == {"function", "class"}


def _members(name: str, was: Symbol, now: Symbol) -> Iterator[Break]:
    for member, before in was.members.items():
        if not is_public(member) or member in ("__init__", "__new__") or before.what == "import":
            continue  # the constructor is the class's own signature
        after = now.members.get(member)
        if after is not None:
            yield from _symbol(f"{name}.{member}", before, after)
        elif all(base.partition("[")[0].rpartition(".")[2] in _BARE for base in now.bases):
            yield Break(f"{name}.{member}", "is gone", before.line)
        elif not member.startswith("__"):
            bases = " or ".join(now.bases)
            yield Break(f"{name}.{member}", f"is gone, unless {bases} has it", before.line)


def is_public(name: str) -> bool:
    """No leading underscore, or one of Python's own names."""
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))
