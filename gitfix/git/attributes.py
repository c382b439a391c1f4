"""Makes git read attributes from a given tree, whatever is checked out.

`--attr-source` does it from git 2.41 on; before that, a temporary work tree that holds nothing but the tree's
`.gitattributes` files, with an empty index, gives the same answers. Finding these files means reading the whole tree;
where the paths that matter are known, only the folders above them are looked at.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.text import decode, encode
from gitfix.core.value import dataclass, field
from gitfix.git.process import split
from gitfix.git.scratch import scratch

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

NAME = ".gitattributes"
FEW = 100
"""Places up to which looking at each of them is surely quicker than reading the tree."""
OTHERS = (
    *("text", "eol", "crlf", "ident", "filter", "working-tree-encoding", "whitespace"),
    *("merge", "export-ignore", "export-subst", "delta"),
)
"""Attributes that change no difference between two trees (gitattributes(5)); nor do those that only a forge reads."""
FORGES = ("linguist-", "gitlab-")
Change = tuple[str, str]
"""Two commits or trees: what leads from the one to the other."""
Files = dict[str, bytes]
"""Path → contents of `.gitattributes` files."""


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

    def of(
        self, tree: str, change: Change | None = None
    ) -> contextlib.AbstractContextManager[Seen]:
        """How to call git so that it takes attributes from `tree`; `change`: those of the paths in it suffice."""
        return self._seen(tree, lambda: self._files(tree, change and self._paths(change)))

    def of_merge(self, target: str, change: Change) -> contextlib.AbstractContextManager[Seen]:
        """`of`, for a merge of `change` into `target`.

        git asks for attributes where both sides have changed a file: that is among the paths of `change`, unless
        the target has renamed it, or the folder that it comes into.
        """
        return self._seen(target, lambda: self._files(target, self._in_place(target, change)))

    @contextlib.contextmanager
    def _seen(self, tree: str, files: Callable[[], Files]) -> Iterator[Seen]:
        if self._repo.version >= (2, 41):
            yield Seen(("--attr-source", tree))
            return
        with self._laid_out(files()) as seen:
            yield seen

    @contextlib.contextmanager
    def _laid_out(self, files: Files) -> Iterator[Seen]:
        with scratch(None if self._repo.guest else self._repo.private) as folder:
            for path, content in files.items():
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            yield self._below(folder)

    def _below(self, folder: Path) -> Seen:
        env = {
            "GIT_DIR": str(self._repo.git_dir),
            "GIT_WORK_TREE": str(folder),
            "GIT_INDEX_FILE": str(folder / ".gitfix-no-index"),
        }
        return Seen((), env, folder)

    @contextlib.contextmanager
    def none(self) -> Iterator[Seen]:
        """How to call git so that it takes attributes from no tree at all."""
        # A folder that stays, and stays empty: to make one and take it away takes longer than some diffs.
        folder = self._repo.private / "nothing"
        try:
            if not self._repo.guest:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            pass  # a clone that may only be read
        if not self._repo.guest and folder.is_dir():
            yield self._below(folder)
            return
        with self._laid_out({}) as seen:
            yield seen

    def _files(self, tree: str, paths: list[str] | None) -> Files:
        """Those of `tree` that apply to `paths` (None: all of them)."""
        names = None if paths is None else _above(paths)
        if names is None or len(names) > FEW:
            names = self._everywhere(tree)
        names = [name for name in names if _is_attributes(name)]
        found = self._repo.batch.read([f"{tree}:{name}" for name in names])
        pairs = zip(names, found, strict=True)
        return {name: file.data for name, file in pairs if file and file.type == "blob"}

    def _everywhere(self, tree: str) -> list[str]:
        """All paths of `tree` that end as those do; the many others are never made texts of."""
        all_names = ("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree)
        data = b"\0" + self._repo.git.out(*all_names)
        wanted = encode(NAME) + b"\0"
        found, at = [], data.find(wanted)
        while at >= 0:
            end = at + len(wanted) - 1
            found.append(decode(data[data.rindex(b"\0", 0, end) + 1 : end]))
            at = data.find(wanted, end)
        return found

    def _paths(self, change: Change) -> list[str]:
        return self._repo.diffs.changed(*change)

    def _in_place(self, target: str, change: Change) -> list[str] | None:
        """The paths of `change`, where `target` has all that they were at its beginning; else None."""
        base, paths = change[0], self._paths(change)
        if len(paths) > FEW:
            return None
        # A file that is new is where its folder is, or the folder above that.
        spots = {next(spot for spot in _up(path) if self._has(base, spot)) for path in paths}
        return paths if all(self._has(target, spot) for spot in spots) else None

    def _has(self, tree: str, path: str) -> bool:
        return not path or self._repo.batch.read([f"{tree}:{path}"])[0] is not None

    def files(self, tree: str, paths: list[str]) -> Files:
        """The `.gitattributes` files of `tree` that apply to `paths`."""
        return self._files(tree, paths)

    def having(self, name: str, paths: list[str], tree: str) -> set[str]:
        """Those of `paths` for which attribute `name` is set (or true) in `tree`."""
        files = self._files(tree, paths)
        if not files:
            return set()
        with self._seen(tree, lambda: files) as seen:
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


def _up(path: str) -> Iterator[str]:
    """`path` and the folders above it, up to the root (empty)."""
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""


def _above(paths: Iterable[str]) -> list[str]:
    """Where attributes of `paths` may be written."""
    folders: dict[str, None] = {"": None}
    for folder in dict.fromkeys([path.rpartition("/")[0] for path in paths]):
        while folder not in folders:
            folders[folder] = None
            folder = folder.rpartition("/")[0]
    return [f"{folder}/{NAME}" if folder else NAME for folder in folders]


def _is_attributes(path: str) -> bool:
    """Whether git would read attributes from `path`; never from a forged name that leads out of the tree."""
    *folders, name = path.split("/")
    return name == NAME and not {"", ".", "..", ".git"} & set(folders)


def shapes_diffs(data: bytes) -> bool:
    """Whether a `.gitattributes` file may change what a diff shows; also where that is not known of what it sets."""
    for line in decode(data).split("\n"):
        pattern, *words = line.split() or ["#"]
        if pattern.startswith("#"):
            continue
        names = [word.lstrip("-!").partition("=")[0] for word in words]
        # A macro, or a pattern in quotes, which may have spaces: not taken apart here.
        if pattern.startswith(("[", '"')) or any(
            name not in OTHERS and not name.startswith(FORGES) for name in names
        ):
            return True
    return False
