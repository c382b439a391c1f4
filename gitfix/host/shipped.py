"""The files that gitfix ships beside its code."""

from __future__ import annotations

import pkgutil


def shipped_file(name: str) -> bytes:
    """What templates/`name` holds; FileNotFoundError where there is none."""
    # importlib.resources would do the same, and costs 12 ms: it brings zipfile and tempfile.
    data = pkgutil.get_data("gitfix.templates", name)
    if data is None:
        raise FileNotFoundError(name)
    return data
