"""Which tips have which commits in their history: many questions, one reading of the history.

Where there is a commit-graph, git answers each question in a few milliseconds; where there is none, each reads all
commits anew, and one reading of all of them costs no more than the first question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import TAGS, Oid
from gitfix.core.text import decode
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


@dataclass(frozen=True)
class Tag:
    """A tag that leads to a commit. `made`: seconds since 1970 (a lightweight tag: its commit); 0: it has no date."""

    name: str
    commit: Oid
    made: int


def tagged(repo: Repository) -> list[Tag] | None:
    """All tags of commits, in one listing; None where one cannot be read, which ends the listing."""
    shape = (
        "%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(creatordate:unix) %(refname)"
    )
    done = repo.git.run("for-each-ref", f"--format={shape}", TAGS, ok=None)
    if done.code:
        return None
    found = []
    for row in decode(done.stdout).split("\n")[:-1]:
        kind, oid, inner_kind, inner, made, ref = row.split(" ", 5)
        commit: Oid | None = Oid(oid if kind == "commit" else inner)
        if inner_kind == "tag":
            # A tag of a tag: git looks through the first alone.
            commit = repo.refs.commit(ref)
        elif "commit" not in (kind, inner_kind):
            commit = None
        if commit:
            found.append(Tag(ref[len(TAGS) :], commit, int(made or 0)))
    return found


def has_graph(repo: Repository) -> bool:
    """Whether git has a commit-graph to look ancestry up in."""
    info = repo.common_dir / "objects" / "info"
    return (info / "commit-graph").exists() or (info / "commit-graphs").is_dir()


class Descent:
    """The history of `tips`, back to where `marked` commits begin: what has which of them."""

    def __init__(self, repo: Repository, tips: Iterable[Oid], marked: Sequence[Oid]) -> None:
        self.marked = frozenset(marked)
        self._bits = {commit: 1 << at for at, commit in enumerate(dict.fromkeys(marked))}
        self._before: dict[Oid, Oid] = {}
        asked = list(dict.fromkeys([*tips, *marked]))
        # What is before the oldest has none of them. Where a clock was wrong, one of them is missing: then all is read.
        first = min(marked, key=lambda one: repo.objects.read_commit(one).committer.when)
        ends = [f"^{parent}" for parent in repo.objects.read_commit(first).parents]
        self._masks = self._read(repo, [*asked, *ends])
        if ends and not self._masks.keys() >= self.marked:
            self._masks = self._read(repo, asked)

    def _read(self, repo: Repository, asked: Sequence[str]) -> dict[Oid, int]:
        """Commit → which of the marked ones it has; those that have none are left out."""
        self._before.clear()
        how = ("rev-list", "--topo-order", "--reverse", "--parents", "--stdin")
        data = repo.git.out(*how, input="".join(f"{one}\n" for one in asked).encode())
        masks: dict[Oid, int] = {}
        for row in data.decode().split("\n")[:-1]:
            oid, *parents = map(Oid, row.split(" "))
            mask = self._bits.get(oid, 0)
            for parent in parents:
                mask |= masks.get(parent, 0)
            if mask:
                masks[oid] = mask
                if parents:
                    self._before[oid] = parents[0]
        return masks

    def has(self, tip: Oid, commit: Oid) -> bool:
        """Whether `commit` (one of the marked) is in the history of `tip` (one of the tips, or what these have)."""
        return bool(self._masks.get(tip, 0) & self._bits[commit])

    def arrival(self, tip: Oid, commit: Oid) -> Oid:
        """The first commit on the first-parent path to `tip` that has `commit`: a merge that brought it, or itself."""
        if not self.has(tip, commit):
            return commit
        at = tip
        while at != commit and self.has(before := self._before.get(at, commit), commit):
            at = before
        return at
