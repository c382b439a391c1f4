"""What needs an extra that is not installed here, and how to get it."""

from __future__ import annotations

from collections.abc import Iterable

from gitfix.core.layout.worth import language

LANGUAGES = "pip install 'git-hotfix[languages]'"


def missing(rule: str) -> str:
    """How to get what `rule` needs; empty when it runs here."""
    if rule != "secret":
        return ""
    from gitfix.services.secret_scan import INSTALL, available

    return "" if available() else INSTALL


def unread(paths: Iterable[str]) -> list[str]:
    """The languages of files whose grammar is not installed here."""
    from gitfix.services import grammars

    names = {language(path) for path in paths} - {"", "python"}
    return sorted(name for name in names if not grammars.installed(name))
