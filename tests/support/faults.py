"""Faults at the worst moment: a `git` in front of the real one that kills, or moves things, at the n-th process.

Only processes that gitfix starts itself count; a git that another git (or a hook) starts does not.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.builder import RepoBuilder
from tests.support.world import World

WRAPPER = """\
#!/bin/sh
[ -n "$GITFIX_TEST_NESTED" ] && exec '{git}' "$@"
export GITFIX_TEST_NESTED=1
# Where it runs is not what it is asked.
if [ "$1" = -C ] && cd "$2"; then shift 2; fi
# An exclusive create is the counter: atomic, and no process of its own.
set -C
n=1
until {{ printf '%s\\n' "$*" > '{log}'/$n; }} 2>/dev/null; do n=$((n + 1)); done
set +C
{body}
exec '{git}' "$@"
"""

BEFORE = """\
if [ "$n" -eq {n} ]; then kill -9 $PPID; exit 137; fi"""

AFTER = """\
if [ "$n" -eq {n} ]; then '{git}' "$@"; code=$?; kill -9 $PPID; exit $code; fi"""

DURING = """\
if [ "$n" -eq {n} ]; then
    exec 3<&0
    '{git}' "$@" <&3 &
    kill -9 $PPID
    {then}
fi"""

TRACE = """\
look() {{
    find '{root}' '(' -path '{own}' -o -path '{root}/kept' -o -name objects ')' -prune \\
        -o -printf '%p %y %i %s %m %n %T@ %C@ %l\\n' 2>/dev/null | sort > '{log}'/look-$n-$1
}}
look before
'{git}' "$@"; code=$?
look after
exit $code"""
"""A change of content or of a name changes a file's or folder's inode, size or times; reading changes none of them.

Objects are left out: one that no ref names is nothing to anybody, and one that is written again is the same.
"""

MOVE = """\
case "$*" in {pattern}) if mkdir '{log}/moved' 2>/dev/null; then
    {command}
fi ;; esac"""

RENAMES = """\
[ "$1" = prepared ] || exit 0
updates=$(cat)
case "$updates" in *'{ref}'*) ;; *) exit 0 ;; esac
mkdir '{mark}' 2>/dev/null || exit 0
git_dir=$(git rev-parse --git-common-dir)
read -r _ _ _ parent _ < /proc/$PPID/stat
left={renamed}
while read -r old new ref; do
    # HEAD is locked with the branch that it names, and never renamed.
    if [ "$ref" != HEAD ] && [ "$left" -gt 0 ] && [ -e "$git_dir/$ref.lock" ]; then
        mv "$git_dir/$ref.lock" "$git_dir/$ref"
        left=$((left - 1))
    fi
done <<END
$updates
END
[ {kill_parent} = 1 ] && kill -9 "$parent"
kill -9 $PPID
"""


class Faults:
    """Faults of one world; each is in force inside its `with` block."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.folder = world.root / "faults"
        self.log = self.folder / "log"

    def calls(self) -> list[str]:
        """The arguments of each git process that gitfix has started in the last block, in order."""
        paths = sorted((p for p in self.log.glob("[0-9]*")), key=lambda path: int(path.name))
        return [path.read_text().rstrip("\n") for path in paths]

    @contextmanager
    def count_git(self) -> Iterator[Faults]:
        """Only count: afterwards `len(faults.calls())` is how many there were."""
        with self._wrapped(""):
            yield self

    @contextmanager
    def trace(self) -> Iterator[Faults]:
        """Look at every file of the world before and after each git process: `changes` compares."""
        where = {"root": self.world.root, "own": self.folder, "log": self.log}
        with self._wrapped(TRACE.format(**where, git=self.world.git)):
            yield self

    def changes(self) -> list[tuple[int, str]]:
        """Where something on disk is not as at the moment before: (n, "before") or (n, "after") a git process.

        A kill at any other moment leaves the same files as a kill at the last one of these. What changes before the
        first git process is not told apart from what was there.
        """
        self.world.wait_until_quiet()
        found, last = [(1, "before")], b""
        # By time: a git that answers many questions ends long after the next ones began.
        for path in sorted(self.log.glob("look-*"), key=lambda path: path.stat().st_mtime_ns):
            now = path.read_bytes()
            if last and now != last:
                _, n, where = path.name.split("-")
                found.append((int(n), where))
            last = now
        return sorted(found)

    @contextmanager
    def kill_at(
        self, n: int, *, where: str = "before", also_git: bool = False, delay: float = 0
    ) -> Iterator[Faults]:
        """SIGKILL gitfix at the n-th git process it starts (from 1).

        `where`: `before` that git does anything, `after` it has ended, `during`: gitfix dies and git goes on
        alone. `also_git`: git is killed too, `delay` seconds after it began (with `before`: it never begins).
        """
        assert where in ("before", "during", "after"), where
        assert not (also_git and where == "after"), "after git has ended it cannot be killed"
        end = f"sleep {delay}; kill -9 $! 2>/dev/null; exit 137" if also_git else "wait $!; exit"
        body = {"before": BEFORE, "during": DURING, "after": AFTER}[where]
        with self._wrapped(body.format(n=n, git=self.world.git, then=end)):
            yield self

    @contextmanager
    def hang_at(self, n: int) -> Iterator[Faults]:
        """A person presses ^C while the n-th git process does not end: gitfix's group hears it, and nothing else."""
        with self._wrapped(f'if [ "$n" -eq {n} ]; then kill -INT -$PPID; exec sleep 60; fi'):
            yield self

    @contextmanager
    def before(self, pattern: str, command: str) -> Iterator[Faults]:
        """Run the shell `command` once, right before gitfix's first git whose arguments match `pattern`.

        The pattern is the shell's (`*'update-ref'*'--stdin'*`, `'push '*`). Inside `command`, git is the real one.
        """
        with self._wrapped(MOVE.format(pattern=pattern, command=command, log=self.log)):
            yield self
            moved = (self.log / "moved").is_dir()
            assert moved, f"no git process matched {pattern}: {self.calls()}"

    @contextmanager
    def mover(self, repo: RepoBuilder, ref: str, to: str, *, pattern: str) -> Iterator[Faults]:
        """Move `ref` of `repo` to the commit `to` right before the git that matches `pattern`."""
        words = f"'{self.world.git}' --git-dir='{repo.git_dir}' update-ref '{ref}' '{to}'"
        with self.before(pattern, words):
            yield self

    @contextmanager
    def kill_inside_refs(
        self, repo: RepoBuilder, *, ref: str = "refs/", renamed: int = 0, also_gitfix: bool = True
    ) -> Iterator[None]:
        """SIGKILL git inside its next transaction over `ref` (part of a name): refs locked, `renamed` moved.

        What a kill in the middle of the renames leaves on disk, at a moment that a test can choose. Needs /proc and
        loose refs; the transaction must be of a git that runs hooks.
        """
        mark = self.folder / "renames-done"
        self.folder.mkdir(exist_ok=True)
        script = RENAMES.format(ref=ref, mark=mark, renamed=renamed, kill_parent=int(also_gitfix))
        hook = repo.hook("reference-transaction", script)
        try:
            yield
        finally:
            hook.unlink()
        assert mark.is_dir(), "no ref transaction was prepared"
        mark.rmdir()

    @contextmanager
    def _wrapped(self, body: str) -> Iterator[None]:
        shutil.rmtree(self.log, ignore_errors=True)
        self.log.mkdir(parents=True)
        text = WRAPPER.format(git=self.world.git, log=self.log, body=body)
        self.world.script("git", text, folder=self.folder)
        self.world.path.insert(0, self.folder)
        try:
            yield
        finally:
            self.world.path.remove(self.folder)


def blocked(path: Path) -> None:
    """Make `path` unusable as a folder, for root too: a file stands in its place."""
    if path.is_dir():
        shutil.rmtree(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("in the way\n")
