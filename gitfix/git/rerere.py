"""Resolutions that git has recorded (`rerere`), looked up for a merge in memory.

git looks them up in an index and a work tree. They get both in a folder of their own, with links to what is recorded:
nothing of it is changed, and no conflict of a merge that nobody has seen is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.text import decode, encode
from gitfix.git.scratch import scratch

if TYPE_CHECKING:
    from gitfix.git.merge import Merged
    from gitfix.git.repository import Repository

CACHE = "rr-cache"


def rerere_is_on(repo: Repository) -> bool:
    """Whether the user has it on, and anything is recorded. By default git has it on where its folder exists."""
    if not (repo.common_dir / CACHE).is_dir():
        return False
    return repo.config.get("rerere.enabled") is None or repo.config.flag("rerere.enabled")


def recorded_resolutions(repo: Repository, merged: Merged, paths: Sequence[str]) -> dict[str, Oid]:
    """Path → the resolved blob, stored, of those of `paths` for which git knows one."""
    wanted = [path for path in paths if "\n" not in path and not _leads_out(path)]
    contents = repo.objects.read([f"{merged.tree}:{path}" for path in wanted])
    files = {path: data for path, data in zip(wanted, contents, strict=True) if data is not None}
    if not files:
        return {}
    with scratch(repo.private) as folder:
        git_dir, tree = _lay_out(repo, folder, files)
        env = {
            "GIT_DIR": str(git_dir),
            "GIT_WORK_TREE": str(tree),
            "GIT_OBJECT_DIRECTORY": str(repo.common_dir / "objects"),
        }
        rows = (one for one in merged.stages if one.path in files)
        entries = [f"{one.mode:06o} {one.oid} {one.stage}\t{one.path}\0" for one in rows]
        git = repo.git.at(tree)
        git.run("update-index", "-z", "--index-info", input=encode("".join(entries)), env=env)
        switches = ("-c", "rerere.enabled=true", "-c", "rerere.autoUpdate=true")
        git.run(*switches, "rerere", env=env)
        left = {
            field.partition("\t")[2]
            for field in decode(git.out("ls-files", "-u", "-z", env=env)).split("\0")[:-1]
        }
        solved = {path: (tree / path).read_bytes() for path in files if path not in left}
    return {path: repo.objects.write_blob(data) for path, data in solved.items()}


def _lay_out(repo: Repository, folder: Path, files: dict[str, bytes]) -> tuple[Path, Path]:
    git_dir, tree = folder / "git", folder / "tree"
    for place in (git_dir / "refs", git_dir / CACHE, tree):
        place.mkdir(parents=True)
    (git_dir / "HEAD").write_text("ref: refs/heads/none\n")
    long = repo.object_format == "sha256"
    (git_dir / "config").write_text(
        "[core]\n\trepositoryFormatVersion = " + ("1" if long else "0") + "\n"
        "\tbare = false\n" + ("[extensions]\n\tobjectFormat = sha256\n" if long else "")
    )
    # git writes beside what it finds, so the folders are ours and the files are links.
    for known in (repo.common_dir / CACHE).glob("*/*image*"):
        place = git_dir / CACHE / known.parent.name
        place.mkdir(exist_ok=True)
        if not known.name.startswith("thisimage"):
            (place / known.name).symlink_to(known)
    for path, data in files.items():
        place = tree / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return git_dir, tree


def _leads_out(path: str) -> bool:
    """Whether a forged name would be written elsewhere than in the folder."""
    return bool({"", ".", "..", ".git"} & set(path.lower().split("/")))
