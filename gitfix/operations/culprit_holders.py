"""Who has an introducing commit: releases, open lines, and the merge that brought it to the production tag."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

from gitfix.core.names import TAGS, Oid
from gitfix.core.tag_index import index_tags
from gitfix.core.value import dataclass
from gitfix.git.descent import Descent, Tag, has_graph, tagged
from gitfix.operations import production
from gitfix.operations.everywhere import branches, tips
from gitfix.operations.targets import Target

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Case:
    """What the candidates are looked at for. `at`: the incident, in seconds since 1970; `fixes`: its commits."""

    base: Oid
    head: Oid
    fixes: tuple[Oid, ...]
    at: int
    branch: str = ""
    component: str = ""


class Holders:
    """Answers by git where a commit-graph makes that quick, else from one reading of the history."""

    def __init__(self, work: Workspace, case: Case) -> None:
        self._work = work
        self._repo = work.repo
        self._case = case
        self._descent: Descent | None = None

    @cached_property
    def lines(self) -> list[Target]:
        """The branches that fixes go to, with their tips of now."""
        case = self._case
        return tips(
            self._work, branches(self._work, case.branch, case.component, missing_is_fine=True)
        )

    @cached_property
    def _tags(self) -> list[Tag] | None:
        """All tags; None where git is asked."""
        return None if has_graph(self._repo) else tagged(self._repo)

    def _read(self, commits: Sequence[Oid]) -> Descent | None:
        """The history, with which of `commits` is where; None where git is asked."""
        if self._tags is None:
            return None
        if self._descent is None or not self._descent.marked.issuperset(commits):
            known = self._descent.marked if self._descent else ()
            mine = [tag.commit for tag in self._tags] + [line.tip for line in self.lines]
            wanted = dict.fromkeys([*commits, self._case.head, *known])
            self._descent = Descent(self._repo, [*mine, self._case.base], list(wanted))
        return self._descent

    # -- releases

    def releases_of_each(self, commits: Sequence[Oid]) -> list[list[str]]:
        """Release tags that have each of `commits`, the oldest version first."""
        self._read(commits)
        with ThreadPoolExecutor(max(1, min(len(commits), os.cpu_count() or 1))) as pool:
            return list(pool.map(self.releases, commits))

    def releases(self, *commits: Oid, without: Sequence[Oid] = ()) -> list[str]:
        """Release tags that have one of `commits` and none of `without`, the oldest version first."""
        descent = self._read([*commits, *without])
        if descent is None or self._tags is None:
            contains = [word for commit in commits for word in ("--contains", commit)]
            absent = [word for commit in without for word in ("--no-contains", commit)]
            names = [ref[len(TAGS) :] for ref in self._repo.refs.names(*contains, *absent, TAGS)]
        else:
            names = [
                tag.name
                for tag in self._tags
                if any(descent.has(tag.commit, one) for one in commits)
                and not any(descent.has(tag.commit, one) for one in without)
            ]
        index = index_tags(names, production.repository_name(self._work))
        chosen = index.of_component(self._case.component) if self._case.component else index
        return [tag.name for tag in chosen.releases()][::-1]

    def dates(self, tags: Sequence[str]) -> dict[str, int]:
        """When `tags` were made, in seconds since 1970."""
        if self._tags is None:
            return self._repo.refs.tag_dates(tags)
        wanted = set(tags)
        return {tag.name: tag.made for tag in self._tags if tag.name in wanted}

    # -- where it is, and how it came

    def has(self, tip: Oid, commit: Oid) -> bool:
        """Whether `commit` is in the history of `tip`, one of the lines."""
        descent = self._read([commit])
        if descent is None:
            return bool(self._repo.history.contains(tip, commit))
        return descent.has(tip, commit)

    def arrival(self, commit: Oid) -> Oid:
        """The first commit on the first-parent path to the base that has it: a merge, or the commit itself."""
        base = self._case.base
        descent = self._read([commit])
        if descent is not None:
            return descent.arrival(base, commit)
        history = self._repo.history
        path = history.ids("--first-parent", "--reverse", f"{commit}..{base}")
        if not path or self._repo.objects.read_commit(path[0]).parents[:1] == (commit,):
            return commit
        # Once a commit is in, every later one of the path has it.
        after = set(history.ids("--ancestry-path", f"{commit}..{base}"))
        return next((one for one in path if one in after), commit)
