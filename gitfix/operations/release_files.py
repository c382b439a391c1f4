"""What preparing a release writes: the version files and the changelog of a component, each with the least edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from gitfix.core import glob
from gitfix.core.bump.files import TOML, TOML_NAMES, TOML_PLACES, bumped, kind_of
from gitfix.core.bump.lines import forms, lines_of
from gitfix.core.bump.parts import part_of
from gitfix.core.changelog import Added, Entry, entry_in, plain_headings
from gitfix.core.components import ROOT
from gitfix.core.tag_scheme import same_name
from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.operations.check_policy import policy_of
from gitfix.services import toml_edit

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckPolicy
    from gitfix.operations.workspace import Workspace

Kind = Literal["version", "changelog", "lockfile"]
MOST_BYTES = 4 << 20
"""Nobody writes a longer changelog, and no lock file that is read here is longer."""
_NOT_OURS = (
    *("vendor/", "node_modules/", "third_party/", "third-party/", "examples/", "example/"),
    *("fixtures/", "testdata/", "site-packages/"),
)
_FRAGMENTS = (
    "**/debian/changelog",
    "/changelog/",
    "/changelogs/",
    "*.d/",
    "newsfragments/",
    ".changeset/",
)
"""Changelogs of tools that have a command of their own for an entry."""
_MARKDOWN = (".md", ".markdown", ".mdx")


@dataclass(frozen=True)
class Writing:
    """What is written: the entry, and every version that becomes its own, also in `again`: files written before."""

    entry: Entry
    olds: tuple[str, ...]
    again: frozenset[str] = frozenset()
    component: str = ROOT
    others: tuple[str, ...] = ()
    """The other components of the repository."""


@dataclass(frozen=True)
class Written:
    """A file as it was and as it is with the edit."""

    path: str
    kind: Kind
    before: str
    after: str


@dataclass(frozen=True)
class Paths:
    """The files of a tree that a release may have to change."""

    version: tuple[str, ...]
    changelog: tuple[str, ...]


def paths_in(work: Workspace, tree: str, writing: Writing) -> Paths:
    """The component's files that could be meant, by their names."""
    everything = work.repo.git.fields("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree)
    policy = policy_of(work.config)
    strange = (*policy.tests, *policy.generated, *_NOT_OURS)
    version: list[str] = []
    changelog: list[str] = []
    for path in everything:
        is_log = _is_changelog(path, policy)
        if not is_log and kind_of(path, policy.version) is None:
            continue
        if _of_component(path, writing) and not glob.matches(path, strange):
            (changelog if is_log else version).append(path)
    # Of several, the one that stands highest is the component's.
    changelog.sort(key=lambda path: (path.count("/"), path))
    return Paths(tuple(version), tuple(changelog[:1]))


def is_changelog(work: Workspace, path: str) -> bool:
    """Whether an entry is written into this file here."""
    return _is_changelog(path, policy_of(work.config))


def _is_changelog(path: str, policy: CheckPolicy) -> bool:
    return glob.matches(path, policy.changelog) and not glob.matches(path, _FRAGMENTS)


def _of_component(path: str, writing: Writing) -> bool:
    """Whether a path is in the folder of the component, or for the repository as a whole in no other one's."""
    folders = path.split("/")[:-1]
    if writing.component == ROOT:
        return not any(same_name(one, name) for one in folders for name in writing.others)
    return f"{path}/".startswith(f"{writing.component}/") or any(
        same_name(one, writing.component) for one in folders
    )


def texts(work: Workspace, tree: str, paths: Sequence[str]) -> dict[str, str]:
    """The files at `paths`, those that are no text or too long left out."""
    found = zip(paths, work.repo.objects.read([f"{tree}:{path}" for path in paths]), strict=True)
    return {
        path: decode(data)
        for path, data in found
        if data is not None and len(data) <= MOST_BYTES and b"\0" not in data
    }


def versions(
    work: Workspace, files: dict[str, str], writing: Writing, base: dict[str, str] | None = None
) -> Iterator[Written]:
    """The version files with the new version; `base`: only those that state the first old one there."""
    patterns = policy_of(work.config).version
    names: set[str] = set()
    manifests = [path for path in files if kind_of(path, patterns) == "version"]
    for path in [*manifests, *(path for path in files if path not in manifests)]:
        kind = kind_of(path, patterns)
        if kind is None:
            continue
        stated = glob.matches(path, patterns)
        first, new = writing.olds[0], writing.entry.new
        if base is not None and path not in writing.again:
            there = base.get(path)
            if there is None or _bumped(path, there, first, new, stated, names) == there:
                continue
        text = files[path]
        for old in writing.olds:
            after = _bumped(path, text, old, new, stated, names)
            if after != text and _line_by_line(text, after, old, new):
                names |= _names(path, text)
                yield Written(path, kind, text, after)
                break


def _bumped(path: str, text: str, old: str, new: str, stated: bool, names: set[str]) -> str:
    name = path.rpartition("/")[2]
    if name in TOML:
        return toml_edit.replaced(text, TOML_PLACES[name], old, new)
    return bumped(path, text, old, new, stated=stated, names=names)


def _names(path: str, text: str) -> set[str]:
    """What the project of a manifest is called: its lock file knows it by that."""
    places = TOML_NAMES.get(path.rpartition("/")[2], ())
    return {name for name in (toml_edit.value(text, place) for place in places) if name}


def _line_by_line(before: str, after: str, old: str, new: str) -> bool:
    """Whether nothing but the version is another: whatever a library does, no other byte moves."""
    one, two = lines_of(before), lines_of(after)
    return len(one) == len(two) and all(
        b == a
        or any(x in b and b.replace(x, y) == a for x, y in forms(old, new))
        or _part(b, a, old, new)
        or part_of(b, a, old, new)
        for b, a in zip(one, two, strict=True)
    )


def _part(before: str, after: str, old: str, new: str) -> bool:
    """A line that states the old version twice, of which one is not the project's."""
    at = next((n for n, (b, a) in enumerate(zip(before, after, strict=False)) if b != a), 0)
    return any(
        before[start:].startswith(old)
        and before[:start] + new + before[start + len(old) :] == after
        for start in range(max(at - len(old), 0), at + 1)
    )


def entry_for(path: str, text: str, entry: Entry) -> Added | None:
    """The entry in a changelog; None where it has one already."""
    if path.endswith(_MARKDOWN):
        from gitfix.services.markdown_headings import headings

        found, links = headings(text)
        return entry_in(text, found, links, entry)
    return entry_in(text, plain_headings(text), (), entry, markdown=False)


def changelog(path: str, text: str, entry: Entry, earlier: Sequence[Added]) -> Written | None:
    """The changelog with the entry; `earlier`: entries of preparations for numbers that went to others, taken out."""
    bare = text
    for one in earlier:
        bare = one.out_of(bare) or bare
    added = entry_for(path, bare, entry)
    return Written(path, "changelog", text, added.into(bare)) if added else None
