"""Which commit last changed which line: `git blame`, one process a file, several at once."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, printable
from gitfix.core.value import dataclass
from gitfix.git.quoted import unquoted
from gitfix.git.scratch import scratch

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

OPTIONS = ("--porcelain", "-w", "-M", "-C")
"""White space ignored; lines that were moved or copied, within the file and from files of the same commit, followed."""
JOBS = 4
"""Blames at once, at most: each reads the whole history of its file."""
RANGES = 1000
"""Ranges of lines beyond which a whole file is blamed: the command line has an end."""
IGNORED = ".git-blame-ignore-revs"
"""The file that forges and people use for commits that blame looks past."""


@dataclass(frozen=True)
class BlamedLine:
    """A line, and the commit that last changed it. `number` counts from 1 in the file that was asked about.

    `boundary`: the history ends there (a root commit, or the end of a shallow clone). `there`: the file's name in that
    commit, and the line's number in it; `new_file`: the file begins with that commit.
    """

    path: str
    number: int
    text: str
    commit: Oid
    boundary: bool = False
    there: tuple[str, int] = ("", 0)
    new_file: bool = False


class Blames:
    """Blames of one repository."""

    def __init__(self, repo: Repository, *, ignore_file: Path | None = None) -> None:
        self._repo = repo
        self._ignore = ignore_file

    def each(
        self,
        wanted: Sequence[tuple[Oid, str, Sequence[int]]],
        *,
        past: Sequence[str] = (),
        told: Callable[[int, int], None] = lambda done, total: None,
    ) -> list[list[BlamedLine]]:
        """Who changed the lines `wanted` (revision, path, numbers); `past`: commits that are looked past.

        `told` hears how many files of how many are done.
        """
        if len(wanted) < 2:
            return [self.one(*ask, past) for ask in wanted]
        jobs = max(1, min(JOBS, os.cpu_count() or 1, len(wanted)))
        with ThreadPoolExecutor(jobs, thread_name_prefix="gitfix-blame") as pool:
            asked = [pool.submit(self.one, *ask, past) for ask in wanted]
            try:
                for done, each in enumerate(as_completed(asked), 1):
                    each.result()
                    told(done, len(asked))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [each.result() for each in asked]

    def one(
        self, revision: Oid, path: str, lines: Sequence[int], past: Sequence[str] = ()
    ) -> list[BlamedLine]:
        """The blame of some lines of one file."""
        ranges = spans(lines)
        limits = [f"-L{first},{last}" for first, last in ranges] if len(ranges) <= RANGES else []
        ignored = [f"--ignore-rev={commit}" for commit in past]
        how = ["blame", *OPTIONS]
        if self._ignore:
            how.append(f"--ignore-revs-file={self._ignore}")
        done = self._repo.git.run(*how, *ignored, *limits, revision, "--", path)
        return _read(path, done.stdout, set(lines))


@contextlib.contextmanager
def ignore_file(repo: Repository, revision: str) -> Iterator[Path | None]:
    """The commits that the tree's own list says to look past, as a file for git; git reads the configured ones itself.

    Refusal where it would die of a configured one: nothing can be set against that.
    """
    for name in repo.config.get_all("blame.ignorerevsfile"):
        if name:
            _require_list(repo, name)
    texts = []
    for found in repo.batch.read([f"{revision}:{IGNORED}"]):
        if found is not None and found.type == "blob":
            texts.append(found.data)
    commits = [line for text in texts for line in _commits(decode(text), len(repo.zero))]
    if not commits:
        yield None
        return
    with scratch(repo.private) as folder:
        file = folder / "ignore-revs"
        file.write_text("".join(f"{commit}\n" for commit in dict.fromkeys(commits)))
        yield file


def _require_list(repo: Repository, name: str) -> None:
    path = Path(name).expanduser()
    if not path.is_absolute():
        path = (repo.worktree or repo.git_dir) / path
    try:
        text = decode(path.read_bytes())
        bad = [line for line in text.splitlines() if line.partition("#")[0].strip()]
        bad = [line for line in bad if not list(_commits(line, len(repo.zero)))]
    except OSError:
        bad = ["it cannot be read"]
    if bad:
        raise Refusal(
            f"git blame dies of {printable(name)}, which blame.ignoreRevsFile names",
            found=(printable(bad[0]),),
            hint="put whole commit ids there, one a line    or: git config --unset-all blame.ignoreRevsFile",
        )


def _commits(text: str, length: int) -> Iterator[str]:
    """Whole ids only: git dies of anything else in such a file."""
    for line in text.splitlines():
        word = line.partition("#")[0].strip()
        if len(word) == length and not word.strip("0123456789abcdefABCDEF"):
            yield word.lower()


def spans(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Line numbers as ranges, first and last included."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(lines)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _read(path: str, data: bytes, wanted: set[int]) -> list[BlamedLine]:
    lines: list[BlamedLine] = []
    ends: set[Oid] = set()
    # git names a commit's file once, and again before each run of lines only where the commit has several.
    files: dict[Oid, tuple[str, bool]] = {}
    commit, was, number, begins = Oid(""), 0, 0, True
    # Split at line feeds alone: a carriage return or form feed is content.
    for row in data.split(b"\n"):
        if row.startswith(b"\t"):
            if number in wanted:
                name, new = files.get(commit, (path, True))
                text, end = decode(row[1:]), commit in ends
                lines.append(BlamedLine(path, number, text, commit, end, (name, was), new))
            commit, begins = Oid(""), True
        elif not commit:
            words = row.split(b" ")
            if len(words) >= 3:
                commit, was, number = Oid(words[0].decode()), int(words[1]), int(words[2])
        elif row.startswith(b"previous "):
            begins = False
        elif row.startswith(b"filename "):
            files[commit] = (decode(unquoted(row[9:])), begins)
        elif row == b"boundary":
            ends.add(commit)
    return lines
