"""`gitfix hook run pre-push`: every hotfix in a push is checked before it leaves this clone."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from gitfix.core.hook_push import PushedRef, of_pre_commit, parse_push
from gitfix.core.hook_result import PushCheck, PushResult
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.settings import Settings
from gitfix.core.text import plural
from gitfix.core.value import replace
from gitfix.operations.embargo import held_back
from gitfix.operations.hotfix_pushes import HotfixPush, hotfix_pushes
from gitfix.operations.workspace import Workspace, open_workspace

REPAIR = "repair or waive what each line names, then push again"
BY_HAND = "git calls this; what it says of a branch: gitfix check BRANCH"
ANYWAY = "to push without the check: git push --no-verify"


def run(settings: Settings, given: bytes, remote: str = "", url: str = "") -> Outcome:
    """Check the hotfixes among the refs that git (`given`) or the pre-commit framework names.

    `remote` and `url`: where the push goes, as git says it.

    POLICY when one of them does not pass: git then pushes nothing. A hotfix that cannot be checked stops the
    push too, with the refusal's own exit code.
    """
    if os.environ.get("GITFIX_PUSH"):
        # gitfix is pushing, holds its lock, and has checked what it pushes.
        return Outcome(PushResult(()))
    refs = pushed_refs(parse_push, given, BY_HAND) or of_pre_commit(os.environ)
    if not refs:
        return Outcome(PushResult(()))
    # A push is about to talk to the remote by itself: nothing is asked there twice.
    work = open_workspace(replace(settings, offline=True))
    work.read_refs_once()
    found = hotfix_pushes(work, refs)
    held = held_back(work, refs, remote or os.environ.get("PRE_COMMIT_REMOTE_NAME", ""), url)
    ended = [*held, *(checked(work, push) for push in found)]
    return verdict(work, PushResult((), len(refs) - len(found)), ended, REPAIR, ANYWAY)


def verdict(
    work: Workspace,
    blank: PushResult,
    ended: Sequence[tuple[PushCheck, Exit]],
    repair: str,
    otherwise: str,
) -> Outcome:
    """The end of a push: each check, and the exit code that it asks for where it does not pass.

    `repair`: what to do where a check failed; `otherwise`: where one could not be made.
    """
    result = replace(blank, checks=tuple(check for check, _ in ended))
    bad = [exit for check, exit in ended if not check.passed]
    notices = tuple(work.notices)
    if not bad:
        return Outcome(result, notices=notices)
    failed = Exit.POLICY in bad
    message = f"not pushed: {_tally(result.checks)}"
    hint = repair if failed else otherwise
    return Outcome(result, Exit.POLICY if failed else bad[0], message, hint, notices)


def pushed_refs(
    parse: Callable[[bytes], list[PushedRef]], given: bytes, hint: str
) -> list[PushedRef]:
    """The refs that git names to the hook; USAGE when somebody else called it, who gets `hint`."""
    try:
        return parse(given)
    except ValueError as wrong:
        raise Refusal(str(wrong), hint=hint, exit=Exit.USAGE) from None


def checked(work: Workspace, push: HotfixPush) -> tuple[PushCheck, Exit]:
    """One hotfix of a push, and the exit code that it asks for."""
    from gitfix.operations.check_commit import check_commit

    about = PushCheck(push.ref.branch, push.ref.remote, push.ref.new, push.why)
    try:
        # Git lets nothing but commits onto a branch.
        report = check_commit(work, push.ref.new, branch=push.branch)
    except Refusal as refusal:
        words = "; ".join((refusal.message, *refusal.found))
        return replace(about, error=words, hint=refusal.hint), refusal.exit
    return replace(about, result=report), Exit.POLICY if report.verdict == "fail" else Exit.OK


def _tally(checks: tuple[PushCheck, ...]) -> str:
    errors = sum(check.result.open("error") for check in checks if check.result)
    unknown = sum(1 for check in checks if check.error and not check.held)
    held = sum(1 for check in checks if check.held)
    parts = [plural(errors, "error")] if errors else []
    parts += [f"{plural(held, 'ref')} under embargo"] if held else []
    parts += [f"{plural(unknown, 'branch', 'branches')} could not be checked"] if unknown else []
    return ", ".join(parts)
