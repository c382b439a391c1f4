"""The pre-push hook that git would run for a push from here, and whose it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

NAME = "pre-push"
BEFORE = "pre-push.gitfix-before"
"""The hook of others that ours runs first, with the same input."""


def path(repo: Repository) -> Path:
    """Where git looks for it (githooks(5), git-config(1) core.hooksPath)."""
    if repo.config.get("core.hookspath") is None:
        return repo.common_dir / "hooks" / NAME
    asked = ("rev-parse", "--path-format=absolute", "--git-path", f"hooks/{NAME}")
    return Path(repo.git.line(*asked))


def of_others(repo: Repository) -> bool:
    """Whether a hook that is not gitfix's own would be shown what is pushed."""
    hook = path(repo)
    try:
        data = hook.read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    from gitfix.core.hook_shim import recognise

    return recognise(data) is None or hook.with_name(BEFORE).exists()
