"""Where the commits come from: a hotfix is the production tag plus the fix, and nothing that was
not released.
"""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.change import CommitChange
from gitfix.core.check_values import ERROR, CheckInput
from gitfix.core.measure import Subject
from gitfix.core.rules.base import Finding, Rule, typed
from gitfix.core.text import plural

_MANY = 8


def _foreign(subject: Subject) -> Iterator[Finding]:
    by_branch: dict[str, list[CommitChange]] = {}
    for commit in subject.check.commits:
        if commit.foreign_to:
            by_branch.setdefault(commit.foreign_to, []).append(commit)
    todo = take_out(subject.check) if by_branch else ""
    for branch, commits in by_branch.items():
        count = plural(len(commits), "commit is", "commits are")
        which = "" if len(commits) == 1 else "first "
        yield Finding(
            f"{count} unreleased work from {branch}, {which}{_named(commits[0])}", todo=todo
        )


def _merges(subject: Subject) -> Iterator[Finding]:
    check = subject.check
    merges = [c for c in check.commits if len(c.parents) > 1 and not c.own and not c.foreign_to]
    if merges:
        foreign = any(c.foreign_to for c in check.commits)
        todo = (
            take_out(check) if foreign else f"make it a line again: git rebase {typed(check.base)}"
        )
        first = ", first" if len(merges) > 1 else ""
        yield Finding(
            f"{plural(len(merges), 'merge commit')}{first} {_named(merges[0])}", todo=todo
        )


def take_out(check: CheckInput) -> str:
    """The command that leaves the own commits alone on the base.

    When the own commits are one line on top of the foreign ones, a rebase of what follows the
    last foreign commit; when they are mixed or came by a merge, the own ones picked again, for
    a rebase would bring the others along.
    """
    base = typed(check.base)
    own = [c for c in check.commits if not c.foreign_to and not c.own and len(c.parents) < 2]
    if not own:
        return f"nothing here is this fix; back to the tag: git reset --keep {base}"
    last = _last_foreign_below(check)
    if last:
        return f"take them out: git rebase --onto {base} {last}"
    if len(own) > _MANY:
        return f"take them out (drop their lines in the list): git rebase -i {base}"
    picks = " ".join(c.oid.short for c in own)
    return f"keep only the fix: git reset --keep {base} && git cherry-pick {picks}"


def _last_foreign_below(check: CheckInput) -> str:
    """The newest foreign commit, short, if all other commits are a straight line above it; else
    empty.
    """
    commits = {c.oid: c for c in check.commits}
    others = sum(1 for c in check.commits if not c.foreign_to)
    here = commits.get(check.head)
    while here is not None and not here.foreign_to:
        if len(here.parents) != 1:
            return ""
        others -= 1
        here = commits.get(here.parents[0])
    return here.oid.short if here is not None and others == 0 else ""


def _named(commit: CommitChange) -> str:
    return f'{commit.oid.short} "{commit.subject}"'


FOREIGN_COMMIT = Rule(
    id="foreign-commit",
    severity=ERROR,
    summary="unreleased commits of another branch ride along",
    explain=(
        "A hotfix grows from the production tag. Commits that main or another target had before "
        "the incident was opened were never released: shipping them with the fix ships work "
        "that nobody tested for production, in the worst hour for it. They come in when the "
        "branch is cut from main instead of the tag, or when main is merged into it. Work that "
        "was carried back from this hotfix to main is not foreign to it."
    ),
    todo="take them out",
    find=_foreign,
)

MERGE_COMMIT = Rule(
    id="merge-commit",
    severity=ERROR,
    summary="a merge commit on the hotfix branch",
    explain=(
        "A merge brings in commits that the hotfix's own log does not show, and cannot be "
        "picked to an older line without saying which parent counts. Keep the branch one line "
        "of commits from the production tag. Merges of the line's own newer production tag, when a "
        "parallel hotfix was released meanwhile, are exempt."
    ),
    todo="make it a line again",
    find=_merges,
)
