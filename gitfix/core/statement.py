"""An emergency change as an in-toto Statement v1 (in-toto attestation framework), for whoever collects attestations."""

from __future__ import annotations

from gitfix.core.register import Change, row

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:git-hotfix:emergency-change:v1"
"""What the predicate is: docs/record.md describes it."""


def statement(change: Change) -> dict[str, object] | None:
    """The statement about the commit and the tree of the fix; None where the record names neither."""
    head, tree = change.subject
    if not head:
        return None
    fix = change.incident.tag or change.incident.branch or change.incident.id
    subject = [{"name": fix, "digest": {"gitCommit": head}}]
    if tree:
        subject.append({"name": f"{fix}^{{tree}}", "digest": {"gitTree": tree}})
    known = row(change)
    return {
        "_type": TYPE,
        "subject": subject,
        "predicateType": PREDICATE,
        "predicate": {
            "change": {key: value for key, value in known.items() if value},
            "record": {
                "ref": f"refs/gitfix/incidents/{change.incident.id}",
                "digest": {"gitCommit": change.tip},
            },
            "events": [
                {
                    "event": oid,
                    "type": event.type,
                    "step": event.step,
                    "time": event.time,
                    "actor": {
                        "name": event.actor.name,
                        "email": event.actor.email,
                        "key": event.actor.key,
                    },
                }
                for oid, event in change.events
            ],
        },
    }
