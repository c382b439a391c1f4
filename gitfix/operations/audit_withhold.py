"""`gitfix audit withhold`: a log or report is taken away for good; the events that name it stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.audit import WithholdResult
from gitfix.core.audit_evidence import WITHHELD, digests
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.text import printable
from gitfix.git import blobs
from gitfix.git.execute import keep_house
from gitfix.operations.recording import record_event
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.settings import Settings
    from gitfix.operations.workspace import Workspace


def withhold(
    settings: Settings, names: Sequence[str], *, reason: str, incident: str | None = None
) -> Outcome:
    """Take the logs called `names` (digests, or how they begin) away, and record who did and why.

    It is not offered to undo: what is withheld shall be gone. Refusal for a name that means none or several.
    """
    if not reason.strip():
        raise Refusal(
            "withholding needs a reason",
            hint=f'gitfix audit withhold {" ".join(names)} --reason "a password in it"',
        )
    work = open_workspace(settings)
    found = which_incident(work, incident).id
    there = _named(work, found)
    chosen = tuple(dict.fromkeys(_meant(name, there, found) for name in names))
    updates = [*blobs.withhold(work.repo, found, chosen, reason.strip())]
    data = {"digests": list(chosen), "reason": reason.strip()}
    updates.append(record_event(work, found, WITHHELD, data))
    if not settings.dry_run:
        keep_house(work.repo, updates, "audit withhold")
    event = "" if settings.dry_run else str(updates[-1].new)
    result = WithholdResult(found, chosen, reason.strip(), event)
    return Outcome(result, notices=tuple(work.notices))


def _named(work: Workspace, incident: str) -> dict[str, str]:
    """Digest → what it is, for each log of `incident` that is still here."""
    listed = blobs.listing(work.repo, incident)
    told: dict[str, str] = {}
    for _, event in work.record.events(incident):
        for digest in digests(event):
            told.setdefault(digest, f"{event.step or event.type}, {event.time}")
    here = [name for name in listed if not name.endswith(blobs.WITHHELD)]
    return {digest: told.get(digest, "no event names it") for digest in here}


def _meant(name: str, there: dict[str, str], incident: str) -> str:
    wanted = name.lower().removeprefix("sha256:")
    meant = [digest for digest in there if digest.startswith(wanted)] if wanted else []
    if len(meant) == 1:
        return meant[0]
    what = "several logs begin with" if meant else "there is no log or report"
    rows = [f"{digest[:12]}   {about}" for digest, about in there.items()]
    raise Refusal(
        f"{what} {printable(name)} in {incident}",
        found=tuple(rows[-9:]) or ("it has none that could be withheld",),
        hint=f"gitfix log --incident {incident}",
    )
