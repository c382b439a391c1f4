"""Ends a program when gitfix itself is killed: a small shell that waits for gitfix's end of a pipe to close."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator

from gitfix.host.marked import VARIABLE

_WATCH = """
read -r word && [ "$word" = done ] && exit 0
kill -KILL -- "-$1" 2>/dev/null
for file in $(grep -lsxzF -e "$2" /proc/[0-9]*/environ); do
    number=${file#/proc/}
    kill -KILL "${number%/environ}" 2>/dev/null
done
exit 0
"""
"""A kill gives no chance to clean up; the kernel closes the pipe, and `read` comes back without the word."""


@contextlib.contextmanager
def guarded(group: int, mark: str) -> Iterator[None]:
    """Inside the block, process group `group` and all programs with this mark die with this process."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    read, write = os.pipe()
    try:
        watcher = subprocess.Popen(
            ["/bin/sh", "-c", _WATCH, "gitfix-guard", str(group), f"{VARIABLE}={mark}"],
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
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.write(write, b"done\n")
        os.close(write)
        watcher.wait()
