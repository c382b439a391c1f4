"""A security incident stays off the public remote until it is disclosed: its record, its branch, its fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.hook_result import PushCheck
from gitfix.core.names import HEADS
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import WriteFile
from gitfix.core.text import decode, encode
from gitfix.core.value import replace
from gitfix.operations.contents import blob
from gitfix.operations.hotfix_pushes import recorded
from gitfix.operations.truth import ask
from gitfix.operations.which import load, open_incidents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.hook_push import PushedRef
    from gitfix.core.incident import Incident
    from gitfix.core.names import Oid
    from gitfix.operations.truth import Truth
    from gitfix.operations.workspace import Workspace

FILE = "embargo"
"""In `<common git dir>/gitfix`: the ids of the incidents under embargo, for the hook."""
PRIVATE = "record.private_remote"


def require_public(work: Workspace, incident: Incident | None, what: str) -> None:
    """Refusal (POLICY) for `what`, which would show an incident that is not public yet."""
    if incident is None or not incident.embargoed:
        return
    raise Refusal(
        f"{incident.id} is under embargo: {what} would show it",
        found=("nothing of a security incident reaches a public remote before it is disclosed",),
        hint=f"when it is public: gitfix triage --incident {incident.id} --disclose",
        exit=Exit.POLICY,
    )


def require_public_commits(work: Workspace, commits: Sequence[Oid]) -> None:
    """Refusal (POLICY) where one of `commits` is a part of a fix under embargo, whatever it is carried as."""
    carried = set(commits)
    for incident in _secret(work):
        first = _first_commit(work, incident)
        head = work.repo.refs.get(HEADS + incident.branch)
        if first and head and carried & set(_own(work, incident, head)):
            require_public(work, incident, "a push of the fix")


def home(work: Workspace, incident: Incident) -> Truth:
    """Where the hotfix branch is shared: the private remote while nobody else may see it, else the remote."""
    private = work.config.text(PRIVATE)
    if not incident.embargoed or private in ("", work.remote_name):
        return work.truth
    if private not in work.repo.config.remotes():
        return work.truth
    return ask(work.repo.remote(private), offline=work.settings.offline)


def private_place(work: Workspace, remote: str, url: str) -> bool:
    """Whether a push to `remote` (a name or a URL) at `url` goes to the private remote that is configured."""
    private = work.config.text(PRIVATE)
    if not private:
        return False
    urls = {work.repo.config.get(f"remote.{private}.{key}") for key in ("url", "pushurl")}
    return remote == private or bool(url and url in urls)


def marker(work: Workspace, *, plus: str = "", minus: str = "") -> list[WriteFile]:
    """The step that tells the hook's shim which incidents are under embargo; none where it knows.

    The shim then starts gitfix for every push. `plus`, `minus`: what the same plan changes. The end of an incident is
    not the end of its embargo.
    """
    file = work.repo.private / FILE
    found = file.read_bytes() if file.is_file() else b""
    opened = {one.id for one in open_incidents(work) if one.embargoed}
    ended = {id for id in _marked(work) if load(work, id).embargoed}
    ids = (opened | ended | {plus}) - {minus, ""}
    wanted = encode("".join(f"{id}\n" for id in sorted(ids)))
    if found == wanted:
        return []
    return [WriteFile(str(file), blob(work, found or None), blob(work, wanted or None))]


def _marked(work: Workspace) -> list[str]:
    file = work.repo.private / FILE
    return decode(file.read_bytes()).split() if file.is_file() else []


def held_back(
    work: Workspace, refs: Sequence[PushedRef], remote: str, url: str
) -> list[tuple[PushCheck, Exit]]:
    """The pushed refs that would show an incident under embargo: they hold commits of its fix."""
    secret = _secret(work)
    if not secret or private_place(work, remote, url):
        return []
    found = []
    for incident in secret:
        first = _first_commit(work, incident)
        for ref in refs if first else ():
            if not ref.deletes and work.repo.history.contains(ref.new, first or "") is not False:
                about = PushCheck(
                    ref.branch or ref.remote, ref.remote, ref.new, "record", held=True
                )
                words = f"{incident.id} is under embargo, and this holds its fix"
                hint = f"when it is public: gitfix triage --incident {incident.id} --disclose"
                found.append((replace(about, error=words, hint=hint), Exit.POLICY))
    return found


def _secret(work: Workspace) -> list[Incident]:
    """The incidents under embargo that have a branch, also those that have ended."""
    opened = {one.id: one for one in recorded(work)}
    known = {**{id: load(work, id) for id in _marked(work) if id not in opened}, **opened}
    return [one for one in known.values() if one.embargoed and one.branch]


def _own(work: Workspace, incident: Incident, head: Oid) -> list[Oid]:
    return work.repo.history.ids("--reverse", f"{incident.base.commit}..{head}")


def _first_commit(work: Workspace, incident: Incident) -> Oid | None:
    """The first commit of the fix; None while there is none here."""
    head = work.repo.refs.get(HEADS + incident.branch)
    if head is None or not incident.base.commit:
        return None
    own = _own(work, incident, head)
    return own[0] if own else None
