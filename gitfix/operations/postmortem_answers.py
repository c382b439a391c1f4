"""What people put into a post-mortem: answers by key, from a file of them, or in their editor."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.answers import LONGEST, answers, put
from gitfix.core.config_keys import nearest
from gitfix.core.generated import parse
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.text import decode, encode, printable
from gitfix.host.files import write_atomically

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

EDITED = "POSTMORTEM_EDIT.md"
"""In gitfix's own folder of the clone: what is in the editor, kept when it could not be taken."""
Change = Callable[[str], str]


def given(pairs: Sequence[str], file: Path | None) -> dict[str, str]:
    """Key → text, of `KEY=TEXT` words and a TOML file of `key = "text"`; the words win. USAGE for anything else."""
    found = _of_file(file) if file else {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals:
            raise _usage(f"{printable(pair[:60])!r} is not KEY=TEXT")
        found[key.strip()] = text
    for key, text in found.items():
        if not text.strip():
            raise _usage(
                f"the answer to {printable(key)} says nothing",
                f'if there is nothing to say: gitfix postmortem --answer {quote(key)}="nothing"',
            )
        if len(text) > LONGEST:
            raise _usage(
                f"the answer to {printable(key)} has {len(text):,} characters, {LONGEST:,} are the most",
                "link to a document, or write it into the post-mortem itself: gitfix postmortem --edit",
            )
    return found


def _of_file(file: Path) -> dict[str, str]:
    import tomllib

    try:
        table = tomllib.loads(decode(file.read_bytes()))
    except OSError as error:
        raise _usage(f"{printable(str(file))} cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise _usage(
            f"{printable(str(file))}: {error}", 'one line per answer: impact = "…"'
        ) from None
    wrong = [key for key, value in table.items() if not isinstance(value, str)]
    if wrong:
        raise _usage(
            f"{printable(str(file))}: {printable(wrong[0])} is no text", 'impact = "about 40 users"'
        )
    return table


def answering(work: Workspace, wanted: Mapping[str, str]) -> Change:
    """Puts the answers where they belong; Refusal for a question that the document does not have."""

    def change(document: str) -> str:
        known = {one.key: one for one in answers(document)}
        for key in wanted:
            if key not in known:
                near = nearest(key, list(known)) or next(iter(known), "")
                raise Refusal(
                    f"the post-mortem asks nothing called {printable(key)}",
                    found=(f"it asks: {', '.join(known) or 'nothing by key'}",),
                    hint=f'gitfix postmortem --answer {near}="…"'
                    if near
                    else "gitfix postmortem --edit",
                    exit=Exit.USAGE,
                )
        new = put(document, wanted)
        for one in answers(new):
            before = known.get(one.key)
            if one.key in wanted and before and not before.open and before.text != one.text:
                work.note(f"the answer to {one.key} took the place of another one")
        return new

    return change


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
        write_atomically(file, encode(document), mode=0o600)
        from gitfix.services.editor import edit

        code = edit(file, editor)
        if code:
            raise Refusal(
                f"the editor ended with exit code {code}: nothing was changed",
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


def _usage(
    message: str, hint: str = 'gitfix postmortem --answer impact="about 40 users"'
) -> Refusal:
    return Refusal(message, hint=hint, exit=Exit.USAGE)
