"""The team's policy where this clone lacks the default branch (CI checkouts, single-branch clones): it is fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, Oid
from gitfix.core.plan import UpdateRef
from gitfix.git.remote import Unreachable
from gitfix.operations.policy import KNOWN

if TYPE_CHECKING:
    from gitfix.operations.policy import Policy
    from gitfix.operations.workspace import Workspace


def brought(work: Workspace, policy: Policy) -> tuple[str, Oid] | None:
    """Ref and commit of the remote's default branch, fetched for its policy alone.

    None when it cannot be had: then the last one known is in force, else a local branch's, else what is built in;
    each is said.
    """
    if work.settings.offline:
        work.note(_not_had(work, policy, "which was not asked"))
        return None
    remote = work.repo.remote(work.remote_name)
    try:
        told = remote.advertised()
        ref = told.head or next(
            (HEADS + n for n in ("main", "master") if HEADS + n in told.refs), ""
        )
        tip = told.refs.get(ref)
        if tip is None:
            return None  # a new, empty remote has no policy
        if not work.repo.refs.types([tip]):
            remote.fetch([ref])
    except Unreachable as why:
        work.note(_not_had(work, policy, f"and it cannot be had ({why.reason})"))
        return None
    if not work.settings.dry_run:
        _keep(work, KNOWN + ref.removeprefix(HEADS), tip)
    return ref, tip


def _keep(work: Workspace, name: str, tip: Oid) -> None:
    from gitfix.git.execute import keep_house

    old = work.repo.refs.get(name) or work.repo.zero
    keep_house(work.repo, [UpdateRef(name, old, tip)] if old != tip else [], "policy")


def _not_had(work: Workspace, policy: Policy, why: str) -> str:
    if policy.ref.startswith(KNOWN):
        source = f"the policy last seen is used ({policy.commit.short if policy.commit else ''})"
    elif policy.ref:
        source = f"the policy of your own {policy.ref.removeprefix(HEADS)} is used"
    else:
        source = "gitfix's own policy is used"
    return f"the default branch of {work.remote_name} is not in this clone, {why}: {source}"
