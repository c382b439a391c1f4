"""The checks of `gitfix rollback plan`: each with its evidence, none of them changes anything."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gitfix.core.incident_fold import fold
from gitfix.core.names import TAGS
from gitfix.core.rollback import RollbackCheck
from gitfix.core.span import age
from gitfix.core.text import brief, printable
from gitfix.core.when import seconds
from gitfix.host import clock
from gitfix.operations import trust
from gitfix.operations.rollback_changes import (
    changed,
    configuration,
    dependencies,
    migrations,
    revert,
)
from gitfix.operations.rollback_place import ask, values

if TYPE_CHECKING:
    from gitfix.core.rollback import Weight
    from gitfix.core.shipping import Rehearsal
    from gitfix.operations.case import Case
    from gitfix.operations.rollback_sides import Sides
    from gitfix.operations.workspace import Workspace

COMMAND, STAGING, ARTEFACT = "rollback.command", "rollback.staging_command", "rollback.artefact"
BACKUP = "rollback.backup"
HOUR, DAY = 3600, 86_400


def digest(command: str) -> str:
    """Names a command in the record, without what may stand in it."""
    return hashlib.sha256(command.encode("utf-8", "surrogateescape")).hexdigest()


def last_rehearsal(work: Workspace) -> Rehearsal | None:
    """The newest rehearsal of any incident: who has practised it last month does not have to now."""
    found = [fold(events).rehearsal for events in work.record.all_events().values()]
    known = [one for one in found if one is not None]
    return max(known, key=lambda one: one.at, default=None)


def checks(
    case: Case, found: Sides, flag: str, decider: str, trigger: str
) -> tuple[RollbackCheck, ...]:
    """Every check, in the order in which a person would ask."""
    work = case.work
    told = values(work, case.incident, found)
    paths = changed(work, found)
    artefact = _artefact(work, told)
    return (
        _tag(work, found),
        artefact,
        migrations(work, found, paths),
        configuration(work, paths),
        dependencies(work, paths, artefact=artefact.state == "pass"),
        revert(work, case),
        _command(work),
        _rehearsed(work, last_rehearsal(work)),
        _backup(work, told),
        _named("flag", flag, "nobody has named one", "may"),
        _named("trigger", trigger, "nobody has said from which point on"),
        _named("decider", decider, "nobody has been named"),
    )


def _named(id: str, text: str, missing: str, weight: Weight = "should") -> RollbackCheck:
    said = brief(text, 60) if text else missing
    return RollbackCheck(id, "pass" if text else "unknown", said, weight)


def _tag(work: Workspace, found: Sides) -> RollbackCheck:
    """The release to go back to is there, and is one thing."""
    target = found.target
    ref = TAGS + target.tag
    if not target.tag:
        return RollbackCheck("tag", "pass", f"commit {target.commit.short}", "must")
    here = work.repo.refs.commit(ref) if work.repo.refs.get(ref) else None
    there = work.truth.advertised.commit(ref) if work.truth.known else None
    name = printable(target.tag)
    for commit in (here, there):
        if commit and commit != target.commit:
            said = f"{name} was moved: {commit.short}, and {target.commit.short} was released"
            return RollbackCheck("tag", "fail", said, "must")
    if work.truth.known and not there:
        said = f"{name} is not on {work.truth.remote}"
        return RollbackCheck("tag", "fail" if not here else "unknown", said, "must")
    return RollbackCheck("tag", "pass", f"{name}, {target.commit.short}", "must")


def _asked(work: Workspace, key: str, told: dict[str, str]) -> tuple[bool | None, str]:
    """What the command of `key` answers: None where nobody could ask it, and why."""
    command = work.config.text(key)
    if not command:
        return None, f"not asked: {key} is not set"
    if not trust.allowed(work, key):
        return None, "the team's command is not trusted here: gitfix trust"
    if work.settings.dry_run:
        return None, "not asked in a dry run"
    work.settings.progress(f"asking {key}")
    return ask(work, command, told)


def _artefact(work: Workspace, told: dict[str, str]) -> RollbackCheck:
    well, said = _asked(work, ARTEFACT, told)
    if well is None:
        return RollbackCheck("artefact", "unknown", said)
    words = brief(said, 60) or ("it is there" if well else "it is not there")
    return RollbackCheck("artefact", "pass" if well else "fail", words, "must")


def _command(work: Workspace) -> RollbackCheck:
    if not work.config.text(COMMAND):
        said = "nobody has said what to run: rollback.command in the team's file"
        return RollbackCheck("command", "fail", said, "must")
    if not trust.allowed(work, COMMAND):
        said = "the team's command is not trusted here: gitfix trust"
        return RollbackCheck("command", "fail", said, "must")
    return RollbackCheck("command", "pass", _shown(work, COMMAND), "must")


def _shown(work: Workspace, key: str) -> str:
    from gitfix.core.redact import redact_shell

    return brief(redact_shell(work.config.text(key)), 60)


def _rehearsed(work: Workspace, last: Rehearsal | None) -> RollbackCheck:
    if last is None:
        return RollbackCheck("rehearsal", "unknown", "never: gitfix rollback rehearse")
    command = work.config.text(STAGING) or work.config.text(COMMAND)
    old = clock.now() - seconds(last.at)
    when = f"{age(max(old, 0))} ago"
    if not last.passed:
        return RollbackCheck("rehearsal", "fail", f"failed {when}: gitfix rollback rehearse")
    took = f"{last.ms / 1000:,.1f} s, {when}"
    if last.digest != digest(command):
        return RollbackCheck("rehearsal", "unknown", f"another command, {when}")
    if old > work.config.integer("rollback.rehearsal_days") * DAY:
        return RollbackCheck("rehearsal", "unknown", f"{took}: too long ago")
    return RollbackCheck("rehearsal", "pass", took)


def _backup(work: Workspace, told: dict[str, str]) -> RollbackCheck:
    well, said = _asked(work, BACKUP, told)
    if well is None:
        return RollbackCheck("backup", "unknown", said)
    made = _moment(said) if well else None
    if made is None:
        words = brief(said, 60) or ("fresh" if well else "not fresh")
        return RollbackCheck("backup", "pass" if well else "fail", words)
    old = clock.now() - made
    fresh = old <= work.config.integer("rollback.backup_hours") * HOUR
    return RollbackCheck("backup", "pass" if fresh else "fail", f"made {age(max(old, 0))} ago")


def _moment(text: str) -> int | None:
    """Seconds since 1970 for a number of them, or ISO 8601; None for any other word."""
    from datetime import UTC, datetime

    if text.isascii() and text.isdigit() and len(text) < 12:
        return int(text)
    try:
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
