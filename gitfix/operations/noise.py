"""Looks for layout, comments and the order of imports in a change: reads the files whose hunks may hold some, whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.layout.worth import language, worth
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.core.layout.form import Form, Former
    from gitfix.core.layout.regions import Region
    from gitfix.git.repository import Repository


@dataclass(frozen=True)
class Layouts:
    """The noise by path, for files that could be read; `unread`: languages whose grammar is not installed."""

    regions: dict[str, tuple[Region, ...]]
    unread: tuple[str, ...] = ()


def layouts(repo: Repository, files: Sequence[FileChange]) -> Layouts:
    """What can be said of `files`; of the others the looks of their lines say it (core/noise.py)."""
    chosen = [one for one in files if worth(one)]
    formers = {name: former(name) for name in {language(one.path) for one in chosen}}
    unread = tuple(sorted(name for name, read in formers.items() if read is None))
    chosen = [one for one in chosen if formers[language(one.path)]]
    if not chosen:
        return Layouts({}, unread)
    from gitfix.core.layout.search import noise

    found: dict[str, tuple[Region, ...]] = {}
    for one in chosen:
        before, after = repo.objects.read([one.old_oid, one.new_oid])
        if before is None or after is None:
            continue
        read = formers[language(one.path)]
        regions = noise(before, after, one.hunks, read) if read else None
        if regions is not None:
            found[one.path] = regions
    return Layouts(found, unread)


def former(name: str) -> Former | None:
    """What reads a language; None where its grammar is not installed."""
    if name == "python":
        from gitfix.core.layout.python import form

        return form
    from gitfix.core.layout.languages import BY_ENDING
    from gitfix.core.layout.tree import form as read
    from gitfix.services import grammars

    if not grammars.installed(name):
        return None
    known = next(one for one in BY_ENDING.values() if one.name == name)

    def parse(source: bytes, any_order: bool) -> Form | None:
        nodes = grammars.nodes(name, source)
        return None if nodes is None else read(known, source, nodes, any_order)

    return parse
