"""`gitfix backport`: carry the fix to main, dev and every open line; all of them, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.backport import BackportResult, BackportState, TargetResult
from gitfix.core.names import LOCAL, SEEN
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.settings import Settings
from gitfix.core.value import replace
from gitfix.operations import backport_landing, targets
from gitfix.operations.backport_again import until_it_stands
from gitfix.operations.backport_compute import Way, compute
from gitfix.operations.backport_end import all_of_it, in_part
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
    from gitfix.core.names import Oid
    from gitfix.operations.load import Carried
    from gitfix.operations.targets import Target


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
    """One attempt: what is carried, where to, what comes of it in memory, and how that ends."""
    carried = _carried(work, wish)
    work.truth.require("what your clone would give: gitfix backport --offline --dry-run")
    _require_public(work, wish, carried)
    before = before or held(work, carried.name)
    wish = wish.after(before.pause.wish) if before.pause and before.pause.stops else wish
    found = _targets(work, wish, carried, before)
    prepared = _prepared(work, wish, carried, found, before)
    resolving = Resolving(work.repo, carried.load.branch, before.resolutions)
    result = _computed(work, wish, carried, found, prepared, resolving)
    if work.settings.dry_run:
        if result.state == "conflict":
            return stopped(work, wish, carried, result)
        state: BackportState = "planned" if result.state != "nothing" else "nothing"
        return _outcome(work, replace(result, state=state))
    if any(row.state == "refused" for row in result.targets):
        return stopped(work, wish, carried, result)
    if result.state != "conflict" or wish.keep_going or wish.pr:
        result, failure = _tested(work, wish, carried, result, prepared)
        if failure:
            return failure
    if result.state == "conflict":
        result = in_part(work, wish, carried, result)
        from gitfix.operations.backport_pause import pause

        return pause(work, carried, wish, before, resolving, result)
    return _outcome(work, all_of_it(work, wish, carried, result, before))


def _carried(work: Workspace, wish: Wish) -> Carried:
    """The commits to carry: those that are named, else all of the hotfix."""
    if not wish.commits:
        return find_load(work, wish.revision, wish.incident)
    carried = of_commits(work, wish.commits, wish.incident)
    targets.require_named(work, wish.onto)
    return carried


def _require_public(work: Workspace, wish: Wish, carried: Carried) -> None:
    """Refusal when a push would show what is under embargo."""
    if not (wish.push or wish.pr):
        return
    if carried.incident:
        require_public(work, load(work, carried.incident), "a push of the fix")
    require_public_commits(work, carried.load.commits)


def _targets(work: Workspace, wish: Wish, carried: Carried, before: Held) -> list[Target]:
    """Where it goes, as these branches are now; those that a person has left out are not among them."""
    branch = carried.load.branch
    found = targets.find(work, carried.numbers, carried.component, branch, wish.onto)
    if not wish.onto:
        targets.say_left_out(work, carried.numbers, carried.component)
    wanted = [target for target in found if target.branch not in before.skipped]
    return targets.at_truth(work, wanted)


def _prepared(
    work: Workspace, wish: Wish, carried: Carried, found: list[Target], before: Held
) -> dict[str, Oid]:
    """Branch → a result that is there already, and is taken where it still is the answer; the newest word counts."""
    names: list[str] = [target.branch for target in found]
    prepared = backport_landing.prepared(work, carried, names)
    if wish.pr:
        from gitfix.operations import pull_requests

        prepared |= pull_requests.proposed(work, carried, names)
    return prepared | before.kept()


def _computed(
    work: Workspace,
    wish: Wish,
    carried: Carried,
    found: list[Target],
    prepared: dict[str, Oid],
    resolving: Resolving,
) -> BackportResult:
    """The fix on every target, in memory."""
    stated = (wish.strategy,) if wish.strategy else work.config.strings("backport.strategy")
    rows = compute(work, carried, found, Way(stated, wish.chain), prepared, resolving)
    return BackportResult(
        carried.load.head,
        _state(rows),
        tuple(rows),
        branch=carried.load.branch,
        then=wish.typed("--push"),
        commits=len(carried.load.commits),
        remote=work.truth.remote,
    )


def _tested(
    work: Workspace,
    wish: Wish,
    carried: Carried,
    result: BackportResult,
    prepared: dict[str, Oid],
) -> tuple[BackportResult, Outcome | None]:
    """The results with their lock files made anew, and what tests say of them; an outcome where they say no."""
    if work.config.text("backport.lockfiles_command"):
        from gitfix.operations.relock import relock

        result = replace(result, targets=relock(work, carried, result.targets, prepared))
    return _verified(work, wish, carried, result)


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
