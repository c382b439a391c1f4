"""What a hotfix changes of a project's dependencies, told by what its manifests mean."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.change import FileChange
from gitfix.core.check_values import WARNING
from gitfix.core.classify import TESTS
from gitfix.core.manifests.formats import is_manifest, reader
from gitfix.core.manifests.values import Changed, Dependency, Unreadable, compare
from gitfix.core.measure import Measured, Subject
from gitfix.core.rules.base import UNREAD, Finding, Rule
from gitfix.core.text import decode


def reads(change: FileChange) -> bool:
    """Whether this rule has to see both contents of a file."""
    return is_manifest(change.path) or (
        change.old_path != change.path and is_manifest(change.old_path)
    )


def _dependencies(subject: Subject) -> Iterator[Finding]:
    if not subject.check.contents:
        return
    for file in subject.files:
        if file.kind != TESTS and not file.hidden and reads(file.change):
            yield from _in_file(file, subject)


def _in_file(file: Measured, subject: Subject) -> Iterator[Finding]:
    change = file.change
    contents = subject.check.contents
    sides = (
        (change.old_path, change.old_mode, change.old_oid),
        (change.path, change.new_mode, change.new_oid),
    )
    listed: list[list[Dependency]] = []
    for path, mode, oid in sides:
        data = contents.get(oid) if mode else b""
        if data is None:
            return  # too much to be read: the budget speaks
        try:
            listed.append(_read(path, data))
        except Unreadable as why:
            if path == change.path and mode and oid == change.new_oid:
                yield Finding(
                    f"its dependencies cannot be told: {why}", file.path, todo="repair the file"
                )
            return
    for one in compare(*listed):
        yield Finding(_words(one), file.path, _line(file, one))


def _read(path: str, data: bytes) -> list[Dependency]:
    read = reader(path) if data.strip() else None
    return read(decode(data)) if read else []


def _words(one: Changed) -> str:
    where = "" if one.scope in ("dependencies", "requirements", "require") else f" ({one.scope})"
    if one.old is None:
        return f"{one.name} is added: {one.new}{where}"
    if one.new is None:
        return f"{one.name} is removed: was {one.old}{where}"
    return f"{one.name}: {one.old} becomes {one.new}{where}"


def _line(file: Measured, one: Changed) -> int:
    """Where the name stands among the changed lines; else where the first change is."""
    name = one.name.rpartition(":")[2].lower()
    for hunk in file.change.hunks:
        for at, text in enumerate(hunk.added):
            if name in text.lower():
                return hunk.new_start + at
    for hunk in file.change.hunks:
        if any(name in text.lower() for text in hunk.removed):
            return max(hunk.new_start, 1)
    return max(file.change.hunks[0].new_start, 1) if file.change.hunks else 0


DEPENDENCY_CHANGE = Rule(
    id="dependency-change",
    severity=WARNING,
    summary="a dependency comes, goes or changes its version",
    explain=(
        "Code that nobody here has read comes with a dependency, at the worst moment to test it. Both sides of a "
        "manifest are read and compared by what they mean, so another order or another key is no finding: "
        "pyproject.toml (PEP 621, dependency groups, Poetry, PDM, uv), requirements and constraints files, setup.cfg, "
        "Pipfile, package.json, Cargo.toml, go.mod and pom.xml. The required version of the language and the places "
        "that packages come from count, too. Lock files have a rule of their own. " + UNREAD
    ),
    todo="leave it as it is in production, unless that version is the fix",
    find=_dependencies,
)
