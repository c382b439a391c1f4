"""Every module can be the first one that a process loads: whatever it needs, it brings.

Most tests run gitfix in forks of a Python that has all of them loaded: what a module has left out is there anyway.
"""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib, os, pkgutil, sys, traceback
import click, json, subprocess, shutil  # not ours: loaded once
import gitfix
failed = []
for found in pkgutil.walk_packages(gitfix.__path__, "gitfix."):
    if found.name.endswith("__main__"):
        continue
    child = os.fork()
    if not child:
        try:
            importlib.import_module(found.name)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(found.name)
    print(found.name)
sys.exit(" ".join(failed) or 0)
"""


def test_every_module_loads_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "gitfix.operations.backport" in done.stdout
