"""`gitfix sync`: fetch and push the record; two laptops that went apart meet in a merge event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.value import replace
from gitfix.git.remote import Remote, Unreachable
from gitfix.operations.sync_round import STAYS, SyncResult, Takes, once
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings

ATTEMPTS = 3


def sync(settings: Settings) -> Outcome:
    """Bring this clone's record and the remote's together.

    TAMPERED (exit 6) when the remote's record lost events that were seen before. REMOTE (exit 5) when the remote
    cannot be reached, or takes no record.
    """
    work = open_workspace(settings)
    result = exchange(work)
    return Outcome(result, notices=tuple(work.notices))


def exchange(work: Workspace, *, only: str = "") -> SyncResult:
    """`sync` for a command that has begun already; `only`: this incident (and the archive) alone."""
    if work.remote is None:
        raise Refusal("there is no remote to keep the record on", hint="git remote add origin URL")
    if work.settings.offline:
        raise Refusal("--offline leaves nothing to do for sync", hint="gitfix sync")
    private = work.config.text("record.private_remote")
    if private and private not in work.repo.config.remotes():
        raise Refusal(
            f"the private remote {private} does not exist",
            hint=f"git remote add {private} URL    or gitfix config record.private_remote NAME",
        )
    same = private == work.remote.name
    result = _exchanged(work, work.remote, only, "all" if same else "plain")
    if private and not same:
        more = _exchanged(work, work.repo.remote(private), only, "secret")
        return replace(
            result,
            fetched=(*result.fetched, *more.fetched),
            pushed=(*result.pushed, *more.pushed),
            merged=(*result.merged, *more.merged),
            withheld=(),
            private_remote=private,
        )
    if result.withheld:
        work.note(
            f"{', '.join(result.withheld)} stays here, off {work.remote.name}: a security incident "
            "goes to a private remote only: gitfix config record.private_remote NAME"
        )
    return result


def _exchanged(work: Workspace, remote: Remote, only: str, takes: Takes) -> SyncResult:
    if remote.mirror:
        raise Refusal(
            f"this clone mirrors {remote.name}: its next fetch would delete the record",
            hint="work in an ordinary clone",
        )
    for _ in range(ATTEMPTS):
        result = once(work, remote, _advertised(work, remote), only, takes)
        if result is None or result.pushed or result.archived:
            # What the remote said is no longer so: whoever looks again would take our own push for a rewind.
            work.__dict__.pop("truth", None)
        if result is not None:
            return result
    raise Refusal(
        f"{remote.name}'s record moved {ATTEMPTS} times while gitfix was pushing",
        hint="gitfix sync",
        exit=Exit.REMOTE,
    )


def _advertised(work: Workspace, remote: Remote) -> Mapping[str, Oid]:
    if remote.name == work.remote_name:
        work.truth.require(STAYS)
        return work.truth.advertised.refs
    try:
        return remote.advertised().refs
    except Unreachable as why:
        raise Refusal(
            f"{remote.name} cannot be reached", found=(why.reason,), hint=STAYS, exit=Exit.REMOTE
        ) from None
