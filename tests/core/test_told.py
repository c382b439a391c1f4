"""What single events say: read with care, whatever somebody wrote."""

from __future__ import annotations

from gitfix.core.event import Actor, Event
from gitfix.core.names import Oid
from gitfix.core.told_introduced import introduced
from gitfix.core.told_messages import messages
from gitfix.core.told_metrics import metrics
from gitfix.core.told_release import released, rollbacks

ADA = Actor("Ada", "ada@example.com")


def events(*rows: tuple[str, dict[str, object]]) -> list[tuple[Oid, Event]]:
    return [
        (
            Oid(f"{n:040x}"),
            Event("2026-11-23-k7q2", type, ADA, "2026-11-23T20:04:58Z", n, "", data=data),
        )
        for n, (type, data) in enumerate(rows, 1)
    ]


def test_each_is_read() -> None:
    known = events(
        ("culprit", {"commit": "c" * 40, "confidence": 0.81, "tier": "strong", "affected_tags": ["v1"]}),
        ("released", {"tag": "v2", "version": "2", "signed": True}),
        ("rollback-planned", {"score": "ready", "from": "v2", "to": "v1"}),
        ("rollback-planned", {"score": "not-ready", "from": "v2", "to": "v1", "why": "a migration"}),
        ("notified", {"event": "opened", "channel": "ops", "kind": "mail", "state": "sent"}),
        ("monitored", {"metrics": [{"name": "errors", "phase": "Successful", "baseline": 0.5, "last": 0}]}),
    )  # fmt: skip
    found = introduced(known)
    assert found is not None and (found.confidence, found.affected) == (0.81, ("v1",))
    release = released(known)
    assert release is not None and (release.tag, release.signed) == ("v2", True)
    assert [(row.what, row.result) for row in rollbacks(known)] == [
        ("planned", "not-ready, a migration")
    ]
    assert [(row.channel, row.audience, row.state) for row in messages(known)] == [
        ("ops", "mail", "sent")
    ]
    (metric,) = metrics(known)
    assert (metric.name, metric.baseline, metric.first, metric.last) == ("errors", "0.5", "", "0")


def test_nonsense_is_nothing() -> None:
    bad: dict[str, object] = {
        "commit": 1,
        "metrics": "x",
        "channels": 3,
        "confidence": True,
        "merge": [],
    }
    known = events(
        *((type, bad) for type in ("culprit", "released", "rolled-back", "notified", "monitored"))
    )
    assert introduced(known) is None and metrics(known) == ()
    assert len(messages(known)) == len(rollbacks(known)) == 1
