"""`gitfix postmortem --format osv`: the draft of an advisory, with what only the repository knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gitfix.core.advisory import Package
from gitfix.core.advisory import advisory as draft
from gitfix.core.answers import answers
from gitfix.core.backport import SETTLED
from gitfix.core.redact import redact_url
from gitfix.core.text import decode

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.names import Oid
    from gitfix.operations.postmortem_documents import Documents
    from gitfix.operations.workspace import Workspace

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def advisory(work: Workspace, incident: Incident, documents: Documents) -> str:
    """The draft as JSON; the same for the same record. Its time is that of the newest event."""
    import json

    facts = documents.facts
    events = [event for _, event in work.record.events(incident.id)]
    said = {one.key: one.plain for one in answers(documents.incident.new) if not one.open}
    head = work.repo.refs.commit(facts.fix.head) if facts.fix.head else None
    found = draft(
        facts,
        modified=max((event.time for event in events), default=facts.opened_at),
        repo=_address(work),
        fixes=_fixes(incident, facts.fix.head),
        versions=_versions(work, facts.affected),
        package=_package(work, head) if head else None,
        answers=said,
    )
    return json.dumps(found, indent=2, ensure_ascii=True) + "\n"


def _fixes(incident: Incident, head: str) -> list[str]:
    """The hotfix itself, and where each branch got it."""
    rows = [row.commit for row in incident.backports.values() if row.state in SETTLED]
    return [one for one in dict.fromkeys((head, *rows)) if _ID.fullmatch(one)]


def _address(work: Workspace) -> str:
    """The remote's, without a password; an address that only this machine has is none."""
    remote = work.repo.remote(work.remote_name) if work.remote_name else None
    url = redact_url(remote.urls[0]) if remote and remote.urls else ""
    scp = re.fullmatch(r"(?:[^@/:]+@)?([^/:]+):(?!//)(.+)", url)
    if scp:
        url = f"https://{scp[1]}/{scp[2]}"
    return url if url.startswith(("http://", "https://", "ssh://", "git://")) else ""


def _versions(work: Workspace, tags: tuple[str, ...]) -> list[str]:
    """The versions of these tags; the tags themselves where one of them is no version."""
    from gitfix.core.tag_index import index_tags
    from gitfix.operations.production import repository_name

    index = index_tags(tags, repository_name(work))
    known = {tag.name: str(tag.version) for tag in index.releases()}
    return [known[tag] for tag in tags] if all(tag in known for tag in tags) else list(tags)


def _package(work: Workspace, commit: Oid) -> Package | None:
    """What the fix's own manifests name; nothing where there are several, or none."""
    names = ("pyproject.toml", "package.json", "Cargo.toml", "go.mod")
    blobs = work.repo.objects.read([f"{commit}:{name}" for name in names])
    found = [
        package
        for name, blob in zip(names, blobs, strict=True)
        if blob is not None and (package := _of(name, decode(blob)))
    ]
    return found[0] if len(found) == 1 else None


def _of(name: str, text: str) -> Package | None:
    import json
    import tomllib

    if name == "go.mod":
        module = re.search(r"^module[ \t]+(\S+)", text, re.MULTILINE)
        return Package("Go", module[1]) if module else None
    try:
        table: Any = json.loads(text) if name == "package.json" else tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(table, dict) or (name == "package.json" and table.get("private") is True):
        return None
    inner = {"pyproject.toml": "project", "Cargo.toml": "package"}.get(name)
    where = table.get(inner) if inner else table
    called = where.get("name") if isinstance(where, dict) else None
    ecosystem = {"pyproject.toml": "PyPI", "package.json": "npm", "Cargo.toml": "crates.io"}[name]
    return Package(ecosystem, called) if isinstance(called, str) and called else None
