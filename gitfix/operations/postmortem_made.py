"""The post-mortem made on top of a commit: its two documents, and the commit that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import INCIDENTS
from gitfix.core.outcome import Refusal
from gitfix.core.postmortem_result import PostmortemResult
from gitfix.core.text import encode, printable, shorten
from gitfix.git import tree_edit
from gitfix.operations.commits import make_commit
from gitfix.operations.postmortem_documents import Document, Documents, compose
from gitfix.operations.postmortem_facts import gather
from gitfix.operations.postmortem_files import TreeFiles, paths_of
from gitfix.operations.prepared import postmortem_ref

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.incident import Incident
    from gitfix.core.names import BranchName, Oid
    from gitfix.operations.postmortem_answers import Change
    from gitfix.operations.workspace import Workspace


def make(
    work: Workspace,
    incident: Incident,
    branch: BranchName,
    tip: Oid,
    change: Change | None,
    before: str | None,
) -> tuple[Documents, PostmortemResult]:
    """The documents for `branch` at `tip`, and what is to be said of them; Refusal where conflict markers are left.

    `before`: the document to go on from, where that is not the one there.
    """
    facts = gather(work, incident, tip=tip)
    paths = paths_of(work.config)
    documents = compose(work, facts, paths, TreeFiles(work.repo, tip), change, before)
    for document in (documents.incident, documents.log):
        if document.changed and document.conflicted:
            raise Refusal(
                f"{printable(document.path)} on {branch} has conflict markers in it",
                hint=f"resolve them on {branch} first, then run the same command again",
            )
    result = PostmortemResult(
        incident.id,
        documents.incident.path,
        documents.log.path,
        "unchanged",
        branch,
        remote=work.remote_name,
        to_write=len(documents.open),
        incidents=len(documents.entries),
        problems=documents.problems,
        open=documents.open,
    )
    return documents, result


def blobs_of(work: Workspace, documents: Sequence[Document]) -> dict[str, Oid | None]:
    """Path → the blob that holds the document as it shall be."""
    return {one.path: work.repo.objects.write_blob(encode(one.new)) for one in documents}


def commit_of(work: Workspace, incident: Incident, documents: Documents, tip: Oid) -> Oid:
    """The commit; the one that was prepared before when nothing changed since, so that it is what was seen."""
    repo = work.repo
    tree = tree_edit.edit_tree(repo, tip, blobs_of(work, documents.changed))
    prepared = repo.refs.get(postmortem_ref(incident.id))
    if prepared:
        known = repo.objects.read_commit(prepared)
        if known.tree == tree and known.parents == (tip,):
            return prepared
    return make_commit(repo, tree, (tip,), message(work, incident))


def message(work: Workspace, incident: Incident) -> str:
    """The message of a commit that holds the post-mortem."""
    summary = printable(incident.summary)
    subject = f"Post-mortem of {incident.id}" + (f": {summary}" if summary else "")
    anchor = work.repo.refs.get(INCIDENTS + incident.id)
    trailers = f"Gitfix-Incident: {incident.id}\nGitfix-Record: {anchor}\n"
    return f"{shorten(subject, 72)}\n\n{trailers}"
