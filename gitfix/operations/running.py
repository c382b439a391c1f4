"""What the team says is running in production: a branch or moving tag, or the answer of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitfix.core.endings import exit_words
from gitfix.core.names import HEADS, TAGS, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.redact import redact_url
from gitfix.core.tag_index import index_tags
from gitfix.core.text import decode, printable
from gitfix.core.value import dataclass
from gitfix.core.version import parse_version
from gitfix.host.secret_names import masked
from gitfix.operations.truth import bring

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

LIMIT = 30.0
"""Seconds that `production.command` may take."""


@dataclass(frozen=True)
class Told:
    """The commit that runs, and the release tag on it, if there is one."""

    tag: str
    commit: Oid
    source: Literal["ref", "command"]


def told(work: Workspace) -> Told | None:
    """The team's word; None where none of `production.command`, `production.url` and `production.ref` is set."""
    command = work.config.text("production.command")
    if command:
        return _by_command(work, command)
    url = work.config.text("production.url")
    if url:
        return _by_url(work, url)
    ref = work.config.text("production.ref")
    return _by_ref(work, ref) if ref else None


def _by_ref(work: Workspace, name: str) -> Told:
    spelled = [name] if name.startswith("refs/") else [HEADS + name, TAGS + name]
    if work.truth.known:
        there = [ref for ref in spelled if ref in work.truth.advertised.refs]
        if there:
            commit = bring(work.repo, work.truth, there[:1], keep_refs=not work.settings.dry_run)[
                there[0]
            ]
            return Told(_tag_at(work, commit), commit, "ref")
    tracking = [f"refs/remotes/{work.remote_name}/{name}"] if work.remote_name else []
    for ref in (*tracking, *spelled):
        found = work.repo.refs.commit(ref) if work.repo.refs.get(ref) else None
        if found:
            return Told(_tag_at(work, found), found, "ref")
    raise Refusal(
        f"production.ref is {name}, and there is no such branch or tag",
        found=(f"set in {work.config.source('production.ref')[1]}",),
        hint="gitfix config production.ref BRANCH",
    )


def _by_command(work: Workspace, command: str) -> Told:
    from gitfix.operations import trust
    from gitfix.services.commands import run_shell

    if not trust.allowed(work, "production.command"):
        raise Refusal(
            "the team's file names a command that says what runs in production; it is not trusted here",
            found=(f"production.command   {command}",),
            hint="gitfix trust    or name the tag yourself: gitfix branch --tag TAG",
        )
    work.settings.progress("asking production.command")
    done = run_shell(command, cwd=work.repo.worktree or work.repo.git_dir, limit=LIMIT)
    words = decode(done.stdout).split()
    if done.code != 0 or len(words) != 1:
        said = f"{exit_words(done.code)}, {len(words)} words on stdout"
        raise Refusal(
            "production.command did not print one version, tag or commit",
            found=(said, *map(printable, masked(decode(done.stderr)).splitlines()[-3:])),
            hint=f"try it by hand: {command}",
        )
    return _understood(work, words[0])


def _by_url(work: Workspace, url: str) -> Told:
    from gitfix.services.http import host_of
    from gitfix.services.metric_http import read_http

    path = work.config.text("production.json_path")
    hosts = {host_of(url), *work.config.strings("http.hosts")}
    work.settings.progress("asking production.url")
    found = read_http(url, json_path=path, hosts=hosts, token="", timeout=LIMIT / 3)
    words = str(found.value).split() if found.value is not None else []
    if found.error or len(words) != 1:
        raise Refusal(
            "production.url did not answer with one version, tag or commit",
            found=(found.error or f"{len(words)} words",),
            hint=f"look at it by hand: {redact_url(url)}",
        )
    return _understood(work, words[0])


def _understood(work: Workspace, word: str) -> Told:
    """A tag name, a version that a tag stands for, or a commit."""
    names = _tags(work)
    name = word if word in names else ""
    version = parse_version(word.removeprefix("v"))
    if not name and version:
        mine = index_tags(list(names))
        name = next((tag.name for tag in mine.releases() if tag.version == version), "")
    if name:
        ref = TAGS + name
        if work.truth.known and ref in work.truth.advertised.refs:
            commit = bring(work.repo, work.truth, [ref], keep_refs=not work.settings.dry_run)[ref]
            return Told(name, commit, "command")
        local = work.repo.refs.commit(ref)
        if local:
            return Told(name, local, "command")
    commit_here = work.repo.refs.commit(word) if len(word) >= 7 else None
    if commit_here:
        return Told(_tag_at(work, commit_here), commit_here, "command")
    raise Refusal(
        f"production runs {printable(masked(word))}, and nothing here is called so",
        found=("neither a tag, nor a version of one, nor a commit of this clone",),
        hint="git fetch --tags, then again    or name it: gitfix branch --tag TAG",
    )


def _tags(work: Workspace) -> set[str]:
    names = {ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS)}
    return names | set(work.truth.advertised.tags())


def _tag_at(work: Workspace, commit: Oid) -> str:
    """The release tag on exactly this commit."""
    refs = work.repo.refs.names("--points-at", commit, TAGS)
    found = index_tags([ref[len(TAGS) :] for ref in refs])
    return next((tag.name for tag in found.releases()), "")
