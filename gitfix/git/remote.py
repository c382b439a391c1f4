"""The remote: one ls-remote for the truth, then only the objects that are needed.

Nothing of the user's is moved: no tag, no remote-tracking ref, no FETCH_HEAD.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Refusal
from gitfix.core.redact import redact_url
from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.git.advertised import Advertised, parse
from gitfix.git.push_url import Place, place, resolved, rewrites, rewritten
from gitfix.git.url_secret import HiddenUser, hidden_user
from gitfix.host.process import Begun, Finished, TimedOut
from gitfix.host.secret_names import masked

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

FETCH = (
    "--progress",
    "--no-tags",
    "--refmap=",
    "--no-write-fetch-head",
    "--no-prune",
    "--no-recurse-submodules",
    "--no-auto-maintenance",
)
_SSH = re.compile(r"^(ssh://|[^/:]+:(?!//))")


class Unreachable(Exception):
    """The remote did not answer; `reason` says how."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Patience:
    """Seconds without progress after which a remote is unreachable: without, and with a person at the key.

    `server`: while hooks of the server look at a push, which say nothing meanwhile.
    """

    quiet: float = 5.0
    touch: float = 30.0
    server: float = 30.0


class Remote:
    """One remote by its name."""

    def __init__(self, repo: Repository, name: str) -> None:
        self._repo = repo
        self._git = repo.git
        self.name = name
        self.patience = Patience()
        self.deadline: float | None = None
        """Of the monotonic clock: everything asked of the remote has ended by then, come what may."""
        self.waiting: Callable[[str], None] = lambda name: None
        """Told the remote's name when a person is about to be needed."""
        self._begun: dict[tuple[str, ...], Begun] = {}

    @cached_property
    def urls(self) -> list[str]:
        """The configured URLs, as written (they may hold a password: never print them)."""
        return _urls(self._repo, f"remote.{self.name}.url")

    @cached_property
    def explicit_push_urls(self) -> list[str]:
        """The configured `pushurl` values, as written."""
        return _urls(self._repo, f"remote.{self.name}.pushurl")

    @property
    def push_urls(self) -> list[str]:
        """Where plain `git push` goes, rewritten as git does it (never print them as they are)."""
        return resolved(self.urls, self.explicit_push_urls, self._repo.config)

    def push_place(self) -> Place:
        """How a push names its one URL; only when `push_urls` has one."""
        return place(self.name, self.urls, self.explicit_push_urls, self._repo.config)

    @property
    def mirror(self) -> bool:
        """Whether this clone mirrors the remote, so that a fetch may delete anything."""
        config = self._repo.config
        fetches = config.get_all(f"remote.{self.name}.fetch")
        return config.flag(f"remote.{self.name}.mirror") or "+refs/*:refs/*" in fetches

    def shown(self) -> str:
        """The URL for people, without secrets."""
        return redact_url(self.urls[0]) if self.urls else self.name

    def _asked(self, pushed: bool) -> tuple[str, ...]:
        """Where to read, as git is told it: the remote, or where pushes go (`pushed`) when that is another place."""
        if not pushed or len(self.explicit_push_urls) != 1:
            return ("--", self.name)
        program = self._repo.config.get(f"remote.{self.name}.uploadpack")
        options = (f"--upload-pack={program}",) if program else ()
        (url,) = self.explicit_push_urls
        hidden = self._hidden(url)
        return (*options, "--", hidden.bare if hidden else url)

    def _hidden(self, written: str) -> HiddenUser | None:
        """Who asks at the place that is read as `written`, where its address holds a password."""
        return hidden_user(rewritten(written, rewrites(self._repo.config, "insteadOf")) or written)

    def _user(self, pushed: bool) -> dict[str, str]:
        """The environment that tells git who asks, so that no command line does; empty where no address says it."""
        named = pushed and len(self.explicit_push_urls) == 1
        for written in self.explicit_push_urls if named else self.urls[:1]:
            if hidden := self._hidden(written):
                return hidden.environment(self._git.env, hidden.bare if named else written)
        return {}

    def advertised(self, *, pushed: bool = False) -> Advertised:
        """All refs and HEAD, in one question; Unreachable when there is no answer.

        `pushed`: of the place where pushes go, which a `pushurl` may set apart.
        """
        done = self.network(*self._question(pushed), pushed=pushed)
        return parse(decode(done.stdout))

    def _question(self, pushed: bool) -> tuple[str, ...]:
        return ("ls-remote", "--symref", *self._asked(pushed))

    def ask_ahead(self) -> None:
        """Ask now what `advertised` will want to know in a moment."""
        question = self._question(False)
        self._begun[question] = self._git.begin(*question, env=self._quiet(False))

    def fetch(self, refs: list[str], *, whole: bool = False, pushed: bool = False) -> None:
        """Bring the objects of the remote's `refs` (`pushed`: as for `advertised`), and move no ref at all.

        A shallow clone gets the newest commit alone, unless the `whole` history is asked for.
        """
        depth = ["--depth=1"] if self._repo.shallow and not whole else []
        self.network("fetch", *FETCH, *depth, *self._asked(pushed), *refs, pushed=pushed)

    def network(self, *args: str, pushed: bool = False, idle: float | None = None) -> Finished:
        """Run a git command that talks to this remote (`pushed`: as for `advertised`); Unreachable when it fails.

        `idle`: seconds without progress that are allowed (default: `patience`).
        """
        done = self._try(args, self._quiet(pushed), idle or self.patience.quiet, False)
        if isinstance(done, str) and self._git.interactive and any(map(_SSH.match, self.urls)):
            # A passphrase or a security key needs a person: git keeps the terminal, and gets more time.
            self.waiting(self.name)
            done = self._try(args, self._user(pushed), self.patience.touch, True)
        if isinstance(done, str):
            raise Unreachable(done)
        return done

    def _quiet(self, pushed: bool) -> dict[str, str]:
        quiet = {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS_REQUIRE": "never"}
        return {**quiet, **self.batch_ssh(), **self._user(pushed)}

    def _try(
        self, args: tuple[str, ...], env: dict[str, str], idle: float, terminal: bool
    ) -> Finished | str:
        begun = self._begun.pop(args, None)
        try:
            if begun:
                done = begun.finish(idle, self.left())
            else:
                done = self._git.run(
                    *args, env=env, idle=idle, limit=self.left(), ok=None, terminal=terminal
                )
        except TimedOut as late:
            return f"no answer within {late.seconds:g} s"
        return done if done.code == 0 else _reason(done)

    def left(self) -> float | None:
        """Seconds until the deadline, if there is one."""
        return None if self.deadline is None else max(self.deadline - time.monotonic(), 0.0)

    def batch_ssh(self) -> dict[str, str]:
        """The environment that keeps OpenSSH from asking; empty where another ssh is configured."""
        env, config = self._git.env, self._repo.config
        special = "GIT_SSH" in env or "GIT_SSH_VARIANT" in env or config.get("ssh.variant")
        if special or not any(map(_SSH.match, [*self.urls, *self.push_urls])):
            return {}
        command = env.get("GIT_SSH_COMMAND") or config.get("core.sshcommand") or "ssh"
        return {"GIT_SSH_COMMAND": f"{command} -oBatchMode=yes"}


def _urls(repo: Repository, key: str) -> list[str]:
    values = repo.config.get_all(key)
    # From git 2.46 on an empty value takes back the ones before it (git-config(1), remote.<name>.url).
    if "" in values and repo.version >= (2, 46):
        values = values[len(values) - values[::-1].index("") :]
    return values


def _reason(done: Finished) -> str:
    words = [line for line in masked(decode(done.stderr)).splitlines() if line.strip()]
    return words[0].removeprefix("fatal: ") if words else f"git ended with exit code {done.code}"


def unreachable(remote: Remote, why: Unreachable, hint: str) -> Refusal:
    """The refusal of a command that cannot go on without the remote."""
    return Refusal(
        f"{remote.name} cannot be reached", found=(why.reason,), hint=hint, exit=Exit.REMOTE
    )
