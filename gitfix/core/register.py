"""The change register: one row per emergency change, with what an auditor asks of it (SOC 2 CC8.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gitfix.core.audit_evidence import REVIEW, Events, approvals, digests
from gitfix.core.event import Event
from gitfix.core.incident import Incident
from gitfix.core.incident_fold import taken_back
from gitfix.core.names import Oid
from gitfix.core.value import dataclass, field
from gitfix.core.when import iso

COLUMNS = (
    "incident",
    "summary",
    "severity",
    "kind",
    "why",
    "affected_users",
    "affected_systems",
    "opened_at",
    "opened_by",
    "branch",
    "base",
    "version",
    "commit",
    "tree",
    "approvals",
    "deferred_steps",
    "waivers",
    "deployed_at",
    "deployed_by",
    "backports",
    "closed_at",
    "closed_by",
    "closed_as",
    "people",
    "evidence",
    "events",
    "record",
)
"""The columns, in their order. New ones are added at the end only: people sort by them."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Change:
    """An incident with its events in the record's order, and its newest event's commit.

    `trees`: commit → tree, where the repository knows more than the events say.
    """

    incident: Incident
    events: Events
    tip: Oid
    trees: Mapping[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> tuple[str, str]:
        """Commit and tree of the fix, as the newest event about a commit of it has them; empty where none has."""
        gone = taken_back(self.events)
        for oid, event in reversed(self.events):
            head, tree = event.git.get("head"), event.git.get("tree")
            if (
                oid not in gone
                and isinstance(head, str)
                and isinstance(tree, str)
                and head
                and tree
            ):
                return head, tree
        head = self.incident.backport_head
        return head, self.trees.get(head, "")


def row(change: Change) -> dict[str, str]:
    """Column → text."""
    one = change.incident
    head, tree = change.subject
    deploy = one.steps.get("deploy")
    done = deploy if deploy and deploy.outcome == "done" else None
    return {
        "incident": one.id,
        "summary": one.summary,
        "severity": one.severity,
        "kind": one.kind,
        "why": "; ".join(_why(one)),
        "affected_users": one.impact.users,
        "affected_systems": ", ".join(one.impact.systems),
        "opened_at": one.opened_at,
        "opened_by": one.opened_by,
        "branch": one.branch,
        "base": one.base.tag or one.base.commit,
        "version": one.version,
        "commit": head,
        "tree": tree,
        "approvals": "; ".join(approved(change)),
        "deferred_steps": "; ".join(deferred(one)),
        "waivers": "; ".join(f"{w.rule}: {w.reason} ({w.who})" for w in one.waivers),
        "deployed_at": done.at if done else "",
        "deployed_by": done.by if done else "",
        "backports": "; ".join(f"{b.branch}: {b.state}" for b in one.backports.values()),
        "closed_at": one.closed_at,
        "closed_by": one.closed_by,
        "closed_as": one.closed,
        "people": "; ".join(people(change.events)),
        "evidence": " ".join(evidence(change.events)),
        "events": str(len(change.events)),
        "record": change.tip,
    }


def approved(change: Change) -> list[str]:
    """Who agreed to which tree, and what that is worth: `review: Bob (signed) of 1234567`."""
    by = dict(change.events)
    found = []
    for one in approvals(change.events, taken_back(change.events)):
        kind = "self-approved" if one.solo else "signed" if by[one.event].actor.key else "claimed"
        kind = f"claimed, from {one.via}" if one.via else kind
        of = f" of {one.tree[:12]}" if one.tree else ""
        found.append(f"{one.step or REVIEW}: {one.name} ({kind}){of}")
    return found


def deferred(incident: Incident) -> list[str]:
    """Steps that were put off or left out, why, by whom, and until when."""
    return [
        f"{one.step}: {one.reason} ({one.by}, {'until ' + iso(one.until) if one.until else 'for good'})"
        for one in incident.overrides.values()
    ]


def people(events: Events) -> list[str]:
    """Everybody who acted, each once."""
    names = (f"{e.actor.name} <{e.actor.email}>" for _, e in events if e.type != "merged")
    return list(dict.fromkeys(names))


def evidence(events: Events) -> list[str]:
    """The digests of every log and report."""
    return list(dict.fromkeys(f"sha256:{d}" for _, event in events for d in digests(event)))


def _why(incident: Incident) -> list[str]:
    impact = incident.impact
    rows = (("since", impact.since), ("workaround", impact.workaround))
    return [f"{name} {value}" for name, value in rows if value]


def csv_text(rows: Sequence[dict[str, str]]) -> str:
    """The register as CSV (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe."""
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows:
        writer.writerow([harmless(one[column]) for column in COLUMNS])
    return out.getvalue()


def harmless(cell: str) -> str:
    """OWASP, CSV injection: what begins like a formula is text; other control characters go."""
    plain = "".join(c if c in "\t\r\n" or c.isprintable() else "\ufffd" for c in cell)
    return "'" + plain if plain.lstrip(" ").startswith(_FORMULA) else plain


def line(incident: str, oid: Oid, event: Event) -> str:
    """An event as one line of JSON, with its commit."""
    import json

    document = {"event": oid, **json.loads(event.to_json())}
    return json.dumps({**document, "incident": incident}, ensure_ascii=True)
