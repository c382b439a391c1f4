"""Kills a whole command at every git process and judges what is left: all as before, or all as after.

Between two moments at which every file is the same, a kill leaves the same: one of them stands for all. Which these
are is not guessed from the command line, but looked up on disk around each process of a run that is not killed.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import shop as shops
from tests.support import snapshot
from tests.support.builder import RepoBuilder
from tests.support.faults import Faults
from tests.support.leaks import no_leaks, stale_locks
from tests.support.run import Gitfix, Result
from tests.support.shop import SUMMARY, Shop
from tests.support.world import World

HOTFIX = "hotfix/2.4.2-login-fails-on-an-empty-cart"
MAY_STAY = (
    "ref refs/gitfix/claims/",
    "ref refs/gitfix-local/claims/",
    "ref refs/gitfix-local/fetched/",
    "ref refs/gitfix-local/policy/",
    "ref refs/gitfix-remote/",
    "operation ",
)
"""What no command takes back: a number that was claimed, what was fetched or seen, the log of what was done."""
SHARED = ("ref refs/gitfix/incidents/", "ref refs/gitfix/blobs/")
"""The record on the remote: it goes along with the next command that records something, or with a sync."""
ALL = bool(os.environ.get("GITFIX_EVERY_KILL"))
"""Also kill where nothing has changed on disk, and variants; takes longer and finds the same."""
LOOKS = (("status",), ("production",))
"""The next command after a kill, in turns."""


@dataclass
class Scene:
    """A shop that is brought back to one prepared state before each kill."""

    shop: Shop
    command: tuple[str, ...]
    cwd: Path
    again: bool = True
    """Whether the command may be run again after it has ended well."""
    ends: str = "OK"
    """How it ends when nobody kills it."""
    calls: list[str] = field(default_factory=list)
    before: snapshot.State = field(default_factory=dict)
    after: snapshot.State = field(default_factory=dict)
    changes: list[tuple[int, str]] = field(default_factory=list)
    """The moments of the command at which something on disk has changed."""
    seen: set[int] = field(default_factory=set)

    @property
    def world(self) -> World:
        return self.shop.world

    @property
    def gitfix(self) -> Gitfix:
        return Gitfix(self.world)

    def prepare(self) -> Scene:
        """Keep the state as it is now, run the command once, and learn its git processes and its result."""
        self.world.extra |= self.world.dates()  # two runs make the same commits
        kept = self.world.root / "kept"
        kept.mkdir()
        for folder in self._folders():
            shutil.copytree(folder, kept / folder.name, symlinks=True)
        self.before = self.state()
        faults = Faults(self.world)
        with faults.trace():
            self.gitfix(*self.command, cwd=self.cwd, expect=self.ends)
        self.calls = faults.calls()
        self.changes = faults.changes()
        self.after = self.state()
        assert self.after != self.before, f"{self.command} did nothing"
        return self

    def restore(self) -> None:
        for folder in self._folders():
            shutil.rmtree(folder)
        for left in self.world.temp.iterdir():
            shutil.rmtree(left)
        for folder in (self.world.root / "kept").iterdir():
            shutil.copytree(folder, self.world.root / folder.name, symlinks=True)

    def _folders(self) -> list[Path]:
        root = self.world.root
        return [*root.glob("shop*"), *root.glob("origin.git")]

    def everything(self) -> snapshot.State:
        """All that a later command could see here and on the remote, locks and unfinished plans too."""
        state = snapshot.take(self.shop.repo)
        if self.shop.origin.path.is_dir():
            refs = self.shop.origin.refs()
            state |= {f"ref {ref} on origin": oid for ref, oid in refs.items()}
        # A run's own worktree goes whole, with whatever git was holding there.
        locks = (name for name in stale_locks(self.shop.repo) if "worktrees/gitfix-" not in name)
        state |= {f"lock {name}": "there" for name in locks}
        left = [*self.world.temp.iterdir(), *(self.shop.repo.common_dir / "gitfix/runs").glob("*")]
        state |= {f"temporary {path.name}": "there" for path in left}
        return state

    def state(self) -> snapshot.State:
        """What has to be as before or as after."""
        return {k: v for k, v in self.everything().items() if not _may_stay(k)}

    def writers(self) -> list[int]:
        """Numbers of the git processes that change something on disk."""
        return [n for n, where in self.changes if where == "after"]

    # -- kills

    def kill_everywhere(self, *, midst: bool = True) -> None:
        """Before and after every git process; `midst`: and during each that changes something, not for variants."""
        numbers = range(1, len(self.calls) + 1)
        for where in ("before", "after"):
            self.kill_each(numbers if ALL else self.changed(where), where=where)
        if midst or ALL:
            self.kill_each(self.writers(), where="during", also_git=True, delay=0.002)
        if ALL:
            self.kill_each(self.writers(), where="during")

    def changed(self, where: str) -> list[int]:
        """The processes at which (`before` or `after`) a kill finds what no kill at an earlier moment does."""
        return [n for n, at in self.changes if at == where]

    def kill_each(self, numbers: Iterable[int], **fault: object) -> None:
        """Kill the command at each of these processes and judge what comes of it."""
        faults = Faults(self.world)
        for n in numbers:
            what = f"killed {fault} at git process {n}: {self.calls[n - 1]}"
            self.strike(lambda n=n: faults.kill_at(n, **fault), what, n)  # type: ignore[misc]
            # Two that run side by side may change places, and so may the names that one is asked for.
            came, first = _words(faults.calls()[: n - 1]), _words(self.calls[: n + 1])
            assert came <= first, f"{what}: another way than in the first run: {came - first}"

    def strike(
        self, fault: Callable[[], AbstractContextManager[object]], what: str, turn: int = 0
    ) -> None:
        """Run the command under `fault` in the prepared state, then judge."""
        self.restore()
        with fault():
            self.gitfix(*self.command, cwd=self.cwd, expect="KILLED")
        running = self.world.wait_until_quiet()
        assert not running, f"{what}: still running: {running}"
        try:
            self.judge(turn)
        except AssertionError as error:
            raise AssertionError(f"{what}\n{error}") from None

    def judge(self, turn: int) -> None:
        """The next command says what it did, the record verifies, all is as before or as after, and it works again."""
        left = self.everything()
        key = hash(frozenset(left.items()))
        if key in self.seen:
            return  # the same bytes were left by another kill: what follows was seen
        self.seen.add(key)
        begun = any(name.startswith("journal ") for name in left)
        looked = self.gitfix(*LOOKS[turn % len(LOOKS)], cwd=self.shop.repo)
        self._says(looked, begun, left)
        no_leaks(self.shop.repo)
        now = self.state()
        if now != self.before:
            self.gitfix("audit", "verify", "--all", cwd=self.shop.repo)
        finished = now == self.after
        assert finished or now == self.before, self._difference(now)
        if finished and not self.again:
            return
        again = self.gitfix(*self.command, cwd=self.cwd, expect=self.ends)
        now = self.state()
        assert now == self.after, f"{again}\n{self._difference(now)}"
        no_leaks(self.shop.repo)

    def _says(self, looked: Result, begun: bool, left: snapshot.State) -> None:
        said = " ".join(looked.stderr.split())
        spoken = "finished gitfix" in said or "took back gitfix" in said
        assert spoken == begun, f"begun: {begun}\n{looked}"
        locks = [name.removeprefix("lock ") for name in left if name.startswith("lock ")]
        # A lock in a half-made worktree goes with the whole of it.
        gone = [name for name in locks if (self.shop.repo.common_dir / name).parent.exists()]
        assert not gone or "stale lock" in said, f"{gone}\n{looked}"

    def _difference(self, now: snapshot.State) -> str:
        one = "\n  ".join(snapshot.changes(self.before, now))
        other = "\n  ".join(snapshot.changes(self.after, now))
        return f"neither as before:\n  {one}\nnor as after:\n  {other}"


_CHANCE = re.compile(r"(?<=/gitfix-shop)-[0-9a-f]{16}")


def _words(calls: list[str]) -> set[tuple[str, ...]]:
    """Each call's words in any order; a worktree of a run's own has another name each time."""
    return {tuple(sorted(_CHANCE.sub("", call).split())) for call in calls}


def _may_stay(name: str) -> bool:
    on_its_way = name.startswith(SHARED) and name.endswith(" on origin")
    return on_its_way or name.startswith(MAY_STAY)


def small(template: Shop, world: World, *, remote: bool, lines: tuple[str, ...] = ()) -> Shop:
    """The shop with few targets only: main, develop, and `lines`."""
    shop = shops.copy(template, world)
    for branch in {"release/2.3", "release/2.5"} - {*lines}:
        shop.repo.git("branch", "-q", "-D", branch)
        shop.origin.git("branch", "-q", "-D", branch)
    if remote:
        shop.repo.git("fetch", "-q", "--prune", "origin")
    else:
        shop.repo.git("remote", "remove", "origin")
        shutil.rmtree(shop.origin.path)
    shop.repo.git("pack-refs", "--all")
    return shop


def with_fix(shop: Shop, *options: str) -> RepoBuilder:
    """Open a hotfix branch and commit the fix there; returns the checkout that has it."""
    gitfix = Gitfix(shop.world)
    done = gitfix("branch", SUMMARY, *options, cwd=shop.repo, json=True)
    where = done.result["worktree"]
    at = RepoBuilder(shop.world, Path(where)) if where else shop.repo
    shop.commit_fix(at)
    return at
