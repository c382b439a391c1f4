"""What a command has recorded goes to the remote when the command has ended: soon, or with the next one.

It never fails the command, never asks a person, and never takes longer than LIMIT.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING

from gitfix.core.names import BLOBS, INCIDENTS, seen_ref
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import UpdateRef
from gitfix.git.execute import HELD, keep_house
from gitfix.git.process import Git
from gitfix.git.push import push
from gitfix.git.remote import Unreachable
from gitfix.operations.workspace import Workspace

if TYPE_CHECKING:
    from gitfix.git.remote import Remote

LIMIT = 2.0
"""Seconds of waiting for the remote, all in all; what is running then is killed."""


def share(recorders: Iterable[object]) -> list[str]:
    """Push what these workspaces have recorded; returns what a person should know."""
    notices: list[str] = []
    for work in recorders:
        assert isinstance(work, Workspace)
        try:
            if work.repo.recorded and goes_by_itself(work):
                notices += _shared(work)
        except KeyboardInterrupt:
            # The command itself is done.
            notices.append(_left(work, "stopped by you"))
        except (Refusal, OSError) as error:
            notices.append(_left(work, str(error)))
    return notices


def goes_by_itself(work: Workspace) -> bool:
    """Whether the record goes anywhere by itself from here."""
    settings = work.settings
    if settings.dry_run or settings.offline:
        return False
    # Inside a push or a hook of gitfix's own the command around it does this.
    if HELD in os.environ or "GITFIX_PUSH" in os.environ:
        return False
    if work.remote is None or work.remote.mirror:
        return False
    if work.config.text("record.sync") == "manual":
        return False
    # A remote that did not answer a moment ago has been talked about, and is not waited for again.
    return "truth" not in vars(work) or work.truth.known


def _shared(work: Workspace) -> list[str]:
    quiet = _quiet(work)
    remote = quiet.repo.remote(work.remote_name)
    remote.deadline = time.monotonic() + LIMIT
    said = []
    for incident, update in _incidents(work).items():
        if update and update.new == work.repo.shared.get(update.ref):
            continue  # it went along with the push that it tells of
        # A security incident goes nowhere by itself: gitfix sync, to the private remote.
        if incident not in work.secret:
            why = _one(quiet, remote, incident, update)
            said += [_left(work, why)] if why else []
    return said


def _incidents(work: Workspace) -> dict[str, UpdateRef | None]:
    """What was recorded of which incident: one move of its ref, or None for more than that (logs, the archive)."""
    found: dict[str, UpdateRef | None] = {}
    for ref, update in work.repo.recorded.items():
        if ref.startswith(INCIDENTS):
            found[ref.removeprefix(INCIDENTS)] = None if update.new.is_zero else update
    for ref in work.repo.recorded:
        incident = ref.removeprefix(BLOBS)
        if ref.startswith(BLOBS) and incident in found:
            found[incident] = None
    return found


def _quiet(work: Workspace) -> Workspace:
    """The same without a person: no passphrase is asked for, no key has to be touched."""
    repo = work.repo
    env = {
        **repo.git.env,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
    }
    quiet = copy(work)
    quiet.repo = repo.with_git(Git(repo.git.cwd, env=env, hold=repo.git.hold))
    return quiet


def _one(work: Workspace, remote: Remote, incident: str, update: UpdateRef | None) -> str:
    """Why the record of `incident` is not on the remote; nothing when it is."""
    if update:
        done = _pushed(work, remote, update)
        if done:
            return ""
        if done is None:
            return _late(remote, ())
    return _joined(work, remote, incident)


def _pushed(work: Workspace, remote: Remote, update: UpdateRef) -> bool | None:
    """One push, without asking first what is there: as nearly always nobody else has been at it. None: no answer."""
    repo = work.repo
    note = seen_ref(remote.name, update.ref)
    # One that was opened right now is nowhere yet.
    seen = repo.zero if update.old.is_zero else repo.refs.get(note) or repo.zero
    if seen == update.new:
        return True
    # With a lease, a record that was deleted there is not made again, which a plain push would do. A lease is a force:
    # it is taken only where the push is a fast-forward of what was seen there.
    if not (seen.is_zero or seen == update.old or repo.history.contains(update.new, seen)):
        return False
    done = push(repo, remote, [UpdateRef(update.ref, seen, update.new)], hooks=False, lease=True)
    if done.landed:
        keep_house(repo, [UpdateRef(note, seen, update.new)], "sync")
    return done.landed


def _joined(work: Workspace, remote: Remote, incident: str) -> str:
    """A whole sync of this incident, as far as the time goes."""
    from gitfix.operations.sync_round import once

    try:
        joined = once(work, remote, remote.advertised().refs, incident, "plain")
    except Unreachable as why:
        return _late(remote, (why.reason,))
    except Refusal as refusal:
        if refusal.exit is Exit.TAMPERED:
            return "; ".join((refusal.message, *refusal.found))
        return _late(remote, refusal.found or (refusal.message,))
    return "" if joined else "a colleague was quicker"


def _late(remote: Remote, words: Iterable[str]) -> str:
    if not remote.left():
        return f"no answer within {LIMIT:g} s"
    return next(iter(words), "it was not taken")


def _left(work: Workspace, why: str) -> str:
    return (
        f"the record is not on {work.remote_name} yet ({why}): it goes along with the next command, "
        "or: gitfix sync"
    )
