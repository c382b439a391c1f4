"""`gitfix audit` for people."""

from __future__ import annotations

from shlex import quote

from gitfix.core.audit import AuditResult, ExportResult, WithholdResult
from gitfix.core.text import plural, printable, wrapped
from gitfix.render.style import Style

WORDS = {
    "ok": ("ok", "the record verifies"),
    "unverifiable": ("warning", "the record holds together; not everything in it can be proved"),
    "policy": ("warning", "the record verifies, and tells of broken rules"),
    "tampered": ("error", "the record does not verify"),
}


def audit_lines(result: object, style: Style) -> list[str]:
    """The verdict, then every finding under its incident."""
    assert isinstance(result, AuditResult)
    kind, words = WORDS[result.verdict]
    checked = f"{plural(result.incidents, 'incident')}, {plural(result.events, 'event')}"
    lines = [f"{style.paint(kind, words)}: {checked}, {result.signed} signed"]
    last = None
    for one in result.findings:
        if one.incident != last:
            lines += ["", style.paint("strong", printable(one.incident) or "the record as a whole")]
            last = one.incident
        head = f"  {one.kind:<12}  {one.event[:7]:<7}  "
        first, *more = wrapped(one.message, max(style.width - len(head), 30), "")
        lines += [head + first, *(" " * len(head) + line for line in more)]
    return lines


def export_lines(result: object, style: Style) -> list[str]:
    """The content itself, or where it is."""
    assert isinstance(result, ExportResult)
    if result.content is not None:
        return result.content.removesuffix("\n").split("\n") if result.content else []
    what = f"{plural(result.incidents, 'incident')}, {plural(result.events, 'event')}"
    if result.dry_run:
        return [f"would write {what} to {result.output}"]
    lines = [f"wrote {what} to {result.output}", f"sha256 {result.sha256}"]
    if result.format == "bundle":
        lines += ["", "to check it on another machine, in an empty folder:", *_BUNDLE]
        lines = [line.replace("FILE", quote(result.output)) for line in lines]
    return lines


def withhold_lines(result: object, style: Style) -> list[str]:
    """What is gone, and what is left to do about copies."""
    assert isinstance(result, WithholdResult)
    word = "withheld" if result.event else "would withhold"
    lines = [f"{word:<15} {digest[:12]}" for digest in result.digests]
    return [*lines, "", *_GONE]


_GONE = (
    "it leaves other clones with their next: gitfix sync",
    "treat what was in it as known: change the password, revoke the token",
)
_BUNDLE = (
    "  git init -q . && git fetch FILE 'refs/gitfix/*:refs/gitfix/*'",
    "  gitfix audit verify --all",
)
