"""What an audit looks at and what it finds, as values: each kind of finding once, with the verdict it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from gitfix.core.event import Event
from gitfix.core.names import Oid
from gitfix.core.value import dataclass

Form = Literal["jsonl", "csv", "intoto", "bundle"]
Verdict = Literal["ok", "tampered", "unverifiable", "policy"]
KINDS: dict[str, tuple[Verdict, str]] = {
    "object": ("tampered", "an object is not what its name says, or cannot be read as an event"),
    "missing": ("tampered", "a commit of the chain is not there"),
    "root": ("tampered", "there is not exactly one first event"),
    "parents": ("tampered", "an event has the wrong number of parents, or a merge is not gitfix's own"),
    "clock": ("tampered", "a clock does not follow its parents': something was dropped or put in"),
    "incident": ("tampered", "an event belongs to another incident"),
    "signature": ("tampered", "a signature is bad, or was taken off"),
    "signer": ("tampered", "the key is not allowed, was removed before, or is not the actor's"),
    "actor": ("tampered", "the commit was made by somebody else than the event says"),
    "anchor": ("tampered", "a release, a protected branch, the archive or an earlier sync saw events that are gone"),
    "archive": ("tampered", "a commit of the archive is not gitfix's own, or lost an incident"),
    "blob": ("tampered", "a log or report is not what its digest says"),
    "signers": ("tampered", "the list of signers was rolled back"),
    "unsigned": ("unverifiable", "nobody can prove who wrote an event"),
    "unproven": ("unverifiable", "the key was removed since, and nothing proves that the event is older"),
    "no-key": ("unverifiable", "the public key is not on this machine"),
    "shallow": ("unverifiable", "the clone is shallow and lacks older events"),
    "absent": ("unverifiable", "an incident that a release names is not in this clone, which never had the record"),
    "blob-missing": ("policy", "a log or report is gone, and nobody withheld it"),
    "approver": ("policy", "who approved the fix also made it, and does not say so"),
    "deployed": ("policy", "what was deployed is not what was approved"),
    "skipped": ("policy", "a required step was left out without a recorded override"),
}  # fmt: skip
"""Kind of finding → the verdict it leads to, and what it means."""
_WORST: tuple[Verdict, ...] = ("tampered", "policy", "unverifiable")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `event`: its commit, empty where it is about the incident as a whole."""

    incident: str
    event: str
    kind: str
    message: str
    verdict: Verdict = "ok"
    """Another verdict than the kind's, where what is around it makes it better or worse."""

    _private = ("verdict",)

    @property
    def leads_to(self) -> Verdict:
        """The verdict that this finding alone leads to."""
        return KINDS[self.kind][0] if self.verdict == "ok" else self.verdict


@dataclass(frozen=True)
class Link:
    """One commit of the record as it is stored. `when`: the committer's time, seconds since 1970.

    `trouble`: kind and message of what keeps it from being read; then `event` is None.
    """

    oid: Oid
    parents: tuple[Oid, ...] = ()
    email: str = ""
    when: int = 0
    event: Event | None = None
    signed: bool = False
    trouble: tuple[str, str] | None = None


@dataclass(frozen=True)
class AuditResult:
    """The verdict over `incidents` and their events. `signed`: how many of them carry a good signature."""

    incidents: int
    events: int
    verdict: Verdict
    findings: tuple[Finding, ...]
    signed: int = 0
    signers: str = ""
    """The file with the allowed keys, empty when the team has none."""


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The worst that `findings` lead to: tampered, then policy, then unverifiable."""
    found = {finding.leads_to for finding in findings}
    return next((one for one in _WORST if one in found), "ok")


@dataclass(frozen=True)
class ExportResult:
    """What was exported. `output`: the file, empty for standard output; `sha256`: of its contents; `content`: them,
    null where they went to a file.
    """

    format: Form
    incidents: int
    events: int
    output: str
    sha256: str
    content: str | None
    dry_run: bool = False

    _private = ("dry_run",)


@dataclass(frozen=True)
class WithholdResult:
    """Logs and reports that were taken away, by their digests, and the `event` that says so (empty: a dry run)."""

    incident: str
    digests: tuple[str, ...]
    reason: str
    event: str
