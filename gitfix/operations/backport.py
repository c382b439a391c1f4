"""`gitfix backport`: carry the fix to main, dev and every open line; all of them, or none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gitfix.core.backport import BackportResult, BackportState, TargetResult
from gitfix.core.names import LOCAL, SEEN
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.settings import Settings
from gitfix.operations import backport_landing, targets
from gitfix.operations.backport_again import until_it_stands
from gitfix.operations.backport_compute import Way, compute
from gitfix.operations.backport_held import Held, held
from gitfix.operations.backport_resolving import Resolving
from gitfix.operations.backport_ways import stopped
from gitfix.operations.backport_wish import Wish
from gitfix.operations.commits import require_identity
from gitfix.operations.embargo import require_public, require_public_commits
from gitfix.operations.load import find_load, of_commits
from gitfix.operations.which import load
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.operations.backport_landing import Ending
    from gitfix.operations.load import Carried


def backport(settings: Settings, wish: Wish) -> Outcome:
    """Compute the fix on every target and land it: at once without a remote, with `push` where there is one.

    CONFLICT (exit 3) when any target conflicts: nothing has moved, and the conflict waits in a worktree of its own.
    REMOTE (exit 5) when the remote refuses.
    """
    return run(open_workspace(settings), wish)


def run(work: Workspace, wish: Wish, before: Held | None = None) -> Outcome:
    """`backport` in an open workspace; `before`: what was paused, and what a person has resolved since."""
    work.read_refs_once(f"{SEEN}{work.remote_name}/" if wish.push else LOCAL)
    work.ask_ahead()
    work.repo.merges.require()
    require_identity(work.repo)
    if (wish.push or wish.pr) and work.remote is None:
        raise Refusal(
            "there is no remote to push to",
            hint="gitfix backport lands on the local branches; or: git remote add origin URL",
        )
    return until_it_stands(work, wish, lambda: _once(work, wish, before))


def _once(work: Workspace, wish: Wish, before: Held | None) -> Outcome:
    if wish.commits:
        carried = of_commits(work, wish.commits, wish.incident)
        targets.require_named(work, wish.onto)
    else:
        carried = find_load(work, wish.revision, wish.incident)
    work.truth.require("what your clone would give: gitfix backport --offline --dry-run")
    if carried.incident and (wish.push or wish.pr):
        require_public(work, load(work, carried.incident), "a push of the fix")
    if wish.push or wish.pr:
        require_public_commits(work, carried.load.commits)
    before = before or held(work, carried.name)
    wish = wish.after(before.pause.wish) if before.pause and before.pause.stops else wish
    found = targets.find(work, carried.numbers, carried.component, carried.load.branch, wish.onto)
    if not wish.onto:
        targets.say_left_out(work, carried.numbers, carried.component)
    found = [target for target in found if target.branch not in before.skipped]
    found = targets.at_truth(work, found)
    names: list[str] = [target.branch for target in found]
    prepared = backport_landing.prepared(work, carried, names)
    if wish.pr:
        from gitfix.operations import pull_requests

        prepared |= pull_requests.proposed(work, carried, names)
    stated = (wish.strategy,) if wish.strategy else work.config.strings("backport.strategy")
    resolving = Resolving(work.repo, carried.load.branch, before.resolutions)
    prepared |= before.kept()
    results = compute(work, carried, found, Way(stated, wish.chain), prepared, resolving)
    result = BackportResult(
        carried.load.head,
        _state(results),
        tuple(results),
        branch=carried.load.branch,
        then=wish.typed("--push"),
        commits=len(carried.load.commits),
        remote=work.truth.remote,
    )
    if any(r.state == "refused" for r in results) or (
        work.settings.dry_run and result.state == "conflict"
    ):
        return stopped(work, wish, carried, result)
    if not work.settings.dry_run and (result.state != "conflict" or wish.keep_going or wish.pr):
        if work.config.text("backport.lockfiles_command"):
            from gitfix.operations.relock import relock

            result = replace(result, targets=relock(work, carried, result.targets, prepared))
        result, failure = _verified(work, wish, carried, result)
        if failure:
            return failure
    if result.state == "conflict":
        if wish.pr:
            from gitfix.operations import pull_requests

            result = pull_requests.propose(work, carried, result)
        elif wish.keep_going:
            from gitfix.operations.backport_keep_going import land_clean

            result = land_clean(work, carried, result, push=wish.push, one_by_one=wish.one_by_one)
        from gitfix.operations.backport_pause import pause

        return pause(work, carried, wish, before, resolving, result)
    ending: Ending = ((), ())
    if before.pause:
        from gitfix.operations.backport_pause import ending_of

        keep = bool(work.truth.remote) and not (wish.push or wish.pr)
        ending = ending_of(work, before, result, keep=keep)
    if work.settings.dry_run:
        state: BackportState = "planned" if result.state != "nothing" else "nothing"
        return _outcome(work, replace(result, state=state))
    if wish.pr:
        return _outcome(work, pull_requests.propose(work, carried, result, ending))
    if work.truth.remote and not wish.push:
        return _outcome(work, backport_landing.prepare(work, carried, result, ending))
    if work.truth.remote and wish.one_by_one:
        from gitfix.operations.one_by_one import land_each

        return _outcome(work, land_each(work, carried, result, ending))
    return _outcome(work, backport_landing.land(work, carried, result, ending))


def _verified(
    work: Workspace, wish: Wish, carried: Carried, result: BackportResult
) -> tuple[BackportResult, Outcome | None]:
    """The results with what the team's tests say of them; an outcome where they say no."""
    from gitfix.operations.proof_kept import kept as proof

    if not (wish.verify or work.policy.names_steps or proof(work.repo, carried.incident)):
        return result, None  # gitfix's own playbook names no tests
    from gitfix.operations.verify import verify

    found = verify(work, carried, result.targets, wish.verify)
    result = replace(result, targets=found.rows)
    if not found.failed:
        return result, None
    clean = [row.branch for row in found.rows if row.moves and row.verified is not False]
    hint = found.hint
    if clean:
        way = ["--push"] if wish.push else ["--pr"] if wish.pr else []
        hint += f"\nthe others without it: {wish.typed(*way, onto=clean)}"
    result = replace(result, state="conflict")
    exit = Exit.INTERRUPTED if found.interrupted else Exit.POLICY
    return result, Outcome(result, exit, found.failed, hint, tuple(work.notices))


def _state(results: list[TargetResult]) -> BackportState:
    if any(r.state in ("conflict", "refused") for r in results):
        return "conflict"
    return "prepared" if any(r.moves for r in results) else "nothing"


def _outcome(work: Workspace, result: BackportResult) -> Outcome:
    return Outcome(result, notices=tuple(work.notices))
