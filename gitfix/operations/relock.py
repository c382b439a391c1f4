"""Makes lock files anew where they conflicted: by the team's trusted command, in a worktree of the result.

Without such a command the target's lock file stays. The command may change lock files and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.classify import LOCKFILE, classify
from gitfix.core.endings import it_ended
from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.redact import redact_shell
from gitfix.core.text import brief, printable
from gitfix.core.value import replace
from gitfix.git import tree_edit
from gitfix.git.bench import bench, clean, lay_out
from gitfix.operations.check_policy import policy_of
from gitfix.operations.commits import make_commit
from gitfix.operations.furnish import LIMIT, furnish
from gitfix.operations.target_commands import LAST, last_lines, run_on
from gitfix.operations.trust import allowed

if TYPE_CHECKING:
    from gitfix.core.backport import TargetResult
    from gitfix.git.bench import Bench
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace

KEY = "backport.lockfiles_command"
FOLDER = "relocked"
"""Where it is noted what a tree became, in gitfix's own folder of a clone."""
HOW = f"made anew by {KEY}"


def relock(
    work: Workspace, carried: Carried, rows: Sequence[TargetResult], prepared: Mapping[str, Oid]
) -> tuple[TargetResult, ...]:
    """The rows, with lock files made anew where a policy had settled them; `prepared`: results of before.

    Refusal (POLICY) when the command fails, or changes anything but lock files.
    """
    todo = [row for row in rows if row.moves and any(s.policy == LOCKFILE for s in row.settled)]
    command = work.config.text(KEY)
    if not todo or not command:
        return tuple(rows)
    if not allowed(work, KEY):
        work.note(f"{KEY} is not trusted in this clone: the targets' lock files stay: gitfix trust")
        return tuple(rows)
    trees: dict[str, TreeId] = {
        row.branch: found for row in todo if (found := _known(work, row, command))
    }
    left = [row for row in todo if row.branch not in trees]
    if left:
        with bench(work.repo, worktree=True, what="backport") as place:
            for row in left:
                trees[row.branch] = _made(
                    work, carried, place, row, command, used=row is not left[0]
                )
        for said in place.left:
            work.note(said)
    return tuple(
        _with(work, row, trees[row.branch], prepared) if row in todo else row for row in rows
    )


def _mark(work: Workspace, row: TargetResult, command: str) -> Path:
    name = hashlib.sha256(f"{row.tree}\0{command}".encode("utf-8", "surrogateescape")).hexdigest()
    return work.repo.private / FOLDER / name


def _known(work: Workspace, row: TargetResult, command: str) -> TreeId | None:
    """What this very tree became before, so that what was looked at is what lands."""
    try:
        tree = _mark(work, row, command).read_text().strip()
    except FileNotFoundError:
        return None
    there = work.repo.git.run("cat-file", "-e", f"{tree}^{{tree}}", ok=None).code == 0
    return TreeId(tree) if there else None


def _made(
    work: Workspace, carried: Carried, place: Bench, row: TargetResult, command: str, *, used: bool
) -> TreeId:
    if used:
        clean(work.repo.git.at(place.path), row.after)
    else:
        lay_out(work.repo, place.path, row.after)
        furnish(work, place.path)
    work.settings.progress(f"making lock files anew on {row.branch}: {redact_shell(command)}")
    run = run_on(place, command, LIMIT, (carried, row))
    if run.exit_code:
        raise _refused(
            f"{row.branch}: {brief(redact_shell(command), 60)} {it_ended(run.exit_code)}",
            last_lines(run),
        )
    tree = _result(work, place.path, row)
    mark = _mark(work, row, command)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(f"{tree}\n")
    return tree


def _result(work: Workspace, path: Path, row: TargetResult) -> TreeId:
    git = work.repo.git.at(path)
    changed = git.fields("diff", "--name-only", "--no-renames", "-z", "HEAD", "--")
    changed += git.fields("ls-files", "-z", "--others", "--exclude-standard")
    policy = policy_of(work.config)
    other = [name for name in changed if classify(name, policy) != LOCKFILE]
    if other:
        raise _refused(
            f"{row.branch}: {KEY} changed more than lock files",
            tuple(printable(name) for name in other[:LAST]),
        )
    assert row.tree is not None
    if not changed:
        return row.tree
    files: dict[str, Oid | None] = {}
    for name in changed:
        file = path / name
        if file.is_symlink() or (file.exists() and not file.is_file()):
            raise _refused(f"{row.branch}: {printable(name)} is no plain file", ())
        files[name] = work.repo.objects.write_blob(file.read_bytes()) if file.exists() else None
    return tree_edit.edit_tree(work.repo, row.tree, files)


def _with(
    work: Workspace, row: TargetResult, tree: TreeId, prepared: Mapping[str, Oid]
) -> TargetResult:
    said = tuple(replace(s, how=HOW) if s.policy == LOCKFILE else s for s in row.settled)
    row = replace(row, settled=said)
    if tree == row.tree:
        return row
    objects = work.repo.objects
    last = objects.read_commit(row.after)
    known = prepared.get(row.branch)
    if known is not None:
        before = objects.read_commit(known)
        if (before.tree, before.parents) == (tree, last.parents):
            return replace(row, after=known, tree=tree)
    after = make_commit(work.repo, tree, tuple(last.parents), last.message, author=last.author)
    return replace(row, after=after, tree=tree)


def _refused(message: str, found: tuple[str, ...]) -> Refusal:
    return Refusal(
        f"{message}; nothing has moved anywhere",
        found=found,
        hint="correct the command in the team's file; to keep the targets' lock files, take it out there",
        exit=Exit.POLICY,
    )
