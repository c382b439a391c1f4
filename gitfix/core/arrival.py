"""Which pull or merge request a commit says it came by, as the forges write it into messages."""

from __future__ import annotations

import re

_WAYS = (
    re.compile(r"\AMerge pull request #(\d+)\b"),  # GitHub, Gitea, Forgejo
    re.compile(r"^See merge request \S*!(\d+)\s*$", re.MULTILINE),  # GitLab
    re.compile(r"\AMerged in \S+ \(pull request #(\d+)\)"),  # Bitbucket Cloud
    re.compile(r"\APull request #(\d+):"),  # Bitbucket Server
    re.compile(r"\AMerged PR (\d+):"),  # Azure
    re.compile(r"\A[^\n]*\(#(\d+)\)\s*(?:\n|\Z)"),  # a squash on GitHub or Gitea
)
"""The forges' default texts for merges and squashes."""


def request_of(message: str) -> int:
    """The number of the request; 0 where the message names none."""
    for way in _WAYS:
        match = way.search(message)
        if match and len(match[1]) < 10:
            return int(match[1])
    return 0
