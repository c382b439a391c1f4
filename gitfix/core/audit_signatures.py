"""Who signed what: every signature against the list of signers, and what an unsigned event means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from gitfix.core.audit import Finding, Link, Verdict
from gitfix.core.event import MERGED
from gitfix.core.names import Oid
from gitfix.core.signers import Trust
from gitfix.core.text import printable
from gitfix.core.value import dataclass

State = Literal["good", "bad", "no-key"]


@dataclass(frozen=True)
class Signed:
    """What git says about one signature. `key`: the fingerprint (`SHA256:…`, or hexadecimal for GPG)."""

    state: State
    key: str = ""


@dataclass(frozen=True)
class Anchor:
    """An event that something outside of the record has seen. `when`: seconds since 1970, 0 when it is not known."""

    incident: str
    event: str
    where: str
    when: int = 0


def signatures(
    incident: str,
    chained: list[Link],
    states: Mapping[Oid, Signed],
    trust: Trust,
    *,
    always: bool,
    anchors: Iterable[Anchor] = (),
) -> list[Finding]:
    """The findings about the signatures of one incident; `chained`: parents before children.

    `always`: the team wants every event signed.
    """
    rows = [link for link in chained if link.event and link.event.type != MERGED]
    vouched = _vouched(chained, states, trust)
    seen = _seen(chained, anchors)
    findings: list[Finding] = []
    for link in rows:
        event = link.event
        assert event is not None
        state = states.get(link.oid)
        if state is None:
            findings += _unsigned(incident, link, trust, always=always, pinned=link.oid in seen)
            continue
        if state.state == "bad":
            findings.append(Finding(incident, link.oid, "signature", "its signature is bad"))
        elif state.state == "no-key":
            words = "its key is not in the keyring of this machine"
            findings.append(Finding(incident, link.oid, "no-key", words))
        else:
            findings += _good(incident, link, state.key, trust, vouched, seen)
    return findings


def _unsigned(
    incident: str, link: Link, trust: Trust, *, always: bool, pinned: bool
) -> list[Finding]:
    event = link.event
    assert event is not None
    who = printable(event.actor.email)
    if event.actor.key:
        words = f"it names the key {printable(event.actor.key)} and is not signed"
        return [Finding(incident, link.oid, "signature", words)]
    if always:
        words = f"it is not signed, and record.sign is always; it says that it is by {who}"
        worse: Verdict = "unverifiable" if pinned else "tampered"
        return [Finding(incident, link.oid, "unsigned", words, worse)]
    if trust.knows(event.actor.email):
        words = f"it is not signed, although {who} has a key"
        return [Finding(incident, link.oid, "unsigned", words)]
    return []


def _good(
    incident: str,
    link: Link,
    key: str,
    trust: Trust,
    vouched: set[Oid],
    seen: Mapping[Oid, int],
) -> list[Finding]:
    event = link.event
    assert event is not None
    who = printable(event.actor.email)
    if event.actor.key and event.actor.key != key:
        words = f"it names the key {printable(event.actor.key)} and is signed by {key}"
        return [Finding(incident, link.oid, "signature", words)]
    if not trust:
        return []
    match trust.standing(key, event.actor.email, link.when):
        case "unknown":
            words = f"it says that it is by {who}; the key {key} is nobody's"
        case "other":
            words = f"it says that it is by {who}; the key {key} is somebody else's"
        case "expired":
            words = f"the key {key} was not valid at that time"
        case "removed":
            return _removed(incident, link, key, trust, vouched, seen)
        case _:
            return []
    return [Finding(incident, link.oid, "signer", words)]


def _removed(
    incident: str,
    link: Link,
    key: str,
    trust: Trust,
    vouched: set[Oid],
    seen: Mapping[Oid, int],
) -> list[Finding]:
    """A removed key counts for what is older than its removal; that the event itself says so proves nothing."""
    gone = trust.removed[key]
    if link.when >= gone.when:
        words = f"the key {key} was removed from the list before, by {gone.commit[:7]}"
        return [Finding(incident, link.oid, "signer", words)]
    at = seen.get(link.oid)
    if link.oid in vouched or (at is not None and at < gone.when):
        return []
    words = f"the key {key} was removed since, and only the event itself says that it is older"
    return [Finding(incident, link.oid, "unproven", words)]


def _vouched(chained: list[Link], states: Mapping[Oid, Signed], trust: Trust) -> set[Oid]:
    """Events below one that is signed by a key which is allowed now: its signer has seen them."""
    found: set[Oid] = set()
    for link in reversed(chained):
        state = states.get(link.oid)
        good = (
            state is not None
            and state.state == "good"
            and link.event is not None
            and trust.standing(state.key, link.event.actor.email, link.when) == "allowed"
        )
        if good or link.oid in found:
            found.update(link.parents)
    return found


def _seen(chained: list[Link], anchors: Iterable[Anchor]) -> dict[Oid, int]:
    """Event → the earliest time at which something outside of the record had seen it."""
    found: dict[Oid, int] = {}
    for anchor in anchors:
        if anchor.when:
            found[Oid(anchor.event)] = min(anchor.when, found.get(Oid(anchor.event), anchor.when))
    for link in reversed(chained):
        if link.oid in found:
            for parent in link.parents:
                found[parent] = min(found[link.oid], found.get(parent, found[link.oid]))
    return found
