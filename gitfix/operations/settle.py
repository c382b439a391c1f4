"""Content policies: conflicts in version files, changelogs, lock files and the incident log, which come with every
hotfix. Only where git has a conflict; each is said and recorded. Code is never settled by a side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.backport import Settled
from gitfix.core.hunks import MARKER, Policy, policy_for, settled
from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode
from gitfix.git import tree_edit
from gitfix.git.merge import CONFLICT, Merged, Stage
from gitfix.git.merge_file import merge_file

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.policies import Policies
    from gitfix.operations.postmortem_files import Paths

_REGULAR = (0o100644, 0o100755)
_TEXT = ("contents",)
_FILE = ("contents", "binary", "modify/delete")
HOW: dict[Policy, str] = {
    "version": "the target's version stays",
    "changelog": "both sides are kept",
    "lockfile": "the target's file stays",
    "incident-log": "made anew from the post-mortems",
    "rerere": "resolved as you did before (rerere)",
}


def settle(
    repo: Repository, policies: Policies, merged: Merged
) -> tuple[TreeId, tuple[Settled, ...]]:
    """The tree with everything settled that can be, and what was; the other conflicts stay in it, with markers."""
    files: dict[str, Oid | None] = {}
    found: list[Settled] = []
    stages: dict[str, dict[int, Stage]] = {}
    for one in merged.stages:
        stages.setdefault(one.path, {})[one.stage] = one
    for path, versions in stages.items():
        policy, blob = _one(repo, policies, merged, path, versions)
        if policy:
            files[path] = blob
            found.append(Settled(path, policy, HOW[policy]))
    _remembered(repo, merged, stages, files, found)
    if not files:
        return merged.tree, ()
    try:
        return tree_edit.edit_tree(repo, merged.tree, files), tuple(found)
    except Refusal:  # git put something else in its place
        return merged.tree, ()


def _one(
    repo: Repository, policies: Policies, merged: Merged, path: str, versions: dict[int, Stage]
) -> tuple[Policy | None, Oid | None]:
    kinds = _kinds(merged, path)
    if path == policies.reports.log:
        blob = _log(repo, policies.reports, merged, versions) if kinds <= {*_TEXT} else None
        return ("incident-log", blob) if blob else (None, None)
    policy = policy_for(path, policies.check)
    if policy == "lockfile" and kinds <= {*_FILE} and _plain(versions):
        return policy, versions[2].oid if 2 in versions else None
    if policy is None or not kinds <= {*_TEXT} or not _plain(versions) or not {2, 3} <= {*versions}:
        return None, None
    base = versions[1].oid if 1 in versions else None
    data = merge_file(repo, versions[2].oid, base, versions[3].oid, MARKER)
    text = None if data is None else settled(path, decode(data), policy, policies.version)
    return (None, None) if text is None else (policy, repo.objects.write_blob(encode(text)))


def _kinds(merged: Merged, path: str) -> set[str]:
    """Every kind of conflict that git names for `path`."""
    named = [m.kind for m in merged.messages if path in m.paths and m.kind.startswith(CONFLICT)]
    return {kind.removeprefix(CONFLICT).removesuffix(")") for kind in named} or {"unknown"}


def _plain(versions: dict[int, Stage]) -> bool:
    """Whether all versions are plain files of one mode."""
    modes = {one.mode for one in versions.values()}
    return len(modes) == 1 and modes <= {*_REGULAR}


def _log(
    repo: Repository, reports: Paths, merged: Merged, versions: dict[int, Stage]
) -> Oid | None:
    """The incident log of everything that the merged tree has post-mortems of."""
    from gitfix.core.generated import refresh
    from gitfix.core.incident_log import incident_log, read_entry
    from gitfix.operations.postmortem_files import TreeFiles

    inside = f"{reports.directory}/"
    if any(one.path.startswith(inside) and one.path != reports.log for one in merged.conflicts):
        return None
    source = TreeFiles(repo, merged.tree)
    try:
        paths = [f"{reports.directory}/{name}" for name in sorted(source.names(reports.directory))]
        texts = {path: source.read(path) for path in paths if path != reports.log}
        entries = [read_entry(path, text) for path, text in texts.items() if text is not None]
        ours = repo.objects.read([versions[2].oid])[0] if 2 in versions else b""
        text = refresh(decode(ours or b""), incident_log(entries, reports.log), reports.log)
    except Refusal:  # its markers are damaged: a person has to look
        return None
    return repo.objects.write_blob(encode(text))


def _remembered(
    repo: Repository,
    merged: Merged,
    stages: dict[str, dict[int, Stage]],
    files: dict[str, Oid | None],
    found: list[Settled],
) -> None:
    """What the user has resolved before, where git's rerere is on."""
    from gitfix.git.rerere import recorded_resolutions, rerere_is_on

    left = [path for path in stages if path not in files and _kinds(merged, path) <= {*_TEXT}]
    left = [path for path in left if _plain(stages[path])]
    if not left or not rerere_is_on(repo):
        return
    for path, blob in recorded_resolutions(repo, merged, left).items():
        files[path] = blob
        found.append(Settled(path, "rerere", HOW["rerere"]))
