"""A version number is taken before it is used: by a unique object on the remote, which only one writer can place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import CLAIMS, LOCAL, Oid
from gitfix.core.plan import UpdateRef
from gitfix.core.value import dataclass
from gitfix.git.execute import keep_house
from gitfix.git.objects import Commit, Signature
from gitfix.git.push import push
from gitfix.git.remote import Remote, Unreachable
from gitfix.host import clock

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

ROOT = "root"
MINE = LOCAL + "claims/"


@dataclass(frozen=True)
class Claims:
    """Version texts that are claimed: by anybody, and the ones of this clone that are not used yet."""

    taken: frozenset[str]
    mine: frozenset[str]


def known(work: Workspace, component: str) -> Claims:
    """The claims for `component` on the remote, and this clone's own among them."""
    space = f"{CLAIMS}{component or ROOT}/"
    refs = work.truth.advertised.refs
    taken = {ref[len(space) :]: oid for ref, oid in refs.items() if ref.startswith(space)}
    own = work.repo.refs.listing(f"{MINE}{component or ROOT}/")
    mine = {
        ref.rsplit("/", 1)[1] for ref, oid in own.items() if taken.get(ref.rsplit("/", 1)[1]) == oid
    }
    return Claims(frozenset(taken), frozenset(mine))


def claim(work: Workspace, component: str, version: str, incident: str) -> bool:
    """Place a claim for `version`; False when a colleague was quicker.

    A server that refuses such refs does not stop the emergency: it is said, and the branch name decides.
    The object holds a nonce: a lease on an absent ref succeeds for two pushers of one and the same object.
    """
    if not work.truth.known or work.remote is None:
        return True
    repo = work.repo
    ref = f"{CLAIMS}{component or ROOT}/{version}"
    mine = f"{MINE}{component or ROOT}/{version}"
    oid = _unique(work, version, incident)
    # Kept here first: after a crash the claim is known to be ours, and is used by the next attempt.
    keep_house(repo, [UpdateRef(mine, repo.refs.get(mine) or repo.zero, oid)], "claim")
    work.settings.progress(f"claiming {version} on {work.remote.name}")
    done = push(repo, work.remote, [UpdateRef(ref, repo.zero, oid)], hooks=False, lease=True)
    if done.landed and ref in done.created:
        return True
    keep_house(repo, [UpdateRef(mine, oid, repo.zero)], "claim lost")
    if _taken(work.remote, ref):
        return False
    work.note(
        f"{work.remote.name} keeps no claims: two engineers could take {version} at the same moment"
    )
    return True


def _taken(remote: Remote, ref: str) -> bool:
    """Whether somebody's claim is there now: reading it is surer than git's words for the rejection."""
    try:
        return ref in remote.advertised().refs
    except Unreachable:
        return False


def _unique(work: Workspace, version: str, incident: str) -> Oid:
    repo = work.repo
    tree = repo.objects.write_tree([])
    who = Signature("gitfix", "gitfix@localhost", clock.now())
    text = f"claim {version}\n\nincident {incident}\nnonce {clock.nonce(24)}\n"
    return repo.objects.write_commit(Commit(tree, (), who, who, text))
