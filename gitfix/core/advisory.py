"""The draft of an advisory in OSV's format, from what git and the record know (ossf.github.io/osv-schema).

Nothing is invented: what is not known is not there. A commit that nobody knows is `0` in an OSV range, which means from
the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gitfix.core.postmortem import Facts
from gitfix.core.text import brief, printable
from gitfix.core.value import dataclass

LINES, LONGEST = 200, 2_000
"""Lines of the details, and characters of each, that are taken along."""
_TAG = re.compile(r"(\\*)<(?=[A-Za-z/!?])")
SCHEMA = "1.7.3"
RANGES = {"npm": "SEMVER", "crates.io": "SEMVER", "Go": "SEMVER"}
"""How an ecosystem orders its versions; everything else has rules of its own: ECOSYSTEM."""


@dataclass(frozen=True)
class Package:
    """What the repository publishes, by its own manifest."""

    ecosystem: str
    name: str


def advisory(
    facts: Facts,
    *,
    modified: str,
    repo: str,
    fixes: Sequence[str],
    versions: Sequence[str],
    package: Package | None,
    answers: Mapping[str, str],
) -> dict[str, Any]:
    """The document. `fixes`: full ids of the commits that fix it, one per branch; `versions`: of the affected releases,
    without a tag's prefix, the oldest first; `answers`: what people said, as plain text.
    """
    found: dict[str, Any] = {
        "schema_version": SCHEMA,
        "id": f"x_gitfix-{facts.id}",
        "modified": modified,
        "summary": _line(facts.summary or facts.id)[:120],
        "details": _details(facts, answers),
    }
    if facts.disclosed_at:
        found["published"] = facts.disclosed_at
    affected: dict[str, Any] = {}
    if package:
        affected["package"] = {"ecosystem": package.ecosystem, "name": package.name}
    ranges = [_git_range(facts, repo, fixes)] if repo else []
    if package and versions:
        ranges.append(_version_range(facts, package, versions))
    if ranges:
        affected["ranges"] = ranges
    if facts.affected:
        affected["versions"] = list(versions or facts.affected)
    if affected:
        found["affected"] = [affected]
    if facts.commit_page and fixes:
        found["references"] = [{"type": "FIX", "url": facts.commit_page + one} for one in fixes]
    found["database_specific"] = {
        "severity": facts.severity,
        "draft": True,
        "introduced_is": "confirmed by a run" if facts.introduced and facts.introduced.confirmed
        else f"a {facts.introduced.tier} candidate" if facts.introduced else "not known",
    }  # fmt: skip
    return found


def _details(facts: Facts, answers: Mapping[str, str]) -> str:
    parts = [answers[key] for key in ("summary", "impact", "exposure", "cause") if key in answers]
    if facts.impact.workaround:
        parts.append(f"Workaround: {facts.impact.workaround}")
    text = "\n\n".join(one[: LONGEST * LINES] for one in parts or [facts.summary])
    lines = text.split("\n")
    # It is shown as Markdown here, and as it stands there: a tag is none in either, whatever backslash is before it.
    return "\n".join(_TAG.sub(r"\1\1\\<", brief(line, LONGEST)) for line in lines[:LINES])


def _git_range(facts: Facts, repo: str, fixes: Sequence[str]) -> dict[str, Any]:
    start = facts.introduced.commit if facts.introduced else "0"
    events = [{"introduced": start}, *({"fixed": one} for one in fixes)]
    return {"type": "GIT", "repo": repo, "events": events}


def _version_range(facts: Facts, package: Package, versions: Sequence[str]) -> dict[str, Any]:
    """From the first affected release on: up to the hotfix, once it is released, else to the last affected one."""
    events = [{"introduced": versions[0] if facts.introduced else "0"}]
    released = facts.times.at("released")
    if released and facts.version:
        events.append({"fixed": facts.version})
    else:
        events.append({"last_affected": versions[-1]})
    return {"type": RANGES.get(package.ecosystem, "ECOSYSTEM"), "events": events}


def _line(text: str) -> str:
    return printable(" ".join(text.split()))
