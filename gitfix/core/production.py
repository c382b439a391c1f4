"""Which release tag is in production: the highest release of a component, and the one before it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

from gitfix.core.components import choose_component
from gitfix.core.production_refusals import no_line, no_versions, only_prereleases, unusable
from gitfix.core.production_result import Skipped
from gitfix.core.scheme_change import Dates, split_off_strays
from gitfix.core.tag_index import TagIndex, index_tags
from gitfix.core.tag_scheme import ReleaseTag
from gitfix.core.value import dataclass
from gitfix.core.version import parse_version

Commits = Callable[[Sequence[str]], Mapping[str, str]]
"""Tag names to the full ids of their commits; no entry for a tree, a blob or a broken tag."""

BATCH = 8
"""Tags that are peeled at once: enough for the winner and the one before it nearly everywhere."""
MOST_SKIPPED = 20


NO_COMMIT = "no commit behind it"
"""Why a tag that leads to a tree or a blob, or whose object is missing, is passed over."""


@dataclass(frozen=True)
class Choice:
    """The production tag, the release before it on another commit, and what was passed over."""

    tag: ReleaseTag
    commit: str
    previous: ReleaseTag | None
    previous_commit: str
    skipped: tuple[Skipped, ...]
    index: TagIndex
    """All tags of the component (of its line, when one was asked for)."""

    @property
    def component(self) -> str:
        """Empty for the repository as a whole."""
        return self.tag.component

    def releases(self) -> Iterator[ReleaseTag]:
        """All releases, the highest first, parsed only as far as they are asked for."""
        return self.index.releases()


def choose(
    names: Sequence[str],
    *,
    commits: Commits,
    dates: Dates,
    repository_name: str = "",
    component: str | None = None,
    line: str | None = None,
    remote: str = "",
) -> Choice:
    """Choose among all tag names (without `refs/tags/`).

    `commits` and `dates` are asked for a few names only. `line` is `1.4`. `remote` names a remote
    whose tags are among `names`, and is only said. Refusal: no versions, only pre-releases, several
    components, no such component or line, no tag with a commit behind it.
    """
    everything = index_tags(names, repository_name)
    if not everything.shapes:
        raise no_versions(everything.others, remote)
    wanted = choose_component(everything, component, repository_name)
    index = everything.of_component(wanted)
    if not any(shape.is_release for shape in index.shapes):
        raise only_prereleases(index, wanted)
    skipped: list[Skipped] = []
    if line is not None:
        index = _on_line(index, line)
    else:
        index, strays = split_off_strays(index, dates)
        for shape in strays:
            skipped += [
                Skipped(t.name, "a date among counted versions") for t in _few(shape.descending())
            ]
    found = list(itertools.islice(_standing(index, commits, skipped), 2))
    if not found:
        raise unusable(skipped_names=[s.tag for s in skipped])
    (tag, commit), (previous, before) = found[0], found[1] if len(found) > 1 else (None, "")
    newer = itertools.takewhile(lambda t: t.version > tag.version, index.prereleases())
    skipped += [Skipped(t.name, "a pre-release") for t in _few(newer)]
    return Choice(tag, commit, previous, before, tuple(skipped[:MOST_SKIPPED]), index)


def _standing(
    index: TagIndex, commits: Commits, skipped: list[Skipped]
) -> Iterator[tuple[ReleaseTag, str]]:
    """Releases that stand for a commit of their own, the highest first, one per commit."""
    releases = index.releases()
    seen: dict[str, str] = {}
    while batch := list(itertools.islice(releases, BATCH)):
        specific = {t.name: _more_specific(index, t) for t in batch}
        asked = [t.name for t in batch] + [n for names in specific.values() for n in names]
        known = commits(list(dict.fromkeys(asked)))
        for tag in batch:
            commit = known.get(tag.name, "")
            if not commit:
                skipped.append(Skipped(tag.name, NO_COMMIT))
            elif commit in seen:
                skipped.append(Skipped(tag.name, f"the same commit as {seen[commit]}"))
            elif twin := next((n for n in specific[tag.name] if known.get(n) == commit), None):
                skipped.append(Skipped(tag.name, f"moves along with {twin}"))
            else:
                seen[commit] = tag.name
                yield tag, commit


def _more_specific(index: TagIndex, tag: ReleaseTag) -> list[str]:
    """Longer names with the numbers of a short tag (`v4`, `v4.6`): it may move along with one."""
    numbers = tag.version.numbers
    if len(numbers) > 2:
        return []
    line = index.on_line(numbers)
    longer = TagIndex(
        tuple(s for s in line.shapes if len(s.sample.version.parts) > len(numbers)), ()
    )
    return [t.name for t in (*_few(longer.releases()), *_few(longer.prereleases()))]


def _on_line(index: TagIndex, line: str) -> TagIndex:
    version = parse_version(line.removeprefix("v"))
    if version is not None and not version.suffix.text:
        found = index.on_line(version.numbers)
        if any(shape.is_release for shape in found.shapes):
            return found
        if found.shapes:
            raise only_prereleases(found, index.shapes[0].sample.component)
    raise no_line(index, line, width=len(version.numbers) if version else 2)


def _few(tags: Iterator[ReleaseTag]) -> list[ReleaseTag]:
    return list(itertools.islice(tags, MOST_SKIPPED))
