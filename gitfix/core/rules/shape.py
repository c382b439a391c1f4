"""Changes that a diff of lines does not show: binary content, submodules, modes and names."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.check_values import WARNING
from gitfix.core.measure import SUBMODULE as SUBMODULE_MODE
from gitfix.core.measure import Subject
from gitfix.core.rules.base import Finding, Rule, typed

_TYPES = {0o100000: "file", 0o120000: "symbolic link", 0o160000: "submodule"}


def _type(mode: int) -> str:
    return _TYPES.get(mode & 0o170000, "entry")


def _binary(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        change = file.change
        if (
            not file.hidden
            or SUBMODULE_MODE in (change.old_mode, change.new_mode)
            or change.status == "D"
        ):
            continue
        if change.old_oid == change.new_oid:
            continue
        what = "binary content" if change.binary else "content in Git LFS"
        yield Finding(
            f"{what} {'is new' if change.status in 'AC' else 'changes'}: no diff to review",
            file.path,
        )


def _submodule(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        change = file.change
        old, new = change.old_mode == SUBMODULE_MODE, change.new_mode == SUBMODULE_MODE
        if old and new and change.old_oid != change.new_oid:
            span = f"{change.old_oid.short}..{change.new_oid.short}"
            yield Finding(
                f"submodule moves {span}: what changes inside is not counted",
                file.path,
                todo=f"look at it: git -C {typed(file.path)} log --oneline {span}",
            )
        elif new and not old and not change.old_mode:
            yield Finding(
                f"a new submodule at {change.new_oid.short}: what is inside is not counted",
                file.path,
            )
        elif old and not new and not change.new_mode:
            yield Finding("a submodule is removed: what was inside is not counted", file.path)


def _mode(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        old, new = file.change.old_mode, file.change.new_mode
        if not old or not new or old == new or file.change.status == "C":
            continue
        if _type(old) != _type(new):
            yield Finding(f"was a {_type(old)}, is now a {_type(new)}", file.path)
        else:
            on = bool(new & 0o111)
            flag = "-x" if on else "+x"
            yield Finding(
                f"{'becomes' if on else 'is no longer'} executable ({old:06o} to {new:06o})",
                file.path,
                todo=f"if nobody meant it: git update-index --chmod={flag} -- {typed(file.path)}",
            )


def _rename(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        if file.change.status == "R":
            yield Finding(f"renamed from {file.change.old_path}", file.path)


BINARY_FILE = Rule(
    id="binary-file",
    severity=WARNING,
    summary="binary content that no review can see",
    explain=(
        "A binary file, or one that Git LFS keeps elsewhere, cannot be read in a review, cannot "
        "be minimised and cannot be merged: any other change to it on main ends in a conflict "
        "that has no answer but one of the two."
    ),
    todo="take it out, or have the reviewer look at the file itself",
    find=_binary,
)

SUBMODULE = Rule(
    id="submodule",
    severity=WARNING,
    summary="a submodule moves, comes or goes",
    explain=(
        "One line of diff can stand for thousands of lines in another repository, none of which "
        "is in the budget. Move a submodule only to a hotfix of its own, cut from the commit "
        "that the release used."
    ),
    todo="check that it holds the fix alone",
    find=_submodule,
)

MODE_CHANGE = Rule(
    id="mode-change",
    severity=WARNING,
    summary="a file's mode or type changes",
    explain=(
        "Executable bits change by accident on file systems that do not keep them, and a file "
        "that turns into a link is seldom the fix. Both survive a review because a diff of "
        "lines does not show them."
    ),
    todo="if nobody meant it, restore it from the tag",
    find=_mode,
)

RENAME = Rule(
    id="rename",
    severity=WARNING,
    summary="a file is renamed",
    explain=(
        "A rename makes the fix larger to read and the backport harder: on every branch that "
        "changed the file meanwhile, git has to guess that the two are one. Fix the file where "
        "it is and rename it on main afterwards."
    ),
    todo="keep the old name; rename on main after the incident",
    find=_rename,
)
