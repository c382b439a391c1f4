"""`gitfix postmortem --format html`: the page, with the diff of the fix and what people answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.answers import answers
from gitfix.core.series import read_series
from gitfix.core.text import decode
from gitfix.git import blobs
from gitfix.render.page import Said
from gitfix.render.page import page as made

if TYPE_CHECKING:
    from gitfix.core.postmortem import Facts
    from gitfix.core.series import Series
    from gitfix.operations.postmortem_documents import Documents
    from gitfix.operations.workspace import Workspace

_DIFF = ("--no-color", "--no-ext-diff", "--no-textconv", "-M", "-U3")


def page(work: Workspace, documents: Documents) -> str:
    """The page of the document as it is."""
    facts = documents.facts
    known = {one.key: one for one in facts.questions}
    said = []
    for one in answers(documents.incident.new):
        question = known.get(one.key)
        section = question.section if question else "more"
        title = question.title if question else one.key
        ask = question.ask if question else ""
        said.append(Said(one.key, section, title, ask, "" if one.open else one.text))
    diff = _diff(work, facts.production.commit, facts.fix.head)
    return made(facts, said, diff, _series(work, facts))


def _series(work: Workspace, facts: Facts) -> tuple[Series, ...]:
    """The measurements of the last monitoring, as far as they are here: they may be withheld, or not fetched."""
    digest = next((one.series for one in facts.metrics if one.series), "")
    data = blobs.get(work.repo, facts.id, digest) if digest.isalnum() else None
    return read_series(data) if data else ()


def _diff(work: Workspace, base: str, head: str) -> str:
    """The whole change, as git shows it; empty where one end is not here."""
    start, end = (work.repo.refs.commit(one) if one else None for one in (base, head))
    if start is None or end is None:
        return ""
    return decode(work.repo.git.out("diff-tree", "-r", "-p", *_DIFF, start, end)).rstrip("\n")
