"""What a hotfix's line has released since it began; and, where production is on another line by now, that it is."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.line import numbers_in
from gitfix.core.outcome import Refusal
from gitfix.core.version import parse_version
from gitfix.operations import base as bases
from gitfix.operations import production

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace


def line_of(version: str) -> str:
    """The line that a version belongs to, as `--line` takes it: `2.4` of `2.4.1`, `15` of `15.2`."""
    numbers = numbers_in(version)
    kept = numbers[:2] if len(numbers) > 2 else numbers[:-1]
    return ".".join(map(str, kept))


def newer_release(work: Workspace, found: Incident) -> bases.Base | None:
    """The line's newest release as a base, when it is higher than the incident's."""
    line = line_of(found.base.version) or None
    choice = production.find(work, found.component or None, line)
    if choice.release is None:
        return None
    now = parse_version(found.base.version)
    if choice.commit == found.base.commit or (now and choice.release.version <= now):
        return None
    previous = choice.choice.previous if choice.choice else None
    return bases.Base(
        choice.tag,
        choice.commit,
        choice.release,
        choice.choice,
        previous.name if previous else "",
    )


def say_other_line(work: Workspace, found: Incident) -> None:
    """Production may be on another line by now, which a refresh does not lead to."""
    try:
        running = production.find(work, found.component or None)
    except Refusal:
        return
    if running.release and line_of(str(running.release.version)) != line_of(found.base.version):
        work.note(
            f"{running.tag} is in production, on another line; a fix for it starts there: "
            f"gitfix branch --tag {quote(running.tag)}"
        )
