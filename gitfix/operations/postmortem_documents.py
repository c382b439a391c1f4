"""Composes the two documents: the incident's own file, and the log of all of them."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gitfix.core.generated import neutralise, parse, refresh
from gitfix.core.incident_log import LogEntry, header, incident_log, read_entry
from gitfix.core.postmortem import TO_WRITE, Facts
from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.render.environment import Template, render, shipped

if TYPE_CHECKING:
    from gitfix.operations.postmortem_files import Paths, Source
    from gitfix.operations.workspace import Workspace

TEAM_TEMPLATE = ".gitfix/templates/postmortem.md.j2"
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """A file as it is (None: absent) and as it shall be."""

    path: str
    old: str | None
    new: str

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.old != self.new

    @property
    def conflicted(self) -> bool:
        """Whether conflict markers are left in what belongs to people."""
        return _CONFLICT.search(self.new) is not None


@dataclass(frozen=True)
class Documents:
    """The incident's file and the log, with what the log was made from."""

    incident: Document
    log: Document
    entries: tuple[LogEntry, ...]

    @property
    def changed(self) -> list[Document]:
        """Those that have to be written."""
        return [document for document in (self.incident, self.log) if document.changed]

    @property
    def to_write(self) -> int:
        """How many questions wait for a person."""
        human = (part.body for part in parse(self.incident.new) if not part.name)
        return sum(text.count(TO_WRITE) for text in human)

    @property
    def problems(self) -> tuple[str, ...]:
        """What a person has to look at, one line each."""
        unreadable = [f"{entry.path}: {entry.problem}" for entry in self.entries if entry.problem]
        both = (self.incident, self.log)
        left = [f"{one.path}: conflict markers are left in it" for one in both if one.conflicted]
        return (*left, *unreadable)


def compose(work: Workspace, facts: Facts, paths: Paths, source: Source) -> Documents:
    """Both documents, refreshed; Refusal when a template is broken or the markers of a file are damaged."""
    path = paths.of(facts.id)
    old = source.read(path)
    fresh = _fresh(work, facts)
    own = Document(path, old, refresh(old or "", fresh, path))
    names = set(source.names(paths.directory)) | {f"{facts.id}.md"}
    entries = []
    for name in sorted(names):
        other = f"{paths.directory}/{name}"
        text = own.new if other == path else source.read(other)
        if other != paths.log and text is not None:
            entries.append(read_entry(other, text))
    old_log = source.read(paths.log)
    log = refresh(old_log or "", incident_log(entries, paths.log), paths.log)
    return Documents(own, Document(paths.log, old_log, log), tuple(entries))


def _fresh(work: Workspace, facts: Facts) -> str:
    template = _template(work)
    text = render(template, _harmless(asdict(facts)))
    parse(text, f"what {template.name} gives")
    return header(facts.header()) + "\n" + text.rstrip("\n") + "\n"


def _template(work: Workspace) -> Template:
    """The team's, from the commit that the policy is read from; else the shipped one."""
    commit = work.policy.commit
    data = work.repo.objects.read([f"{commit}:{TEAM_TEMPLATE}"])[0] if commit else None
    return shipped("postmortem.md.j2") if data is None else Template(TEAM_TEMPLATE, decode(data))


def _harmless(value: Any) -> Any:
    """Plain data in which no text can be taken for a marker."""
    if isinstance(value, str):
        return neutralise(str(value))
    if isinstance(value, dict):
        return {key: _harmless(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_harmless(item) for item in value]
    return value
