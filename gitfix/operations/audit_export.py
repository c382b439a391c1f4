"""`gitfix audit export`: events, a change register, in-toto statements, or the record itself as a git bundle."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.audit import ExportResult, Form
from gitfix.core.incident_fold import fold
from gitfix.core.names import ARCHIVE, BLOBS, INCIDENTS
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.register import Change, csv_text, line, row
from gitfix.core.statement import statement
from gitfix.git import blobs
from gitfix.host.files import write_atomically
from gitfix.operations.which import named
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings


def export(
    settings: Settings, form: Form, *, incident: str | None = None, output: Path | None = None
) -> Outcome:
    """Export one incident, or all of them. Refusal for a bundle without `output`: it is not text."""
    work = open_workspace(settings)
    everyone = {**work.record.archived(), **work.record.tips()}
    ids = [named(work, incident)] if incident else sorted(everyone)
    if form == "bundle" and output is None:
        raise Refusal(
            "a bundle is not text: it needs a file",
            hint="gitfix audit export --format bundle --output record.bundle",
        )
    if form == "bundle" and not ids:
        raise Refusal("there is no incident in this clone", hint="gitfix sync")
    changes = []
    for one in ids:
        events = tuple(work.record.events(one, everyone[one]))
        folded = fold(events)
        changes.append(Change(folded, events, everyone[one], _trees(work, folded.backport_head)))
    count = sum(len(change.events) for change in changes)
    data = b"" if form == "bundle" else _TEXTS[form](work, changes).encode()
    if output is not None and not settings.dry_run:
        if form == "bundle":
            data = _bundle(work, ids, output)
        else:
            write_atomically(output, data)
    result = ExportResult(
        form,
        len(changes),
        count,
        str(output) if output else "",
        hashlib.sha256(data).hexdigest() if data or form != "bundle" else "",
        None if output else data.decode(),
        settings.dry_run,
    )
    return Outcome(result, notices=tuple(work.notices))


def _trees(work: Workspace, head: str) -> dict[str, str]:
    """The tree of `head`, where that commit is here."""
    if not head or work.repo.refs.types([head]).get(head) != "commit":
        return {}
    return {head: work.repo.objects.read_commit(head).tree}


def _jsonl(work: Workspace, changes: list[Change]) -> str:
    return "".join(
        line(change.incident.id, oid, event) + "\n"
        for change in changes
        for oid, event in change.events
    )


def _csv(work: Workspace, changes: list[Change]) -> str:
    return csv_text([row(change) for change in changes])


def _intoto(work: Workspace, changes: list[Change]) -> str:
    import json

    rows = []
    for change in changes:
        told = statement(change)
        if told is None:
            work.note(f"{change.incident.id} names no commit of a fix: there is no statement of it")
        else:
            rows.append(json.dumps(told, ensure_ascii=True, sort_keys=True) + "\n")
    return "".join(rows)


_TEXTS: dict[str, Callable[[Workspace, list[Change]], str]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "intoto": _intoto,
}


def _bundle(work: Workspace, ids: list[str], output: Path) -> bytes:
    """Everything that verifying needs, and nothing of the code: events, archive, logs."""
    opened, there = work.record.tips(), work.repo.refs.listing("refs/gitfix/")
    wanted = [INCIDENTS + one for one in ids] + [BLOBS + one for one in ids]
    if any(one not in opened for one in ids):
        wanted += [ARCHIVE, blobs.ARCHIVED]
        if len(ids) == 1:
            work.note("the archive cannot be taken apart: the bundle has all archived incidents")
    refs = "".join(f"{ref}\n" for ref in wanted if ref in there)
    path = output.absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    work.repo.git.run("bundle", "create", "--quiet", str(path), "--stdin", input=refs.encode())
    return path.read_bytes()
