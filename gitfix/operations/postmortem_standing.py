"""Where the post-mortem of an incident stands in this clone, and which of its questions nobody has answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.answers import loose, open_keys
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode
from gitfix.operations.postmortem_files import CheckoutFiles, Paths, Source, TreeFiles, paths_of
from gitfix.operations.postmortem_merge import merged
from gitfix.operations.prepared import postmortem_ref

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace

FOLDER = "postmortems"
"""In gitfix's own folder of the clone: post-mortems under embargo."""


class PrivateFiles:
    """The post-mortem of an incident under embargo: in this clone's own folder, where no commit takes it along."""

    def __init__(self, work: Workspace) -> None:
        self.root = work.repo.private / FOLDER

    def place(self, path: str) -> Path:
        """Where the file that would be at `path` is."""
        return self.root / path.rpartition("/")[2]

    def read(self, path: str) -> str | None:
        """Its text, if it is there."""
        place = self.place(path)
        return decode(place.read_bytes()) if place.is_file() else None

    def names(self, directory: str) -> list[str]:
        """None: each stands alone."""
        return []


def waiting(work: Workspace, incident: Incident, path: str) -> str | None:
    """The document that was not landed yet: prepared for a push, or kept back by an embargo that is over."""
    prepared = work.repo.refs.get(postmortem_ref(incident.id))
    text = TreeFiles(work.repo, prepared).read(path) if prepared else None
    return PrivateFiles(work).read(path) if text is None else text


def goes_on(work: Workspace, incident: Incident, path: str, tip: Oid) -> str | None:
    """The document to go on from on top of `tip`, where that is not the one there: what was prepared is not lost."""
    prepared = work.repo.refs.get(postmortem_ref(incident.id))
    there = TreeFiles(work.repo, tip).read(path)
    mine = waiting(work, incident, path)
    if there is None or mine is None or not prepared:
        return mine if there is None else None
    (parent, *_) = work.repo.objects.read_commit(prepared).parents
    base = TreeFiles(work.repo, parent).read(path)
    if base == there:
        return mine
    text, left = merged(work, path, base, mine, there)
    if left:
        work.note(
            f"answered on the branch too, and kept as it is there: {', '.join(left)}; "
            f"your own: git show {prepared.short}"
        )
    return text


def source_of(work: Workspace, incident: Incident, *, checkout: bool) -> Source:
    """Where the document is read that a command only looks at; without network."""
    from gitfix.operations.postmortem_around import default_branch

    if incident.embargoed:
        return PrivateFiles(work)
    if checkout and work.repo.worktree is not None:
        return CheckoutFiles(work.repo, work.repo.worktree)
    prepared = work.repo.refs.get(postmortem_ref(incident.id))
    tip = prepared or _newest(work, incident, default_branch(work, incident, None)[1])
    return TreeFiles(work.repo, tip) if tip else PrivateFiles(work)


def _newest(work: Workspace, incident: Incident, tip: Oid | None) -> Oid | None:
    """Where it landed, when that is newer than what this clone has last seen of the default branch."""
    named = (incident.postmortem or {}).get("commit", "")
    landed = work.repo.refs.commit(named) if named else None
    if landed is None or tip is None:
        return landed or tip
    return tip if work.repo.history.contains(tip, landed) else landed


def unanswered(work: Workspace, incident: Incident, *, prepared: bool = True) -> list[str] | None:
    """The keys of the questions that wait, by the copy that has the most answers; None where there is no copy here.

    `prepared`: the copy that waits for its push counts, too.
    """
    paths = paths_of(work.config)
    copies = _copies(work, incident, paths, prepared=prepared)
    texts = [text for text in copies if text is not None]
    found = [keys for text in texts if (keys := _open(text)) is not None]
    return min(found, key=len, default=None)


def _copies(
    work: Workspace, incident: Incident, paths: Paths, *, prepared: bool
) -> list[str | None]:
    from gitfix.operations.postmortem_around import default_branch

    path, repo = paths.of(incident.id), work.repo
    private = PrivateFiles(work).read(path)
    if incident.embargoed:
        return [private]
    named = (incident.postmortem or {}).get("commit", "")
    tips = [repo.refs.get(postmortem_ref(incident.id))] if prepared else []
    tips.append(default_branch(work, incident, None)[1])
    tips.append(repo.refs.commit(named) if named else None)
    found = [_of(TreeFiles(repo, tip), path) for tip in dict.fromkeys(tips) if tip]
    if repo.worktree is not None:
        found.append(_of(CheckoutFiles(repo, repo.worktree), path))
    return found


def _of(source: Source, path: str) -> str | None:
    try:
        return source.read(path)
    except Refusal:
        return None


def _open(text: str) -> list[str] | None:
    """The open ones; None for a damaged document."""
    try:
        return [*open_keys(text), *[""] * loose(text)]
    except Refusal:
        return None
