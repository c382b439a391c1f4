"""The post-mortem in another form, for a look or for somebody else: nothing is recorded, and nothing is committed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.outcome import Outcome
from gitfix.core.postmortem_result import Form, PostmortemResult
from gitfix.core.text import encode
from gitfix.core.value import replace
from gitfix.host.files import write_atomically
from gitfix.operations.postmortem_documents import Documents, compose
from gitfix.operations.postmortem_facts import gather
from gitfix.operations.postmortem_files import paths_of
from gitfix.operations.postmortem_standing import source_of, waiting

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace

REPORTS = "reports"
"""In gitfix's own folder of the clone: pages to look at, where no commit takes them along."""


def export(
    work: Workspace, incident: Incident, form: Form, output: str, *, checkout: bool
) -> Outcome:
    """Write the post-mortem as `form` to the file `output` (`-`: standard output).

    Without one, a page goes into gitfix's own folder, and text to standard output.
    """
    source, paths = source_of(work, incident, checkout=checkout), paths_of(work.config)
    path = paths.of(incident.id)
    before = None if source.read(path) is not None else waiting(work, incident, path)
    documents = compose(work, gather(work, incident), paths, source, before=before)
    text = _text(work, incident, documents, form)
    place: Path | None = Path(output) if output not in ("", "-") else None
    if form == "html" and not output:
        place = work.repo.private / REPORTS / f"{incident.id}.html"
    if place is not None and not work.settings.dry_run:
        write_atomically(place, encode(text))
    result = PostmortemResult(
        incident.id,
        str(place or ""),
        "",
        "exported",
        to_write=len(documents.open),
        incidents=1,
        open=documents.open,
        form=form,
    )
    if place is None:
        result = replace(result, content=text)
    elif work.settings.dry_run:
        result = replace(result, plan=({"do": "WriteFile", "path": str(place)},))
    return Outcome(result, notices=tuple(work.notices))


def _text(work: Workspace, incident: Incident, documents: Documents, form: Form) -> str:
    if form == "md":
        return documents.incident.new
    if form == "osv":
        from gitfix.operations.postmortem_advisory import advisory

        return advisory(work, incident, documents)
    from gitfix.operations.postmortem_page import page

    return page(work, documents)
