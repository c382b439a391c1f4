"""`gitfix init` for people: what was found, and what makes the file count."""

from __future__ import annotations

import os
import shlex

from gitfix.core.init_result import InitResult
from gitfix.core.text import printable
from gitfix.render.style import Style, facts


def init_lines(result: object, style: Style) -> list[str]:
    """The facts; with --dry-run the file itself."""
    assert isinstance(result, InitResult)
    if not result.written:
        return [
            *map(printable, result.text.rstrip("\n").split("\n")),
            "",
            style.paint(
                "dim", f"dry run, {printable(os.path.relpath(result.file))} was not written"
            ),
        ]
    lines = facts(
        (
            ("wrote", style.paint("strong", printable(os.path.relpath(result.file)))),
            ("releases", printable(result.latest_tag) or "no release tags yet"),
            ("default", printable(result.branch) or "no default branch yet"),
            ("targets", printable(", ".join(result.targets))),
            ("tests", printable(", ".join(result.tests)) or "no command found"),
            ("deploy", f"{printable(result.deploy)}?" if result.deploy else "no command found"),
        )
    )
    where = printable(result.branch) or "the default branch"
    lines += ["", f"it is in force once it is on {where}: read it, change it, commit it there"]
    if result.tests:
        lines.append("then allow its commands in this clone: gitfix trust")
    if not result.hook:
        lines.append("check every hotfix before it is pushed: gitfix hook install")
    add = f"git add {shlex.quote(os.path.relpath(result.file))}"
    return [*lines, f"next: {style.paint('strong', printable(add))}"]
