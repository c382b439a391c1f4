"""What people put into a post-mortem by key: on the command line, or in a file of answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.answers import LONGEST, answers, put
from gitfix.core.config_keys import nearest
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.text import decode, printable

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

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


def _usage(
    message: str, hint: str = 'gitfix postmortem --answer impact="about 40 users"'
) -> Refusal:
    return Refusal(message, hint=hint, exit=Exit.USAGE)
