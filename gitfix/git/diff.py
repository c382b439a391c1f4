"""The difference between two trees, parsed from plumbing into values without Git in them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.git.attributes import NAME, shapes_diffs
from gitfix.git.diff_parse import change_of, changes, parted, paths

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.git.attributes import Seen
    from gitfix.git.diff_parse import Row
    from gitfix.git.repository import Repository
    from gitfix.host.stream import Stream

OPTIONS = (
    "-r",
    "-z",
    "--raw",
    "-p",
    "-U1",
    "-M",
    "-l2000",
    "--no-abbrev",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-relative",
    "--diff-algorithm=myers",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--ignore-submodules=none",
    "--submodule=short",
)


Coming = Callable[[], "tuple[int, Iterator[FileChange]]"]
"""Waits for git: how many files a difference has is known before the first of them is."""


@dataclass(frozen=True)
class Rename:
    """A file that git takes for moved; `score`: how much of it is the same, in per cent."""

    old: str
    new: str
    score: int


def _changes(rows: Sequence[Row], patches: Iterator[str]) -> Iterator[FileChange]:
    for row in rows:
        yield change_of(row, patches, set())
    for _ in patches:
        pass  # to its end: then git's own has been seen, too


class Diffs:
    """Differences of one repository."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._known: dict[tuple[str, str], list[str]] = {}

    def between(self, base: str, head: str) -> list[FileChange]:
        """What changed from `base` to `head`, both commits or trees."""
        with self.reading(base, head) as coming:
            return list(coming()[1])

    @contextlib.contextmanager
    def reading(self, base: str, head: str) -> Iterator[Coming]:
        """`between`, file by file: git is at work as soon as the block is entered, whenever the files are asked for."""
        # Attributes come from the base: a change must not say of itself that it is binary, or generated.
        # Most trees have none for what changed: then what git says without any is the answer.
        attributes = self._repo.attributes
        if NAME in attributes.files(base, []):
            yield lambda: self._with_attributes(base, head)
            return
        with attributes.none() as seen, contextlib.ExitStack() as streams:

            def begin(*more: str) -> Stream:
                asked = (*seen.options, "diff-tree", *OPTIONS, *more)
                stream = self._repo.git.stream(*asked, env=seen.env, cwd=seen.cwd)
                return streams.enter_context(stream)

            running = begin(base, head)
            yield lambda: self._as_it_comes(
                running, base, head, lambda names: begin("--no-renames", base, head, "--", *names)
            )

    def _with_attributes(self, base: str, head: str) -> tuple[int, Iterator[FileChange]]:
        with self._repo.attributes.of(base, (base, head)) as seen:
            data = self._run(seen, OPTIONS, base, head)
        found = self._changes(data, base)
        return len(found), iter(found)

    def _as_it_comes(
        self, running: Stream, base: str, head: str, begin: Callable[[Sequence[str]], Stream]
    ) -> tuple[int, Iterator[FileChange]]:
        from gitfix.git.diff_halves import sections
        from gitfix.git.diff_stream import Pieces

        pieces = Pieces(running.chunks())
        if self._repo.attributes.files(base, paths(pieces.rows)):
            return self._with_attributes(base, head)
        patches = sections(self._repo.git, running, pieces, begin)
        return len(pieces.rows), _changes(pieces.rows, patches)

    def _run(self, seen: Seen, options: Sequence[str], base: str, head: str) -> bytes:
        asked = (*seen.options, "diff-tree", *options, base, head)
        return self._repo.git.run(*asked, env=seen.env, cwd=seen.cwd).stdout

    def changed(self, old: str, new: str) -> list[str]:
        """The paths that differ between two commits, both names of a rename: always the same, and asked once."""
        if (old, new) not in self._known:
            self._known[old, new] = self._repo.worktrees.paths_between(old, new)
        return self._known[old, new]

    def blind(self, base: str, head: str) -> list[FileChange]:
        """What changed besides white space and blank lines; of each file only what is left then has hunks."""
        options = (*OPTIONS, "-U0", "-w", "--ignore-blank-lines", "--full-index")
        # Few trees have attributes that change a diff, and finding those of its paths is a diff as well.
        attributes = self._repo.attributes
        with attributes.none() as seen:
            data = self._run(seen, options, base, head)
        if any(map(shapes_diffs, attributes.files(base, paths(parted(data)[0])).values())):
            with attributes.of(base, (base, head)) as seen:
                data = self._run(seen, options, base, head)
        return self._changes(data, base, named=True)

    def paths(self, pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
        """The paths that differ in each pair of trees, both names of a rename; one process for all of them."""
        if not pairs:
            return []
        heads = [f"{old} {new}" for old, new in pairs]
        ask = "".join(f"{head}\n" for head in heads).encode()
        only = ("--stdin", "-r", "-z", "--name-only", "--no-renames")
        found: list[list[str]] = []
        told = decode(self._repo.git.out("diff-tree", *only, input=ask))
        # Each pair is repeated before its paths, and ends a line even where the paths end with NUL.
        for field in told.split("\0"):
            while len(found) < len(heads) and field.startswith(f"{heads[len(found)]}\n"):
                field = field[len(heads[len(found)]) + 1 :]
                found.append([])
            if field:
                found[-1].append(field)
        return found

    def renames(self, base: str, head: str, paths: Sequence[str] = ()) -> list[Rename]:
        """The renames that git sees from `base` to `head`, of those that begin at `paths` (empty: of all)."""
        raw = self._repo.git.fields(
            "diff-tree", "-r", "-z", "-M", "-l0", "--name-status", "--diff-filter=R", base, head
        )
        rows = zip(raw[0::3], raw[1::3], raw[2::3], strict=True)
        found = [Rename(old, new, int(score[1:])) for score, old, new in rows]
        return [one for one in found if not paths or one.old in paths]

    def added(self, base: str, head: str) -> list[str]:
        """Paths that `head` has and `base` has not."""
        only = ("-r", "-z", "--name-only", "--no-renames", "--diff-filter=A")
        return self._repo.git.fields("diff-tree", *only, base, head)

    def staged(self, base: str) -> list[FileChange]:
        """What changed from `base` to the index: what the next commit would hold."""
        data = self._repo.git.out("diff-index", "--cached", *OPTIONS[1:], base)
        return self._changes(data, base)

    def _changes(self, data: bytes, base: str, *, named: bool = False) -> list[FileChange]:
        rows, patch = parted(data)
        if not rows:
            return []
        generated = self._repo.attributes.having(
            "linguist-generated", [row[0] for row in rows], base
        )
        return changes(rows, patch, generated, named=named)
