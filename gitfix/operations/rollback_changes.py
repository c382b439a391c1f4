"""What came with a release that going back has to undo: migrations, configuration, dependencies, and the fix itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core import glob, patterns
from gitfix.core.migrations import Migration, judge
from gitfix.core.names import DEVELOP, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.rollback import CheckState, RollbackCheck
from gitfix.core.text import decode, plural, printable
from gitfix.operations import targets
from gitfix.operations.check_policy import policy_of
from gitfix.operations.truth import bring

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.case import Case
    from gitfix.operations.rollback_sides import Sides
    from gitfix.operations.workspace import Workspace

NAMED = 3
"""Files that are named."""


def changed(work: Workspace, found: Sides) -> list[str]:
    """Paths that differ between the two releases."""
    return sorted(work.repo.worktrees.paths_between(found.target.commit, found.start.commit))


def migrations(work: Workspace, found: Sides, paths: Sequence[str]) -> RollbackCheck:
    """Whether the database can follow: read in the files, nothing is run."""
    wanted = policy_of(work.config).migrations
    mine = [path for path in paths if glob.matches(path, wanted)]
    if not mine:
        return RollbackCheck("migrations", "pass", "none between the two", "must")
    commit = found.start.commit
    everything = work.repo.git.fields("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    blobs = work.repo.objects.read([f"{commit}:{path}" for path in mine])
    old = work.repo.objects.read([f"{found.target.commit}:{path}" for path in mine])
    judged = [
        judge(path, decode(blob), everything)
        if blob is not None and before is None
        else Migration(path, "", "unknown", "it was changed" if blob else "it was taken out")
        for path, blob, before in zip(mine, blobs, old, strict=True)
    ]
    states: dict[str, CheckState] = {"irreversible": "fail", "unknown": "unknown"}
    for way, state in states.items():
        bad = [one for one in judged if one.way == way]
        if bad:
            more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
            said = f"{printable(bad[0].path)}: {bad[0].why}{more}"
            return RollbackCheck("migrations", state, said, "must")
    tools = ", ".join(dict.fromkeys(one.tool for one in judged))
    said = f"{plural(len(judged), 'migration')} of {tools}, each with its way back: run these too"
    return RollbackCheck("migrations", "pass", said, "must")


def configuration(work: Workspace, paths: Sequence[str]) -> RollbackCheck:
    """Whether both releases are configured alike."""
    own = patterns.CONFIGURATION + work.config.strings("paths.configuration")
    mine = [path for path in paths if glob.matches(path, own)]
    if not mine:
        return RollbackCheck("configuration", "pass", "the same in both")
    return RollbackCheck("configuration", "unknown", f"look whether the old fits: {_some(mine)}")


def dependencies(work: Workspace, paths: Sequence[str], *, artefact: bool) -> RollbackCheck:
    """Whether the old dependencies are needed again; an artefact that is there brings its own."""
    mine = [path for path in paths if glob.matches(path, policy_of(work.config).lockfiles)]
    if not mine:
        return RollbackCheck("dependencies", "pass", "the same in both")
    if artefact:
        return RollbackCheck("dependencies", "pass", "others, and the artefact has them")
    return RollbackCheck("dependencies", "unknown", f"others before: {_some(mine)}")


def _some(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return ", ".join(map(printable, paths[:NAMED])) + more


def revert(work: Workspace, case: Case) -> RollbackCheck:
    """Whether the fix can be taken out of main and dev again: done in memory, nothing moves."""
    incident = case.incident
    base = incident.base.commit
    if case.head is None or not base or not case.has_commits:
        return RollbackCheck("revert", "pass", "there is no fix on main or dev yet")
    try:
        rows = [(name, _reverts(work, incident, case.head, tip)) for name, tip in _tips(work)]
    except Refusal as refusal:
        return RollbackCheck("revert", "unknown", refusal.message)
    stuck = [name for name, clean in rows if clean is False]
    if stuck:
        said = f"git revert would conflict on {', '.join(map(printable, stuck))}"
        return RollbackCheck("revert", "fail", said)
    there = [name for name, clean in rows if clean]
    words = (
        f"clean on {', '.join(map(printable, there))}"
        if there
        else "main and dev do not have the fix"
    )
    return RollbackCheck("revert", "pass", words)


def _tips(work: Workspace) -> list[tuple[str, Oid]]:
    """The default branch and the develop-like ones, where the remote has them."""
    branches = targets.heads(work)
    usual = dict.fromkeys((targets.default_name(work, branches), *DEVELOP))
    names = [name for name in usual if name in branches]
    if work.truth.known:
        refs = [f"refs/heads/{name}" for name in names]
        keep = not work.settings.dry_run
        brought = bring(work.repo, work.truth, refs, keep_refs=keep)
        return [(name, brought[f"refs/heads/{name}"]) for name in names]
    return [(name, branches[name]) for name in names]


def _reverts(work: Workspace, incident: Incident, head: Oid, tip: Oid) -> bool | None:
    """Whether taking the fix out of `tip` is clean; None where it is not there."""
    back = work.repo.merges.apply(tip, head, Oid(incident.base.commit))
    if back.clean and back.tree == work.repo.objects.read_commit(tip).tree:
        return None
    contains = work.repo.history.contains(tip, head)
    row = any(known.state in ("merged", "picked") for known in incident.backports.values())
    return back.clean if contains or row else None
