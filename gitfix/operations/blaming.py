"""Blames the lines of a fix, and ranks the commits that are named: what `gitfix culprit` and its evaluation rest on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.change import FileChange
from gitfix.core.check_values import CheckPolicy
from gitfix.core.classify import CODE, GENERATED, LOCKFILE, classify_change
from gitfix.core.names import Oid
from gitfix.core.prose_lines import prose_lines
from gitfix.core.settings import Progress
from gitfix.core.szz import WINDOW, Ranking, SeenCommit, SeenLine, rank
from gitfix.core.text import decode, printable
from gitfix.core.value import dataclass, replace
from gitfix.git.blame import BlamedLine, Blames, ignore_file
from gitfix.git.commit_facts import CommitFacts

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

_REGULAR = (0o100644, 0o100755)
LINES = 20_000
"""Changed lines of one file beyond which it is data, and no history is read for it."""


@dataclass(frozen=True)
class Wanted:
    """The lines of one old file that are asked about: number → lines to the change, 0 in it."""

    path: str
    distances: Mapping[int, float]
    code: bool
    prose: frozenset[int]


def suspects(
    repo: Repository,
    pairs: Sequence[tuple[Oid, Oid]],
    policy: CheckPolicy,
    *,
    own: Collection[Oid] = (),
    since: int = 0,
    progress: Progress = lambda message, done=0, total=0: None,
) -> Ranking:
    """The candidates for a fix: everything from the first to the second commit of each pair.

    `own`: commits of the fix, which are no candidates. `since`: as in `rank`.
    """
    lines: list[SeenLine] = []
    commits: dict[Oid, SeenCommit] = {}
    fixed_at = 0
    with CommitFacts(repo) as facts:
        for base, head in pairs:
            fixed_at = max(fixed_at, repo.objects.read_commit(head).committer.when)
            wanted = wanted_lines(repo, base, head, policy)
            lines += _blamed(repo, base, wanted, facts, commits, progress)
    return rank(lines, commits, fixed_at=fixed_at, own=own, since=since)


def wanted_lines(repo: Repository, base: Oid, head: Oid, policy: CheckPolicy) -> list[Wanted]:
    """The old lines that a fix changes, and those around; a new file has none."""
    found = []
    for change in repo.diffs.blind(base, head):
        kind = classify_change(change, policy)
        if change.status == "A" or change.binary or change.old_mode not in _REGULAR:
            continue
        if not change.hunks or kind in (GENERATED, LOCKFILE) or change.deleted > LINES:
            continue
        blob = repo.batch.read([change.old_oid])[0]
        if blob is None:
            continue
        text = decode(blob.data).split("\n")
        if text[-1] == "":
            text.pop()
        distances = _distances(change, len(text))
        if distances:
            # What a line is depends on those before it alone.
            known = prose_lines(change.old_path, text[: max(distances)])
            prose = frozenset(known & distances.keys())
            found.append(Wanted(change.old_path, distances, kind == CODE, prose))
    return found


def _distances(change: FileChange, total: int) -> dict[int, float]:
    found: dict[int, float] = {}
    for hunk in change.hunks:
        # Lines that were only added stand between two old ones.
        first: float = hunk.old_start if hunk.removed else hunk.old_start + 0.5
        last = hunk.old_start + len(hunk.removed) - 1 if hunk.removed else first
        for number in range(max(1, int(first) - WINDOW), min(total, int(last + 0.5) + WINDOW) + 1):
            away = first - number if number < first else max(number - last, 0.0)
            if away <= WINDOW:
                found[number] = min(found.get(number, WINDOW + 1.0), away)
    return found


def _blamed(
    repo: Repository,
    base: Oid,
    wanted: Sequence[Wanted],
    facts: CommitFacts,
    commits: dict[Oid, SeenCommit],
    progress: Progress,
) -> list[SeenLine]:
    """The lines of `wanted` with who last changed them; what is known of these is put into `commits`."""
    by_path = {one.path: one for one in wanted}
    asked = [(base, one.path, sorted(one.distances)) for one in wanted]
    if not wanted:
        return []
    with ignore_file(repo, base) as ignored:
        facts.prepare()
        blames = Blames(repo, ignore_file=ignored)

        def told(done: int, total: int) -> None:
            progress("reading who last changed the lines", done, total)

        lines = [line for one in blames.each(asked, told=told) for line in one]
        _look_up(facts, lines, commits)
        lines = _past_bulk(blames, lines, [one for one, seen in commits.items() if seen.bulk])
        _look_up(facts, lines, commits)
    return [_seen(line, by_path[line.path]) for line in lines]


def _look_up(
    facts: CommitFacts, lines: Sequence[BlamedLine], commits: dict[Oid, SeenCommit]
) -> None:
    new = [one for one in dict.fromkeys(line.commit for line in lines) if one not in commits]
    commits.update(facts.of(new))


def _past_bulk(blames: Blames, lines: list[BlamedLine], bulk: Sequence[Oid]) -> list[BlamedLine]:
    """Lines of merges and mass changes, blamed once more past these; git keeps what it cannot give to a parent.

    From the mass change on, and not from the fix: how a line came from there to here is known. A file that begins with
    it has nothing before it.
    """
    again: dict[tuple[Oid, str], list[int]] = {}
    for line in lines:
        if line.commit in bulk and not line.boundary and not line.new_file:
            path, number = line.there
            again.setdefault((line.commit, path), []).append(number)
    asked = [(commit, path, numbers) for (commit, path), numbers in again.items()]
    better = {
        (commit, (path, line.number)): line.commit
        for (commit, path), found in zip(again, blames.each(asked, past=bulk), strict=True)
        for line in found
    }
    return [
        replace(line, commit=better.get((line.commit, line.there), line.commit)) for line in lines
    ]


def _seen(line: BlamedLine, wanted: Wanted) -> SeenLine:
    return SeenLine(
        line.commit,
        wanted.distances[line.number],
        wanted.code,
        line.number in wanted.prose,
        f"{printable(line.path)}:{line.number}",
    )
