"""What the hook commands answer, as values; the fields are the keys of their JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckResult

Why = Literal["name", "record", "descends"]
"""Why a pushed branch is a hotfix: its name fits, an incident has it, or it continues an incident's branch."""
HookState = Literal["installed", "stale", "framework", "other", "none", "shadowed"]


@dataclass(frozen=True)
class HookResult:
    """The pre-push hook of this clone.

    `state`: installed; stale (ours, but what it was made with has changed: `reason`); framework (run by the pre-commit
    framework, as the files that are checked out now say); other (somebody else's); none; shadowed (ours, where git
    does not look). `before` is the hook of others that ours runs first.
    `changed`: this command changed something (or, with --dry-run, would).
    """

    state: HookState
    path: str
    executable: str = ""
    patterns: tuple[str, ...] = ()
    before: str | None = None
    edited: bool = False
    reason: str = ""
    changed: bool = False
    plan: tuple[dict[str, object], ...] = ()
    hook: str = "pre-push"


@dataclass(frozen=True)
class PushCheck:
    """One hotfix that is being pushed and what the check says: `result`, or a refusal in `error`.

    `held`: it would show an incident that is under embargo.
    """

    branch: str
    ref: str
    head: str
    why: Why
    result: CheckResult | None = None
    error: str = ""
    hint: str = ""
    held: bool = False

    @property
    def passed(self) -> bool:
        """Whether it may be pushed."""
        return self.result is not None and self.result.verdict != "fail"


@dataclass(frozen=True)
class PushResult:
    """A whole push: the hotfixes in it; `skipped` counts the refs that are none. `hook`: pre-push or pre-receive."""

    checks: tuple[PushCheck, ...]
    skipped: int = 0
    hook: str = "pre-push"


@dataclass(frozen=True)
class HookSample:
    """A hook for a server. `text`: the script, to be put where `place` says."""

    name: str
    place: str
    text: str
