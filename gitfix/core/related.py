"""Which units are tried together: those that share a name that the change brings in or takes out, and import lines.

Left out alone, a new function without its caller goes, and its caller without it does not: together both are one test.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from gitfix.core.ddmin_tree import Node, group, leaf
from gitfix.core.noise import hunk_noise, is_formatted
from gitfix.core.text import decode
from gitfix.core.units import FileUnits, Nest

COMMON = 6
"""A name in more hunks than this says nothing about any two of them."""
_NAME = re.compile(r"[A-Za-z_$][\w$]{2,}")
_STRINGS = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?:#|//).*""")
_OPENS = re.compile(
    r"\s*(?:(?:async|export|public|private|static|pub)\s+)*(?:def|class|func|function|fn)\b"
)
_IMPORT = re.compile(r"\s*(?:from\s+\S+\s+)?(?:import|use|require|#include)\b")

Block = tuple[int, int]
"""A file's number and a hunk's number in it (-1: the file as a whole)."""


def arrange(
    files: Sequence[FileUnits], contents: Mapping[int, bytes], hints: Collection[str] = ()
) -> Node[int]:
    """The order in which units are tried to be left out, as a tree: first all at once that is likely not needed.

    Then file by file, hunk by hunk. `contents` are the contents of added files, by their number. `hints`: names that
    the test says, in its own change or in its failure; what holds a rare one of them comes last.
    """
    blocks = _blocks(files)
    noise = [block for block in blocks if _is_noise(files, block)]
    real = [block for block in blocks if block not in set(noise)]
    clusters = _clusters(files, real, contents)
    near = _near(files, real, contents, set(hints))
    last = [cluster for cluster in clusters if near.intersection(cluster)]
    first = [cluster for cluster in clusters if cluster not in last]
    parts = [
        group(node for _, node in _by_file(files, blocks, chosen))
        for chosen in ([*([block] for block in noise), *first], last)
        if chosen
    ]
    everything = frozenset(number for part in parts for number in part.items)
    return Node(everything, tuple(parts))


def _near(
    files: Sequence[FileUnits],
    blocks: Sequence[Block],
    contents: Mapping[int, bytes],
    hints: set[str],
) -> set[Block]:
    """Blocks that hold a name of the hints that few others hold, or that stand in something called so."""
    said: dict[Block, set[str]] = {}
    for block in blocks:
        added, removed = _lines(files, block, contents)
        said[block] = (names_in([*added, *removed]) | _inside(files, block)) & hints
    count = Counter(name for names in said.values() for name in names)
    rare = {name for name, times in count.items() if times <= max(2, len(blocks) // 4)}
    return {block for block, names in said.items() if names & rare}


def _inside(files: Sequence[FileUnits], block: Block) -> set[str]:
    """The name of the function or class that a hunk stands in."""
    number, hunk = block
    file = files[number]
    units = [unit for unit in file.units if unit.kind == "lines" and unit.hunk == hunk]
    if not units:
        return set()
    for line in reversed(file.head[: units[0].line]):
        if _OPENS.match(decode(line)):
            return names_in([line])
    return set()


def _by_file(
    files: Sequence[FileUnits],
    blocks: Mapping[Block, Node[int]],
    clusters: Sequence[Sequence[Block]],
) -> list[tuple[int, Node[int]]]:
    """The clusters as nodes; those that share files are under one node."""
    owner = _Union(range(len(files)))
    for cluster in clusters:
        for number, _ in cluster:
            owner.join(cluster[0][0], number)
    tops: dict[int, list[Node[int]]] = {}
    for cluster in clusters:
        inner: dict[int, list[Node[int]]] = {}
        for number, hunk in cluster:
            inner.setdefault(number, []).append(blocks[number, hunk])
        node = group(group(nodes) for nodes in inner.values())
        tops.setdefault(owner.of(cluster[0][0]), []).append(node)
    return [(number, group(nodes)) for number, nodes in sorted(tops.items())]


def _blocks(files: Sequence[FileUnits]) -> dict[Block, Node[int]]:
    found: dict[Block, Node[int]] = {}
    for number, file in enumerate(files):
        if file.shape is not None:
            found[number, -1] = leaf(file.shape.number)
        for hunk, nest in enumerate(file.hunks):
            found[number, hunk] = _node(nest)
    return found


def _node(nest: Nest) -> Node[int]:
    return group(map(_node, nest.parts)) if nest.parts else leaf(nest.unit)


def _is_noise(files: Sequence[FileUnits], block: Block) -> bool:
    number, hunk = block
    if hunk < 0:
        return False
    change = files[number].change
    lines = change.hunks[hunk]
    return hunk_noise(lines, is_formatted(change.path)).lines == len(lines.removed) + len(
        lines.added
    )


def _clusters(
    files: Sequence[FileUnits], blocks: Sequence[Block], contents: Mapping[int, bytes]
) -> list[list[Block]]:
    union = _Union(blocks)
    old = names_in(line for file in files for line in file.base)
    new = names_in(line for file in files for line in file.head)
    users: dict[object, list[Block]] = {}
    for block in blocks:
        added, removed = _lines(files, block, contents)
        for name in names_in(added) - old:
            users.setdefault(("in", name), []).append(block)
        for name in names_in(removed) - new:
            users.setdefault(("out", name), []).append(block)
        for side, lines in (("in", added), ("out", removed)):
            for name in _imported(lines):
                users.setdefault((side, block[0], name), []).append(block)
                for other in blocks:
                    if other[0] == block[0] and other != block:
                        theirs = _lines(files, other, contents)[side == "out"]
                        if name in names_in(theirs):
                            users[side, block[0], name].append(other)
    for together in users.values():
        if len(together) <= COMMON:
            for other in together[1:]:
                union.join(together[0], other)
    found: dict[Block, list[Block]] = {}
    for block in blocks:
        found.setdefault(union.of(block), []).append(block)
    return list(found.values())


def _lines(
    files: Sequence[FileUnits], block: Block, contents: Mapping[int, bytes]
) -> tuple[list[bytes], list[bytes]]:
    """The lines that a block puts in and takes out; a new file also puts in its own name."""
    number, hunk = block
    file = files[number]
    if hunk < 0:
        name = file.change.path.rsplit("/", 1)[-1].partition(".")[0]
        data = contents.get(number, b"")
        return (
            ([name.encode("utf-8", "surrogateescape"), *data.split(b"\n")], [])
            if data
            else ([], [])
        )
    units = [unit for unit in file.units if unit.kind == "lines" and unit.hunk == hunk]
    return (
        [line for unit in units for line in unit.new],
        [line for unit in units for line in unit.deleted_lines],
    )


def names_in(lines: Iterable[bytes]) -> set[str]:
    """Names of three characters or more in lines of code, outside of strings and comments."""
    found: set[str] = set()
    for line in lines:
        found.update(_NAME.findall(_STRINGS.sub("", decode(line))))
    return found


def _imported(lines: Iterable[bytes]) -> set[str]:
    return names_in(line for line in lines if _IMPORT.match(decode(line))) - {
        "import",
        "from",
        "use",
        "require",
        "include",
    }


K = TypeVar("K", int, Block)


class _Union(Generic[K]):
    """Which things are in one group (union-find)."""

    def __init__(self, things: Iterable[K]) -> None:
        self._up: dict[K, K] = {thing: thing for thing in things}

    def of(self, thing: K) -> K:
        while self._up[thing] != thing:
            thing = self._up[thing]
        return thing

    def join(self, one: K, other: K) -> None:
        a, b = sorted((self.of(one), self.of(other)))
        self._up[b] = a
