"""Where the request of a post-mortem stands, and the commit that goes on from there.

What reviewers push to its branch stays: then a commit is put behind theirs, and none takes the place of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.git import tree_edit
from gitfix.operations import requests
from gitfix.operations.commits import make_commit
from gitfix.operations.forges import forge_at
from gitfix.operations.postmortem_files import TreeFiles
from gitfix.operations.postmortem_made import blobs_of, commit_of, message
from gitfix.operations.postmortem_merge import merged
from gitfix.operations.postmortem_standing import goes_on
from gitfix.operations.prepared import postmortem_ref
from gitfix.operations.requests_known import Known, pushed_ref

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.names import Oid
    from gitfix.operations.postmortem_documents import Documents
    from gitfix.operations.workspace import Workspace


def branch_of(incident: str) -> str:
    """The branch that carries the post-mortem."""
    return f"postmortem/{incident}"


def there(work: Workspace, incident: Incident, known: Known, tip: Oid) -> Oid | None:
    """Where the request stands on the remote, brought here; None where there is none, or it is merged."""
    from gitfix.operations.requests_agit import ref_of
    from gitfix.operations.truth import bring

    branch = branch_of(incident.id)
    found = requests.tips(work, [branch]).get(branch)
    pull = ref_of(known) if known.url else ""
    if pull in work.truth.advertised.refs and requests.by_agit(forge_at(work, work.remote)):
        keep = not work.settings.dry_run
        found = bring(work.repo, work.truth, [pull], keep_refs=keep)[pull]
    return None if found is None or work.repo.history.contains(tip, found) else found


def goes_on_from(
    work: Workspace, incident: Incident, path: str, tip: Oid, there: Oid | None
) -> str | None:
    """The document to go on from: what is offered already, with what was answered here and on the branch since."""
    repo = work.repo
    prepared = repo.refs.get(postmortem_ref(incident.id))
    last = repo.refs.get(pushed_ref(branch_of(incident.id)))
    offered = TreeFiles(repo, there).read(path) if there else None
    if there is None or offered is None or (there == last and prepared):
        # What is offered is this clone's own, and what was prepared since went on from it.
        return goes_on(work, incident, path, tip)
    text = offered
    left: list[str] = []
    landed = TreeFiles(repo, tip).read(path)
    bases = repo.history.merge_bases(there, tip)
    base = TreeFiles(repo, bases[0]).read(path) if bases else None
    if landed is not None and landed != base:
        text, left = merged(work, path, base, offered, landed)
    if prepared and not repo.history.contains(there, prepared):
        mine = TreeFiles(repo, prepared).read(path)
        start = last or repo.objects.read_commit(prepared).parents[0]
        text, more = merged(work, path, TreeFiles(repo, start).read(path), mine, text)
        left = [*left, *more]
    if left:
        work.note(
            f"answered in the request too, and kept as it is there: {', '.join(left)}"
            + (f"; your own: git show {prepared.short}" if prepared else "")
        )
    return text


def commit_for(
    work: Workspace,
    incident: Incident,
    documents: Documents,
    tip: Oid,
    there: Oid | None,
    known: Known,
) -> Oid:
    """The commit to offer: the one that is offered where it says the same, else a new one.

    It takes the place of one of gitfix's own, so that there is one commit to look at, and follows any other.
    """
    repo = work.repo
    wanted = blobs_of(work, (documents.incident, documents.log))
    if there is None:
        return commit_of(work, incident, documents, tip)
    entries = {path: tree_edit.find(repo, there, path) for path in wanted}
    if all(entry and entry.oid == wanted[path] for path, entry in entries.items()):
        return there
    ours = there in known.tips or there == repo.refs.get(pushed_ref(branch_of(incident.id)))
    if ours and repo.history.count(f"{tip}..{there}") == 1:
        return commit_of(work, incident, documents, tip)
    tree, parents = _behind(work, there, tip, set(wanted))
    made = tree_edit.edit_tree(repo, tree, wanted)
    return make_commit(repo, made, parents, message(work, incident))


def _behind(work: Workspace, there: Oid, tip: Oid, own: set[str]) -> tuple[str, tuple[Oid, ...]]:
    """The tree to put the documents into, and its parents: with the default branch merged where nothing else conflicts.

    Without that the log would conflict as soon as another incident's post-mortem has landed.
    """
    repo = work.repo
    if repo.history.contains(there, tip):
        return there, (there,)
    try:
        merged = repo.merges.merge(there, tip)
    except Refusal:
        return there, (there,)  # a git that cannot merge without a checkout
    if {one.path for one in merged.conflicts} - own:
        return there, (there,)
    return merged.tree, (there, tip)
