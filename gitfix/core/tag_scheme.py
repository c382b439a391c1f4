"""How a repository writes its release tags: a tag name to (component, version), and back."""

from __future__ import annotations

import itertools
import re

from gitfix.core.value import dataclass
from gitfix.core.version import Version, parse_version

_RELEASE_WORDS = frozenset(
    ("v", "ver", "version", "r", "rel", "release", "releases", "stable", "tag", "tags")
)
"""Prefixes that say "a release" and nothing about what is released."""
_CANDIDATE_WORDS = frozenset(
    (
        *("rc", "alpha", "beta", "pre", "prerelease", "preview", "candidate", "dev", "test"),
        *("testing", "nightly", "daily", "weekly", "snapshot", "canary", "unstable"),
        "experimental",
    )
)
"""Prefixes that say "not released yet"."""
_WORDS = _RELEASE_WORDS | _CANDIDATE_WORDS

_PLAIN_SEPARATORS = "/_-.+"
# Where a version may begin: two numbers anywhere (`go1.21`), one number only behind a separator or a
# word that says "release" (`v4`): the digits of `a1b2` begin none.
_BEGIN = re.compile(
    r"(?<![0-9])[0-9]+(?=[._-][0-9])|(?<![0-9A-Za-z])[0-9]+"
    rf"|(?<![0-9A-Za-z])(?:{'|'.join(sorted(_WORDS))})([0-9]+)",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"(?:^|(?<=[/@_.+-]))[A-Za-z]+$")
_FIRST_WORD = re.compile(r"^([A-Za-z]+)[/@_.+-]")
_OBJECT_ID = re.compile(r"[0-9a-f]{7,64}|.*[-_./@](?=[0-9]*[a-f])[0-9a-f]{20,64}", re.DOTALL)
"""An object id, or a name that ends in a whole one (`nightly-<id>`): a mark of a build, no release."""
_VERSION_INSIDE = re.compile(r"(?:^|[^A-Za-z0-9])[vV]?[0-9]+[._][0-9]")
_MOST_PLACES = 8
"""Runs of digits that are tried as the begin of the version: `log4j-2.17.0` needs two."""


@dataclass(frozen=True)
class TagScheme:
    """What stands before the version in a tag name.

    `candidate` is its word for "not released yet", if there is one.
    """

    prefix: str
    component: str = ""
    candidate: str = ""

    def format(self, version: Version) -> str:
        """The tag name of `version` in this scheme."""
        return self.prefix + version.text


@dataclass(frozen=True)
class ReleaseTag:
    """A tag name that is a version. `component` is empty for the repository as a whole."""

    name: str
    version: Version
    scheme: TagScheme

    @property
    def component(self) -> str:
        """The part of the repository that the tag releases."""
        return self.scheme.component


def parse_tag(name: str, repository_name: str = "") -> ReleaseTag | None:
    """The release that `name` (without `refs/tags/`) stands for, or None when it is no version.

    The version begins at the first run of digits from which the rest of the name reads as one.
    `repository_name` as a prefix means the repository as a whole. Any text is fine, also bytes that
    are not UTF-8.
    """
    if _OBJECT_ID.fullmatch(name) and not name.isdigit():
        return None
    for match in itertools.islice(_BEGIN.finditer(name), _MOST_PLACES):
        start = match.start(1) if match[1] else match.start()
        if not _may_end_prefix(name[:start]):
            continue
        scheme = _scheme(name[:start], repository_name)
        version = parse_version(name[start:], scheme.candidate)
        if version is not None and _is_plausible(scheme, version):
            return ReleaseTag(name, version, scheme)
    return None


def same_name(one: str, other: str) -> bool:
    """Whether two names of a project are one: `My_Shop`, `my-shop`."""
    return _squeezed(one) == _squeezed(other)


def _squeezed(name: str) -> str:
    return re.sub(r"[-_. ]", "", name).casefold()


def _may_end_prefix(prefix: str) -> bool:
    """A version does not begin inside of another one: not at the 2 of `1.2`."""
    if prefix[-1:] in ("+", ".", "_") and prefix[-2:-1].isdigit():
        return False
    return not _VERSION_INSIDE.search(prefix)


def _is_plausible(scheme: TagScheme, version: Version) -> bool:
    """One number is a version of the whole, or behind a marker (`api/v4`); `issue-1234` is none."""
    if len(version.parts) > 1 or not scheme.component:
        return True
    return bool(re.search(r"(?:[/@_.-][vV]|@)$", scheme.prefix))


def _scheme(prefix: str, repository_name: str) -> TagScheme:
    rest, candidate = prefix.rstrip(_PLAIN_SEPARATORS), ""
    while (last := _LAST_WORD.search(rest)) and (word := last.group().lower()) in _WORDS:
        candidate = word if word in _CANDIDATE_WORDS else candidate
        rest = rest[: last.start()].rstrip(_PLAIN_SEPARATORS)
    if rest.endswith("@"):  # npm's `name@version`: the name is a name, whatever its words say
        return TagScheme(prefix, _unless(repository_name, rest[:-1]), candidate)
    rest = rest.lstrip(_PLAIN_SEPARATORS)
    while (first := _FIRST_WORD.match(rest)) and (word := first.group(1).lower()) in _WORDS:
        candidate = word if word in _CANDIDATE_WORDS else candidate
        rest = rest[first.end() :].lstrip(_PLAIN_SEPARATORS)
    return TagScheme(prefix, _unless(repository_name, rest), candidate)


def _unless(repository_name: str, component: str) -> str:
    """The component; empty when it is only another name of the repository."""
    return "" if repository_name and same_name(component, repository_name) else component
