"""Completes the values of options and arguments in a shell, by the word that the help has for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from gitfix.core.settings import Settings

if TYPE_CHECKING:
    import click


def complete(
    parameter: click.Parameter, ctx: click.Context, incomplete: str
) -> list[CompletionItem]:
    """What fits `incomplete`; nothing for a value that only a person knows."""
    from gitfix.operations.suggest import KINDS, suggest

    # `RULE|STEP` takes either, `[STEP]...` any number.
    kinds = [one for one in re.findall(r"[A-Z]+", parameter.metavar or "") if one in KINDS]
    settings = Settings(ctx.params.get("repo") or Path.cwd())
    return [
        CompletionItem(word, help=about)
        for kind in kinds
        for word, about in suggest(settings, kind)
        if word.startswith(incomplete)
    ]
