"""What `gitfix minimize` does with its answer: the patch, a new commit on top, and the event in the record."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.names import BranchName, Oid, TreeId
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import Plan, Step, UpdateRef
from gitfix.core.redact import redact_shell, redact_url
from gitfix.core.text import decode, printable
from gitfix.core.value import replace
from gitfix.git.execute import execute
from gitfix.operations.commits import make_commit
from gitfix.operations.landing import Landing, local_steps
from gitfix.operations.recording import Draft, record

if TYPE_CHECKING:
    from gitfix.core.minimized import MinimizeResult
    from gitfix.git.repository import Repository
    from gitfix.operations.candidates import Hotfix
    from gitfix.operations.trial_commands import Commands
    from gitfix.operations.workspace import Workspace


def may_apply(work: Workspace, hotfix: Hotfix, branch: str) -> None:
    """Refusal where there is nothing that a commit could go on, before an hour of tests."""
    if branch:
        ref = BranchName(branch).ref
        if not work.repo.git.test("check-ref-format", ref):
            raise Refusal(
                f"{printable(branch)} is no name for a branch",
                hint="gitfix minimize --branch NAME",
                exit=Exit.USAGE,
            )
        if work.repo.refs.get(ref):
            raise Refusal(
                f"there is a branch {printable(branch)} already",
                hint="name another one, or put the commit on the hotfix itself: gitfix minimize --apply",
            )
        return
    if hotfix.uncommitted:
        raise Refusal(
            "your checkout holds changes that are not committed",
            hint="commit them, then the same again    or on a branch of its own: gitfix minimize --branch NAME",
        )
    if not hotfix.branch:
        raise Refusal(
            "no branch is checked out that the commit could go on",
            hint="put it on a new one: gitfix minimize --branch NAME",
        )


def dropped_patch(repo: Repository, whole: TreeId, smallest: TreeId) -> str:
    """What takes out what the test does not need, as a patch from the whole change to the smallest."""
    options = (
        "-p",
        "-M",
        "--binary",
        "--full-index",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
    )
    return decode(repo.git.out("diff-tree", "-r", *options, whole, smallest))


def applied(
    work: Workspace,
    quarantined: Repository,
    hotfix: Hotfix,
    result: MinimizeResult,
    commands: Commands,
    apply: bool,
    branch: str,
) -> MinimizeResult:
    """The result with its commit, where one was asked for and something can go, and with its event."""
    repo = work.repo
    steps: list[Step] = []
    commit: Oid | None = None
    name = branch or hotfix.branch
    if result.dropped:
        # The answer and the record name this tree: it can be looked at, until `git gc` takes it away some day.
        _bring(quarantined, repo, hotfix, TreeId(result.tree))
    if (apply or branch) and result.dropped:
        commit = make_commit(repo, result.tree, (hotfix.head,), _message(result))
        if branch:
            steps.append(UpdateRef(BranchName(branch).ref, repo.zero, commit))
        else:
            landing = Landing(BranchName(hotfix.branch), hotfix.head, commit)
            steps += local_steps(repo, [landing])
    event = _event(work, hotfix, result, commands, commit)
    if event:
        steps.append(event)
    plan = Plan("minimize", tuple(steps), hotfix.incident.id if hotfix.incident else "")
    if work.settings.dry_run:
        return replace(result, plan=plan.rows())
    if commit:
        execute(repo, plan)
    elif event:
        from gitfix.git.execute import keep_house

        keep_house(repo, [event], "minimize")
    return replace(
        result,
        commit=commit,
        on=name if commit else "",
        event=str(event.new) if event else "",
    )


def _event(
    work: Workspace,
    hotfix: Hotfix,
    result: MinimizeResult,
    commands: Commands,
    commit: Oid | None,
) -> UpdateRef | None:
    """The evidence, bound to the tree it is about; none for what is not committed, and none outside an incident."""
    if hotfix.incident is None or hotfix.incident.closed or hotfix.uncommitted:
        return None
    tree = result.tree if commit else hotfix.tree
    data = {
        "test": redact_shell(redact_url(commands.test)),
        "base": {"tag": hotfix.tag, "commit": hotfix.base},
        "units": result.units,
        "kept": [_place(unit.path, unit.line, unit.last) for unit in result.kept],
        "dropped": [_place(unit.path, unit.line, unit.last) for unit in result.dropped],
        "runs": result.runs,
        "one_minimal": result.one_minimal,
        "smallest": result.tree,
        "applied": commit is not None,
    }
    about = {
        "branch": BranchName(hotfix.branch).ref if hotfix.branch else "",
        "head": str(commit or hotfix.head),
        "tree": str(tree),
    }
    draft = Draft("minimized", data, phase="development", step="minimal-change", git=about)
    return record(work, hotfix.incident.id, draft)


def _place(path: str, line: int, last: int) -> str:
    return f"{path}:{line}-{last}" if line else path


def _message(result: MinimizeResult) -> str:
    rows = [f"  {printable(_place(unit.path, unit.line, unit.last))}" for unit in result.dropped]
    test = redact_shell(redact_url(result.test))
    return "\n".join(
        [
            "Take out what the fix does not need",
            "",
            "Without these parts the test is still green:",
            "",
            *rows,
            "",
            f"Test: {test}" if "\n" not in test else f"Test: {quote(test)}",
            "",
        ]
    )


def _bring(quarantined: Repository, repo: Repository, hotfix: Hotfix, tree: TreeId) -> None:
    """Copy the objects of the smallest tree out of the quarantine: they are about to be used."""
    wanted = quarantined.git.out(
        "rev-list", "--objects", "--no-object-names", tree, f"^{hotfix.head}"
    )
    packed = quarantined.git.out("pack-objects", "--stdout", "-q", input=wanted)
    repo.git.out("unpack-objects", "-q", input=packed)
