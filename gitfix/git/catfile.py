"""One long-lived `git cat-file --batch`: objects are read by the dozen, and a process for each would be the cost."""

from __future__ import annotations

import contextlib
import subprocess
import weakref
from collections.abc import Iterator, Sequence
from typing import IO

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode
from gitfix.core.value import dataclass
from gitfix.git.process import Git

PORTION = 4096
"""Bytes of questions that are written before the first answer is read: a pipe of Linux and macOS holds more."""


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

    def begin(self) -> None:
        """Start it now: it is ready when the first question comes."""
        self._pipes()

    def close(self) -> None:
        """End it now, and not with its owner; the next question starts another."""
        if self._child is not None:
            _end(self._child)
            self._child = None

    def read(self, names: Sequence[str]) -> list[Found | None]:
        """What `names` (ids, `rev:path`, any of git's spellings) lead to, in order; None where there is nothing."""
        found: list[Found | None] = []
        for some in _portions(list(map(self._one_line, names))):
            answers = iter(self._asked([name for name in some if name]))
            found += [next(answers) if name else None for name in some]
        return found

    def _asked(self, names: Sequence[str]) -> list[Found | None]:
        """The answers; asked again of a new process where the old one has died (^C reaches it with gitfix)."""
        try:
            return self._ask(names)
        except (BrokenPipeError, Refusal):
            self._child = None
        try:
            return self._ask(names)
        except BrokenPipeError:
            raise _gone() from None

    def _ask(self, names: Sequence[str]) -> list[Found | None]:
        if not names:
            return []
        stdin, stdout = self._pipes()
        stdin.write(b"".join(encode(name) + b"\n" for name in names))
        stdin.flush()
        return [self._answer(stdout) for _ in names]

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


def _portions(names: Sequence[str]) -> Iterator[list[str]]:
    """Names that are asked for at once: git may be busy writing answers, and must not be waited for."""
    some: list[str] = []
    size = 0
    for name in names:
        size += len(name) * 4 + 1
        if some and size > PORTION:
            yield some
            some, size = [], len(name) * 4 + 1
        some.append(name)
    if some:
        yield some


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
