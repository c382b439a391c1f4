"""A conflict as git itself would leave it in a checkout: index stages, markers, MERGE_HEAD and the message.

Done from what `merge-tree` computed, in a linked worktree of its own; the user's checkouts are not touched.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gitfix.core.names import Oid, TreeId
from gitfix.core.pause import Side, Stop
from gitfix.core.text import decode, encode
from gitfix.git.scratch import scratch
from gitfix.git.worktree import QUIET

if TYPE_CHECKING:
    from gitfix.git.merge import Stage
    from gitfix.git.process import Git
    from gitfix.git.repository import Repository

GITLINK = 0o160000
LINK = 0o120000
UNFINISHED = ("MERGE_HEAD", "CHERRY_PICK_HEAD")
_ENDS = re.compile(rb"^((?:<{7,}|>{7,}) )([0-9a-f]{40,64})(?=[:\r\n]|$)", re.MULTILINE)


def named(
    repo: Repository,
    tree: TreeId,
    stages: Sequence[Stage],
    paths: Sequence[str],
    names: Mapping[str, str],
) -> tuple[TreeId, tuple[Side, ...]]:
    """A conflicted tree and its stages with words for people (`names`: object id → word) in markers and made-up names.

    git calls the sides what it was given, which were object ids; so both come out the same whatever the ids were.
    """
    short = {oid: word.replace("/", "_").split(" ")[-1] for oid, word in names.items()}
    sides = tuple(Side(s.mode, s.oid, s.stage, _path(s.path, short)) for s in stages)
    paths = list(dict.fromkeys([*(s.path for s in stages), *paths]))
    rows: dict[str, tuple[int, str]] = {}
    for field in _entries(repo, tree, paths):
        meta, _, path = field.partition("\t")
        mode, kind, oid = meta.split(" ")
        new = oid
        if kind == "blob" and int(mode, 8) != LINK:
            new = _with_words(repo, oid, names)
        renamed = _path(path, short)
        if renamed != path:
            rows[path] = (0, str(repo.zero))
        if renamed != path or new != oid:
            rows[renamed] = (int(mode, 8), new)
    if not rows:
        return tree, sides
    return edited(repo, tree, rows), sides


def _entries(repo: Repository, tree: str, paths: list[str]) -> list[str]:
    if not paths:
        return []
    return repo.git.fields("ls-tree", "-z", "-r", "--full-tree", tree, "--", *paths)


def _path(path: str, short: Mapping[str, str]) -> str:
    """`cart~0123…` (git's name for a file in place of which there is a folder) with a word instead of the id."""
    for oid, word in short.items():
        said = "~" + word.replace("\\", r"\\")
        path = re.sub(rf"~{oid}(?=(_\d+)?(/|$))", said, path)
    return path


def _with_words(repo: Repository, oid: str, words: Mapping[str, str]) -> str:
    data = repo.objects.read([oid])[0] or b""

    def word(found: re.Match[bytes]) -> bytes:
        known = words.get(decode(found[2]))
        return found[1] + (encode(known) if known else found[2])

    new = _ENDS.sub(word, data)
    return oid if new == data else repo.objects.write_blob(new)


def edited(repo: Repository, tree: str, rows: Mapping[str, tuple[int, str]]) -> TreeId:
    """`tree` with some entries (path → mode, id; mode 0: taken away) changed, whatever kinds they are."""
    with scratch(repo.private) as folder:
        env = {"GIT_INDEX_FILE": str(folder / "index")}
        repo.git.run("read-tree", tree, env=env)
        entries = [
            f"{mode:06o} {oid}\t{path}" if mode else f"0 {oid}\t{path}"
            for path, (mode, oid) in rows.items()
        ]
        # What goes away goes first: a folder may come in the place of a file.
        entries.sort(key=lambda entry: not entry.startswith("0 "))
        _index_info(repo.git, entries, env)
        return TreeId(repo.git.line("write-tree", env=env))


def _index_info(git: Git, entries: list[str], env: Mapping[str, str]) -> None:
    data = b"".join(encode(entry) + b"\0" for entry in entries)
    git.run(*QUIET, "update-index", "-z", "--index-info", input=data, env=env)


def touched(repo: Repository, stop: Stop) -> tuple[str, ...]:
    """The folders that the merge is about: of every path that it changes or cannot settle."""
    paths = repo.worktrees.paths_between(stop.onto, stop.tree)
    paths += [side.path for side in stop.sides] + [one.path for one in stop.conflicts]
    return tuple(sorted({_folder(path) for path in paths}))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def add(repo: Repository, path: Path, stop: Stop) -> None:
    """A linked worktree at `path` that shows `stop`; its HEAD is detached at the commit that is merged into."""
    # Forced: the folder may have been deleted by hand, which git would remember for months.
    words = ("worktree", "add", "--quiet", "--force", "--no-checkout", "--detach")
    repo.git.run(*QUIET, *words, str(path), stop.onto)
    git = repo.worktrees.at(path)
    inside = repo.worktrees.git_dir(path)
    index = inside / "gitfix-index"
    env = {"GIT_INDEX_FILE": str(index)}
    git.run(*QUIET, "read-tree", stop.tree, env=env)
    _lay_out(git, stop, env)
    if stop.sides:
        zero = repo.zero
        rows = [f"0 {zero}\t{name}" for name in dict.fromkeys(side.path for side in stop.sides)]
        rows += [f"{side.mode:06o} {side.oid} {side.stage}\t{side.path}" for side in stop.sides]
        _index_info(git, rows, env)
    (inside / "MERGE_MSG").write_bytes(encode(stop.message))
    if stop.merge:
        (inside / "MERGE_MODE").write_bytes(b"no-ff")
        (inside / "MERGE_HEAD").write_bytes(encode(f"{stop.source}\n"))
    elif stop.pick:
        git.run("update-ref", "--no-deref", "CHERRY_PICK_HEAD", stop.source)
    # For `git diff AUTO_MERGE`: what has been done since git stopped.
    git.run("update-ref", "--no-deref", "AUTO_MERGE", stop.tree, ok=None)
    # The index comes last: with it the worktree is whole.
    index.rename(inside / "index")
    # Records the conflict, and repeats what was done to the same one before, where the user has it on.
    git.run(*QUIET, "rerere", ok=None)


def _lay_out(git: Git, stop: Stop, env: Mapping[str, str]) -> None:
    """Write the files; in a large repository only those of the folders that matter, and of those above them."""
    out = (*QUIET, "checkout-index", "--quiet", "--force", "--index")
    if not stop.folders:
        git.run(*out, "--all", env=env)
        return
    wanted = set(stop.folders)
    for folder in stop.folders:
        wanted.update(
            "" if str(above) == "." else str(above) for above in PurePosixPath(folder).parents
        )
    wanted.add("")
    done = git.run("ls-files", "-z", env=env)
    names = done.stdout.split(b"\0")[:-1]
    folders = {encode(folder) for folder in wanted}
    inner: list[bytes] = []
    others: list[bytes] = []
    for name in names:
        (inner if name.rpartition(b"/")[0] in folders else others).append(name + b"\0")
    git.run(*out, "-z", "--stdin", input=b"".join(inner), env=env)
    git.run(
        *QUIET, "update-index", "-z", "--skip-worktree", "--stdin", input=b"".join(others), env=env
    )


@contextlib.contextmanager
def looking(repo: Repository, path: Path) -> Iterator[Git]:
    """git in the worktree at `path`, with a copy of its index: a look never leaves a lock behind."""
    import shutil

    with scratch(repo.private) as folder:
        git = repo.git.at(path)
        copy = folder / "index"
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(repo.worktrees.git_dir(path) / "index", copy)
        git.env["GIT_INDEX_FILE"] = str(copy)
        yield git


def untouched(repo: Repository, path: Path, stop: Stop) -> bool:
    """Whether nobody has begun to resolve it: HEAD, index and files are as they were laid out."""
    if not (path / ".git").is_file():
        return True
    with looking(repo, path) as git:
        return _as_laid_out(repo, git, path, stop)


def _as_laid_out(repo: Repository, git: Git, path: Path, stop: Stop) -> bool:
    if git.line("rev-parse", "HEAD") != stop.onto:
        return False
    staged = sorted(git.fields("ls-files", "-u", "-z"))
    sides = sorted(f"{s.mode:06o} {s.oid} {s.stage}\t{s.path}" for s in stop.sides)
    others = git.fields("ls-files", "-o", "-z", "--exclude-standard")
    if staged != sides or others or edited_since(git):
        return False
    names = list(dict.fromkeys(side.path for side in stop.sides))
    wanted = {}
    for field in _entries(repo, stop.tree, names):
        meta, _, name = field.partition("\t")
        if not meta.startswith("160000"):
            wanted[name] = meta.split(" ")[2]
    return repo.worktrees.hashes(path, names) == wanted


def edited_since(git: Git) -> list[str]:
    """Paths whose files differ from the index; conflicted ones are not among them. `git`: from `looking`."""
    git.run(*QUIET, "update-index", "-q", "--refresh", ok=None, env={"GIT_OPTIONAL_LOCKS": "1"})
    only = ("--name-only", "--diff-filter=ACDMRTXB", "--no-renames", "--ignore-submodules=all")
    found = git.fields("diff-files", "-z", *only)
    unmerged = set(conflicted(git))
    return [name for name in dict.fromkeys(found) if name not in unmerged]


def conflicted(git: Git) -> list[str]:
    """Paths with stages in the index of this worktree."""
    return list(dict.fromkeys(row.partition("\t")[2] for row in git.fields("ls-files", "-u", "-z")))


def oid_of(git: Git, name: str) -> Oid | None:
    """What a ref of this worktree's own (MERGE_HEAD, HEAD) holds."""
    done = git.run("rev-parse", "--verify", "--quiet", name, ok=None)
    return Oid(decode(done.stdout).strip()) if done.code == 0 else None
