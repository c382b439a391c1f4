"""What the check knows of prepared releases: commits that hold exactly what `gitfix release --prepare` writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core import preparation
from gitfix.core.changelog import Added, Entry
from gitfix.core.names import Oid
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.operations import release_files as files_of
from gitfix.operations.release_files import Writing

if TYPE_CHECKING:
    from gitfix.core.change import CommitChange, FileChange
    from gitfix.core.incident import Incident
    from gitfix.core.preparation import Edits
    from gitfix.core.shipping import Preparation
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Sorted:
    """The files of a hotfix without prepared edits; `prepared`: those in which nothing else changes."""

    files: list[FileChange]
    prepared: frozenset[str] = frozenset()


def writing_of(one: Preparation) -> Writing:
    """What a recorded preparation has written."""
    entry = Entry(one.new, one.old, one.date, one.what)
    return Writing(entry, one.olds or (one.old,))


def sort_out(
    work: Workspace,
    incident: Incident | None,
    files: list[FileChange],
    commits: Sequence[CommitChange],
) -> Sorted:
    """`files` less what was prepared, and what has to be said of commits that only look like it.

    A commit is judged by what it holds, so that a rebase of the hotfix changes nothing, and an amended line counts.
    """
    if incident is None or not incident.preparations:
        return Sorted(files)
    edits: dict[str, list[Edits]] = {}
    for commit in commits:
        recorded = [
            one
            for one in incident.preparations
            if one.commit == commit.oid or commit.subject == f"{preparation.SUBJECT}{one.new}"
        ]
        if not recorded or len(commit.parents) != 1:
            continue
        found = next(filter(None, (_exact(work, incident, commit, one) for one in recorded)), None)
        if found is None:
            work.note(
                f'{commit.oid.short} "{printable(commit.subject)}" is not, or not only, what gitfix release '
                "--prepare writes: all of it counts"
            )
            continue
        for path, pairs in found.items():
            edits.setdefault(path, []).append(pairs)
    known = preparation.chained(edits)
    kept, prepared = [], set()
    for change in files:
        left = preparation.without(change, known.get(change.path, set()))
        if left is not change and not left.hunks:
            prepared.add(change.path)
            left = change
        kept.append(left)
    return Sorted(kept, frozenset(prepared))


def _exact(
    work: Workspace, incident: Incident, commit: CommitChange, one: Preparation
) -> dict[str, Edits] | None:
    """The edited lines of each version file; None where the commit holds anything else."""
    parent = commit.parents[0]
    changes = work.repo.diffs.between(parent, commit.oid)
    paths = [change.path for change in changes]
    if any(c.status != "M" or c.old_mode != c.new_mode or c.binary for c in changes):
        return None
    before, after = (files_of.texts(work, rev, paths) for rev in (parent, commit.oid))
    writing = writing_of(one)
    wanted = {w.path: w for w in files_of.versions(work, before, writing)}
    edits: dict[str, Edits] = {}
    for change in changes:
        path = change.path
        text = before.get(path)
        if text is None or path not in after:
            return None
        written = wanted.get(path)
        if written is None and files_of.is_changelog(work, path):
            earlier = entries_before(work, incident, path, one.new, one)
            written = files_of.changelog(path, text, writing.entry, earlier)
        elif written is not None:
            edits[path] = preparation.edits_of(change)
        if written is None or written.after != after[path]:
            return None
    return edits


def entries_before(
    work: Workspace,
    incident: Incident,
    path: str,
    version: str,
    until: Preparation | None = None,
) -> list[Added]:
    """The changelog entries that earlier preparations of this incident brought for other versions than this one."""
    found: list[Added] = []
    for one in incident.preparations:
        if until is not None and one.event == until.event:
            break
        commit = Oid(one.commit)
        if one.new == version or work.repo.refs.commit(commit) is None:
            continue
        text = files_of.texts(work, f"{commit}^", [path]).get(path)
        added = files_of.entry_for(path, text, writing_of(one).entry) if text else None
        if added is not None:
            found.append(added)
    return found
