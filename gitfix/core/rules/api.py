"""What callers of the project's own Python modules lose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from gitfix.core.change import FileChange
from gitfix.core.check_values import WARNING
from gitfix.core.classify import CODE
from gitfix.core.look import is_quiet
from gitfix.core.measure import Measured, Subject
from gitfix.core.rules.base import UNREAD, Finding, Rule
from gitfix.core.text import plural

if TYPE_CHECKING:
    from gitfix.core.api.compare import Break
    from gitfix.core.api.surface import Surface
    from gitfix.core.look import Look

_SCRIPTS = ("setup", "noxfile", "tasks", "fabfile", "manage", "conf", "__main__")
"""Modules that are run, and that nobody imports."""
_ENDS = (".py", ".pyi")
_PACKAGES = ("__init__.py", "__init__.pyi")
"""What may be the same module as another file."""
_SHOWN = 4


def reads(change: FileChange) -> bool:
    """Whether this rule has to see both contents of a file."""
    return bool(_module(change.path) or _module(change.old_path))


def needed(changed: Sequence[FileChange], looks: Mapping[str, Look]) -> Iterator[FileChange]:
    """Those of the files whose contents this rule has to see: in the others, nothing can be gone."""
    files = [one for one in changed if one.path.endswith(_ENDS) or one.old_path.endswith(_ENDS)]
    if all(_is_quiet(one, looks) and not one.path.endswith(_PACKAGES) for one in files):
        return
    files = [one for one in files if reads(one)]
    modules = Counter(_module(one.path) for one in files)
    # Where a module goes, what is new may be where it went.
    moved = any(one.status not in ("M", "A", "C") for one in files)
    for one in files:
        if one.status != "M":
            if moved:
                yield one
        elif modules[_module(one.path)] > 1 or not _is_quiet(one, looks):
            yield one


def _is_quiet(change: FileChange, looks: Mapping[str, Look]) -> bool:
    known = looks[change.path].quiet
    return is_quiet(change) if known is None else known


@lru_cache(maxsize=1 << 15)
def _module(path: str) -> str:
    """The public module that is at `path`, slashes for dots; empty for any other file."""
    if not path.endswith(_ENDS):
        return ""
    bare = path.removesuffix(".pyi").removesuffix(".py")
    ending = path[len(bare) :]
    bare = bare.removesuffix("/__init__")
    names = bare.split("/")
    private = bare.startswith("_") or "/_" in bare or "-" in names[-1]
    return "" if private or names[-1] in _SCRIPTS else bare + ending


def _changes(subject: Subject) -> Iterator[Finding]:
    if not subject.check.contents:
        return
    files = [
        f
        for f in subject.files
        if f.kind == CODE and not f.hidden and reads(f.change) and not f.only_noise
    ]
    now = {_module(f.path): f for f in files if f.change.status != "D"}
    for file in files:
        if file.change.status in ("A", "C"):
            continue
        module = _module(file.change.old_path)
        if module:
            yield from _in_module(module, file, now.get(module), subject)


def _in_module(
    module: str, file: Measured, new: Measured | None, subject: Subject
) -> Iterator[Finding]:
    if new is not None and _alike(file.change, new.change, subject):
        return
    from gitfix.core.api.compare import compare

    old = _surface(file.change.old_path, file.change.old_oid, subject)
    if old is None:
        return
    if new is None:
        names = sorted(old.public & old.symbols.keys())
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            place = f"; it is {file.path} now" if file.change.status == "R" else ""
            words = f"{plural(len(names), 'public name is', 'public names are')} gone with it"
            yield Finding(
                f"{words}: {', '.join(names[:_SHOWN])}{more}{place}", file.change.old_path
            )
        return
    after = _surface(new.path, new.change.new_oid, subject)
    if after is None:
        return
    for one in compare(old, after):
        yield Finding(f"{one.name}: {one.words}", new.path, one.line or _place(file, one))


def _alike(old: FileChange, new: FileChange, subject: Subject) -> bool:
    """Whether the new module surely offers what the old one did, without parsing both."""
    before = subject.check.contents.get(old.old_oid)
    after = subject.check.contents.get(new.new_oid)
    if before is None or after is None or is_package(old.old_path) != is_package(new.path):
        return False
    from gitfix.core.api.outline import same_outline

    return same_outline(before, after)


def is_package(path: str) -> bool:
    """Whether the module at `path` is a package's own."""
    return path.rpartition("/")[2].startswith("__init__.")


def _surface(path: str, oid: str, subject: Subject) -> Surface | None:
    """None as well where there is too much to be read: then the budget speaks."""
    from gitfix.core.api.surface import surface

    data = subject.check.contents.get(oid)
    return None if data is None else surface(data, package=is_package(path))


def _place(file: Measured, one: Break) -> int:
    """Where a line that is gone was, in the new file."""
    for hunk in file.change.hunks:
        if hunk.old_start <= one.old_line < hunk.old_start + len(hunk.removed):
            return max(hunk.new_start, 1)
    return 0


API_CHANGE = Rule(
    id="api-change",
    severity=WARNING,
    summary="a public Python name is gone, or is called in another way",
    explain=(
        "Whoever imports this code did not ask for a change today, and a patch release promises that nothing breaks "
        "(semver.org, 6). Both sides of each module are parsed: a public name (in __all__, else without a leading "
        "underscore; in a package, what it imports from its own modules) that is gone; a parameter that is gone, "
        "renamed, moved, without its default, new without one, or by name only; a function that has to be awaited, a "
        "method that becomes a property. Constructors of dataclasses, attrs classes and named tuples are told from "
        "their fields. Overloads count as one with any signature; what a base class in another file may still have is "
        "said. Attributes that are set on self are not looked at. A module whose changed lines break nobody by "
        "themselves is not read. " + UNREAD
    ),
    todo="keep the old way working; change it in the next release",
    find=_changes,
)
