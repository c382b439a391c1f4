"""The entry of a hotfix in changelogs of all manners: above the release before, written like it."""

from __future__ import annotations

import pytest

from gitfix.core.changelog import Added, Entry, entry_in, plain_headings
from gitfix.services.markdown_headings import headings

ENTRY = Entry("1.4.3", "1.4.2", "2026-11-28", "Orders are lost")


def added(text: str, *, plain: bool = False) -> Added | None:
    found, links = (plain_headings(text), []) if plain else headings(text)
    return entry_in(text, found, links, ENTRY, markdown=not plain)


KEEP_A_CHANGELOG = """\
# Changelog

## [Unreleased]

{}## [1.4.2] - 2026-11-03

### Added

- x

### Fixed

- y

[Unreleased]: https://x/compare/v1.4.2...HEAD
{}[1.4.2]: https://x/compare/v1.4.1...v1.4.2
[1.4.1]: https://x/compare/v1.4.0...v1.4.1
"""
MARKDOWN = {
    "keep a changelog": (
        KEEP_A_CHANGELOG,
        "## [1.4.3] - 2026-11-28\n\n### Fixed\n\n- Orders are lost\n\n",
        "[1.4.3]: https://x/compare/v1.4.2...v1.4.3\n",
    ),
    "release-please": (
        "# Changelog\n\n{}## [1.4.2](https://x/compare/v1.4.1...v1.4.2) (2026-11-03)\n\n### Bug Fixes\n\n* y\n",
        "## [1.4.3](https://x/compare/v1.4.2...v1.4.3) (2026-11-28)\n\n### Bug Fixes\n\n* Orders are lost\n\n",
    ),
    "a day in words": (
        "# C\n\n{}## v1.4.2 (November 3, 2026)\n* a\n* b\n## v1.4.1\n",
        "## v1.4.3 - 2026-11-28\n* Orders are lost\n\n",
    ),
    "underlined": (
        "{}1.4.2 (2026-11-03)\n------------------\n\n* a\n\n1.4.1\n-----\n",
        "1.4.3 (2026-11-28)\n------------------\n\n* Orders are lost\n\n",
    ),
    "no release yet": (
        "# Changelog\n\nAll of it.\n{}",
        "\n## [1.4.3] - 2026-11-28\n\n### Fixed\n\n- Orders are lost\n",
    ),
    "an older one": (
        "# Changelog\n## Unreleased\n- z\n{}## 1.3.0 - 2026-01-01\n- a\n",
        "\n## 1.4.3 - 2026-11-28\n- Orders are lost\n\n",
    ),
    "an example": (
        "# Changelog\n\n```\n## 1.4.2\n```\n\n{}## 1.4.2 - 03.11.2026 [YANKED]\n\n- a\n",
        "## 1.4.3 - 28.11.2026\n\n- Orders are lost\n\n",
    ),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("case", MARKDOWN.values(), ids=MARKDOWN.keys())
def test_markdown(case: tuple[str, ...], end: str) -> None:
    text, *pieces = (one.replace("\n", end) for one in case)
    before = text.format(*[""] * len(pieces))
    found = added(before)
    assert found is not None and found.into(before) == text.format(*pieces)
    assert found.out_of(found.into(before)) == before
    assert added(found.into(before)) is None


PLAIN = {
    "restructured text": (
        "Changes\n=======\n\n{}1.4.2 (2026-11-03)\n------------------\n\nBugfixes\n~~~~~~~~\n\n- a\n",
        "1.4.3 (2026-11-28)\n------------------\n\nBugfixes\n~~~~~~~~\n\n- Orders are lost\n\n",
    ),
    "a plain list": (
        "{}v1.4.2, 2026-11-03\n  * a\n\nv1.4.1\n  * c\n",
        "v1.4.3, 2026-11-28\n  * Orders are lost\n\n",
    ),
    "nothing": (
        "Nothing yet.\n{}",
        "\n1.4.3 (2026-11-28)\n------------------\n\n- Orders are lost\n",
    ),
}


@pytest.mark.parametrize("case", PLAIN.values(), ids=PLAIN.keys())
def test_other_texts(case: tuple[str, str]) -> None:
    text, piece = case
    found = added(text.format(""), plain=True)
    assert found is not None and found.into(text.format("")) == text.format(piece)
    assert added(text.format(piece), plain=True) is None


def test_a_last_line_without_its_end() -> None:
    found = added("# C")
    assert found is not None and found.into("# C").startswith("# C\n\n## [1.4.3] - 2026-11-28\n")
