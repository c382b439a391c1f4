"""`gitfix hook status`: whether the pre-push hook is there, is run by git, and is up to date."""

from __future__ import annotations

import os

from gitfix.core.hook_result import HookResult, HookState
from gitfix.core.outcome import Outcome
from gitfix.core.settings import Settings
from gitfix.git import pre_push
from gitfix.operations import hook_place
from gitfix.operations.hook_place import HookFile, Place
from gitfix.operations.workspace import Workspace, open_workspace

IN_FRAMEWORK = b"gitfix-check"
"""The id in `.pre-commit-hooks.yaml`."""
KEY = "gitfix.hook.pattern"
"""The clone's copy of `branch.pattern`, as it was when the hook was made: one value, patterns apart by a space."""


def status(settings: Settings) -> Outcome:
    """Look, and change nothing."""
    work = open_workspace(settings)
    return Outcome(look(work), notices=tuple(work.notices))


def patterns(work: Workspace) -> tuple[str, ...]:
    """The globs that hotfix branches are recognised by."""
    return tuple(work.config.strings("branch.pattern"))


def look(
    work: Workspace, *, changed: bool = False, plan: tuple[dict[str, object], ...] = ()
) -> HookResult:
    """The hook as it is now."""
    place = hook_place.find(work.repo)
    ours, shadowed = place.ours, place.shadowed
    hook = ours or shadowed
    if hook is None or hook.shim is None:
        there = place.hook
        state: HookState = "none" if there.data is None else "other"
        if there.of_pre_commit and _configured(work):
            state = "framework"
        return HookResult(state, str(there.path), changed=changed, plan=plan)
    before = hook_place.read(hook.path.with_name(pre_push.BEFORE))
    reason = _shadow(place) if ours is None else _stale(work, hook)
    return HookResult(
        state="shadowed" if ours is None else "stale" if reason else "installed",
        path=str(hook.path),
        executable=hook.shim.executable,
        patterns=tuple((work.repo.config.get(KEY) or "").split()),
        before=str(before.path) if before.data is not None else None,
        edited=hook.shim.edited,
        reason=reason,
        changed=changed,
        plan=plan,
    )


def _configured(work: Workspace) -> bool:
    """Whether the pre-commit framework's configuration that is checked out here names gitfix's check."""
    if work.repo.worktree is None:
        return False
    try:
        return IN_FRAMEWORK in (work.repo.worktree / ".pre-commit-config.yaml").read_bytes()
    except OSError:
        return False


def _shadow(place: Place) -> str:
    return f"core.hooksPath is {place.configured}: git looks there"


def _stale(work: Workspace, hook: HookFile) -> str:
    assert hook.shim is not None
    if not os.access(hook.shim.executable, os.X_OK):
        return f"gitfix is no longer at {hook.shim.executable}"
    if hook.mode & 0o111 == 0:
        return "it is not executable, so git skips it"
    if tuple((work.repo.config.get(KEY) or "").split()) != patterns(work):
        return "branch.pattern has changed since"
    return ""
