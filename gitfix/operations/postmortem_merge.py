"""Two copies of a post-mortem that people went on with apart: nothing that one of them wrote is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.answers import carried
from gitfix.core.frame import frame, sign_for, unframe
from gitfix.git.merge_file import merge_texts

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def merged(
    work: Workspace, path: str, base: str | None, ours: str | None, theirs: str
) -> tuple[str, list[str]]:
    """`theirs` with what `ours` has changed since `base`, and the keys that both answered: theirs stay.

    What stands around the questions is merged line by line; where both wrote in one place, both are kept, and that is
    said.
    """
    base, ours = base or "", ours or ""
    text, left = carried(base, ours, theirs)
    sign = sign_for(base, ours, text)
    (old, _), (mine, held), (there, parts) = (frame(one, sign) for one in (base, ours, text))
    if mine in ("", old, there):
        return text, left
    whole, both = (mine, False) if there == old else merge_texts(work.repo, mine, old, there)
    if both:
        work.note(f"written in one place by two people, and both kept there, to be read: {path}")
    return unframe(whole, sign, parts, held), left
