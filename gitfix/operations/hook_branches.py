"""The recorded hotfix branches as a small file that the hook can use without starting Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import DEVELOP, HEADS, MAIN, REMOTES
from gitfix.core.plan import WriteFile
from gitfix.core.text import encode
from gitfix.operations import targets
from gitfix.operations.contents import blob
from gitfix.operations.hotfix_pushes import recorded

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.workspace import Workspace

FILE = "hotfix-branches"
"""In `<common git dir>/gitfix`: one argument of git for-each-ref per line, so that what it lists is a hotfix
branch with commits of its own that are not on main or develop yet."""


def steps(
    work: Workspace, *, adding: tuple[str, str] | None = None, closing: str = ""
) -> list[WriteFile]:
    """The step that brings the file up to date with the open incidents; none where it is.

    `adding`: branch and base commit that the same plan records; `closing`: the incident that it closes.
    """
    known = [(i.branch, i.base.commit) for i in recorded(work) if i.id != closing]
    wanted = _content(work, sorted({*known, *([adding] if adding else [])}))
    file = work.repo.private / FILE
    found = file.read_bytes() if file.is_file() else b""
    if found == wanted:
        return []
    return [WriteFile(str(file), blob(work, found or None), blob(work, wanted or None))]


def _content(work: Workspace, known: list[tuple[str, str]]) -> bytes:
    if not known:
        return b""
    bases = sorted({base for _, base in known if base})
    rows = [f"--no-merged={one}" for one in (*bases, *_landing(work.repo, _targets(work)))]
    for branch, _ in known:
        rows += [f"{HEADS}{branch}", f"{REMOTES}*/{branch}"]
    return encode("".join(f"{row}\n" for row in rows))


def _targets(work: Workspace) -> set[str]:
    default = targets.default_name(work, targets.local_heads(work))
    return {*MAIN, *DEVELOP, default} - {""}


def _landing(repo: Repository, names: set[str]) -> list[str]:
    """The refs that main and develop have here: those that exist, because git stops at one that does not."""
    spellings = [
        spelling for name in sorted(names) for spelling in (HEADS + name, f"{REMOTES}*/{name}")
    ]
    return sorted(repo.refs.names(*spellings))
