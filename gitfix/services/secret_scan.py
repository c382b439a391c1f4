"""detect-secrets, where it is installed: added lines in, places out; a secret never leaves this module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from gitfix.core.check_values import FoundSecret

if TYPE_CHECKING:
    from gitfix.core.change import FileChange

INSTALL = "pip install 'git-hotfix[secrets]'"
_GUESSES = ("Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector")
"""Detectors that find hashes, identifiers and addresses wherever there are any."""
_WORDS = "Secret Keyword"
"""What the detector calls its find that a text about passwords sets off."""


find_spec = PathFinder.find_spec
"""importlib.util's asks this in the end, and takes a while to load."""


def available() -> bool:
    """Whether the extra is installed; looks for the package, and does not import it."""
    return find_spec("detect_secrets") is not None


def scan(changes: Iterable[tuple[FileChange, bool]]) -> Iterator[FoundSecret]:
    """Where the added lines of each change hold what looks like a secret; the flag says whether it is code.

    Nothing is sent anywhere: the detectors' way of trying a secret out is not among the filters used.
    """
    from detect_secrets.core.scan import scan_line
    from detect_secrets.filters.heuristic import is_indirect_reference
    from detect_secrets.settings import default_settings, get_plugins

    with default_settings() as settings:
        settings.disable_plugins(*_GUESSES)
        detectors = get_plugins()
        for change, code in changes:
            for line, text in _added(change):
                # Its filters cost ten times what its detectors do: only asked where one of these sees something.
                if not any(one.analyze_line(filename=change.path, line=text) for one in detectors):
                    continue
                kinds = {str(found.type) for found in scan_line(text)}
                if _WORDS in kinds and (not code or is_indirect_reference(text)):
                    kinds.discard(_WORDS)
                # A key is often found by its shape and by the word before it.
                for kind in sorted(kinds - {_WORDS} or kinds):
                    yield FoundSecret(change.path, line, kind)


def _added(change: FileChange) -> Iterator[tuple[int, str]]:
    for hunk in change.hunks:
        for at, text in enumerate(hunk.added):
            if len(text) > 4:
                yield hunk.new_start + at, text.rstrip("\r")
