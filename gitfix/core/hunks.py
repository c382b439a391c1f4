"""Conflicting hunks that nobody has to decide: told by what they hold, never by a side alone.

A file is settled when each of its conflicting hunks is; one that is not leaves the whole file to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from gitfix.core import glob, patterns
from gitfix.core.check_values import CheckPolicy
from gitfix.core.value import dataclass

Policy = Literal["version", "changelog", "lockfile", "incident-log", "rerere"]
MARKER = 40
"""Characters of a marker in what `parse` is given: no file of anybody's has such a line."""
_VERSION_LINE = re.compile(
    r"""(?xi)
    \s* (?: ["'<\[]* (?:\w+\.)* (?:__)? (?:version|appversion|versionname|release) (?:__)? ["'\]]* \s* (?:[:=]\s*|>) )?
    ["'(]? \s* v? \d+ (?: \s* [.,] \s* ["']?[\w+-]+["']? )* [\w.+-]* \s*
    ["')]? \s* (?: </[\w:.-]+> )? \s* [,;]? \s* (?: \#.* )?
    """
)
"""A line that states a version and nothing else: `2.4.2`, `version = "2.4.2"`, `<version>2.4.2</version>`."""
_NUMBERED = re.compile(r"\d+\s*[.,]\s*[\"']?\w")
MANIFESTS = (
    *patterns.MANIFESTS,
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "*.csproj",
    "*.podspec",
)
"""Files that hold the version among other things: settled only where nothing but the version is at odds."""


@dataclass(frozen=True)
class Hunk:
    """A stretch of a merged file. `agreed` where both sides are at one, else what each side has."""

    agreed: str = ""
    ours: str = ""
    theirs: str = ""
    conflict: bool = False


def policy_for(path: str, policy: CheckPolicy) -> Policy | None:
    """What settles conflicts in `path`; None where a person does."""
    if glob.matches(path, policy.lockfiles):
        return "lockfile"
    if glob.matches(path, policy.changelog):
        return "changelog"
    if glob.matches(path, (*policy.version, *MANIFESTS)):
        return "version"
    return None


def settled(path: str, text: str, policy: Policy, version: str = "") -> str | None:
    """The file, from a merge with markers of MARKER characters; None where a hunk needs a person.

    `version`: the release that the fix is made for, where it is known.
    """
    parts = []
    for hunk in parse(text):
        if not hunk.conflict:
            parts.append(hunk.agreed)
        elif policy == "changelog":
            parts.append(_both(hunk))
        elif policy == "version" and _only_versions(path, hunk, version):
            parts.append(hunk.ours)
        else:
            return None
    return "".join(parts)


def _both(hunk: Hunk) -> str:
    """The target's lines, then the fix's; a last line without its end gets one."""
    ours = hunk.ours
    if ours and hunk.theirs and not ours.endswith("\n"):
        ours += "\n"
    return ours + hunk.theirs


def _only_versions(path: str, hunk: Hunk, version: str) -> bool:
    ours, theirs = (
        [line for line in side.splitlines() if line.strip()] for side in (hunk.ours, hunk.theirs)
    )
    # `cache: 5` is no version; `2.4.2` is, and so is (2, 4, 2).
    stated = all(
        _VERSION_LINE.fullmatch(line) and _NUMBERED.search(line) for line in (*ours, *theirs)
    )
    if not (ours and theirs and stated):
        return False
    if not glob.matches(path, MANIFESTS):
        return True
    # A manifest also states the versions of others; in XML nothing in the line tells them apart.
    if version:
        return all(version in line for line in theirs)
    return not any("<" in line for line in (*ours, *theirs))


def parse(text: str) -> Iterator[Hunk]:
    """The hunks of a merge with plain markers (ours, theirs, no base)."""
    begin, middle, end = ("<" * MARKER, "=" * MARKER, ">" * MARKER)
    state = ""
    sides = {"": "", "ours": "", "theirs": ""}
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        mark = line.rstrip("\r\n")
        if not state and mark.startswith(f"{begin} "):
            if sides[""]:
                yield Hunk(sides[""])
            state, sides = "ours", {"": "", "ours": "", "theirs": ""}
        elif state == "ours" and mark == middle:
            state = "theirs"
        elif state == "theirs" and mark.startswith(f"{end} "):
            yield Hunk("", sides["ours"], sides["theirs"], conflict=True)
            state = ""
        else:
            sides[state] += line
    if sides[""]:
        yield Hunk(sides[""])
