"""`gitfix check --fix-noise`: a commit on the hotfix that puts back what was changed for nothing, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitfix.core.layout.edits import lines_in, lines_of, reverted
from gitfix.core.layout.worth import language
from gitfix.core.names import BranchName, Oid
from gitfix.core.noise import file_noise
from gitfix.core.noise_edits import line_end_edits, tree_noise
from gitfix.core.noise_fix import FixedFile, FixNoiseResult
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.text import plural, printable
from gitfix.git.execute import execute
from gitfix.git.tree_edit import edit_tree
from gitfix.operations import foreign, targets
from gitfix.operations import noise as noises
from gitfix.operations.check_base import Measured, head_of, measured_by
from gitfix.operations.check_report import without_reports
from gitfix.operations.commits import make_commit
from gitfix.operations.landing import Landing, local_steps
from gitfix.operations.optional import LANGUAGES
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.core.settings import Settings


def fix_noise(
    settings: Settings, revision: str | None = None, *, base: str | None = None
) -> Outcome:
    """Take the noise out of a hotfix branch (default: the one that is checked out), with a commit on top of it."""
    work = open_workspace(settings)
    branch, head = head_of(work, revision)
    _require_hotfix(work, branch)
    measured = measured_by(work, head, branch, base)
    _require_own_commits(work, measured, head, branch)
    files = without_reports(work, work.repo.diffs.between(measured.commit, head))
    seen = noises.layouts(work.repo, files)
    blobs: dict[str, Oid | None] = {}
    fixed: list[FixedFile] = []
    left: list[str] = []
    for one in files:
        done = _fixed(work, one, seen)
        if done:
            fixed.append(done[0])
            blobs[one.path] = done[1]
        elif one.path not in seen.regions and file_noise(one).lines:
            left.append(one.path)
    if seen.unread:
        work.note(f"not read here: {', '.join(seen.unread)}; {LANGUAGES}")
    lines = sum(one.lines for one in fixed)
    if not fixed:
        nothing = FixNoiseResult("nothing", branch, head, None, 0, (), tuple(left))
        return Outcome(nothing, notices=tuple(work.notices))
    tree = edit_tree(work.repo, work.repo.objects.read_commit(head).tree, blobs)
    commit = make_commit(work.repo, tree, (head,), _message(fixed, lines))
    landing = Landing(BranchName(branch), head, commit)
    plan = Plan("check", tuple(local_steps(work.repo, [landing])), "")
    state: Literal["fixed", "planned"] = "planned" if settings.dry_run else "fixed"
    if not settings.dry_run:
        execute(work.repo, plan)
    result = FixNoiseResult(
        state, branch, head, commit, lines, tuple(fixed), tuple(left), plan.rows()
    )
    return Outcome(result, notices=tuple(work.notices))


def _require_hotfix(work: Workspace, branch: str) -> None:
    if not branch:
        raise Refusal(
            "no branch is checked out that the commit could go on",
            hint="name the hotfix branch: gitfix check BRANCH --fix-noise",
        )
    if targets.is_target(work, branch):
        raise Refusal(
            f"{printable(branch)} is a branch that fixes go to, not a hotfix",
            hint="name the hotfix branch: gitfix check BRANCH --fix-noise",
        )


def _require_own_commits(work: Workspace, measured: Measured, head: Oid, branch: str) -> None:
    """What came along from a target is layout there: put back here, it would be put back there by the backport."""
    everything = work.repo.history.ids(head, "--not", measured.commit)
    strangers = foreign.strangers(work, measured, head, branch, everything)
    if strangers:
        count = plural(len(strangers), "commit")
        names = ", ".join(printable(name) for name in sorted(set(strangers.values())))
        raise Refusal(
            f"{printable(branch)} holds {count} of unreleased work from {names}, and its layout is right there",
            hint="gitfix check says how to keep only the fix; then run the same command again",
        )


def _fixed(
    work: Workspace, change: FileChange, seen: noises.Layouts
) -> tuple[FixedFile, Oid] | None:
    """A file without its noise; None where there is none that may be taken out."""
    regions = seen.regions.get(change.path)
    kinds: tuple[str, ...]
    if regions is None:
        edits = line_end_edits(change)
        lines, kinds = lines_in(edits), ("whitespace",)
    else:
        edits = [region.edit for region in regions]
        seen_as = tree_noise(change, regions)
        lines, kinds = seen_as.lines, tuple(part.kind for part in seen_as.parts)
    if not edits:
        return None
    before, after = work.repo.objects.read([change.old_oid, change.new_oid])
    if before is None or after is None:
        return None
    data = reverted(lines_of(before), lines_of(after), edits)
    if regions is not None:
        _must_be_the_same(change.path, after, data)
    return FixedFile(change.path, lines, kinds), work.repo.objects.write_blob(data)


def _must_be_the_same(path: str, after: bytes, data: bytes) -> None:
    """Read once more what is about to be committed: the same program, but for the order of imports."""
    read = noises.former(language(path))
    one, other = (read(after, True), read(data, True)) if read else (None, None)
    if one is None or other is None or list(one.code) != list(other.code):
        raise Refusal(
            f"{printable(path)} would not be the same program without its noise",
            hint="please report this; nothing was changed",
        )


def _message(fixed: list[FixedFile], lines: int) -> str:
    rows = [f"  {printable(one.path)}: {plural(one.lines, 'line')}" for one in fixed]
    head = "Take out lines that change nothing"
    why = (
        f"{plural(lines, 'line')} of layout, comments or import order, as they were before the fix:"
    )
    return "\n".join([head, "", why, "", *rows, ""])
