"""`gitfix postmortem --format html`: the page, with the diff of the fix and what people answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.answers import answers
from gitfix.core.text import decode
from gitfix.render.page import Said
from gitfix.render.page import page as made

if TYPE_CHECKING:
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
    return made(facts, said, _diff(work, facts.production.commit, facts.fix.head))


def _diff(work: Workspace, base: str, head: str) -> str:
    """The whole change, as git shows it; empty where one end is not here."""
    start, end = (work.repo.refs.commit(one) if one else None for one in (base, head))
    if start is None or end is None:
        return ""
    return decode(work.repo.git.out("diff-tree", "-r", "-p", *_DIFF, start, end)).rstrip("\n")
