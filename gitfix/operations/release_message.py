"""The message of a release tag: from a template, with the record's anchor as trailers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitfix.core.names import INCIDENTS
from gitfix.core.text import decode, printable
from gitfix.core.trailers import with_trailers
from gitfix.git.anchors import INCIDENT, RECORD
from gitfix.render.environment import Template, render, shipped

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.names import Oid
    from gitfix.operations.workspace import Workspace

TEAM_TEMPLATE = ".gitfix/templates/release.txt.j2"
_ANCHOR = re.compile(rf"^\s*(?:{INCIDENT}|{RECORD})\s*:", re.IGNORECASE)
_BLANK = re.compile(r"\n{3,}")


def message(work: Workspace, incident: Incident, head: Oid) -> str:
    """The whole message; Refusal when the team's template is broken.

    The trailers are never the template's: an anchor says what this very release has seen of the record.
    """
    text = render(_template(work), _values(work, incident, head))
    kept = "\n".join(line.rstrip() for line in text.split("\n") if not _ANCHOR.match(line))
    tip = work.repo.refs.get(INCIDENTS + incident.id)
    trailers = [f"{INCIDENT}: {incident.id}"] + ([f"{RECORD}: {tip}"] if tip else [])
    return with_trailers(_BLANK.sub("\n\n", kept).strip("\n"), trailers)


def _template(work: Workspace) -> Template:
    """The team's, from the commit that the policy is read from; else the shipped one."""
    commit = work.policy.commit
    data = work.repo.objects.read([f"{commit}:{TEAM_TEMPLATE}"])[0] if commit else None
    return shipped("release.txt.j2") if data is None else Template(TEAM_TEMPLATE, decode(data))


def _values(work: Workspace, incident: Incident, head: Oid) -> dict[str, object]:
    """Plain data: what the template may say."""
    span = f"{incident.base.commit}..{head}"
    logged = work.repo.history.between(span, options=("--no-merges", "--topo-order", "--reverse"))
    approved = [one.by for one in incident.reviews if one.kind in ("approved", "self-approved")]
    return {
        "tag": incident.tag,
        "version": incident.version,
        "component": incident.component,
        "incident": incident.id,
        "summary": printable(incident.summary),
        "severity": incident.severity,
        "kind": incident.kind,
        "branch": incident.branch,
        "base": {
            "tag": incident.base.tag,
            "version": incident.base.version,
            "commit": incident.base.commit,
        },
        "commits": [
            {
                "oid": str(one.oid),
                "subject": printable(one.subject),
                "author": printable(one.author),
            }
            for one in logged
        ],
        "approved_by": list(dict.fromkeys(map(printable, approved))),
    }
