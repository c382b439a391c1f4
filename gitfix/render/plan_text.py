"""A plan for people: what --dry-run would have done, one line per effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gitfix.core.names import Oid, short_ref
from gitfix.core.text import printable
from gitfix.render.style import Style


def plan_lines(steps: Iterable[Mapping[str, object]], style: Style) -> list[str]:
    """The steps as they are in `Plan.to_data()`."""
    rows = [f"  {printable(line)}" for line in step_lines(steps)]
    return [style.paint("dim", "dry run, nothing was changed; the plan:"), *rows]


def step_lines(steps: Iterable[Mapping[str, object]]) -> list[str]:
    """One line per effect."""
    return [line for step in steps for line in _said(step)]


def _said(step: Mapping[str, object]) -> list[str]:
    match step["do"]:
        case "UpdateRef":
            return [_ref(step)]
        case "Push":
            updates = step["updates"]
            assert isinstance(updates, (list, tuple))
            return [
                f"push to {step['remote']}, all or nothing:",
                *(f"  {_ref(u)}" for u in updates),
            ]
        case "Switch":
            after = str(step["after"])
            shown = short_ref(after) if after.startswith("refs/") else Oid(after).short
            return [f"check out {shown} in {step['worktree']}"]
        case "AddWorktree":
            return [f"add worktree {step['path']} for {step['branch']}"]
        case "RemoveWorktree":
            return [f"remove worktree {step['path']}"]
        case "MoveCheckout":
            return [f"bring the files in {step['worktree']} to {Oid(str(step['new'])).short}"]
        case "WriteFile":
            gone = Oid(str(step["new"])).is_zero
            return [f"{'remove' if gone else 'write'} {step['path']}"]
        case "SetConfig":
            return [f"set {step['key']} in this clone's configuration"]
        case other:
            return [str(other)]


def _ref(step: Mapping[str, object]) -> str:
    name, old, new = str(step["ref"]), Oid(str(step["old"])), Oid(str(step["new"]))
    shown = short_ref(name)
    if old == new:
        return f"keep {shown} at {new.short}"
    if old.is_zero:
        return f"create {shown} at {new.short}"
    return f"delete {shown}" if new.is_zero else f"move {shown} from {old.short} to {new.short}"
