"""Makes git read attributes from a given tree, whatever is checked out.

`--attr-source` does it from git 2.41 on; before that, a temporary work tree that holds nothing but the
tree's `.gitattributes` files, with an empty index, gives the same answers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.text import encode
from gitfix.core.value import dataclass
from gitfix.git.process import split
from gitfix.git.scratch import scratch

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


@dataclass(frozen=True)
class Seen:
    """How to call git so that it sees those attributes: options before the verb, environment, folder."""

    options: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    cwd: Path | None = None


class Attributes:
    """Attributes of trees that are not checked out."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._files: dict[str, list[str]] = {}

    @contextlib.contextmanager
    def of(self, tree: str) -> Iterator[Seen]:
        """How to call git so that it takes attributes from `tree`."""
        if self._repo.version >= (2, 41):
            yield Seen(("--attr-source", tree))
            return
        with scratch(self._repo.private) as folder:
            self._lay_out(tree, folder)
            env = {
                "GIT_DIR": str(self._repo.git_dir),
                "GIT_WORK_TREE": str(folder),
                "GIT_INDEX_FILE": str(folder / ".gitfix-no-index"),
            }
            yield Seen((), env, folder)

    def _lay_out(self, tree: str, folder: Path) -> None:
        paths = self.files(tree)
        contents = self._repo.objects.read([f"{tree}:{path}" for path in paths])
        for path, content in zip(paths, contents, strict=True):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content or b"")

    def files(self, tree: str) -> list[str]:
        """Paths of the `.gitattributes` files in `tree`."""
        if tree not in self._files:
            data = self._repo.git.out("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree)
            names = split(data) if b".gitattributes\0" in data else []
            self._files[tree] = [name for name in names if _is_attributes(name)]
        return self._files[tree]

    def having(self, name: str, paths: list[str], tree: str) -> set[str]:
        """Those of `paths` for which attribute `name` is set (or true) in `tree`."""
        if not paths or not self.files(tree):
            return set()
        with self.of(tree) as seen:
            done = self._repo.git.run(
                *seen.options,
                "check-attr",
                "-z",
                "--stdin",
                name,
                input=b"".join(encode(path) + b"\0" for path in paths),
                env=seen.env,
                cwd=seen.cwd,
            )
        rows = split(done.stdout)
        triples = zip(rows[0::3], rows[2::3], strict=True)
        return {path for path, value in triples if value in ("set", "true")}


def _is_attributes(path: str) -> bool:
    """Whether git would read attributes from `path`; never from a forged name that leads out of the tree."""
    *folders, name = path.split("/")
    return name == ".gitattributes" and not {"", ".", "..", ".git"} & set(folders)
