"""Merges in memory by `git merge-tree`: no checkout, the target's attributes, any base."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode
from gitfix.core.value import dataclass, replace
from gitfix.git.objects import Commit, Signature
from gitfix.git.process import GitFailed

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from gitfix.git.attributes import Seen
    from gitfix.git.repository import Repository

NEEDED = (2, 38)
"""The first git with `merge-tree --write-tree`."""


@dataclass(frozen=True)
class ConflictedPath:
    """One conflict: the path, and git's own stable name for its kind (`contents`, `modify/delete`, …)."""

    path: str
    kind: str


@dataclass(frozen=True)
class Stage:
    """One version of a conflicted path, as the index holds it: 1 the base's, 2 ours, 3 theirs."""

    mode: int
    oid: Oid
    stage: int
    path: str


@dataclass(frozen=True)
class Message:
    """What git has to say about some paths; `kind` is its stable name, `text` is for people."""

    paths: tuple[str, ...]
    kind: str
    text: str


@dataclass(frozen=True)
class Merged:
    """The result of a merge: its tree, which holds markers where there are `conflicts`.

    `stages`: what the index of a checkout would hold for the conflicted paths. `messages`: everything that git says,
    also about paths that are clean.
    """

    tree: TreeId
    conflicts: tuple[ConflictedPath, ...]
    stages: tuple[Stage, ...] = ()
    messages: tuple[Message, ...] = ()
    names: tuple[str, str] = ("", "")
    """What its markers call ours and theirs."""

    @property
    def clean(self) -> bool:
        """Whether the tree can be committed as it is."""
        return not self.conflicts


class Merges:
    """In-memory merges of one repository."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._held: dict[tuple[Oid, tuple[Oid, ...]], Oid] = {}

    def require(self) -> None:
        """Refusal when this git cannot merge in memory."""
        if self._repo.version < NEEDED:
            raise Refusal(
                "this needs git 2.38 or newer",
                found=(f"git {'.'.join(map(str, self._repo.version))}",),
                hint="install a newer git, or merge the hotfix branch by hand",
            )

    def merge(self, ours: Oid, theirs: Oid, base: Oid | None = None) -> Merged:
        """`theirs` merged into `ours`; the base is git's own choice: `base`, where the caller knows it."""
        attributes = self._repo.attributes
        seen = attributes.of_merge(ours, (base, theirs)) if base else attributes.of(ours)
        return self._merge_tree(seen, [str(ours), str(theirs)])

    def apply(self, target: Oid, base: Oid, head: Oid) -> Merged:
        """What `base`→`head` does to the tree of `target`: a merge with an explicit base."""
        seen = self._repo.attributes.of_merge(target, (base, head))
        if self._repo.version >= (2, 40):
            return self._merge_tree(seen, [str(target), str(head)], f"--merge-base={base}")
        # Before git 2.40 the base cannot be stated, but it can be made: three commits that hold just these trees.
        root = self._holding(base, ())
        ours, theirs = self._holding(target, (root,)), self._holding(head, (root,))
        return self._merge_tree(seen, [str(ours), str(theirs)])

    def _holding(self, commit: Oid, parents: tuple[Oid, ...]) -> Oid:
        known = self._held.get((commit, parents))
        if known is None:
            objects = self._repo.objects
            tree = objects.read_commit(commit).tree
            who = Signature("gitfix", "gitfix@localhost", 0)
            made = Commit(tree, parents, who, who, "base for a merge\n")
            known = self._held[(commit, parents)] = objects.write_commit(made)
        return known

    def _merge_tree(
        self, attributes: AbstractContextManager[Seen], sides: list[str], *options: str
    ) -> Merged:
        self.require()
        with attributes as seen:
            done = self._repo.git.run(
                *seen.options,
                "-c",
                "merge.renameLimit=32767",
                "-c",
                "diff.renameLimit=32767",
                "merge-tree",
                "--write-tree",
                "-z",
                "--messages",
                "--allow-unrelated-histories",
                *options,
                *sides,
                env=seen.env,
                cwd=seen.cwd,
                ok=(0, 1),
            )
        parsed = _parse(done.stdout)
        # Exit 1 has two meanings: it is a conflict only when a tree was written.
        if parsed is None or (done.code == 1 and parsed.clean):
            raise GitFailed(done)
        return parsed if parsed.clean else replace(parsed, names=(sides[0], sides[1]))


def _parse(data: bytes) -> Merged | None:
    """`<tree> NUL (<mode> <oid> <stage> TAB <path> NUL)* NUL (<count> NUL path… NUL type NUL text NUL)*`."""
    fields = decode(data).split("\0")
    tree = fields.pop(0).strip()
    if not tree or tree.strip("0123456789abcdef"):
        return None
    stages = []
    at = 0
    while at < len(fields) and fields[at]:
        head, _, path = fields[at].partition("\t")
        mode, oid, stage = head.split(" ")
        stages.append(Stage(int(mode, 8), Oid(oid), int(stage), path))
        at += 1
    messages = tuple(_messages(fields[at + 1 :]))
    kinds: dict[str, str] = {}
    for message in messages:
        # git writes one of them, `CONFLICT(directory rename unclear split)`, without the space.
        if message.kind.startswith(CONFLICT.rstrip(" (")):
            name = message.kind.removeprefix(CONFLICT).removeprefix("CONFLICT(").removesuffix(")")
            for path in message.paths:
                kinds.setdefault(path, name)
    # Some conflicts (a split directory rename) leave nothing staged: then the messages name the paths.
    paths = list(dict.fromkeys(one.path for one in stages)) or list(kinds)
    conflicts = tuple(ConflictedPath(path, kinds.get(path, "conflict")) for path in paths)
    return Merged(TreeId(tree), conflicts, tuple(stages), messages)


CONFLICT = "CONFLICT ("


def _messages(fields: list[str]) -> Iterator[Message]:
    at = 0
    while at < len(fields) and fields[at].isdigit():
        count = int(fields[at])
        paths = tuple(fields[at + 1 : at + 1 + count])
        kind, text = fields[at + 1 + count : at + 3 + count]
        yield Message(paths, kind, text.rstrip("\n"))
        at += 3 + count
