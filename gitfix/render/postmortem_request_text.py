"""The words of a request that offers a post-mortem: what it is about, and which questions wait for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.markdown import code, inert
from gitfix.core.text import brief, plural, printable
from gitfix.render.request_text import TITLE, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.postmortem import Facts
    from gitfix.core.postmortem_result import OpenItem


def words(facts: Facts, path: str, log: str, items: Sequence[OpenItem]) -> Words:
    """Title, description, and one line of plain text; every value from elsewhere is inert."""
    about = f"Post-mortem of {facts.id}"
    title = brief(f"{about}: {facts.summary}" if facts.summary else about, TITLE)
    head = f"The post-mortem of incident {code(facts.id)}"
    head += f", {inert(facts.severity)}" if facts.severity else ""
    head += f": {inert(facts.summary)}." if facts.summary else "."
    lines = [
        head,
        "",
        f"- {code(path)}: what git and the record know is filled in; the answers are people's",
        f"- {code(log)}: the log of all incidents, made from their files",
        "",
    ]
    if items:
        lines += [
            f"### {plural(len(items), 'question waits', 'questions wait')} for an answer",
            "",
            *(
                f"- {code(one.key)}: {inert(one.ask)}" if one.key else f"- {inert(one.ask)}"
                for one in items
            ),
            "",
            "Write below the line `gitfix:ask` of each, here on this branch or anywhere else; or where gitfix is:",
            "`gitfix postmortem --edit`, then `gitfix postmortem --pr`. What is written here stays.",
        ]
    else:
        lines += ["All questions are answered."]
    waits = f" {plural(len(items), 'question waits', 'questions wait')}." if items else ""
    return Words(title, "\n".join(lines).strip() + "\n", printable(f"{about}.{waits}"))
