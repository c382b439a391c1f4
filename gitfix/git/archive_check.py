"""Whether the archive is what gitfix makes: each commit as it comes out everywhere, and no incident lost in a merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.audit import Finding
from gitfix.core.names import Oid
from gitfix.core.text import plural, printable
from gitfix.git.archive import ARCHIVED, MERGED, ROOT, entries
from gitfix.git.objects import Commit, parse_commit

if TYPE_CHECKING:
    from gitfix.core.names import TreeId
    from gitfix.git.repository import Repository


def archive_findings(repo: Repository, tip: Oid) -> tuple[list[Finding], list[tuple[str, Oid]]]:
    """What is wrong with the archive at `tip`, and every (incident, event) that any commit of it has archived.

    The commits of both sides of every merge are looked at; none of the incidents' own.
    """
    findings: list[Finding] = []
    archived: list[tuple[str, Oid]] = []
    empty = repo.objects.write_tree([])
    seen: set[Oid] = set()
    todo = [tip]
    while todo:
        oid = todo.pop()
        if oid in seen:
            continue
        seen.add(oid)
        data = repo.objects.read([oid])[0]
        if data is None:
            findings.append(Finding("", oid, "archive", "it is not in this clone"))
            continue
        commit = parse_commit(data)
        wrong = _wrong(commit, empty)
        if wrong:
            findings.append(Finding("", oid, "archive", wrong))
        archived += entries(list(commit.parents), commit.message)
        ahead = 2 if commit.message.startswith(MERGED) else 1
        todo += reversed(commit.parents[:ahead])
    return findings, archived


def _wrong(commit: Commit, empty: TreeId) -> str:
    subject, parents = commit.message.partition("\n")[0], len(commit.parents)
    expected = 0 if subject == ROOT else 2 if subject.startswith(ARCHIVED) else None
    if expected is None and not (subject == MERGED and parents >= 2):
        return "it is no commit of gitfix"
    if expected is not None and parents != expected:
        return f"{printable(subject)} with {plural(parents, 'parent')}"
    makers = {(who.name, who.email) for who in (commit.author, commit.committer)}
    if commit.tree != empty or makers != {("gitfix", "gitfix@localhost")} or commit.headers:
        return "gitfix makes no such commit"
    return ""
