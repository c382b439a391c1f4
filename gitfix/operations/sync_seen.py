"""What this clone has seen on a remote, so that a record that lost events there is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import SEEN
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import UpdateRef
from gitfix.git.execute import keep_house

if TYPE_CHECKING:
    from gitfix.git.remote import Remote
    from gitfix.operations.sync_plan import Moves, Side
    from gitfix.operations.workspace import Workspace


def require_whole(work: Workspace, remote: Remote, theirs: Side, only: str) -> None:
    """What was seen on the remote once must still be part of its record: git protects only refs/heads/."""
    contains = work.repo.history.contains
    space = f"{SEEN}{remote.name}/"
    findings = []
    for ref, seen in work.repo.refs.listing(space).items():
        name = ref.removeprefix(space)
        if name == "archive":
            what, now = "the archive", theirs.archive
        elif name.startswith("incidents/"):
            what = name.removeprefix("incidents/")
            if only not in ("", what):
                continue
            now = theirs.incidents.get(what) or work.record.archive.index(theirs.archive).get(what)
        else:
            continue
        if now is None:
            findings.append(f"{what} is gone; its last event was {seen.short}")
        elif now != seen and contains(now, seen) is not True:
            findings.append(f"{what} was rewritten: {seen.short} is no longer part of it")
    if findings:
        raise Refusal(
            f"the record on {remote.name} lost events that were there before",
            found=tuple(findings),
            hint="your own copy is whole and was not changed; find out who pushed over it before anything else",
            exit=Exit.TAMPERED,
        )


def remember(work: Workspace, remote: Remote, theirs: Side, moves: Moves, only: str) -> None:
    """What was seen on the remote, so that a rewind of it is noticed next time."""
    space = f"{SEEN}{remote.name}/"
    seen = {f"{space}incidents/{incident}": tip for incident, tip in theirs.incidents.items()}
    if theirs.archive:
        seen[space + "archive"] = theirs.archive
    for update in moves.push:
        seen[space + update.ref.removeprefix("refs/gitfix/")] = update.new
    # An archived incident is remembered by the archive.
    for incident in moves.archived:
        seen.pop(f"{space}incidents/{incident}", None)
    before = work.repo.refs.listing(space)
    if only:
        kept = (f"{space}incidents/{only}", f"{space}archive")
        before = {ref: oid for ref, oid in before.items() if ref in kept}
    zero = work.repo.zero
    updates = [
        UpdateRef(ref, before.get(ref, zero), seen.get(ref, zero))
        for ref in sorted({*before, *seen})
        if before.get(ref) != seen.get(ref)
        and (ref in seen or ref.startswith(f"{space}incidents/"))
    ]
    keep_house(work.repo, updates, "sync")
