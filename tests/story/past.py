"""A real past fix, found in a repository's history, and the repository as it was on the day before that fix."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.builder import RepoBuilder
from tests.support.remotes import BareRemote
from tests.support.world import DAY, World

RELEASE = re.compile(r"(?:v|curl-)?\d+(?:[._]\d+){1,3}")
"""A final release of the whole project, in the schemes of the projects that are replayed."""

LINE = re.compile(r"(?:release[-/]|maint[-_]|maintenance/v?|v)?(\d+)(?:[._](\d+)(?:[._]x)?)?")
"""A maintenance branch, as a person would tell one."""

FIXES = re.compile(r"\b(fix|bug|crash|regress|wrong|leak|overflow|fail)", re.IGNORECASE)
NO_FIXES = re.compile(
    r"typo|lint|ruff|mypy|revive|docs?\b|javadoc|style|polish|fixup|rename|pre-commit|indent",
    re.IGNORECASE,
)
CODE = (".py", ".c", ".h", ".go", ".java", ".ts", ".js")
NO_CODE = re.compile(
    r"(^|/)(tests?|testing|docs?|scripts|examples?)/|(^|/)test_|_test\.|test\.java$"
)
MAX_FILES, MAX_LINES = 3, 40
SEARCHED = 3000
"""How many commits of the default branch are looked through, newest first."""


@dataclass(frozen=True)
class Past:
    """`fix` was made after the release `tag`, and applies to it; `eve` is the default branch right before it."""

    tag: str
    fix: str
    eve: str
    branch: str
    first_parent: bool
    """Whether the fix is a commit of the default branch itself, not of a branch that was merged later."""

    lines: int


def find(mirror: RepoBuilder, index: Path) -> Past:
    """The newest past fix that some later release has. `index` is a scratch file."""
    branch = mirror.current
    newest = _newest(mirror)
    chain = mirror.git("rev-list", "--first-parent", f"-{SEARCHED}", branch).split()
    place = {commit: number for number, commit in enumerate(chain)}
    for commit, lines in _small_fixes(mirror, branch):
        if mirror.fails("merge-base", "--is-ancestor", commit, newest) and not _picked(
            mirror, commit, newest
        ):
            continue
        eve = _eve(mirror, commit, branch, chain, place)
        tag = _newest(mirror, eve) if eve else ""
        if tag and tag != newest and _applies(mirror, commit, tag, index):
            return Past(tag, commit, eve, branch, commit in place, lines)
    raise AssertionError(f"no past fix was found in {mirror.path}")


def _small_fixes(mirror: RepoBuilder, branch: str) -> Iterator[tuple[str, int]]:
    """Commits that say they fix something and are as small as a hotfix, newest first; with their lines."""
    rows = mirror.git(
        "log", "--no-merges", f"-{SEARCHED}", "--format=%x00%H %s", "--numstat", branch
    )
    for row in rows.split("\0")[1:]:
        head, *files = [line for line in row.splitlines() if line]
        commit, _, subject = head.partition(" ")
        counts = [line.split("\t") for line in files]
        if (
            not FIXES.search(subject)
            or NO_FIXES.search(subject)
            or not 1 <= len(counts) <= MAX_FILES
        ):
            continue
        if any(added == "-" for added, *_ in counts) or "=>" in "".join(files):
            continue
        lines = sum(int(added) + int(deleted) for added, deleted, _ in counts)
        code = [
            name for *_, name in counts if name.endswith(CODE) and not NO_CODE.search(name.lower())
        ]
        if code and lines <= MAX_LINES:
            yield commit, lines


def _newest(mirror: RepoBuilder, at: str = "") -> str:
    """The highest release (at the moment of the commit `at`), by its numbers."""
    moment = int(mirror.git("log", "-1", "--format=%ct", at)) if at else sys.maxsize
    form = "%(creatordate:unix) %(refname:strip=2)"
    rows = mirror.git("for-each-ref", f"--format={form}", "refs/tags").splitlines()
    tags = [
        name
        for when, _, name in (row.partition(" ") for row in rows)
        if 0 < int(when or 0) <= moment
    ]
    return max((name for name in tags if RELEASE.fullmatch(name)), key=numbers, default="")


def _picked(mirror: RepoBuilder, commit: str, tag: str) -> bool:
    """Whether a commit with the same subject is in the release."""
    subject = mirror.git("log", "-1", "--format=%s", commit)
    return bool(mirror.git("log", "-1", "--fixed-strings", f"--grep={subject}", "--format=%h", tag))


def _eve(
    mirror: RepoBuilder, commit: str, branch: str, chain: list[str], place: dict[str, int]
) -> str:
    """The commit of the default branch right before `commit` came in; empty when it is too far back."""
    if commit not in place:
        between = mirror.git("rev-list", "--ancestry-path", f"{commit}..{branch}").split()
        came = [place[each] for each in between if each in place]
        if not came:
            return ""
        commit = chain[max(came)]
    number = place[commit] + 1
    return chain[number] if number < len(chain) else ""


def _applies(mirror: RepoBuilder, commit: str, tag: str, index: Path) -> bool:
    """Whether the change applies to the release as it is, and is not there yet."""
    env = {"GIT_INDEX_FILE": str(index)}
    mirror.git("read-tree", f"refs/tags/{tag}", env=env)
    patch = mirror.git_bytes("diff-tree", "-p", "--binary", f"{commit}^", commit)
    there = mirror.run("apply", "--cached", "--check", "-R", input=patch, env=env).returncode == 0
    fits = mirror.run("apply", "--cached", "--check", input=patch, env=env).returncode == 0
    return fits and not there


def travel(world: World, mirror: RepoBuilder, past: Past) -> BareRemote:
    """A bare remote that borrows the mirror's objects and shows the project on the eve of the fix.

    Later tags are gone; branches stand where they stood on that day, those that did not exist yet are gone.
    """
    path = world.root / "project.git"
    mirror.git("clone", "-q", "--bare", "--shared", "--", str(mirror.path), str(path))
    remote = BareRemote(world, path)
    remote.git("symbolic-ref", "HEAD", f"refs/heads/{past.branch}")
    moment = int(remote.git("log", "-1", "--format=%ct", past.eve))
    world.now = moment + 3600
    words = []
    form = "%(creatordate:unix) %(refname)"
    for row in remote.git("for-each-ref", f"--format={form}", "refs/tags").splitlines():
        when, _, ref = row.partition(" ")
        if not when or int(when) > moment:
            words.append(f"delete {ref}")
    for ref in remote.refs("refs/heads"):
        if ref == f"refs/heads/{past.branch}":
            words.append(f"update {ref} {past.eve}")
            continue
        name = ref.removeprefix("refs/heads/")
        then = remote.git("rev-list", "-1", "--first-parent", f"--before={moment}", ref, "--")
        apart = then and remote.fails("merge-base", "--is-ancestor", then, past.eve)
        apart = apart or (then and name in ("main", "master", "develop"))
        words.append(f"update {ref} {then}" if apart else f"delete {ref}")
    remote.git("update-ref", "--stdin", input="\n".join(words) + "\n")
    return remote


def line_branches(remote: RepoBuilder, tag: str) -> set[str]:
    """The maintenance branches from the release's own line on, by their names.

    One above it that nobody has touched for two years, while work went on, was given up.
    """
    wanted = numbers(tag)
    dates = {
        ref.removeprefix("refs/heads/"): int(remote.git("log", "-1", "--format=%ct", ref))
        for ref in remote.refs("refs/heads")
    }
    newest = dates[remote.current]
    found = set()
    for name, date in dates.items():
        match = LINE.fullmatch(name)
        if not match:
            continue
        line = tuple(int(n) for n in match.groups() if n)
        own = wanted[: len(line)]
        if line == own or (line > own and newest - date <= 730 * DAY):
            found.add(name)
    return found


def numbers(tag: str) -> tuple[int, ...]:
    """`(8, 5, 0)` of `curl-8_5_0`."""
    return tuple(int(number) for number in re.findall(r"\d+", tag))


def given() -> list[Path]:
    """The repositories that GITFIX_REAL_REPOS names: clones, bare or not."""
    text = os.environ.get("GITFIX_REAL_REPOS", "")
    return [Path(part).resolve() for part in text.split(os.pathsep) if part]
