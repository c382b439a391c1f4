"""Rules of the check that need an extra which is not installed here: said where somebody asks, never by the check."""

from __future__ import annotations


def missing(rule: str) -> str:
    """How to get what `rule` needs; empty when it runs here."""
    if rule != "secret":
        return ""
    from gitfix.services.secret_scan import INSTALL, available

    return "" if available() else INSTALL
