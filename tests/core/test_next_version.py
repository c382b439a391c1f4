"""The version after a release, in the repository's own spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.next_version import next_version
from gitfix.core.tag_index import index_tags
from gitfix.core.tag_scheme import ReleaseTag, parse_tag


def tag(name: str) -> ReleaseTag:
    found = parse_tag(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("release", "expected", "siblings"),
    [
        ("v2.4.1", "v2.4.2", ""),
        ("1.2.9", "1.2.10", ""),
        ("api/v1.2.3", "api/v1.2.4", ""),
        ("@s/p@1.2.3", "@s/p@1.2.4", ""),
        ("curl-8_5_0", "curl-8_5_1", ""),
        ("REL_15_2", "REL_15_3", "REL_15_1 REL9_6_24"),
        ("1.2", "1.2.1", "1.1 1.1.3"),
        ("1.2", "1.3", "1.1 1.0"),
        ("v4", "v5", "v3 v2"),
        ("v4", "v4.0.1", "v3.2.1"),
        ("1.2.3.4", "1.2.3.5", ""),
        ("1.2.3", "1.2.4", "1.2.2.1"),
        ("v1.2.3+5", "v1.2.4", ""),
        ("v2.0.0.RELEASE", "v2.0.1.RELEASE", ""),
        ("1.16.12-release", "1.16.13-release", ""),
        ("v-2021-06-14.0", "v-2021-06-14.1", ""),
        ("1.0.0.post1", "1.0.1", ""),
        ("OpenSSL_1_1_1k", "OpenSSL_1_1_1l", ""),
        ("OpenSSL_1_1_1z", "OpenSSL_1_1_1za", ""),
        ("V_9_6_P1", "V_9_6_P2", ""),
        ("v2026.11.03", "v2026.11.03.1", ""),
        ("2026.08.17.1", "2026.08.17.2", ""),
        ("2026.08", "2026.08.1", "2026.07"),
        ("20260817", "20260817.1", "20260816"),
        ("2024-03-01", "2024-03-01-1", ""),
        ("2024.5.1", "2024.5.2", "2024.5.0"),
        ("22.04", "22.04.1", "21.10"),
        ("22.10", "22.10.1", "22.04"),
        ("22.04.1", "22.04.2", ""),
        ("2021.02.04-1", "2021.02.04-2", ""),
        ("v1.3.0-rc.1", "v1.3.0-rc.2", ""),
        ("v1.3.0-beta", "v1.3.0-beta.1", ""),
        ("rc-8_22_0-2", "rc-8_22_0-3", ""),
    ],
)
def test_next(release: str, expected: str, siblings: str) -> None:
    version, name = next_version(tag(release), siblings=map(tag, [release, *siblings.split()]))
    assert name == expected
    assert tag(name).version == version
    assert version > tag(release).version


def test_row_04_the_next_number_is_taken() -> None:
    release = tag("v2.4.1")
    assert next_version(release, {"2.4.2"})[1] == "v2.4.3"
    assert next_version(release, {"v2.4.2", "2.4.3"})[1] == "v2.4.4"
    assert next_version(release, lambda text: text in ("2.4.2", "2.4.3"))[1] == "v2.4.4"
    assert next_version(tag("2026.11.03"), {"2026.11.03.1"})[1] == "2026.11.03.2"
    assert str(next_version(tag("curl-8_5_0"), {"8.5.1"})[0]) == "8.5.2"


@pytest.mark.parametrize("there", ["v2.4.2", "release-2.4.2", "2.4.2+5"])
def test_row_04_the_next_number_is_taken_in_another_spelling(there: str) -> None:
    assert next_version(tag("2.4.1"), siblings=[tag(there), tag("2.4.1")])[1] == "2.4.3"


def test_no_room_left_ends() -> None:
    with pytest.raises(ValueError, match="no version follows"):
        next_version(tag("v1.2." + "9" * 14))


@given(
    st.tuples(*[st.integers(0, 40)] * 3),
    st.sets(st.integers(0, 60), max_size=20),
    st.sampled_from(["v", "", "api/v", "release-", "REL_"]),
)
def test_the_next_is_free_higher_and_of_the_same_line(
    numbers: tuple[int, int, int], patches: set[int], prefix: str
) -> None:
    separator = "_" if prefix == "REL_" else "."
    release = tag(prefix + separator.join(map(str, numbers)))
    taken = {f"{numbers[0]}.{numbers[1]}.{patch}" for patch in patches}
    version, name = next_version(release, taken, siblings=index_tags([release.name]).releases())
    assert str(version) not in taken
    assert version > release.version
    assert version.numbers[:2] == numbers[:2]
    assert tag(name).component == release.component
