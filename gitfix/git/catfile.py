"""One long-lived `git cat-file --batch`: objects are read by the dozen, and a process for each would be the cost."""

from __future__ import annotations

import contextlib
import subprocess
import weakref
from collections.abc import Sequence
from typing import IO

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode
from gitfix.core.value import dataclass
from gitfix.git.process import Git


@dataclass(frozen=True)
class Found:
    """One object: its id, its type and its contents."""

    oid: Oid
    type: str
    data: bytes


class CatFile:
    """Started with the first question; ends with its owner, or by itself when gitfix is killed (its stdin closes)."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._child: subprocess.Popen[bytes] | None = None

    def close(self) -> None:
        """End it now, and not with its owner; the next question starts another."""
        if self._child is not None:
            _end(self._child)
            self._child = None

    def read(self, names: Sequence[str]) -> list[Found | None]:
        """What `names` (ids, `rev:path`, any of git's spellings) lead to, in order; None where there is nothing."""
        return [self._asked(name) if name else None for name in map(self._one_line, names)]

    def _asked(self, name: str) -> Found | None:
        """One answer; asked again of a new process where the old one has died (^C reaches it with gitfix)."""
        try:
            return self._ask(name)
        except (BrokenPipeError, Refusal):
            self._child = None
        try:
            return self._ask(name)
        except BrokenPipeError:
            raise _gone() from None

    def _ask(self, name: str) -> Found | None:
        stdin, stdout = self._pipes()
        stdin.write(encode(name) + b"\n")
        stdin.flush()
        return self._answer(stdout)

    def _one_line(self, name: str) -> str:
        """A name with a line end (a path may have one) cannot be asked for in a batch: its id can."""
        if "\0" in name:
            return ""
        if "\n" not in name:
            return name
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        return decode(self._git.run(*asked, ok=None).stdout).strip()

    def _answer(self, stdout: IO[bytes]) -> Found | None:
        head = stdout.readline()
        if not head.endswith(b"\n"):
            raise _gone()
        words = head.rstrip(b"\n").rsplit(b" ", 2)
        if len(words) < 3 or not words[2].isdigit():
            return None
        size = int(words[2])
        data = stdout.read(size + 1)
        if len(data) <= size:
            raise _gone()
        return Found(Oid(words[0].decode()), words[1].decode(), data[:size])

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._child is None:
            # Not among the processes that hold gitfix's lock: it only reads.
            self._child = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=self._git.cwd,
                env=self._git.env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            weakref.finalize(self, _end, self._child)
        child = self._child
        assert child.stdin is not None and child.stdout is not None
        return child.stdin, child.stdout


def _end(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()


def _gone() -> Refusal:
    return Refusal(
        "git cat-file ended before it had answered",
        hint="git fsck looks for damage; then run the same command again",
    )
