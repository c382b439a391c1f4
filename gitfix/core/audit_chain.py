"""Does the chain of events hold together: one root, honest merges, clocks without gaps, nothing of another incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gitfix.core.audit import Finding, Link
from gitfix.core.event import MERGED, merge_of
from gitfix.core.names import Oid
from gitfix.core.text import plural, printable
from gitfix.core.when import seconds

Links = Mapping[Oid, Link]


def history(links: Links, tip: Oid) -> list[Link]:
    """All links that lead to `tip`, parents before children."""
    found: list[Link] = []
    seen: set[Oid] = set()
    todo = [(tip, False)]
    while todo:
        oid, parents_done = todo.pop()
        if parents_done:
            found.append(links[oid])
        elif oid not in seen and oid in links:
            seen.add(oid)
            todo.append((oid, True))
            todo += [(parent, False) for parent in links[oid].parents]
    return found


def chain(incident: str, chained: list[Link]) -> list[Finding]:
    """The findings about `chained` (as `history` gives it), without a look at signatures."""
    findings: list[Finding] = []
    known = {link.oid: link for link in chained}
    newest: dict[Oid, str] = {}
    clocks: dict[Oid, int] = {}

    def find(link: Link, kind: str, message: str) -> None:
        findings.append(Finding(incident, link.oid, kind, message))

    for link in chained:
        event = link.event
        if event is None:
            find(link, *(link.trouble or ("object", "it cannot be read")))
            continue
        before = [parent for parent in link.parents if parent in clocks]
        newest[link.oid] = max([event.time, *(newest[parent] for parent in before)])
        clocks[link.oid] = event.clock
        if event.incident != incident:
            find(link, "incident", f"it belongs to {printable(event.incident)!r}")
        if len(before) == len(link.parents):
            expected = max((clocks[parent] for parent in before), default=0) + 1
            if event.clock != expected:
                find(
                    link, "clock", f"its clock is {event.clock}, after its parents it is {expected}"
                )
        if event.type != MERGED and link.email.lower() != event.actor.email.lower():
            said = printable(event.actor.email)
            find(link, "actor", f"{printable(link.email)} committed it, it says that {said} did")
        if (event.type == MERGED) != (len(link.parents) == 2) or len(link.parents) > 2:
            find(link, "parents", f"{event.type} with {plural(len(link.parents), 'parent')}")
        elif event.type == MERGED and len(before) == 2:
            time = max(newest[parent] for parent in before)
            clock = max(clocks[parent] for parent in before) + 1
            honest = merge_of(incident, link.parents, time, clock)
            made = (link.parents, link.email, link.when, link.signed)
            if event != honest or made != _made(link, honest.actor.email, time):
                find(link, "parents", "it is not the merge that gitfix makes of its parents")
    roots = [link for link in known.values() if not link.parents and link.event]
    if len(roots) != 1 and not any(link.event is None for link in chained):
        findings.append(Finding(incident, "", "root", f"it has {len(roots)} first events"))
    return findings


def _made(link: Link, email: str, time: str) -> tuple[tuple[Oid, ...], str, int, bool]:
    first, second = sorted(link.parents)
    return (first, second), email, seconds(time), False


def anchored(
    incident: str, chained: Iterable[Link], anchors: Iterable[tuple[str, str]]
) -> list[Finding]:
    """`anchors`: (event, who saw it there). Every one of them must be part of the chain."""
    there = {link.oid for link in chained}
    return [
        Finding(
            incident, event, "anchor", f"it is no longer part of the record; {where} has seen it"
        )
        for event, where in anchors
        if event not in there
    ]
