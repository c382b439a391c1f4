"""Whether the hook may be written where git looks for it, or taken out there; else a refusal that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.text import printable
from gitfix.git import pre_push
from gitfix.operations import hook_place
from gitfix.operations.hook_place import HookFile, Place

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

LINE = 'gitfix hook run pre-push "$@"'
"""What a hook of the team's own calls: git's lines on standard input, the exit code stops the push."""


def require(repo: Repository, place: Place, *, force: bool) -> None:
    """Refusal where the hook cannot be, or should not silently be, written to `place`."""
    if place.folder.exists() and not place.folder.is_dir():
        raise Refusal(
            f"hooks are switched off here: core.hooksPath is {printable(place.configured)}",
            hint="git config --unset core.hooksPath    then: gitfix hook install",
        )
    if not force:
        _require_private(repo, place)
    hook, ours = place.hook, place.ours
    if ours is not None:
        require_intact(ours, force=force)
    elif hook.data is not None and place.before.data is not None and not force:
        raise Refusal(
            f"{hook.path} is not gitfix's hook any more, and {pre_push.BEFORE} is still beside it",
            found=("something replaced the hook after it was installed",),
            hint=f"look at both and remove the one that is not needed: ls -l '{place.folder}'\n"
            "or keep only the newer one: gitfix hook install --force",
        )


def _require_private(repo: Repository, place: Place) -> None:
    """Refusal where others would get the hook too: through the tree, or through a shared folder."""
    if hook_place.of_husky(place.folder):
        raise Refusal(
            "husky looks after the hooks here, and writes its folder anew at each install",
            found=(f"core.hooksPath is {printable(place.configured)}",),
            hint=f"add this line to {place.folder.parent / pre_push.NAME}:\n{LINE}",
        )
    tree = hook_place.tree_around(repo, place.folder)
    if tree is not None:
        raise Refusal(
            "the hooks of this repository are files of its own tree, for everybody",
            found=(f"core.hooksPath is {printable(place.configured)}",),
            hint=f"add this line to {place.folder / pre_push.NAME} and commit it:\n{LINE}\n"
            "or write the hook there, for this machine: gitfix hook install --force",
        )
    if place.scope in hook_place.USER_SCOPES:
        raise Refusal(
            "the hooks here are shared by all your repositories",
            found=(
                f"core.hooksPath is {printable(place.configured)} ({place.scope} configuration)",
            ),
            hint=f"for all of them: gitfix hook install --force\n"
            f"or add this line to {place.folder / pre_push.NAME}:\n{LINE}",
        )


def require_intact(hook: HookFile, *, force: bool) -> None:
    """Refusal when somebody has edited our hook since it was made."""
    if hook.shim and hook.shim.edited and not force:
        raise Refusal(
            f"the hook was edited since gitfix wrote it: {hook.path}",
            hint="keep your lines somewhere, then run the same command with --force",
        )


def require_absent(place: Place) -> None:
    """Refusal when git runs a hook that is not ours to take out."""
    if place.ours is not None:
        raise Refusal(
            "the pre-commit framework was installed over gitfix's hook, and runs it",
            hint="pre-commit uninstall -t pre-push    then: gitfix hook uninstall",
        )
    if place.before.data is not None:
        raise Refusal(
            f"{place.hook.path} is not gitfix's hook any more; it is left as it is",
            found=(f"the hook from before gitfix is still there: {place.before.path}",),
            hint=f"remove it when it is not needed: rm '{place.before.path}'",
        )
