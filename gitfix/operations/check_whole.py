"""What of a change is read whole: every file, unless the size is the answer already.

So no verdict but `fail` is ever given of a change that holds something nobody has looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.check import too_many_files, too_many_lines
from gitfix.core.check_values import MOST_WHOLE
from gitfix.core.measure import about, measure
from gitfix.core.text import plural
from gitfix.core.value import replace
from gitfix.operations import check_contents
from gitfix.operations import noise as noises
from gitfix.operations.optional import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.change import FileChange
    from gitfix.core.check_values import CheckInput
    from gitfix.core.measure import Subject
    from gitfix.operations.check_ahead import Ahead
    from gitfix.operations.workspace import Workspace


def looked_at(
    work: Workspace, given: CheckInput, ahead: Ahead, *, whole: bool, again: str
) -> Subject:
    """The change with all that the rules have to see of it.

    `whole`: whatever its size is. `again`: what to type for that.
    """
    files, policy, looks = given.files, given.policy, given.looks
    subject = None if whole or len(files) <= MOST_WHOLE else measure(given)
    read = subject is None or not too_many_files(subject)
    if read:
        subject = _with_layouts(work, given)
    assert subject is not None
    contents = check_contents.contents(work.repo, files, policy, looks, ahead) if read else {}
    to_search = check_contents.to_search(files, policy, looks)
    searched: Sequence[FileChange] = to_search
    if not whole:
        few = check_contents.first_lines(to_search)
        if len(few) < len(to_search) and (too_many_lines(subject) or too_many_files(subject)):
            searched = few
    if not read:
        work.note(
            f"{plural(len(files), 'changed file')}: too many, whatever is in them, so none was read whole. Layout,"
            f" public names and dependencies were not looked at; to look at them now: {again}"
        )
    if len(searched) < len(to_search):
        far = plural(len(searched), "file")
        work.note(
            f"secrets were looked for in the first {far} only: the change is too large; in all: {again}"
        )
    return about(
        subject,
        replace(
            subject.check,
            contents=contents,
            sizes=check_contents.sizes(work.repo, files, policy),
            secrets=check_contents.secrets(searched, looks),
            whole=read and len(searched) == len(to_search),
        ),
    )


def _with_layouts(work: Workspace, given: CheckInput) -> Subject:
    layouts = noises.layouts(work.repo, given.files)
    if layouts.unread:
        names = ", ".join(layouts.unread)
        work.note(f"layout in {names} is told by the looks of lines alone here; {LANGUAGES}")
    return measure(replace(given, layouts=layouts.regions) if layouts.regions else given)
