"""The beginning of a check, up to where git is at work on the difference: something else can be done meanwhile."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING

from gitfix.core.value import replace
from gitfix.operations.check_base import head_of, measured_by
from gitfix.operations.workspace import cut_short, open_workspace

if TYPE_CHECKING:
    from gitfix.core.names import Oid
    from gitfix.core.settings import Settings
    from gitfix.git.diff import Coming
    from gitfix.operations.check_base import Measured
    from gitfix.operations.workspace import Workspace


class Begun:
    """A check of `head` that git is at work on. Use as a context: whatever happens, no git is left running."""

    def __init__(
        self, work: Workspace, branch: str, head: Oid, base: str | None, *, staged: bool
    ) -> None:
        self.work, self.branch, self.head = work, branch, head
        self.base, self.staged = base, staged
        self.measured: Measured = measured_by(work, head, branch, base)
        self._open = ExitStack()
        self.coming = self._open.enter_context(_changed(self))

    def __enter__(self) -> Begun:
        return self

    def __exit__(self, *why: object) -> None:
        self._open.close()


def _changed(begun: Begun) -> AbstractContextManager[Coming]:
    diffs, base = begun.work.repo.diffs, begun.measured.commit
    if not begun.staged:
        return diffs.reading(base, begun.head)
    found = diffs.staged(base)
    return nullcontext(lambda: (len(found), iter(found)))


def begin(
    settings: Settings, revision: str | None, base: str | None, *, staged: bool = False
) -> Begun:
    """Refusal where there is no such thing to check, or nothing says what it is based on."""
    work = open_workspace(settings, _load)
    work.repo.batch.begin()
    work.read_refs_once()
    work.repo.refs.ask_ahead()
    branch, head = head_of(work, revision)
    return Begun(work, branch, head, base, staged=staged)


def _load() -> None:
    """What has to be there until git can be set to work, loaded while it looks for the repository."""
    for name in ("catfile", "refs", "diff", "attributes"):
        import_module(f"gitfix.git.{name}")
    import_module("gitfix.host.stream")


_early: list[tuple[tuple[object, ...], Begun]] = []
"""What was begun before anybody had read the command line to its end."""


def begin_early(settings: Settings, revision: str | None, base: str | None) -> None:
    """`begin`, for somebody to take up later, or nobody; it does nothing to the repository."""
    # A dry run finishes nothing that was cut short.
    begun = begin(replace(settings, dry_run=True), revision, base)
    _early.append(((settings.repo, settings.interactive, revision, base), begun))


def taken_up(
    settings: Settings, revision: str | None, base: str | None, *, staged: bool
) -> Begun | None:
    """What was begun early, if it is just this."""
    if not _early:
        return None
    asked, begun = _early.pop()
    wanted = (settings.repo, settings.interactive, revision, base)
    if asked != wanted or staged or settings.dry_run or cut_short(begun.work.repo):
        with begun:
            return None
    begun.work.settings = settings
    return begun
