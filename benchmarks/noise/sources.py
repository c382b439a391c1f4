"""Real files by language, from folders and from bare repositories: a sample with a fixed seed, read when asked for."""

from __future__ import annotations

import random
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from gitfix.core.layout.languages import BY_ENDING, PYTHON_ENDINGS, ending
from gitfix.core.layout.worth import language

LEAST, MOST = 1_500, 40_000
"""Bytes of a file that is taken: one with something in it, and none on which a formatter takes its time."""
_ENDINGS = {*BY_ENDING, *PYTHON_ENDINGS}


class Source:
    """One file of a folder, or of the HEAD of a bare repository."""

    def __init__(self, root: Path, path: str, bare: bool) -> None:
        self._root, self._bare = root, bare
        self.path = path

    def read(self) -> bytes:
        """Its text; empty where the repository does not hold it."""
        if not self._bare:
            return (self._root / self.path).read_bytes()
        words = ["git", "-C", str(self._root), "cat-file", "blob", f"HEAD:{self.path}"]
        done = subprocess.run(words, capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else b""


def sources(roots: Sequence[Path], dice: random.Random) -> dict[str, list[Source]]:
    """The files of each language, in an order of chance that is the same each time."""
    found: dict[str, list[Source]] = defaultdict(list)
    for root in roots:
        for one in sorted(_files(root), key=lambda source: source.path):
            if ending(one.path) in _ENDINGS and ".min." not in one.path:
                found[language(one.path)].append(one)
    for files in found.values():
        dice.shuffle(files)
    return dict(sorted(found.items()))


def _files(root: Path) -> Iterator[Source]:
    if root.is_file():
        yield Source(root.parent, root.name, False)
    elif (root / "HEAD").is_file() and (root / "objects").is_dir():
        words = ["git", "-C", str(root), "ls-tree", "-r", "-z", "--name-only", "HEAD"]
        listed = subprocess.run(words, capture_output=True, check=True).stdout
        for name in listed.split(b"\0"):
            if name:
                yield Source(root, name.decode("utf-8", "surrogateescape"), True)
    else:
        for path in root.rglob("*"):
            if path.is_file() and not path.is_symlink():
                yield Source(root, str(path.relative_to(root)), False)
