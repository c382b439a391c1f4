"""Whose a lock is: only those that the plan names, and that are no older than it, were left by its gits."""

from __future__ import annotations

import os

from gitfix.core.plan import UpdateRef
from gitfix.git.locks import left_behind, remove
from tests.git.plain import Plain

MAIN = "refs/heads/main"


def test_a_lock_from_before_the_plan_is_somebody_elses(plain: Plain) -> None:
    head = plain.commit("one", {"a": "1\n"})
    git = plain.path / ".git"
    entry, old, young = git / "entry", git / "HEAD.lock", git / f"{MAIN}.lock"
    for file in (entry, old, young):
        file.write_bytes(b"")
    began = entry.stat().st_mtime
    os.utime(old, (began - 60, began - 60))
    (git / "config.lock").write_bytes(b"")  # young as well, and not in the plan
    found = left_behind(plain.repo, (UpdateRef(MAIN, head, head),), entry)
    assert list(found) == [young]
    assert remove(found) == 1
    assert (old.exists(), young.exists(), (git / "config.lock").exists()) == (True, False, True)


def test_a_lock_that_has_become_another_stays(plain: Plain) -> None:
    head = plain.commit("one", {"a": "1\n"})
    entry, lock = plain.path / ".git/entry", plain.path / f".git/{MAIN}.lock"
    entry.write_bytes(b"")
    lock.write_bytes(b"")
    found = left_behind(plain.repo, (UpdateRef(MAIN, head, head),), entry)
    other = lock.with_name("main.other")
    other.write_bytes(b"")
    other.replace(lock)
    assert (remove(found), lock.exists()) == (0, True)
