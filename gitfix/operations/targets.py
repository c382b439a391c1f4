"""Where a fix has to go: main, dev, and every open line from the hotfix's own on."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gitfix.core.line import parse_line
from gitfix.core.names import DEVELOP, HEADS, MAIN, BranchName, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass, replace
from gitfix.operations.asleep import asleep, awake, open_lines

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Target:
    """A branch that should have the fix, and its tip where the truth is."""

    branch: BranchName
    tip: Oid


def at_truth(work: Workspace, found: list[Target]) -> list[Target]:
    """`found` with the tips that the remote has, brought here; as they are where no remote answers."""
    from gitfix.operations.truth import bring

    if not work.truth.known:
        return found
    refs = [target.branch.ref for target in found]
    tips = bring(work.repo, work.truth, refs, keep_refs=not work.settings.dry_run)
    return [replace(target, tip=tips[target.branch.ref]) for target in found]


def heads(work: Workspace) -> dict[str, Oid]:
    """Branch → tip: the remote's where it answered, else this clone's."""
    if work.truth.known:
        refs = work.truth.advertised.refs
        return {ref[len(HEADS) :]: oid for ref, oid in refs.items() if ref.startswith(HEADS)}
    return local_heads(work)


def local_heads(work: Workspace) -> dict[str, Oid]:
    """Branch → tip in this clone."""
    return {ref[len(HEADS) :]: oid for ref, oid in work.repo.refs.listing(HEADS).items()}


def default_name(work: Workspace, branches: dict[str, Oid]) -> str:
    """The default branch's name: configured, the remote's HEAD (as told, or as cloned), else main or master."""
    configured = work.config.text("production.branch")
    if configured:
        return configured
    if "truth" in vars(work) and work.truth.advertised.head.startswith(HEADS):
        return work.truth.advertised.head[len(HEADS) :]
    if work.remote_name:
        head = work.repo.refs.symbolic(f"refs/remotes/{work.remote_name}/HEAD")
        if head:
            return head.removeprefix(f"refs/remotes/{work.remote_name}/")
    return next((name for name in MAIN if name in branches), "")


def is_target(work: Workspace, name: str) -> bool:
    """Whether `name` is a branch of this clone that fixes are carried to: main, develop, a line."""
    here = local_heads(work)
    usual = (*MAIN, *DEVELOP, default_name(work, here))
    return name in here and (name in usual or is_line(work, name))


def is_line(work: Workspace, name: str, component: str | None = None) -> bool:
    """Whether `name` is a line, of this component (None: any) or of none; a hotfix branch is none."""
    if any(fnmatchcase(name, one) for one in work.config.strings("branch.pattern")):
        return False
    line = parse_line(name)
    return line is not None and (component is None or line.component in ("", component.lower()))


def find(
    work: Workspace,
    version: tuple[int, ...],
    component: str,
    hotfix: str,
    onto: tuple[str, ...] = (),
) -> list[Target]:
    """The targets in landing order: default branch, develop-like ones, then lines from old to new.

    `onto` (names or patterns) replaces what would be found; a name that is nowhere is a Refusal.
    """
    branches = heads(work)
    branches.pop(hotfix, None)
    wanted = onto or tuple(work.config.strings("backport.targets"))
    if wanted:
        names = named(wanted, branches)
    else:
        names = _found(work, branches, version, component)
        excluded = work.config.strings("backport.exclude")
        names = [n for n in names if not any(fnmatchcase(n, pattern) for pattern in excluded)]
    if not names:
        raise Refusal(
            "there is no branch to carry the fix to",
            found=tuple(sorted(branches)[:8]) or ("no branches",),
            hint="name one: gitfix backport --onto BRANCH",
        )
    return [Target(BranchName(name), branches[name]) for name in names]


def say_left_out(work: Workspace, version: tuple[int, ...], component: str) -> None:
    """A notice for each line that `find` passes over because nobody works on it."""
    if work.config.strings("backport.targets"):
        return
    branches = heads(work)
    default = default_name(work, branches)
    for name, days in asleep(work, branches, version, component).items():
        work.note(
            f"{name} is left out: its newest commit is {days:,} days behind {default}'s; "
            f"for the fix there, too: gitfix backport --onto {name}"
        )


def require_named(work: Workspace, onto: tuple[str, ...]) -> None:
    """Refusal where nobody says where single commits are to go: they have no release that would tell."""
    if not onto and not work.config.strings("backport.targets"):
        raise Refusal(
            "single commits go where you say",
            hint="gitfix backport --commit REV --onto BRANCH",
        )


def named(patterns: tuple[str, ...], branches: dict[str, Oid]) -> list[str]:
    """The branches that names and patterns mean; Refusal for one that means none."""
    names: dict[str, None] = {}
    for pattern in patterns:
        pattern = pattern.removeprefix(HEADS)
        found = [name for name in branches if fnmatchcase(name, pattern)]
        if pattern in branches:
            found = [pattern]
        if not found:
            raise Refusal(
                f"no branch is called {pattern}",
                found=tuple(sorted(branches)[:12]),
                hint="gitfix backport --onto BRANCH",
            )
        names.update(dict.fromkeys(found))
    return list(names)


def _found(
    work: Workspace, branches: dict[str, Oid], version: tuple[int, ...], component: str
) -> list[str]:
    default = default_name(work, branches)
    quiet = asleep(work, branches, version, component)
    names = [default] if default in branches else []
    names += [name for name in MAIN if name in branches and name not in (*names, *quiet)]
    names += [
        name
        for name in DEVELOP
        if name in branches and name not in names and awake(work, branches[name])
    ]
    lines = [
        (line.numbers, name)
        for name, line in open_lines(branches, version, component)
        if name not in quiet
    ]
    return names + [name for _, name in sorted(lines) if name not in names]
