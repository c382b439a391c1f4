"""Where the post-mortems are read from: the files of a checkout, or the tree of a commit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gitfix.core.incident_log import is_incident_file
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, printable
from gitfix.core.value import dataclass
from gitfix.git import tree_edit

if TYPE_CHECKING:
    from gitfix.core.config import Config
    from gitfix.git.repository import Repository


@dataclass(frozen=True)
class Paths:
    """Where they are, `/`-separated from the repository's root."""

    directory: str
    log: str

    def of(self, incident: str) -> str:
        """The file of one incident."""
        return f"{self.directory}/{incident}.md"

    def is_report(self, path: str) -> bool:
        """Whether `path` is the log or one incident's file; nothing else in their folder is."""
        folder, _, name = path.rpartition("/")
        own = folder == self.directory and is_incident_file(name)
        return own or (path == self.log and path.endswith(".md"))


def paths_of(config: Config) -> Paths:
    """The configured paths; Refusal for one that leads out of the repository or into git's own folder."""
    found = []
    for key in ("postmortem.directory", "postmortem.log"):
        text = config.text(key)
        parts = [part for part in text.split("/") if part not in ("", ".")]
        if text.startswith("/") or not parts or any(_unsafe(part) for part in parts):
            raise Refusal(
                f"{key} is not a path inside the repository",
                found=(f"{printable(text)!r}, from {config.source(key)[1] or 'the defaults'}",),
                hint=f"gitfix config {key} plans/Security/…",
            )
        found.append("/".join(parts))
    return Paths(*found)


def _unsafe(part: str) -> bool:
    return part == ".." or part.lower() == ".git" or "\n" in part or "\0" in part or "\\" in part


class Source(Protocol):
    """Files that are read by their path in the repository."""

    def read(self, path: str) -> str | None:
        """The file's text (core.text.decode); None where there is none. Refusal when it is no plain file."""

    def names(self, directory: str) -> list[str]:
        """The per-incident files of a folder, by name."""


class TreeFiles:
    """The files of a commit."""

    def __init__(self, repo: Repository, commit: str) -> None:
        self._repo = repo
        self._commit = commit

    def read(self, path: str) -> str | None:
        entry = tree_edit.find(self._repo, self._commit, path)
        tree_edit.regular_mode(entry, path)
        data = self._repo.objects.read([entry.oid])[0] if entry else None
        return None if data is None else decode(data)

    def names(self, directory: str) -> list[str]:
        folder = tree_edit.find(self._repo, self._commit, directory)
        if folder is None or folder.mode != tree_edit.FOLDER:
            return []
        entries = self._repo.objects.read_tree(folder.oid)
        return [e.name for e in entries if tree_edit.is_regular(e) and is_incident_file(e.name)]


class CheckoutFiles:
    """The files of a checkout, those included that a sparse checkout leaves out."""

    def __init__(self, repo: Repository, root: Path) -> None:
        self._repo = repo
        self.root = root

    def place(self, path: str) -> Path:
        """Where `path` is on disk; Refusal when a symbolic link on the way leads out of the checkout."""
        place = self.root / path
        if not place.resolve().is_relative_to(self.root.resolve()):
            raise Refusal(
                f"{printable(path)} leads out of the checkout",
                found=(f"it is {printable(str(place.resolve()))}",),
                hint="replace the symbolic link by a folder, or commit without a checkout: gitfix postmortem --commit",
            )
        return place

    def read(self, path: str) -> str | None:
        try:
            return decode(self.place(path).read_bytes())
        except FileNotFoundError:
            return self._left_out(path)
        except (IsADirectoryError, NotADirectoryError):
            raise Refusal(
                f"{printable(path)} cannot be written: a folder or file is in the way",
                hint="move it, or write elsewhere: gitfix config postmortem.directory PATH",
            ) from None

    def names(self, directory: str) -> list[str]:
        folder = self.place(directory)
        there = (
            {one.name for one in folder.iterdir() if one.is_file()} if folder.is_dir() else set()
        )
        left_out = self._skipped(f"{directory}/")
        there |= {
            name.rpartition("/")[2]
            for name in left_out
            if name.count("/") == directory.count("/") + 1
        }
        return sorted(filter(is_incident_file, there))

    def _left_out(self, path: str) -> str | None:
        if path not in self._skipped(path):
            return None
        data = self._repo.objects.read([f":{path}"])[0]
        return None if data is None else decode(data)

    def _skipped(self, path: str) -> list[str]:
        """Tracked paths at or below `path` that a sparse checkout does not lay out."""
        rows = self._repo.worktrees.at(self.root).fields(
            "--literal-pathspecs", "ls-files", "-t", "-z", "--", path
        )
        return [row[2:] for row in rows if row.startswith("S ")]
