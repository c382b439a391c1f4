"""A person's editor on the post-mortem: what was written there is never lost, whatever becomes of the editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gitfix.core.endings import it_ended
from gitfix.core.generated import parse
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode, encode
from gitfix.host.files import write_atomically
from gitfix.operations.postmortem_answers import Change

if TYPE_CHECKING:
    from pathlib import Path

    from gitfix.operations.workspace import Workspace

EDITED = "POSTMORTEM_EDIT.md"
"""In gitfix's own folder of the clone: what is in the editor, kept when it could not be taken."""


def editing(work: Workspace) -> Change:
    """Opens the person's editor on the document, once; Refusal where it cannot be taken as it came back."""
    done: dict[str, str] = {}
    file = work.repo.private / EDITED

    def change(document: str) -> str:
        if document in done:
            return done[document]
        if done:
            raise Refusal(
                "the post-mortem changed on the branch while you wrote",
                found=(f"your text is kept: {file}",),
                hint=f"gitfix postmortem --edit, and take it from there: {file}",
            )
        editor = _editor(work)
        _keep_what_is_left(work, file, document)
        write_atomically(file, encode(document), mode=0o600)
        from gitfix.services.editor import edit

        code = edit(file, editor)
        if code:
            raise Refusal(
                f"the editor {it_ended(code)}: nothing was changed",
                found=(f"what was written is kept: {file}",),
                hint="another one: GIT_EDITOR=nano gitfix postmortem --edit",
            )
        new = decode(file.read_bytes())
        try:
            parse(new, "the edited post-mortem")
        except Refusal as refusal:
            raise Refusal(
                refusal.message,
                found=(*refusal.found, f"your text is kept: {file}"),
                hint=refusal.hint,
            ) from None
        done[document] = new
        return new

    return change


def _keep_what_is_left(work: Workspace, file: Path, document: str) -> None:
    """Put aside what an editor that failed, or was killed, left, where it says something that `document` does not."""
    if not file.is_file():
        return
    left = decode(file.read_bytes())
    try:
        theirs = "".join(segment.body for segment in parse(left) if not segment.name)
    except Refusal:
        theirs = left
    known = {line.strip() for line in document.splitlines()} | {""}
    if all(line.strip() in known for line in theirs.splitlines()):
        return
    number = 1
    while (aside := file.with_name(f"POSTMORTEM_EDIT.{number}.md")).exists():
        number += 1
    file.rename(aside)
    work.note(f"what an earlier edit left, and nobody took, is kept: {aside}")


def _editor(work: Workspace) -> str:
    """As git chooses it; Refusal where nobody chose one and nobody is at a terminal."""
    chosen = os.environ.get("GIT_EDITOR") or work.repo.config.get("core.editor")
    chosen = chosen or os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not chosen and not work.settings.interactive:
        raise Refusal(
            "there is no terminal to edit at",
            hint='gitfix postmortem --answer impact="about 40 users"    or a file of them: --answers FILE',
        )
    return chosen or "vi"
