"""The pre-push hook: on a hotfix, where it starts gitfix, and on other pushes, where nobody should notice it."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.measure import Measure, difference, ratio
from benchmarks.startup import click
from benchmarks.timing import Side
from benchmarks.world import Clone, World


def measures(world: World) -> list[Measure]:
    """A hotfix push, and two other pushes."""
    return [
        Measure("hook", "hook on a hotfix push", 4.0, "C", ratio, lambda: _hotfix(world)),
        Measure(
            "hook-other",
            "hook on another push, over none",
            5.0,
            "ms",
            difference,
            lambda: _other(world, "hook-other", opened=False),
        ),
        Measure(
            "hook-open",
            "the same while an incident is open",
            5.0,
            "ms",
            difference,
            lambda: _other(world, "hook-open", opened=True),
        ),
    ]


def _hotfix(world: World) -> Sequence[Side]:
    """The installed script, with the arguments and the line that git gives it when the branch is new."""
    clone = world.clone("hook")
    clone.gitfix("hook", "install", "--quiet")
    ref = f"refs/heads/{clone.open_hotfix()}"
    given = world.scratch / "hook-input"
    given.write_text(f"{ref} {clone.commit_fix(0)} {ref} {'0' * 40}\n")
    argv = (str(clone.path / ".git" / "hooks" / "pre-push"), "origin", str(clone.bare))
    return Side("hook", argv, clone.path, world.env, given), click(world)


def _other(world: World, name: str, *, opened: bool) -> Sequence[Side]:
    """`git push` of one new commit on a feature branch, with the hook and with the hook moved away."""
    clone = world.clone(name)
    clone.gitfix("hook", "install", "--quiet")
    if opened:
        clone.open_hotfix()
        clone.commit_fix(0)
    hook = clone.path / ".git" / "hooks" / "pre-push"
    aside = hook.with_name("aside")

    def with_hook(number: int) -> None:
        if aside.exists():
            aside.rename(hook)
        _one_more(clone, f"{number} with")

    def without_hook(number: int) -> None:
        hook.rename(aside)
        _one_more(clone, f"{number} without")

    argv = ("git", "push", "-q", "origin", "feature")
    return (
        Side("push with the hook", argv, clone.path, world.env, before=with_hook),
        Side("push without", argv, clone.path, world.env, before=without_hook),
    )


def _one_more(clone: Clone, message: str) -> None:
    parent = clone.git("for-each-ref", "--format=%(refname)", "refs/heads/feature") or "develop"
    made = clone.git("commit-tree", "-p", parent, "-m", message, "develop^{tree}")
    clone.git("update-ref", "refs/heads/feature", made)
