"""One small repository per kind of conflict that git knows: a release, a fix, and a develop that it conflicts with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.builder import Content, Executable, Link, RepoBuilder
from tests.support.world import World

HOTFIX = "hotfix/1.0.1-it-fails"
LINES = "".join(f"line {n}\n" for n in range(1, 13))


def lines(**changes: str) -> str:
    """Twelve lines, some of them changed: `lines(l5="mine")`."""
    rows = {f"l{n}": f"line {n}" for n in range(1, 13)} | changes
    return "".join(f"{row}\n" for row in rows.values())


@dataclass(frozen=True)
class Case:
    """What the release holds, what develop and the fix make of it, and what a person makes of the conflict."""

    base: Mapping[str, Content]
    ours: Mapping[str, Content]
    theirs: Mapping[str, Content]
    resolved: Mapping[str, Content]
    """Paths that the person writes; every other path that is in conflict goes away."""
    kinds: tuple[str, ...]
    """git's names, any of which is what it says."""
    prepare: Callable[[RepoBuilder], None] | None = None
    wanted: Mapping[str, str | None] = field(default_factory=dict)
    """What the landed tree holds beyond `resolved`."""


def _driver(repo: RepoBuilder) -> None:
    script = repo.world.script(
        "driver", '#!/bin/sh\nprintf "the driver gave up\\n" > "$2"\nexit 1\n'
    )
    repo.config("merge.own.driver", f"{script} %O %A %B")


FOLDER = {f"old/{name}.txt": f"{name}\n{LINES}" for name in "abc"}
MOVED = dict.fromkeys(FOLDER) | {
    name.replace("old/", "new/"): text for name, text in FOLDER.items()
}
SPLIT = dict.fromkeys(FOLDER) | {
    "one/a.txt": FOLDER["old/a.txt"],
    "two/b.txt": FOLDER["old/b.txt"],
}

CASES: dict[str, Case] = {
    "content": Case(
        {"f.txt": LINES},
        {"f.txt": lines(l5="develop")},
        {"f.txt": lines(l5="the fix")},
        {"f.txt": lines(l5="both")},
        ("contents",),
    ),
    "modify-delete": Case(
        {"f.txt": LINES},
        {"f.txt": None},
        {"f.txt": lines(l5="the fix")},
        {"f.txt": lines(l5="the fix")},
        ("modify/delete",),
    ),
    "delete-modify": Case(
        {"f.txt": LINES},
        {"f.txt": lines(l5="develop")},
        {"f.txt": None, "g.txt": "new\n"},
        {},
        ("modify/delete",),
        wanted={"f.txt": None, "g.txt": "new\n"},
    ),
    "rename-delete": Case(
        {"f.txt": LINES},
        {"f.txt": None, "moved.txt": LINES},
        {"f.txt": None, "g.txt": "new\n"},
        {"moved.txt": LINES},
        ("rename/delete", "modify/delete"),
        wanted={"g.txt": "new\n"},
    ),
    "rename-rename": Case(
        {"f.txt": LINES},
        {"f.txt": None, "ours.txt": LINES},
        {"f.txt": None, "theirs.txt": lines(l5="the fix")},
        {"ours.txt": lines(l5="the fix")},
        ("rename/rename",),
        wanted={"theirs.txt": None, "f.txt": None},
    ),
    "rename-to-one": Case(
        {"a.txt": LINES, "b.txt": LINES.upper()},
        {"a.txt": None, "one.txt": LINES},
        {"b.txt": None, "one.txt": LINES.upper()},
        {"one.txt": "both\n"},
        ("rename involved in collision", "rename/rename", "add/add", "contents"),
    ),
    "add-add": Case(
        {"f.txt": LINES},
        {"new.txt": "develop\n"},
        {"new.txt": "the fix\n"},
        {"new.txt": "both\n"},
        ("add/add", "contents"),
    ),
    "directory-rename": Case(
        FOLDER,
        MOVED,
        {"old/d.txt": "the fix\n"},
        {"new/d.txt": "the fix\n"},
        ("file location", "directory rename suggested"),
        wanted={"old/d.txt": None},
    ),
    "directory-rename-split": Case(
        {**FOLDER, "old/d.txt": f"d\n{LINES}"},
        {**SPLIT, "old/c.txt": FOLDER["old/c.txt"], "old/d.txt": None}
        | {"old/c.txt": None, "one/c.txt": FOLDER["old/c.txt"], "two/d.txt": f"d\n{LINES}"},
        {"old/e.txt": "the fix\n"},
        {"one/e.txt": "the fix\n", "old/e.txt": None},
        ("directory rename split", "directory rename unclear split"),
    ),
    "file-directory": Case(
        {"f.txt": LINES},
        {"spot": "a file\n"},
        {"spot/inner.txt": "the fix\n"},
        {"spot/inner.txt": "the fix\n", "spot.txt": "a file\n"},
        ("file/directory",),
        wanted={"spot~develop": None},
    ),
    "binary": Case(
        {"f.bin": b"\0base" * 9},
        {"f.bin": b"\0ours" * 9},
        {"f.bin": b"\0theirs" * 9},
        {"f.bin": "text now\n"},
        ("binary", "contents"),
    ),
    "mode": Case(
        {"f.txt": LINES},
        {"run.sh": "echo\n"},
        {"run.sh": Executable("echo\n")},
        {"run.sh": Executable("echo\n")},
        ("add/add", "contents"),
    ),
    "symlink": Case(
        {"link": Link("base")},
        {"link": Link("ours")},
        {"link": Link("theirs")},
        {"link": Link("both")},
        ("contents", "add/add"),
    ),
    "symlink-file": Case(
        {"spot": Link("base")},
        {"spot": "a file\n"},
        {"spot": Link("theirs")},
        {"spot": "a file\n"},
        ("distinct types", "distinct modes", "modify/delete"),
    ),
    "union": Case(
        {"f.txt": LINES, "log.txt": LINES, ".gitattributes": "log.txt merge=union\n"},
        {"f.txt": lines(l5="develop"), "log.txt": lines(l5="develop")},
        {"f.txt": lines(l5="the fix"), "log.txt": lines(l5="the fix")},
        {"f.txt": lines(l5="both")},
        ("contents",),
        wanted={"log.txt": lines(l5="develop\nthe fix")},
    ),
    "driver": Case(
        {"f.txt": LINES, ".gitattributes": "f.txt merge=own\n"},
        {"f.txt": lines(l5="develop")},
        {"f.txt": lines(l5="the fix")},
        {"f.txt": lines(l5="both")},
        ("contents",),
        _driver,
    ),
}
"""Every kind but the submodule's, whose sides are commits of another repository."""


def build(world: World, name: str) -> RepoBuilder:
    """The repository of one kind: main at the release and a bit further, develop in conflict, the fix committed."""
    repo = RepoBuilder.init(world, world.root / "repo")
    if name == "submodule":
        return _submodule(world, repo)
    case = CASES[name]
    if case.prepare:
        case.prepare(repo)
    repo.commit("Begin", {"readme.md": "# It\n", **case.base})
    repo.tag("v1.0.0")
    for branch, message, files in (
        (HOTFIX, "Fix it", case.theirs),
        ("develop", "Other work", case.ours),
        ("main", "News", {"news.md": "news\n"}),
    ):
        _branch(repo, branch, message, files)
    return repo


def _branch(repo: RepoBuilder, branch: str, message: str, files: Mapping[str, Content]) -> None:
    if branch == "main":
        repo.switch("main")
    else:
        repo.switch(branch, create=True, start="v1.0.0")
    repo.git(
        "rm",
        "-q",
        "-r",
        "--ignore-unmatch",
        "--",
        *(p for p, c in files.items() if c is None),
        "no such file",
    )
    repo.commit(message, {path: content for path, content in files.items() if content is not None})


def _submodule(world: World, repo: RepoBuilder) -> RepoBuilder:
    """develop and the fix each move the submodule to a commit that the other does not hold."""
    library = RepoBuilder.init(world, world.root / "library")
    library.commit("Begin", {"lib.txt": "1\n"})
    library.branch("ours")
    library.branch("theirs")
    for side in ("ours", "theirs"):
        library.commit_on(side, side, {"lib.txt": f"{side}\n"})
    repo.commit("Begin", {"readme.md": "# It\n"})
    repo.git("submodule", "--quiet", "add", str(library.path), "sub")
    repo.git("-C", "sub", "fetch", "-q", "origin", "ours", "theirs")
    repo.commit("With the library")
    repo.tag("v1.0.0")
    for branch, side in ((HOTFIX, "theirs"), ("develop", "ours")):
        repo.switch(branch, create=True, start="v1.0.0")
        repo.git("update-index", "--cacheinfo", f"160000,{library.oid(side)},sub")
        repo.commit(f"Library {side}")
    repo.git("update-index", "--cacheinfo", f"160000,{library.oid('main')},sub")
    repo.git("switch", "-q", "-f", "main")
    repo.commit("News", {"news.md": "news\n"})
    return repo


def resolve(world: World, at: Path, name: str) -> RepoBuilder:
    """Do in the worktree `at` what a person does, and `git add` it."""
    tree = RepoBuilder(world, at)
    if name == "submodule":
        library = RepoBuilder(world, world.root / "library")
        tree.git("update-index", "--cacheinfo", f"160000,{library.oid('theirs')},sub")
        return tree
    case = CASES[name]
    unmerged = set(
        tree.git_bytes("diff", "--name-only", "--diff-filter=U", "-z").decode().split("\0")
    ) - {""}
    gone = sorted(
        unmerged - {path for path, content in case.resolved.items() if content is not None}
    )
    gone += [path for path, content in case.resolved.items() if content is None]
    if gone:
        tree.git("rm", "-q", "-f", "--ignore-unmatch", "--", *gone)
    kept = {path: content for path, content in case.resolved.items() if content is not None}
    if kept:
        tree.stage(kept)
    return tree
