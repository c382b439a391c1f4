"""`gitfix hook install` and `gitfix hook uninstall`: the pre-push hook put in, and taken out byte for byte."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from gitfix.core.hook_result import HookResult
from gitfix.core.hook_shim import render
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import Plan, SetConfig, Step, WriteFile
from gitfix.core.settings import Settings
from gitfix.core.text import printable
from gitfix.git import pre_push
from gitfix.git.execute import execute
from gitfix.git.repository import Repository
from gitfix.host.shipped import shipped_file
from gitfix.operations import hook_allowed, hook_branches, hook_place, hook_status
from gitfix.operations.contents import blob
from gitfix.operations.hook_place import HookFile, Place
from gitfix.operations.workspace import Workspace, open_workspace

EXECUTABLE = 0o755


def install(settings: Settings, *, force: bool = False) -> Outcome:
    """Put the hook where git looks for it; one that is there already goes on running, first.

    Doing it again changes nothing, or brings the hook up to date. `force`: also where it would be written into
    the checkout, into a folder that other repositories share, or over a hook of ours that somebody has edited.
    """
    work = open_workspace(settings)
    place = hook_place.find(work.repo)
    hook_allowed.require(work.repo, place, force=force)
    patterns = usable(hook_status.patterns(work))
    ours = place.ours
    data = render(
        shipped_file("pre-push.sh"),
        executable=executable(),
        common=common_word(work.repo, place),
        patterns=patterns,
    )
    steps: list[Step] = []
    if ours is None:
        hook = place.hook
        if hook.data is not None:
            steps.append(_write(work, place.before, hook.data, hook.mode))
        steps.append(_write(work, hook, data, EXECUTABLE))
    elif (ours.data, ours.mode) != (data, EXECUTABLE):
        steps.append(_write(work, ours, data, EXECUTABLE))
    steps += _config(work.repo, " ".join(patterns))
    steps += hook_branches.steps(work)
    return _finish(work, Plan("hook install", tuple(steps)))


def uninstall(settings: Settings, *, force: bool = False) -> Outcome:
    """Take the hook out and put back what was there before it, byte for byte.

    Refusal when the hook is not ours or was edited since (`force`: taken out all the same).
    """
    work = open_workspace(settings)
    place = hook_place.find(work.repo)
    hook = place.hook if place.hook.shim else place.shadowed
    steps: list[Step] = []
    if hook is not None:
        hook_allowed.require_intact(hook, force=force)
        before = hook_place.read(hook.path.with_name(pre_push.BEFORE))
        steps.append(_write(work, hook, before.data, before.mode))
        if before.data is not None:
            steps.append(_write(work, before, None, 0o644))
    else:
        hook_allowed.require_absent(place)
    steps += _config(work.repo, None)
    return _finish(work, Plan("hook uninstall", tuple(steps)))


def executable() -> str:
    """The absolute path of the gitfix that is running, links kept: an upgrade replaces what is behind them."""
    called = Path(sys.argv[0])
    places = [shutil.which(called) if called.name in ("gitfix", "git-hotfix") else None]
    places += [
        shutil.which("gitfix", path=str(Path(sys.executable).parent)),
        shutil.which("gitfix"),
    ]
    found = next((place for place in places if place), None)
    if found is None:
        raise Refusal(
            "the hook needs the path of the gitfix command, and there is none on PATH",
            hint="install gitfix (pipx install .), then: gitfix hook install",
        )
    return os.path.abspath(found)  # noqa: PTH100 - resolve() would follow the links


def usable(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """`patterns`, kept in one line of the configuration; Refusal for one that no branch can match."""
    wrong = [pattern for pattern in patterns if pattern.split() != [pattern]]
    if wrong:
        raise Refusal(
            f"no branch can match the pattern {printable(wrong[0])!r}: branch names have no spaces",
            hint="gitfix config branch.pattern 'hotfix/*'",
        )
    return patterns


def common_word(repo: Repository, place: Place) -> str:
    """The common git folder as a word of the hook: relative to it where it can be, so that a clone may move."""
    own = os.path.realpath(place.folder) == os.path.realpath(repo.common_dir / "hooks")
    linked = place.default.is_symlink()
    return "${0%/*}/.." if own and not linked else shlex.quote(str(repo.common_dir))


def _write(work: Workspace, now: HookFile, data: bytes | None, mode: int) -> WriteFile:
    old, new = blob(work, now.data), blob(work, data)
    return WriteFile(str(now.path), old, new, now.mode, mode)


def _config(repo: Repository, new: str | None) -> list[Step]:
    old = repo.config.get(hook_status.KEY)
    return [] if old == new else [SetConfig(hook_status.KEY, old, new)]


def _finish(work: Workspace, plan: Plan) -> Outcome:
    if work.settings.dry_run:
        before = hook_status.look(work, changed=bool(plan.steps), plan=plan.rows())
        return Outcome(before, notices=tuple(work.notices))
    if plan.steps:
        execute(work.repo, plan)
        work.repo.config.forget()
    result: HookResult = hook_status.look(work, changed=bool(plan.steps))
    return Outcome(result, notices=tuple(work.notices))
