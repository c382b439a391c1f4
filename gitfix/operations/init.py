"""`gitfix init`: writes `.gitfix.toml` into the checkout, from what is found here."""

from __future__ import annotations

import os
from pathlib import Path

from gitfix.core.init_result import InitResult
from gitfix.core.names import TAGS
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import Plan, WriteFile
from gitfix.core.project_commands import PYTHON, READ, ProjectCommands, find_commands
from gitfix.core.settings import Settings
from gitfix.core.tag_index import index_tags
from gitfix.core.tag_scheme import parse_tag
from gitfix.core.team_file import Found, team_file
from gitfix.core.text import decode, encode, plural, printable
from gitfix.git.execute import execute
from gitfix.operations import hook_status, production, targets
from gitfix.operations.policy import FILE
from gitfix.operations.workspace import Workspace, open_workspace

COPIED = (".env", ".env.local", ".envrc")
"""Files that are often not tracked, and that a fresh worktree does not run without."""
MOST_READ = 256 * 1024
"""Bytes of a file that says how to run tests: nobody writes longer ones."""


def init(settings: Settings) -> Outcome:
    """Write the file; Refusal where there is one already, here or on the default branch."""
    work = open_workspace(settings)
    path = _path(work)
    branches = targets.heads(work)
    default = targets.default_name(work, branches)
    latest = _latest(work)
    names = _targets(work, latest)
    commands = _commands(work)
    text = team_file(_found(work, default, latest, names, commands))
    if not settings.dry_run:
        blob = work.repo.objects.write_blob(encode(text))
        execute(work.repo, Plan("init", (WriteFile(str(path), work.repo.zero, blob),)))
    hook = hook_status.look(work).state == "installed"
    result = InitResult(
        str(path),
        not settings.dry_run,
        text,
        default,
        latest,
        names,
        hook,
        tests=tuple(guess.command for guess in commands.tests),
        deploy=commands.deploy.command if commands.deploy else "",
    )
    return Outcome(result, notices=tuple(work.notices))


def _path(work: Workspace) -> Path:
    root = work.repo.worktree
    if root is None:
        raise Refusal(
            "this is a bare repository: there is no checkout to write into",
            hint="gitfix init in an ordinary clone",
        )
    path = root / FILE
    project = root / "pyproject.toml"
    if os.path.lexists(path):
        raise Refusal(f"{FILE} is here already", hint="edit it; gitfix config shows what it does")
    if project.is_file() and b"[tool.gitfix" in project.read_bytes():
        raise Refusal(
            "pyproject.toml has a table [tool.gitfix] already",
            hint="edit that; gitfix config shows what it does",
        )
    if work.policy.file:
        where = f"{work.policy.ref}:{work.policy.file}"
        raise Refusal(
            f"the default branch has {work.policy.file} already; this checkout is older",
            hint=f"git show {where}",
        )
    return path


def _latest(work: Workspace) -> str:
    """The highest release tag, here or on the remote."""
    names = {ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS)}
    names |= set(work.truth.advertised.tags())
    index = index_tags(sorted(names), production.repository_name(work))
    return next((tag.name for tag in index.releases()), "")


def _targets(work: Workspace, latest: str) -> tuple[str, ...]:
    release = parse_tag(latest, production.repository_name(work)) if latest else None
    numbers = tuple(int(part) for part in release.version.parts) if release else ()
    component = release.component if release else ""
    try:
        found = targets.find(work, numbers, component, "")
    except Refusal:
        return ()
    return tuple(target.branch for target in found)


def _commands(work: Workspace) -> ProjectCommands:
    """What the tracked files of the checkout tell."""
    root = work.repo.worktree
    assert root is not None, "a bare repository was refused before"
    files = frozenset(work.repo.git.fields("-C", str(root), "ls-files", "-z"))
    texts = {}
    for name in (*READ, *PYTHON):
        if name in files and (root / name).is_file() and not (root / name).is_symlink():
            with (root / name).open("rb") as file:
                texts[name] = decode(file.read(MOST_READ))
    return find_commands(files, texts)


def _found(
    work: Workspace, default: str, latest: str, names: tuple[str, ...], commands: ProjectCommands
) -> Found:
    values: dict[str, object] = {"production.branch": default} if default else {}
    notes: dict[str, tuple[str, ...]] = {}
    if latest:
        notes["production"] = (f"Found: releases are tags, the highest is {printable(latest)}.",)
    else:
        notes["release"] = ("Found: no release tag. Where there will never be any: none.",)
    if names:
        shown = ", ".join(map(printable, names))
        notes["backport"] = (
            f"Found: {plural(len(names), 'branch', 'branches')} that would get a fix now: {shown}.",
        )
    copied = _untracked(work)
    if copied:
        values["worktree.copy"] = copied
    if commands.setup:
        values["worktree.setup"] = commands.setup.command
        notes["worktree"] = (f"Found: {commands.setup.file}.",)
    return Found(values, notes, commands)


def _untracked(work: Workspace) -> tuple[str, ...]:
    root = work.repo.worktree
    assert root is not None, "a bare repository was refused before"
    return tuple(work.repo.worktrees.untracked_among(root, list(COPIED)))
