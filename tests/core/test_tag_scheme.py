"""Tag names to component and version, and back; every shape is of one kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.tag_index import index_tags
from gitfix.core.tag_scheme import parse_tag
from gitfix.core.text import decode

ROW_05 = [
    ("v1.2.3", "", "1.2.3"),
    ("1.2.3", "", "1.2.3"),
    ("release-1.2.3", "", "1.2.3"),
    ("release/1.2.3", "", "1.2.3"),
    ("release/v1.2.3", "", "1.2.3"),
    ("RELEASE_1_2_3", "", "1.2.3"),
    ("api/v1.2.3", "api", "1.2.3"),
    ("api-v1.2.3", "api", "1.2.3"),
    ("client/pkg/v3.5.0", "client/pkg", "3.5.0"),
    ("@scope/pkg@1.2.3", "@scope/pkg", "1.2.3"),
    ("@scope/pre@1.2.3", "@scope/pre", "1.2.3"),
    ("@scope/pkg@v4", "@scope/pkg", "4"),
    ("REL_15_2", "", "15.2"),
    ("REL9_6_24", "", "9.6.24"),
    ("curl-8_5_0", "curl", "8.5.0"),
    ("tiny-curl-8_4_0", "tiny-curl", "8.4.0"),
    ("v2026.11.03", "", "2026.11.03"),
    ("22.04.1", "", "22.04.1"),
    ("2024-03-01", "", "2024.03.01"),
    ("1.2.3.4", "", "1.2.3.4"),
    ("v4", "", "4"),
    ("go1.21.3", "go", "1.21.3"),
    ("log4j-2.17.0", "log4j", "2.17.0"),
    ("python3-foo-1.2.3", "python3-foo", "1.2.3"),
    ("py3-1.2.3", "py3", "1.2.3"),
    ("rel/log4j-2.17.0", "log4j", "2.17.0"),
    ("v1.2.3+5", "", "1.2.3+5"),
    ("OpenSSL_1_1_1k", "OpenSSL", "1.1.1k"),
]


@pytest.mark.parametrize(("name", "component", "version"), ROW_05)
def test_row_05_prefixes_and_components(name: str, component: str, version: str) -> None:
    tag = parse_tag(name)
    assert tag is not None
    assert (tag.component, str(tag.version)) == (component, version)
    assert not tag.version.is_prerelease
    assert tag.scheme.format(tag.version) == name


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("rc-8_22_0-2", ""),
        ("v1.2.3-rc1", ""),
        ("v2.18.0b1", ""),
        ("api/v1.0.0-alpha.1", "api"),
        ("REL_15_BETA1", ""),
        ("nightly-2024.01.31", ""),
        ("api/rc-1.2.3", "api"),
    ],
)
def test_row_05_prereleases_by_suffix_or_prefix(name: str, component: str) -> None:
    tag = parse_tag(name)
    assert tag is not None
    assert tag.version.is_prerelease
    assert tag.component == component
    assert tag.scheme.format(tag.version) == name


NO_VERSIONS = """
nightly latest demo production 20200101-build v1_last twitter-20100804 issue-1234 4f3c2ab 1234567b2
before_urldata_rename archive/bootstrap-py24 vm-playpen 1.2.3.4.5 v 2_9_1-Python_3.10
nightly-4f3c2ab04f3c2ab04f3c2ab04f3c2ab04f3c2ab0
"""


@pytest.mark.parametrize("name", [*NO_VERSIONS.split(), "", "\udcff\udcfe", "1" * 40])
def test_row_05_tags_that_are_no_versions(name: str) -> None:
    assert parse_tag(name) is None


@pytest.mark.parametrize("name", ["My_Shop-1.2.3", "my-shop/v1.2.3", "myshop@1.2.3", "myshop-4"])
def test_the_name_of_the_repository_is_the_whole(name: str) -> None:
    tag = parse_tag(name, "my-shop")
    assert tag is not None
    assert tag.component == ""


def test_names_that_are_not_utf_8() -> None:
    tag = parse_tag(decode(b"caf\xe9-v1.2.3"))
    assert tag is not None
    assert tag.component == decode(b"caf\xe9")
    assert tag.scheme.format(tag.version) == decode(b"caf\xe9-v1.2.3")


piece = st.sampled_from(
    [
        "v",
        "V",
        "rel",
        "release-",
        "api/",
        "@s/p@",
        "REL_",
        "rc",
        "-",
        ".",
        "_",
        "+",
        "0",
        "1",
        "7",
        "12",
        "04",
        "2026",
        "20190101",
        "rc1",
        "b2",
        ".dev0",
        "-m01",
        "a",
        "k",
        "P1",
        "-1",
        "s3",
    ]
)
odd_names = st.lists(piece, min_size=1, max_size=8).map("".join)
names = st.one_of(odd_names, st.text(st.characters(exclude_characters="\n"), max_size=20))


@given(names)
def test_a_tag_is_written_back_as_it_was(name: str) -> None:
    tag = parse_tag(name)
    if tag is not None:
        assert tag.scheme.format(tag.version) == name


@given(st.lists(names, max_size=12, unique=True))
def test_the_index_says_of_every_tag_what_its_own_parse_says(tags: list[str]) -> None:
    index = index_tags(tags)
    parsed = {name: parse_tag(name) for name in tags}
    found = {t.name: t for t in (*index.releases(), *index.prereleases())}
    assert set(index.others) == {name for name in tags if parsed[name] is None}
    assert found == {name: tag for name, tag in parsed.items() if tag is not None}
    for tag in index.releases():
        assert not tag.version.is_prerelease


@given(st.lists(odd_names, max_size=40, unique=True))
def test_the_index_is_sorted(tags: list[str]) -> None:
    versions = [tag.version for tag in index_tags(tags).releases()]
    assert versions == sorted(versions, reverse=True)


def test_components_that_differ_in_a_digit_stay_apart() -> None:
    index = index_tags(["py2/v1.0.0", "py3/v1.0.0", "py3/v1.1.0"])
    assert [tag.name for tag in index.of_component("py3").releases()] == [
        "py3/v1.1.0",
        "py3/v1.0.0",
    ]
