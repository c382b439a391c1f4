"""Files that are whole or not there: atomic writes, and a lock that dies with its last holder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path


def write_atomically(
    path: Path, data: bytes, *, mode: int | None = None, follow: bool = True
) -> None:
    """Write `data` so that a crash leaves the old file or the new one; keeps the old file's mode.

    A symbolic link is followed: the file behind it is replaced, the link stays; without `follow` the link is.
    """
    path = path.resolve() if follow and path.is_symlink() else path
    path.parent.mkdir(parents=True, exist_ok=True)
    if mode is None:
        try:
            mode = path.stat().st_mode & 0o7777
        except FileNotFoundError:
            mode = None
    partial = path.with_name(f".{path.name}.{os.getpid()}.gitfix-new")
    try:
        with partial.open("wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def link_atomically(path: Path, target: bytes) -> None:
    """Make `path` a symbolic link to `target`, in place of whatever file or link is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.gitfix-new")
    try:
        partial.symlink_to(os.fsdecode(target))
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or an unlink in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(path: Path, *, patience: float) -> Iterator[int | None]:
    """Hold an advisory lock on `path`; yields its descriptor, or None when others kept it for `patience` seconds.

    Programs that inherit the descriptor hold the lock too: when this process is killed, it is free only once the
    last of them has ended. Left in order it is free at once, even for a daemon that somebody's hook or credential
    helper started and that keeps the descriptor for hours (flock(2): LOCK_UN on any duplicate).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    yield None
                    return
                time.sleep(0.02)
        try:
            yield handle
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)
