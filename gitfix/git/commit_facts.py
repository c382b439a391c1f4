"""What commits are, many at once: when, how many parents, how many files they change, how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.culprit import Size
from gitfix.core.names import Oid
from gitfix.core.szz import SeenCommit
from gitfix.core.text import decode
from gitfix.git.process import GitFailed
from gitfix.host.process import Begun

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

_PLAIN = ("--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative")
_ASK = (
    # Not `log`: that takes a quarter longer to start.
    *("diff-tree", "--stdin", "--root", "--always", "--no-ext-diff", "--no-textconv"),
    *("--no-color", "--no-relative", "--format=%x00%H%x00%ct%x00%P%x00%s%x00"),
    *("-r", "--raw", "-m", "--no-abbrev", "--no-renames"),
)


class CommitFacts:
    """Facts of commits."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._begun: Begun | None = None

    def __enter__(self) -> CommitFacts:
        return self

    def __exit__(self, *_: object) -> None:
        if self._begun:
            self._begun.drop()

    def prepare(self) -> None:
        """Start git for the next question, beside what is done until then: to start takes it as long as to answer."""
        if self._begun is None:
            self._begun = self._repo.git.begin(*_ASK, env={}, asked_later=True)

    def of(self, commits: Sequence[Oid]) -> dict[Oid, SeenCommit]:
        """Each commit's; one process for all. A file that only moves or changes its mode does not count."""
        if not commits:
            return {}
        ask = "".join(f"{commit}\n" for commit in dict.fromkeys(commits)).encode()
        begun, self._begun = self._begun, None
        done = begun.finish(input=ask) if begun else self._repo.git.run(*_ASK, input=ask)
        if done.code:
            raise GitFailed(done)
        return _read(decode(done.stdout))


def _read(data: str) -> dict[Oid, SeenCommit]:
    found: dict[Oid, SeenCommit] = {}
    fields = data.split("\0")[1:]
    for at in range(0, len(fields) - 4, 5):
        oid, when, parents, subject, raw = fields[at : at + 5]
        files = _files(raw.split("\n"))
        # A merge is written once for each parent; what counts is what it brought to the first.
        seen = SeenCommit(int(when), len(parents.split()), files, subject)
        found.setdefault(Oid(oid), seen)
    return found


def _files(rows: Sequence[str]) -> int:
    """Files whose content is new: what was there under another name before has the same object."""
    gone: set[str] = set()
    made: list[str] = []
    for row in rows:
        if row.startswith(":"):
            _, _, old, new, *_ = row.split("\t", 1)[0].split(" ")
            if old != new:
                gone.add(old)
                made.append(new)
    return sum(1 for new in made if new not in gone)


def sizes(repo: Repository, commits: Sequence[Oid]) -> dict[Oid, Size]:
    """How large commits are against their first parents, one process for all; none where files are not all here."""
    if not commits:
        return {}
    ask = "".join(f"{commit}\n" for commit in dict.fromkeys(commits)).encode()
    how = ("-c", "log.showRoot=true", "log", "--no-walk=unsorted", "--stdin", "--format=%x00%H")
    what = ("--numstat", "-m", "--first-parent", "-M")
    done = repo.git.run(*how, *what, *_PLAIN, input=ask, ok=None)
    if done.code:
        # One object that is missing ends the whole listing.
        half = len(commits) // 2
        return sizes(repo, commits[:half]) | sizes(repo, commits[half:]) if half else {}
    found = {}
    for record in decode(done.stdout).split("\0")[1:]:
        oid, *rows = record.split("\n")
        numbers = [row.split("\t", 2)[:2] for row in rows if row.count("\t") >= 2]
        added, deleted = (
            sum(int(row[at]) for row in numbers if row[at].isdigit()) for at in (0, 1)
        )
        found[Oid(oid)] = Size(len(numbers), added, deleted)
    return found
