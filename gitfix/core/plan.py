"""What a mutating command will do, as data: executed, printed by --dry-run, journalled and inverted by undo.

A step states what it expects to find and what it leaves, so that after a crash anybody can see how far it came.
"""

from __future__ import annotations

from dataclasses import asdict

from gitfix.core.names import Oid, seen_ref
from gitfix.core.value import dataclass, replace


@dataclass(frozen=True)
class UpdateRef:
    """Move `ref` from `old` to `new` (all zeros: absent). `follow`: done after the landing, where it still can be."""

    ref: str
    old: Oid
    new: Oid
    follow: bool = False

    def inverse(self) -> UpdateRef:
        return replace(self, old=self.new, new=self.old)


@dataclass(frozen=True)
class Push:
    """Push `updates` to `remote` in one atomic push. `lease`: only for branches that are gitfix's own.

    `options` go to the server's hooks (git-push(1), --push-option). `along`: what the record says of this push, in the
    same push; where the server does not take that, the push is made without it.
    """

    remote: str
    updates: tuple[UpdateRef, ...]
    lease: bool = False
    options: tuple[str, ...] = ()
    along: tuple[UpdateRef, ...] = ()

    def notes(self) -> tuple[UpdateRef, ...]:
        """What this clone notes of the remote's record once it has gone along."""
        return tuple(
            replace(update, ref=seen_ref(self.remote, update.ref), follow=True)
            for update in self.along
        )

    def inverse(self) -> Push | None:
        """Deletes the branches of our own that were created; nothing else that was pushed is ever taken back."""
        created = tuple(u.inverse() for u in self.updates if u.old.is_zero)
        return Push(self.remote, created, lease=True) if self.lease and created else None


@dataclass(frozen=True)
class Switch:
    """Check out branch `after` in `worktree`, where `before` (a refname, or an id when detached) is checked out."""

    worktree: str
    before: str
    after: str
    old: Oid
    new: Oid

    def inverse(self) -> Switch:
        return Switch(self.worktree, self.after, self.before, self.new, self.old)


@dataclass(frozen=True)
class AddWorktree:
    """Check out `branch` in a linked worktree of its own at `path`.

    `conflict`: a commit that keeps a paused backport (core/pause.py); what is shown is where `branch` stopped.
    """

    path: str
    branch: str
    commit: Oid
    conflict: str = ""

    def inverse(self) -> RemoveWorktree:
        return RemoveWorktree(self.path, self.branch, self.commit, self.conflict)


@dataclass(frozen=True)
class RemoveWorktree:
    """Remove the linked worktree at `path`; refused while anything in it is not committed, unless it is a
    `conflict` (see AddWorktree): then whoever plans it looks first.
    """

    path: str
    branch: str
    commit: Oid
    conflict: str = ""

    def inverse(self) -> AddWorktree:
        return AddWorktree(self.path, self.branch, self.commit, self.conflict)


@dataclass(frozen=True)
class MoveCheckout:
    """Bring index and files of `worktree` from `old` to `new`, because its branch was moved under it."""

    worktree: str
    ref: str
    old: Oid
    new: Oid
    follow: bool = False

    def inverse(self) -> MoveCheckout:
        return replace(self, old=self.new, new=self.old)


LINK = 0o120000
"""Git's mode of a symbolic link, whose contents are its target."""


@dataclass(frozen=True)
class WriteFile:
    """Replace the file at `path`: contents as blob ids (all zeros: absent), so that undo can bring them back.

    Modes are permissions, or LINK for a symbolic link. A link is followed unless one of the modes is LINK.
    """

    path: str
    old: Oid
    new: Oid
    old_mode: int = 0o644
    new_mode: int = 0o644

    def inverse(self) -> WriteFile:
        return WriteFile(self.path, self.new, self.old, self.new_mode, self.old_mode)

    @property
    def links(self) -> bool:
        """Whether this is about a symbolic link itself, not about the file behind it."""
        return LINK in (self.old_mode, self.new_mode)


@dataclass(frozen=True)
class SetConfig:
    """Set `key` of the clone's git configuration (None: absent)."""

    key: str
    old: str | None
    new: str | None

    def inverse(self) -> SetConfig:
        return SetConfig(self.key, self.new, self.old)


Step = (
    UpdateRef | Push | Switch | AddWorktree | RemoveWorktree | MoveCheckout | WriteFile | SetConfig
)


@dataclass(frozen=True)
class Plan:
    """The steps of one command, in order. `command` is what the user typed, in short (`branch`, `backport`)."""

    command: str
    steps: tuple[Step, ...]
    incident: str = ""

    def inverse(self) -> Plan:
        """The plan that takes this one back; pushes and gitfix's own record stay as they are."""
        steps = [
            step.inverse()
            for step in reversed(self.steps)
            if not (isinstance(step, UpdateRef) and step.ref.startswith("refs/gitfix/"))
        ]
        return Plan(f"undo {self.command}", tuple(s for s in steps if s), self.incident)

    def refs(self) -> list[UpdateRef]:
        """Every local ref that this plan moves."""
        return [step for step in self.steps if isinstance(step, UpdateRef)]

    def to_data(self) -> dict[str, object]:
        """Plain data for the journal and for `--dry-run --json`."""
        steps = list(self.rows())
        return {"command": self.command, "incident": self.incident, "steps": steps}

    def rows(self) -> tuple[dict[str, object], ...]:
        """The steps as plain data, in order."""
        return tuple({"do": type(step).__name__, **asdict(step)} for step in self.steps)
