"""What an audit is about: the incidents and their tips, what has seen them before, and who may sign."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.audit import Finding
from gitfix.core.audit_signatures import Anchor
from gitfix.core.line import parse_line
from gitfix.core.names import DEVELOP, HEADS, LOCAL, MAIN, SEEN, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import UpdateRef
from gitfix.core.signers import Trust, Version, parse_signers
from gitfix.core.value import dataclass
from gitfix.git import anchors as anchoring
from gitfix.git.archive_check import archive_findings
from gitfix.git.execute import keep_house
from gitfix.operations.which import named

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

SEEN_LIST = LOCAL + "signers"
"""The commit of the protected branch at which this clone last read the list of signers."""


@dataclass(frozen=True)
class Scope:
    """Incident → tip; what must be part of them; and what is wrong with the archive itself."""

    tips: Mapping[str, Oid]
    anchors: tuple[Anchor, ...]
    findings: tuple[Finding, ...]


def scope(work: Workspace, incident: str | None, *, everything: bool) -> Scope:
    """One incident, all open ones, or with `everything` the archived ones too."""
    opened, archived = work.record.tips(), work.record.archived()
    everyone = {**archived, **opened}
    findings: list[Finding] = []
    seen = [*_protected(work), *_synced(work)]
    tip = work.record.archive.tip()
    if tip:
        wrong, pairs = archive_findings(work.repo, tip)
        seen += [Anchor(name, oid, "the archive") for name, oid in pairs]
        findings += wrong if everything else []
    if incident:
        one = named(work, incident)
        tips = {one: everyone[one]}
    else:
        tips = everyone if everything else opened
        findings += _gone(work, everyone, seen)
    return Scope(tips, tuple(one for one in seen if one.incident in tips), tuple(findings))


def _gone(work: Workspace, known: Mapping[str, Oid], seen: list[Anchor]) -> list[Finding]:
    """Incidents that something outside names, and that are not in the record at all."""
    shared = bool(known) or any(one.where.startswith("the last") for one in seen)
    found = {}
    for one in seen:
        if one.incident not in known:
            words = f"{one.where} has seen it; the record has no such incident"
            late = "" if shared else "; was it fetched? gitfix sync"
            found[one.incident] = Finding(
                one.incident, one.event, "anchor" if shared else "absent", words + late
            )
    return [found[incident] for incident in sorted(found)]


def _protected(work: Workspace) -> list[Anchor]:
    """Anchors in release tags and on branches that are protected by custom: the default one, develop, lines."""
    space = f"refs/remotes/{work.remote_name}/" if work.remote_name else HEADS
    names = {ref.removeprefix(space): ref for ref in work.repo.refs.names(space)}
    usual = (*MAIN, *DEVELOP, "HEAD")
    refs = {ref for name, ref in names.items() if name in usual or parse_line(name)}
    if work.policy.commit:
        refs.add(str(work.policy.commit))
    return [
        *anchoring.of_branches(work.repo, sorted(refs)),
        *anchoring.of_tags(work.repo),
    ]


def _synced(work: Workspace) -> list[Anchor]:
    """What was seen on remotes before."""
    found = []
    for ref, oid in work.repo.refs.listing(SEEN).items():
        remote, _, rest = ref.removeprefix(SEEN).partition("/")
        if rest.startswith("incidents/"):
            where = f"the last sync with {remote}"
            found.append(Anchor(rest.removeprefix("incidents/"), oid, where))
    return found


def trust(work: Workspace, given: Path | None) -> tuple[Trust, str, list[Finding]]:
    """Who may sign, the file that says so, and what is wrong with it.

    The list comes from the protected default branch with all of its versions; `given` (an auditor's own list,
    outside of the repository) takes its place.
    """
    if given is not None:
        try:
            text = given.read_text("utf-8", "replace")
        except OSError as error:
            raise Refusal(
                f"{given} cannot be read", found=(str(error),), hint="gitfix audit verify"
            ) from None
        signers, bad = parse_signers(text)
        _said(work, str(given), bad)
        return Trust([Version("", 0, signers)]), str(given), []
    path = work.config.text("record.signers")
    commit = work.policy.commit
    if not path or not commit:
        if path:
            work.note(f"the default branch is not in this clone, so {path} could not be read")
        return Trust([]), "", []
    versions = _versions(work, commit, path)
    found = Trust(versions)
    findings = [
        Finding("", version.commit, "signers", f"{path} has the key {key} again, which was removed")
        for version, key in found.restored
    ]
    if work.repo.shallow:
        work.note(f"this clone is shallow: older versions of {path} are not known")
    if not found:
        work.note(f"{path} lists nobody: signatures are checked, but not whose they are")
    return found, path, [*findings, *_rolled_back(work, commit, path)]


def _versions(work: Workspace, commit: Oid, path: str) -> list[Version]:
    asked = ("--first-parent", "--reverse", "--timestamp", commit, "--", path)
    rows = [row.split(" ") for row in work.repo.git.line("rev-list", *asked).split("\n") if row]
    texts = work.repo.objects.read([f"{oid}:{path}" for _, oid in rows])
    versions = []
    for (when, oid), text in zip(rows, texts, strict=True):
        signers, bad = parse_signers((text or b"").decode("utf-8", "replace"))
        versions.append(Version(oid, int(when), signers))
        if oid == rows[-1][1]:
            _said(work, path, bad)
    return versions


def _said(work: Workspace, path: str, bad: tuple[int, ...]) -> None:
    if bad:
        work.note(f"{path} line {bad[0]}: no key can be read from it")


def _rolled_back(work: Workspace, commit: Oid, path: str) -> list[Finding]:
    """The protected branch itself may be rewound: it must hold what this clone read the list from before."""
    repo = work.repo
    before = repo.refs.get(SEEN_LIST)
    lost = before is not None and repo.history.contains(commit, before) is False
    if before is not None and lost:
        words = f"{path} was read from {before.short} before, which is gone from the branch"
        return [Finding("", before, "signers", words)]
    if before != commit and not work.settings.dry_run:
        keep_house(repo, [UpdateRef(SEEN_LIST, before or repo.zero, commit)], "audit")
    return []
