"""`gitfix audit verify`: the record checked as an auditor would, past everything that this clone believes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.audit import AuditResult, Finding, Link, verdict
from gitfix.core.audit_chain import anchored, chain, history
from gitfix.core.audit_evidence import (
    Approval,
    approvals,
    deployed,
    digests,
    own_approvals,
    skipped,
)
from gitfix.core.audit_signatures import Signed, signatures
from gitfix.core.incident_fold import fold, taken_back
from gitfix.core.names import Oid
from gitfix.core.outcome import Exit, Outcome
from gitfix.core.text import plural
from gitfix.git import blobs
from gitfix.git.links import AuditReader
from gitfix.operations.audit_scope import Scope, scope, trust
from gitfix.operations.people import makers
from gitfix.operations.playbook import load_playbook
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.event import Event
    from gitfix.core.settings import Settings

EXITS = {"tampered": Exit.TAMPERED, "policy": Exit.POLICY, "unverifiable": Exit.OK, "ok": Exit.OK}


def verify(
    settings: Settings,
    *,
    incident: str | None = None,
    everything: bool = False,
    signers: Path | None = None,
    reader: AuditReader | None = None,
) -> Outcome:
    """Check one incident, all open ones, or with `everything` the archived ones too.

    TAMPERED (exit 6) when the record does not verify, POLICY (exit 4) when it does and tells of a rule that was
    broken. `signers`: a list of allowed signers in the place of the team's. `reader`: one that has read much already.
    """
    work = open_workspace(settings)
    about = scope(work, incident, everything=everything)
    reading = reader or AuditReader(work.repo)
    links = reading.links(about.tips.values())
    states = reading.signatures(links.values())
    allowed, path, findings = trust(work, signers)
    always = work.config.text("record.sign") == "always"
    findings += about.findings
    events = 0
    for name, tip in sorted(about.tips.items()):
        chained = history(links, tip)
        mine = [one for one in about.anchors if one.incident == name]
        events += len(chained)
        findings += chain(name, chained)
        findings += anchored(name, chained, [(one.event, one.where) for one in mine])
        findings += signatures(name, chained, states, allowed, always=always, anchors=mine)
        findings += _evidence(work, name, chained)
    _said(work, about, events, states, path)
    found = verdict(findings)
    good = sum(state.state == "good" for state in states.values())
    unique = tuple(dict.fromkeys(findings))
    result = AuditResult(len(about.tips), events, found, unique, good, path)
    if EXITS[found] is Exit.OK:
        return Outcome(result, notices=tuple(work.notices))
    return Outcome(result, EXITS[found], *_words(unique), notices=tuple(work.notices))


def _words(findings: Sequence[Finding]) -> tuple[str, str]:
    worst = [one for one in findings if one.leads_to == verdict(findings)]
    if verdict(findings) == "tampered":
        hint = "keep this clone as it is; compare with a colleague's: gitfix audit verify --all"
        return f"the record does not verify: {plural(len(worst), 'finding')}", hint
    hint = "what happened, event by event: gitfix log"
    if worst[0].incident:
        hint += f" --incident {worst[0].incident}"
    return f"the record verifies and tells of {plural(len(worst), 'broken rule')}", hint


def _said(work: Workspace, about: Scope, events: int, states: dict[Oid, Signed], path: str) -> None:
    """What the verdict does not say."""
    if not about.tips:
        work.note(
            "there is no open incident in this clone; archived ones: gitfix audit verify --all"
        )
    unsigned = events - len(states)
    if unsigned:
        work.note(
            f"{plural(unsigned, 'event')} of {events} not signed: whoever can push could have written them"
        )
    if states and not path:
        work.note(
            "no list of signers (record.signers): signatures are good, but whose they are is not known"
        )


def _evidence(work: Workspace, incident: str, chained: list[Link]) -> list[Finding]:
    """What the events tell about the handling of the emergency; nothing where they cannot all be read."""
    events = [(link.oid, link.event) for link in chained if link.event]
    findings = _logs(work, incident, events)
    if len(events) < len(chained):
        return findings
    folded = fold(events)
    given = approvals(events, taken_back(events))
    made = {one.event: _makers(work, one, folded.base.commit) for one in given if not one.solo}
    findings += own_approvals(incident, given, made)
    findings += deployed(incident, events, given)
    findings += skipped(folded, events, load_playbook(work))
    return findings


def _makers(work: Workspace, one: Approval, base: str) -> list[str]:
    """Who made what was approved; nobody where the commits are not here."""
    base = one.base or base
    there = work.repo.refs.commits([base, one.head]) if base and one.head else [None]
    if not all(there):
        return []
    return [person.email for person in makers(work, Oid(base), Oid(one.head))]


def _logs(work: Workspace, incident: str, events: list[tuple[Oid, Event]]) -> list[Finding]:
    """Every log that an event names is there and is what its digest says, or somebody said that it is withheld."""
    named = {digest: oid for oid, event in events for digest in digests(event)}
    there = blobs.listing(work.repo, incident)
    said = {
        digest
        for _, event in events
        if event.type == "withheld"
        for digest in _texts(event.data.get("digests"))
    }
    findings = []
    for digest, oid in named.items():
        if digest + blobs.WITHHELD in there:
            if digest not in said:
                words = f"the log {digest[:12]} was withheld, and no event says by whom"
                findings.append(Finding(incident, oid, "blob-missing", words))
        elif digest not in there:
            words = f"the log {digest[:12]} is gone, and nobody withheld it"
            findings.append(Finding(incident, oid, "blob-missing", words))
    for name in there:
        if not name.endswith(blobs.WITHHELD) and blobs.get(work.repo, incident, name) is None:
            words = f"the log {name[:12]} is not what its digest says"
            findings.append(Finding(incident, named.get(name, ""), "blob", words))
    return findings


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
