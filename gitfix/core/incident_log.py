"""The incident log, made from the per-incident files alone: two logs merge by making it again.

Each per-incident file begins with a generated part that holds its facts as `key: value` lines in an
HTML comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gitfix.core.generated import marked, part
from gitfix.core.markdown import code, inert, link
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass

HEADER = "header"
LOG = "log"
FIELDS = (
    "id",
    "opened",
    "severity",
    "kind",
    "summary",
    "version",
    "production",
    "fix",
    "backports",
    "state",
)
"""Keys of a header, in order; `opened` is ISO 8601, UTC. A newer version's keys are skipped."""
_NEEDED = ("id", "opened", "summary")
_BEGIN = "<!-- gitfix-incident"
_UNSAFE = re.compile(
    r"[\\<>\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_LONG = 100
_TITLE = "# Incident log\n\n"


@dataclass(frozen=True)
class LogEntry:
    """One per-incident file: its facts, or (`problem`) why they could not be read.

    `path` is `/`-separated, from the repository's root.
    """

    path: str
    facts: Mapping[str, str]
    problem: str = ""

    @property
    def order(self) -> tuple[str, str, str]:
        """Sorts by time of opening, then id, then path: the same on every machine."""
        return self.facts.get("opened", ""), self.facts.get("id", ""), self.path


def header(facts: Mapping[str, str]) -> str:
    """The generated part that a per-incident file begins with; empty facts are left out."""
    rows = [f"{key}: {_escape(facts[key])}" for key in FIELDS if facts.get(key)]
    return marked(HEADER, "\n".join([_BEGIN, *rows, "-->"]))


def read_entry(path: str, text: str) -> LogEntry:
    """The entry of the per-incident file at `path`; a malformed one is an entry with a problem."""
    try:
        body = part(text, HEADER)
    except Refusal as refusal:
        return LogEntry(path, {}, "; ".join(refusal.found))
    if body is None:
        return LogEntry(path, {}, "it has no header of gitfix")
    lines = [line.rstrip("\r") for line in body.strip("\r\n").split("\n")]
    if len(lines) < 2 or lines[0] != _BEGIN or lines[-1] != "-->":
        return LogEntry(path, {}, "its header is not whole")
    facts: dict[str, str] = {}
    for line in lines[1:-1]:
        key, colon, value = line.partition(": ")
        if not colon:
            return LogEntry(path, {}, "its header has a line that is not `key: value`")
        if key in FIELDS:
            facts.setdefault(key, _unescape(value))
    missing = [key for key in _NEEDED if key not in facts]
    if missing:
        return LogEntry(path, facts, f"its header lacks {', '.join(missing)}")
    return LogEntry(path, facts)


def is_incident_file(name: str) -> bool:
    """Whether the file `name` of the post-mortem folder is one of an incident, or means to be."""
    lower = name.lower()
    return lower.endswith(".md") and lower != "readme.md" and not lower.startswith((".", "_"))


def incident_log(entries: Iterable[LogEntry], log: str) -> str:
    """A whole new log for the file `log`: summary table, entries (newest first), unreadable files.

    Depends on nothing but the set of entries: not on their order, the clock or an older log.
    """
    ordered = sorted(entries, key=lambda entry: entry.order, reverse=True)
    good = [entry for entry in ordered if not entry.problem]
    bad = sorted((entry for entry in ordered if entry.problem), key=lambda entry: entry.path)
    blocks = [_table(good, log)] if good else []
    blocks += [_entry(entry, log) for entry in good]
    if bad:
        blocks.append(_unreadable(bad, log))
    body = "\n\n".join(blocks) or "No incident has a post-mortem yet."
    return _TITLE + marked(LOG, body)


def _table(entries: list[LogEntry], log: str) -> str:
    rows = [
        "| Incident | Opened | Severity | Summary | Version | State |",
        "|---|---|---|---|---|---|",
    ]
    for entry in entries:
        cells = [
            link(entry.facts["id"], relative(entry.path, log)),
            inert(entry.facts["opened"][:10]),
            inert(entry.facts.get("severity", "")),
            inert(entry.facts["summary"], _LONG),
            inert(entry.facts.get("version", "")),
            inert(entry.facts.get("state", "")),
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _entry(entry: LogEntry, log: str) -> str:
    facts = entry.facts
    lines = [
        f"## {inert(facts['opened'][:10])} {inert(facts['summary'], _LONG)}",
        "",
        f"- incident: {inert(facts['id'])}, opened {_moment(facts['opened'])}",
    ]
    wanted = ("severity", "kind", "production", "version", "fix", "backports", "state")
    names = {"production": "in production", "version": "hotfix version", "backports": "carried to"}
    for key in wanted:
        value = facts.get(key)
        if value:
            shown = code(value) if key in ("fix", "production", "version") else inert(value)
            lines.append(f"- {names.get(key, key)}: {shown}")
    lines.append(f"- post-mortem: {link(_name(entry.path), relative(entry.path, log))}")
    return "\n".join(lines)


def _unreadable(entries: list[LogEntry], log: str) -> str:
    lines = ["## Not readable", "", "These files are in the folder, but not in the table:", ""]
    for entry in entries:
        lines.append(
            f"- {link(_name(entry.path), relative(entry.path, log))}: {inert(entry.problem)}"
        )
    return "\n".join(lines)


def relative(path: str, document: str) -> str:
    """The way from `document` to `path`, both `/`-separated from the repository's root."""
    there, here = path.split("/"), document.split("/")[:-1]
    shared = 0
    while shared < min(len(there) - 1, len(here)) and there[shared] == here[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:])


def _moment(iso: str) -> str:
    return inert(iso.replace("T", " ").replace("Z", " UTC"))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _escape(value: str) -> str:
    """One line that cannot end the comment; `_unescape` gives the value back exactly."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)


def _unescape(value: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
