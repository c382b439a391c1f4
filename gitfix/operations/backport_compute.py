"""Computes what a backport gives on all its targets, before anything moves: side by side, or along a chain of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.line import parse_line
from gitfix.core.names import Oid
from gitfix.core.strategy import strategy_for
from gitfix.core.value import dataclass, replace
from gitfix.operations.applying import Applier
from gitfix.operations.carry import carry
from gitfix.operations.fix import Fix, Load
from gitfix.operations.guard import guarded
from gitfix.operations.policies import Policies
from gitfix.operations.recognise import Recognised

if TYPE_CHECKING:
    from gitfix.core.backport import TargetResult
    from gitfix.operations.backport_resolving import Resolving
    from gitfix.operations.load import Carried
    from gitfix.operations.targets import Target
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Way:
    """How it is computed. `strategies` as in `backport.strategy`; `chain`: each target gets what the one before got."""

    strategies: tuple[str, ...] = ("auto",)
    chain: bool = False


def compute(
    work: Workspace,
    carried: Carried,
    found: Sequence[Target],
    way: Way,
    prepared: Mapping[str, Oid],
    resolving: Resolving | None = None,
) -> list[TargetResult]:
    """One row per target, in the order of `found`; `prepared`: target → a commit that was made and looked at before.

    `resolving` knows what a person made of conflicts, and keeps those that are left.
    """
    run = _Run(work, carried, way, prepared, resolving)
    if way.chain:
        return run.chain(found)
    return run.all(found)


class _Run:
    def __init__(
        self,
        work: Workspace,
        carried: Carried,
        way: Way,
        prepared: Mapping[str, Oid],
        resolving: Resolving | None,
    ) -> None:
        self._work, self._way, self._prepared = work, way, prepared
        self._resolving = resolving
        self._applier = Applier(work.repo, Policies(work, carried.release), resolving)
        self._first = Fix(work.repo, carried.load)

    def all(self, found: Sequence[Target]) -> list[TargetResult]:
        history, head = self._work.repo.history, self._first.load.head
        alone = self._first.load.base is None
        # One ahead: git looks for the next target's merge base while this one is merged.
        for target in () if alone else found[:2]:
            history.ask_ahead(target.tip, head)
        recognised = Recognised(self._first, [target.tip for target in found])
        rows = []
        for done, target in enumerate(found):
            for after in () if alone else found[done + 1 : done + 2]:
                history.ask_ahead(after.tip, head)
            self._work.settings.progress(f"carrying the fix to {target.branch}", done, len(found))
            rows.append(self._one(self._first, target, recognised))
        fixes: dict[str, Fix] = {target.branch: self._first for target in found}
        return [self._stopped(self._first, row) for row in guarded(rows, fixes)]

    def chain(self, found: Sequence[Target]) -> list[TargetResult]:
        """Oldest line first; what a target gets is the change as it was made on the one before it."""
        rows: dict[str, TargetResult] = {}
        fix, waits = self._first, ""
        for done, target in enumerate(in_chain(found)):
            self._work.settings.progress(f"carrying the fix to {target.branch}", done, len(found))
            row = self._one(fix, target, Recognised(fix, [target.tip]))
            row = self._stopped(fix, guarded([row], {row.branch: fix})[0])
            if waits:
                row = replace(
                    row,
                    state="pending",
                    after=row.before,
                    conflicts=(),
                    settled=(),
                    stuck=None,
                    reason=f"waits for {waits}",
                )
            elif row.state in ("conflict", "refused"):
                waits = row.branch
            elif row.moves:
                fix = self._next(row)
            rows[row.branch] = row
        return [rows[target.branch] for target in found]

    def _next(self, row: TargetResult) -> Fix:
        """What came to the target of `row`, as a fix for the one after it."""
        span = f"{row.before}..{row.after}"
        commits = tuple(self._work.repo.history.ids("--reverse", "--topo-order", span))
        trailers = self._first.load.trailers
        load = Load(row.before, row.after, row.branch, row.branch, commits, trailers)
        return Fix(self._work.repo, load)

    def _one(self, fix: Fix, target: Target, recognised: Recognised) -> TargetResult:
        choice = strategy_for(target.branch, self._way.strategies)
        if self._resolving:
            self._resolving.begin(target.branch)
        row = carry(self._applier, fix, target, choice, recognised)
        return self._as_prepared(fix, row)

    def _stopped(self, fix: Fix, row: TargetResult) -> TargetResult:
        return self._resolving.stopped(fix, row) if self._resolving else row

    def _as_prepared(self, fix: Fix, row: TargetResult) -> TargetResult:
        """The commit that was prepared and looked at before, when it is the same result on the same tip."""
        known = self._prepared.get(row.branch)
        if known is None or not row.moves:
            return row
        repo = self._work.repo
        commit, history = repo.objects.read_commit(known), repo.history
        if row.strategy == "merge":
            same = commit.parents == (row.before, fix.load.head)
        else:
            mine, theirs = (f"{row.before}..{one}" for one in (row.after, known))
            same = history.count(theirs) == history.count(mine)
            same = same and history.contains(known, row.before) is True
        return replace(row, after=known) if same and commit.tree == row.tree else row


def in_chain(found: Sequence[Target]) -> list[Target]:
    """Lines from old to new, then the default branch, then the others: the order of `targets.find`, lines first."""
    lines = [target for target in found if parse_line(target.branch)]
    return lines + [target for target in found if target not in lines]
