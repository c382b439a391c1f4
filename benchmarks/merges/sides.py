"""The two ways of doing a case: gitfix's merge in memory, and git in a worktree of the target."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.merges.cases import Case
from benchmarks.merges.outcome import Outcome, unlabelled
from benchmarks.world import PLAIN
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.git.opening import open_repository
from gitfix.git.process import Git
from gitfix.git.repository import Repository

CONFIG = (
    PLAIN
    + """\
[advice]
	detachedHead = false
[merge]
	renameLimit = 32767
"""
)
"""The rename limit is the one that gitfix sets for its own merges."""


class LeftOut(Exception):
    """This case cannot be done here: an object is missing."""


@dataclass(frozen=True)
class Timed:
    """What came of it, and the seconds: `merge` of the merge alone, `whole` with the checkout before it."""

    outcome: Outcome
    merge: float
    whole: float


class Scratch:
    """A repository in `folder` that borrows the objects of `source`, and writes nothing there."""

    def __init__(self, git: str, source: Path, folder: Path) -> None:
        self.git = git
        self.path = folder / "repository"
        home = folder / "home"
        home.mkdir()
        (home / ".gitconfig").write_text(CONFIG)
        self.env = {
            "PATH": f"{Path(git).parent}:{os.environ['PATH']}",
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_EDITOR": ":",
            "GIT_MERGE_AUTOEDIT": "no",
            "LC_ALL": "C",
            **{key: os.environ[key] for key in ("GIT_EXEC_PATH",) if key in os.environ},
        }
        common = self._out(source, "rev-parse", "--path-format=absolute", "--git-common-dir")
        objects = Path(common.decode().strip()) / "objects"
        shape = self._out(source, "rev-parse", "--show-object-format").decode().strip()
        self.run(folder, "init", "-q", f"--object-format={shape}", str(self.path))
        (self.path / ".git" / "objects" / "info" / "alternates").write_text(f"{objects}\n")

    def _out(self, cwd: Path, *arguments: str) -> bytes:
        return self.run(cwd, *arguments).stdout

    def read(self, oid: str) -> bytes:
        """What the object `oid` holds, a submodule's commit aside."""
        return self.run(self.path, "cat-file", "blob", oid, check=False).stdout

    def run(
        self, cwd: Path, *arguments: str, check: bool = True, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git."""
        done = subprocess.run(
            [self.git, *arguments],
            cwd=cwd,
            env={**self.env, **(env or {})},
            capture_output=True,
            check=False,
        )
        if check and done.returncode:
            raise LeftOut(done.stderr.decode(errors="replace").strip())
        return done


class ByGitfix:
    """As `gitfix backport` does it. The checkout of the repository is an unborn branch, and stays one."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._repo: Repository = open_repository(scratch.path)
        self._repo.git = Git(scratch.path, env=scratch.env)

    def do(self, case: Case) -> Timed:
        """LeftOut when git cannot read something."""
        began = time.perf_counter()
        merges = self._repo.merges
        try:
            if case.kind == "merge":
                bases = self._repo.history.merge_bases(case.target, case.head)
                known = bases[0] if len(bases) == 1 else None
                began = time.perf_counter()
                merged = merges.merge(Oid(case.target), Oid(case.head), known)
            else:
                merged = merges.apply(Oid(case.target), Oid(case.base), Oid(case.head))
        except Refusal as refusal:
            raise LeftOut("; ".join((refusal.message, *refusal.found))) from None
        took = time.perf_counter() - began
        if merged.clean:
            return Timed(Outcome(merged.tree), took, took)
        stages = [(one.mode, str(one.oid), one.stage, one.path) for one in merged.stages]
        said = "\n".join(message.text for message in merged.messages)
        paths = sorted({one.path for one in merged.stages if "\n" not in one.path})
        contents = self._repo.objects.read([f"{merged.tree}:{path}" for path in paths])
        texts = {unlabelled(p): data for p, data in zip(paths, contents, strict=True) if data}
        return Timed(Outcome.conflict(stages, said, texts, self._scratch.read), took, took)


class ByGit:
    """`git merge` or `git cherry-pick` in a worktree that has the target checked out."""

    def __init__(self, scratch: Scratch, folder: Path) -> None:
        self._scratch = scratch
        self._there = folder
        self._ready = False

    def do(self, case: Case) -> Timed:
        """LeftOut when git cannot read something."""
        run, there = self._scratch.run, self._there
        began = time.perf_counter()
        if not self._ready:
            run(self._scratch.path, "worktree", "add", "-q", "--detach", str(there), case.target)
            self._ready = True
        else:
            run(there, "reset", "-q", "--hard", case.target)
        if run(there, "status", "--porcelain").stdout:
            run(there, "clean", "-ffdxq")
        ready = time.perf_counter()
        done = run(there, *_words(case), check=False)
        ended = time.perf_counter()
        if done.returncode not in (0, 1):
            raise LeftOut(done.stderr.decode(errors="replace").strip())
        if done.returncode == 0:
            tree = run(there, "rev-parse", "HEAD^{tree}").stdout.decode().strip()
            return Timed(Outcome(tree), ended - ready, ended - began)
        return Timed(self._conflict(done.stdout), ended - ready, ended - began)

    def _conflict(self, said: bytes) -> Outcome:
        stages = []
        for row in self._scratch.run(self._there, "ls-files", "-u", "-z").stdout.split(b"\0")[:-1]:
            head, _, name = row.partition(b"\t")
            mode, oid, stage = head.decode().split(" ")
            stages.append((int(mode, 8), oid, int(stage), os.fsdecode(name)))
        words = said.decode("utf-8", "replace")
        if not stages and "CONFLICT" not in words:
            raise LeftOut(words.strip())
        texts = {}
        for path in {path for *_, path in stages}:
            file = self._there / path
            if file.is_file() and not file.is_symlink():
                texts[unlabelled(path)] = file.read_bytes()
        return Outcome.conflict(stages, words, texts, self._scratch.read)


def _words(case: Case) -> list[str]:
    if case.kind == "merge":
        return ["merge", "--no-ff", "--no-edit", "--allow-unrelated-histories", case.head]
    mainline = ["-m", str(case.mainline)] if case.mainline else []
    return ["cherry-pick", "--allow-empty", "--keep-redundant-commits", *mainline, case.head]
