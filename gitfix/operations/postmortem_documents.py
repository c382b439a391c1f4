"""Composes the two documents: the incident's own file, and the log of all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitfix.core.answers import loose, open_keys, with_missing
from gitfix.core.generated import neutralise, parse, refresh
from gitfix.core.incident_log import LogEntry, header, incident_log, read_entry
from gitfix.core.postmortem import Facts
from gitfix.core.postmortem_result import OpenItem
from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.render.environment import Template, render, shipped
from gitfix.render.postmortem_values import values_of, with_texts

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """The incident's file and the log, with what they were made from."""

    incident: Document
    log: Document
    entries: tuple[LogEntry, ...]
    facts: Facts

    @property
    def changed(self) -> list[Document]:
        """Those that have to be written."""
        return [document for document in (self.incident, self.log) if document.changed]

    @property
    def open(self) -> tuple[OpenItem, ...]:
        """The questions that wait for a person."""
        return open_items(self.incident.new, {one.key: one.ask for one in self.facts.questions})

    @property
    def problems(self) -> tuple[str, ...]:
        """What a person has to look at, one line each."""
        unreadable = [f"{entry.path}: {entry.problem}" for entry in self.entries if entry.problem]
        both = (self.incident, self.log)
        left = [f"{one.path}: conflict markers are left in it" for one in both if one.conflicted]
        return (*left, *unreadable)


def open_items(document: str, asks: dict[str, str]) -> tuple[OpenItem, ...]:
    """What waits in `document`; `asks`: question by key. Placeholders that no key leads to count, too."""
    found = [OpenItem(key, asks.get(key, "")) for key in open_keys(document)]
    return (*found, *[OpenItem("", "a line that begins with _To be written")] * loose(document))


def compose(
    work: Workspace,
    facts: Facts,
    paths: Paths,
    source: Source,
    change: Callable[[str], str] | None = None,
    before: str | None = None,
) -> Documents:
    """Both documents, refreshed, and the incident's own changed by `change` (answers of people).

    `before`: the document to go on from, where that is not the one that is there.
    Refusal when a template is broken or the markers of a file are damaged.
    """
    path = paths.of(facts.id)
    old = source.read(path)
    names = set(source.names(paths.directory)) | {f"{facts.id}.md"}
    fresh = _fresh(work, facts, sorted(name.removesuffix(".md") for name in names))
    known = old if before is None else before
    new = with_missing(refresh(known or "", fresh, path), fresh)
    own = Document(path, old, change(new) if change else new)
    entries = []
    for name in sorted(names):
        other = f"{paths.directory}/{name}"
        text = own.new if other == path else source.read(other)
        if other != paths.log and text is not None:
            entries.append(read_entry(other, text))
    old_log = source.read(paths.log)
    log = refresh(old_log or "", incident_log(entries, paths.log), paths.log)
    return Documents(own, Document(paths.log, old_log, log), tuple(entries), facts)


def _fresh(work: Workspace, facts: Facts, written: list[str]) -> str:
    """A whole new document; `written`: the incidents that have a file, for links to them."""
    template = _template(work)
    # No text in it can be taken for a marker.
    text = render(template, with_texts(values_of(facts, written), neutralise))
    parse(text, f"what {template.name} gives")
    return header(facts.header()) + "\n" + text.rstrip("\n") + "\n"


def _template(work: Workspace) -> Template:
    """The team's, from the commit that the policy is read from; else the shipped one."""
    commit = work.policy.commit
    data = work.repo.objects.read([f"{commit}:{TEAM_TEMPLATE}"])[0] if commit else None
    return shipped("postmortem.md.j2") if data is None else Template(TEAM_TEMPLATE, decode(data))
