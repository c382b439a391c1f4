"""`gitfix backport --everywhere`: where the fix is, on all lines and open release branches; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from gitfix.core.everywhere import EverywhereResult, Standing, Where
from gitfix.core.line import parse_line
from gitfix.core.names import DEVELOP, HEADS, MAIN, BranchName, Oid
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.settings import Settings
from gitfix.core.strategy import strategy_for
from gitfix.core.text import printable
from gitfix.operations import targets
from gitfix.operations.applying import Applied, Applier
from gitfix.operations.backport_wish import Wish
from gitfix.operations.carry import carry
from gitfix.operations.fix import Fix, Load
from gitfix.operations.guard import guarded
from gitfix.operations.load import find_load, of_commits
from gitfix.operations.policies import Policies
from gitfix.operations.presence import look
from gitfix.operations.recognise import Recognised
from gitfix.operations.targets import Target
from gitfix.operations.truth import bring
from gitfix.operations.workspace import Workspace, open_workspace


def everywhere(settings: Settings, wish: Wish, introduced: str | None = None) -> Outcome:
    """Every branch that could have the fix; OK also where it is missing: it was a question.

    `introduced`: the commit that brought the fault, so that lines from before it count as not affected.
    """
    work = open_workspace(settings)
    work.read_refs_once()
    work.repo.merges.require()
    if wish.commits:
        carried = of_commits(work, wish.commits, wish.incident)
    else:
        carried = find_load(work, wish.revision, wish.incident)
    culprit, sure = _introducing(work, introduced, carried.incident)
    found = tips(work, branches(work, carried.load.branch, carried.component, wish.onto))
    fix = Fix(work.repo, carried.load)
    applier = Applier(work.repo, Policies(work, carried.release))
    heads = [target.tip for target in found]
    recognised = Recognised(fix, heads)
    brought = Recognised(as_fix(work, culprit), heads) if culprit else None
    excluded = work.config.strings("backport.exclude")
    rows = []
    for done, target in enumerate(found):
        settings.progress(f"looking at {target.branch}", done, len(found))
        dropped = any(fnmatchcase(target.branch, pattern) for pattern in excluded)
        row = _standing(work, fix, applier, target, recognised, excluded=dropped)
        if row.state not in ("contained", "reverted") and culprit and brought:
            row = _affected(work, row, culprit, brought, sure=sure)
        rows.append(row)
    missing = [row.branch for row in rows if not row.fine and row.state != "reverted"]
    result = EverywhereResult(
        carried.load.head,
        all(row.fine for row in rows),
        culprit,
        tuple(rows),
        branch=carried.load.branch,
        then=wish.typed(onto=missing) if missing else "",
    )
    return Outcome(result, notices=tuple(work.notices))


def _introducing(work: Workspace, introduced: str | None, incident: str) -> tuple[Oid | None, bool]:
    """The commit that brought the fault, and whether that is certain: named, else by the incident's record."""
    if introduced:
        return _commit(work, introduced), True
    from gitfix.operations import which

    known = which.load(work, incident).culprit if incident else None
    if known is None or work.repo.refs.commit(known.found.commit) is None:
        return None, False
    if not known.confirmed:
        work.note(
            f"{known.found.commit.short} is the likeliest introducing commit, not a confirmed one: lines without it "
            "still count. Confirm it: gitfix culprit --reproduce CMD"
        )
    return known.found.commit, known.confirmed


def _commit(work: Workspace, name: str) -> Oid:
    commit = work.repo.refs.commit(name)
    if commit is None:
        raise Refusal(
            f"{printable(name)} is not a commit here",
            hint="name the commit that brought the fault: --introduced REV",
        )
    return commit


def branches(
    work: Workspace,
    branch: str,
    component: str,
    onto: Sequence[str] = (),
    *,
    missing_is_fine: bool = False,
) -> list[tuple[str, Oid]]:
    """The default branch, develop-like ones, and all lines from the newest to the oldest; `branch` is the fix's own.

    Refusal where there is none, unless `missing_is_fine`.
    """
    there = targets.heads(work)
    there.pop(branch, None)
    if onto:
        return [(name, there[name]) for name in targets.named(tuple(onto), there)]
    default = targets.default_name(work, there)
    first = [name for name in (default, *MAIN, *DEVELOP) if name in there]
    mine = [name for name in there if targets.is_line(work, name, component)]
    lines = [(line.numbers, name) for name in mine if (line := parse_line(name))]
    names = dict.fromkeys([*first, *(name for _, name in sorted(lines, reverse=True))])
    if not names and not missing_is_fine:
        raise Refusal(
            "there is no branch that could have the fix",
            found=tuple(sorted(there)[:8]) or ("no branches",),
            hint="name one: gitfix backport --everywhere --onto BRANCH",
        )
    return [(name, there[name]) for name in names]


def tips(work: Workspace, named: list[tuple[str, Oid]]) -> list[Target]:
    """Branches with their tips of now: the remote's, whose commits are brought here."""
    found = [Target(BranchName(name), tip) for name, tip in named]
    if not work.truth.known:
        return found
    refs = [HEADS + target.branch for target in found]
    brought = bring(work.repo, work.truth, refs, keep_refs=False)
    return [Target(target.branch, brought[HEADS + target.branch]) for target in found]


def _standing(
    work: Workspace,
    fix: Fix,
    applier: Applier,
    target: Target,
    recognised: Recognised,
    *,
    excluded: bool,
) -> Standing:
    """By content first; where it is missing, by what a backport would give."""
    row = Standing(target.branch, "unknown", "", target.tip, excluded=excluded)
    if fix.load.base:
        presence = look(applier, fix, target.tip, recognised)
        if presence.contains_base is None and presence.state == "unknown":
            return _with(row, "unknown", "this clone is shallow: git fetch --unshallow")
        if presence.state in ("contained", "reverted"):
            return _with(row, presence.state, presence.reason)
        if presence.contains_base is False and strategy_for(
            target.branch, work.config.strings("backport.strategy")
        ) in ("auto", "pick"):
            return _tried(work, fix, applier, target, recognised, row)
        return _after(row, presence.effect)
    return _tried(work, fix, applier, target, recognised, row)


def _tried(
    work: Workspace,
    fix: Fix,
    applier: Applier,
    target: Target,
    recognised: Recognised,
    row: Standing,
) -> Standing:
    tried = guarded([carry(applier, fix, target, "pick", recognised)], {target.branch: fix})[0]
    if tried.state in ("contained", "reverted"):
        return _with(row, tried.state, tried.reason)
    if tried.state == "conflict":
        return _with(row, "would conflict", _paths([one.path for one in tried.conflicts]))
    older = "" if fix.load.base is None else f"{fix.load.base_name} is not in it: picks"
    return _with(row, "missing", older)


def _after(row: Standing, effect: Applied) -> Standing:
    if effect.clean:
        return _with(row, "missing", "")
    return _with(row, "would conflict", _paths([one.path for one in effect.conflicts]))


def _with(row: Standing, state: Where, reason: str) -> Standing:
    said = reason
    if row.excluded:
        said = f"gets no fixes any more{'; ' + reason if reason else ''}"
    return Standing(row.branch, state, said, row.tip, row.conflicts, row.excluded)


def _paths(paths: list[str]) -> str:
    more = len(paths) - 2
    return ", ".join(map(printable, paths[:2])) + (f" and {more} more" if more > 0 else "")


def as_fix(work: Workspace, culprit: Oid) -> Fix:
    """The commit that brought the fault, looked for under other names as a fix is."""
    parents = work.repo.objects.read_commit(culprit).parents
    base = parents[0] if parents else None
    return Fix(work.repo, Load(base, culprit, "", culprit.short, (culprit,)))


def _affected(
    work: Workspace, row: Standing, culprit: Oid, brought: Recognised, *, sure: bool
) -> Standing:
    """A line that never got the faulty commit, neither as it is nor picked, needs no fix; a guess only says so."""
    if work.repo.history.contains(row.tip, culprit) is not False:
        return row
    twin = brought.on(row.tip)
    if twin:
        return _with(row, row.state, f"has the fault by {twin.commit.short}")
    if not sure:
        return _with(row, row.state, f"without {culprit.short}: perhaps not affected")
    return _with(row, "not affected", f"without {culprit.short}, which brought the fault")
