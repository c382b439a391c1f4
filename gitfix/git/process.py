"""Runs the git binary: argv lists, bytes in and out, `LC_ALL=C`, no editor, no prompt without a terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Refusal
from gitfix.core.text import decode
from gitfix.host.process import Begun, Finished, run

if TYPE_CHECKING:
    from gitfix.host.stream import Stream

CLEARED = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_TRACE",
    "GIT_REFLOG_ACTION",
    "GIT_CONFIG",
    "GIT_ATTR_SOURCE",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
"""Variables of a surrounding git (a hook in a linked worktree gets GIT_DIR) that must not reach another one,
and those that would change what ours are asked (git dies of literal pathspecs beside any other kind)."""


class GitFailed(Refusal):
    """git ended with an exit code that the caller did not expect; carries the code and git's own words."""

    def __init__(self, done: Finished) -> None:
        from gitfix.host.secret_names import masked

        words = [line for line in masked(decode(done.stderr)).splitlines() if line.strip()]
        ended = f"exit {done.code}" if done.code >= 0 else f"signal {-done.code}"
        super().__init__(
            f"git {_subcommand(done.argv)} failed ({ended})",
            found=tuple(words[:8]),
            hint="nothing else was changed; gitfix doctor looks for the cause",
            exit=Exit.REFUSED,
        )
        self.done = done
        self.code = done.code


def _subcommand(argv: Sequence[str]) -> str:
    """`commit` of `git -c core.fsmonitor=false commit`: what people know it by."""
    words = iter(argv[1:])
    for word in words:
        if word in ("-c", "-C"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def base_environment(interactive: bool) -> dict[str, str]:
    """The environment that every git of ours gets."""
    env = {key: value for key, value in os.environ.items() if key not in CLEARED}
    env.update(
        LC_ALL="C",
        LANGUAGE="",
        GIT_EDITOR=":",
        GIT_SEQUENCE_EDITOR=":",
        GIT_MERGE_AUTOEDIT="no",
        GIT_PAGER="cat",
        GIT_LITERAL_PATHSPECS="1",
        GIT_OPTIONAL_LOCKS="0",
    )
    if not interactive:
        # An empty GIT_ASKPASS also silences core.askPass and SSH_ASKPASS.
        env.update(GIT_TERMINAL_PROMPT="0", GIT_ASKPASS="", SSH_ASKPASS_REQUIRE="never")
    return env


class Git:
    """One place to run git in: a folder, an environment, and the descriptors its children must hold."""

    def __init__(
        self,
        cwd: Path,
        *,
        interactive: bool = False,
        env: Mapping[str, str] | None = None,
        hold: Sequence[int] = (),
    ) -> None:
        self.cwd = cwd
        self.interactive = interactive
        self.env = base_environment(interactive) if env is None else dict(env)
        self.hold = tuple(hold)

    def at(self, cwd: Path) -> Git:
        """The same git in another folder, without this repository's explicit GIT_DIR."""
        env = {key: value for key, value in self.env.items() if key not in CLEARED}
        return Git(cwd, interactive=self.interactive, env=env, hold=self.hold)

    def holding(self, descriptor: int) -> Git:
        """The same git whose processes keep `descriptor` (a lock) open for as long as they live."""
        return Git(self.cwd, interactive=self.interactive, env={**self.env}, hold=(descriptor,))

    def run(
        self,
        *args: str,
        input: bytes = b"",
        ok: Sequence[int] | None = (0,),
        env: Mapping[str, str] | None = None,
        idle: float | None = None,
        limit: float | None = None,
        cwd: Path | None = None,
        terminal: bool = False,
    ) -> Finished:
        """Run `git ARGS`; GitFailed when the exit code is not in `ok` (None: any is fine)."""
        folder = cwd or self.cwd
        # Where git goes there by itself, `run` can start it without `subprocess`.
        itself = not input and not self.hold and idle is None and limit is None
        done = run(
            ["git", "-C", str(folder), *args] if itself else ["git", *args],
            input=input,
            cwd=None if itself else folder,
            env={**self.env, **env} if env else self.env,
            idle=idle,
            limit=limit,
            pass_fds=self.hold,
            terminal=terminal,
        )
        if ok is not None and done.code not in ok:
            raise GitFailed(done)
        return done

    def stream(
        self, *args: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Stream:
        """`git ARGS` under way, to be read while it writes."""
        from gitfix.host.stream import Stream

        asked = ["git", *args]
        whole = {**self.env, **env} if env else self.env
        return Stream(asked, cwd=cwd or self.cwd, env=whole, pass_fds=self.hold)

    def rest(self, running: Stream) -> bytes:
        """All that one under way has still to write; GitFailed when it then ends with an error."""
        data = b"".join(running.chunks())
        code = running.code()
        if code:
            raise GitFailed(Finished(running.argv, code, data, running.stderr))
        return data

    def begin(self, *args: str, env: Mapping[str, str], asked_later: bool = False) -> Begun:
        """`git ARGS` in a session of its own, to be waited for later (`asked_later`: and to be given its input)."""
        argv, own = ["git", *args], {**self.env, **env}
        return Begun(argv, cwd=self.cwd, env=own, pass_fds=self.hold, asked_later=asked_later)

    def out(self, *args: str, input: bytes = b"", env: Mapping[str, str] | None = None) -> bytes:
        """What `git ARGS` wrote."""
        return self.run(*args, input=input, env=env).stdout

    def line(self, *args: str, input: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        """The single line that `git ARGS` wrote, without its end."""
        return decode(self.out(*args, input=input, env=env)).rstrip("\n")

    def fields(self, *args: str, input: bytes = b"") -> list[str]:
        """The NUL-terminated fields that `git ARGS -z` wrote."""
        return split(self.out(*args, input=input))

    def test(self, *args: str) -> bool:
        """Whether `git ARGS` answered yes (0) rather than no (1)."""
        return self.run(*args, ok=(0, 1)).code == 0


def split(data: bytes) -> list[str]:
    """NUL-terminated fields as text."""
    return [decode(field) for field in data.split(b"\0")[:-1]]
