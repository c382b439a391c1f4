"""Ends a program when gitfix itself is killed: a small shell that waits for gitfix's end of a pipe to close."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator

from gitfix.host.marked import VARIABLE

_WATCH = """
read -r group
read -r word && [ "$word" = done ] && exit 0
[ -n "$group" ] && kill -KILL -- "-$group" 2>/dev/null
for turn in 1 2 3; do
    for file in $(grep -lsxzF -e "$1" /proc/[0-9]*/environ); do
        number=${file#/proc/}
        kill -KILL "${number%/environ}" 2>/dev/null
    done
    sleep 0.1
done
exit 0
"""
"""A kill gives no chance to clean up; the kernel closes the pipe, and `read` comes back without the word.

Three turns: a program that is just being started has no environment for a moment.
"""


@contextlib.contextmanager
def guarded(mark: str) -> Iterator[Callable[[int], None]]:
    """Inside the block, all programs with this mark die with this process.

    Yields what is to be told the process group, once it is there: its programs die even without the mark.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    read, write = os.pipe()
    try:
        watcher = subprocess.Popen(
            ["/bin/sh", "-c", _WATCH, "gitfix-guard", f"{VARIABLE}={mark}"],
            stdin=read,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=environment,
            start_new_session=True,
        )
    except BaseException:
        os.close(write)
        raise
    finally:
        os.close(read)
    told: list[int] = []

    def tell(group: int) -> None:
        told.append(group)
        _write(write, f"{group}\n")

    try:
        yield tell
    finally:
        _write(write, "done\n" if told else "\ndone\n")
        os.close(write)
        watcher.wait()


def _write(pipe: int, text: str) -> None:
    with contextlib.suppress(OSError):
        os.write(pipe, text.encode())
