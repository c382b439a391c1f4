"""Branches that nobody works on any more: no target, unless somebody names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitfix.core.line import Line, at_least, parse_line
from gitfix.core.names import MAIN, Oid
from gitfix.host import clock

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

DAY = 86_400


def open_lines(
    branches: dict[str, Oid], version: tuple[int, ...], component: str
) -> Iterator[tuple[str, Line]]:
    """The lines of this component (or of none) from the hotfix's own on."""
    for name in branches:
        line = parse_line(name)
        if line and line.component in ("", component.lower()) and at_least(line.numbers, version):
            yield name, line


def asleep(
    work: Workspace, branches: dict[str, Oid], version: tuple[int, ...], component: str
) -> dict[str, int]:
    """Branches that were given up: name to days behind the default branch.

    A line above the hotfix's own (a `3.0` that was begun years ago and never released) would
    conflict with every fix, and one conflict holds back all; so would the `master` that was left
    behind when `main` took its place. Days are counted from the default branch's newest commit, so
    that in a repository where all is quiet nothing is given up. The hotfix's own line always counts,
    and so does a branch whose commit is not here to be read.
    """
    from gitfix.operations.targets import default_name

    default = default_name(work, branches)
    asked = [
        name
        for name, line in open_lines(branches, version, component)
        if line.numbers != version[: len(line.numbers)]
    ]
    asked += [name for name in MAIN if name in branches and name not in (default, *asked)]
    tip = branches.get(default)
    now = when(work, tip) if asked and tip else None
    if now is None:
        return {}
    most = work.config.integer("backport.line_days")
    behind = {
        name: (now - then) // DAY
        for name in asked
        if (then := when(work, branches[name])) is not None
    }
    return {name: days for name, days in behind.items() if days > most}


def awake(work: Workspace, tip: Oid) -> bool:
    """Whether a develop-like branch had a commit lately; one that cannot be read counts as awake."""
    then = when(work, tip)
    return then is None or clock.now() - then <= work.config.integer("backport.develop_days") * DAY


def when(work: Workspace, tip: Oid) -> int | None:
    """When the commit was made, in seconds since 1970; None where it is not in this clone."""
    if work.repo.objects.read([tip])[0] is None:
        return None
    return int(work.repo.objects.read_commit(tip).committer.when)
