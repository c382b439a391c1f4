"""A version as a release tag writes it: one to four numbers, a suffix, and one total order."""

from __future__ import annotations

from gitfix.core.value import dataclass, field
from gitfix.core.version_suffix import END, Mark, Suffix, read_numbers, read_suffix

Order = tuple[tuple[int, ...], tuple[Mark, ...], tuple[Mark, ...], int, str, str]


@dataclass(frozen=True)
class Version:
    """One version; equal when written the same, ordered as SemVer 2.0.0 section 11 says.

    Text that is not SemVer is ordered by PEP 440's idea of it: `.dev0`, `a1`, `b2`, `rc1`, the
    release, `.post1`. Missing numbers count as 0. Build metadata has no precedence; it only breaks
    ties (`+k3s2` over `+k3s1`), and so does the number of numbers: `v4.0.0` is over `v4.0` and `v4`.
    """

    text: str
    """As written in the tag, behind the prefix: `8_5_0`, `2026.08.17`, `1.2.3-rc.1+5`."""
    candidate: str = ""
    """The word of a prefix that says "not released yet": `rc` in `rc-8_22_0-2`."""
    parts: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """The numbers as written, with their leading zeros."""
    separator: str = field(default=".", compare=False, repr=False)
    suffix: Suffix = field(default=Suffix(""), compare=False, repr=False)
    order: Order = field(default=((), (), (), 0, "", ""), compare=False, repr=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The one to four numbers."""
        return tuple(map(int, self.parts))

    @property
    def precedence(self) -> tuple[object, ...]:
        """What SemVer compares: the same for `v1.2`, `1.2.0` and `1.2.0+5`."""
        return self.order[:2]

    @property
    def is_prerelease(self) -> bool:
        """Whether this came before its release. `.post1`, `+5` and `.RELEASE` are releases."""
        return bool(self.candidate) or self.suffix.kind == "pre"

    @property
    def is_semver(self) -> bool:
        """Whether the text is SemVer, to the letter."""
        return self.suffix.strict and not any(p[0] == "0" and p != "0" for p in self.parts)

    def __str__(self) -> str:
        """The version with dots, whatever the tag writes: `8.5.0` for `8_5_0`."""
        return ".".join(self.parts) + self.suffix.text

    def __lt__(self, other: Version) -> bool:
        if self._only_the_suffix_differs(other):
            verdict = _by_library(self, other)
            if verdict:
                return verdict < 0
        return self.order < other.order

    def __gt__(self, other: Version) -> bool:
        return other < self

    def __le__(self, other: Version) -> bool:
        return not other < self

    def __ge__(self, other: Version) -> bool:
        return not self < other

    def _only_the_suffix_differs(self, other: Version) -> bool:
        """Two of "pre" and "post" with the same numbers: what the libraries know best, and rare enough to ask them."""
        return (
            self.parts == other.parts
            and "release" not in (self.suffix.kind, other.suffix.kind)
            and not (self.candidate or other.candidate)
        )


def _by_library(one: Version, other: Version) -> int:
    """Below, above or 0 by `semver`, or by `packaging` for PEP 440's spellings; 0 too where neither reads both.

    Imported here: together they cost 15 ms, and hardly any run has two such versions to compare.
    """
    if one.is_semver and other.is_semver:
        if one.suffix.kind != other.suffix.kind:
            return 0
        import semver

        return semver.Version.parse(one.text).compare(other.text)
    if one.is_semver or other.is_semver:
        return 0
    from packaging.version import InvalidVersion
    from packaging.version import Version as Pep440

    try:
        mine, theirs = Pep440(str(one)), Pep440(str(other))
    except InvalidVersion:
        return 0
    return (mine > theirs) - (mine < theirs)


def parse_version(text: str, candidate: str = "") -> Version | None:
    """The version that `text` is, or None; `candidate` is the prefix's word for "not released"."""
    found = read_numbers(text)
    if found is None:
        return None
    parts, separator, rest = found
    suffix = read_suffix(parts, separator, rest)
    return None if suffix is None else _assemble(text, candidate, parts, separator, suffix)


def _assemble(
    text: str, candidate: str, parts: tuple[str, ...], separator: str, suffix: Suffix
) -> Version:
    marks = suffix.marks
    if candidate:
        marks = ((2, 0, candidate), *(mark for mark in marks if mark[0] in (1, 2)), END)
    numbers = tuple(map(int, parts))
    order: Order = (
        (*numbers, 0, 0, 0)[:4],
        marks,
        suffix.build_marks,
        len(parts),
        candidate,
        text,
    )
    return Version(text, candidate, parts, separator, suffix, order)
