"""Versions: SemVer to the letter, PEP 440 and loose spellings besides, one total order."""

from __future__ import annotations

import itertools

import pytest
import semver
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version as Pep440

from gitfix.core.version import Version, parse_version


def version(text: str) -> Version:
    found = parse_version(text)
    assert found is not None, text
    return found


numbers = st.integers(0, 999)
identifier = st.from_regex(
    r"(?:0|[1-9][0-9]{0,5}|[0-9]*[a-zA-Z-][0-9a-zA-Z-]{0,5})", fullmatch=True
)
dotted = st.lists(identifier, min_size=1, max_size=3).map(".".join)
core = st.tuples(numbers, numbers, numbers).map(lambda n: ".".join(map(str, n)))
few = st.tuples(*[st.integers(0, 1)] * 3).map(lambda n: ".".join(map(str, n)))
strict = st.builds(
    lambda c, p, b: c + (f"-{p}" if p else "") + (f"+{b}" if b else ""),
    st.one_of(core, few),
    st.one_of(st.just(""), dotted),
    st.one_of(st.just(""), dotted),
)
ODD = [
    "1.0",
    "1.0a1",
    "1.0b2",
    "1.0rc1",
    "1.0.dev0",
    "1.0.post1",
    "1.0.post1.dev2",
    "8_5_0",
    "8_5_0-pre1",
    "15_2",
    "15_BETA1",
    "4",
    "v4",
    "4.6",
    "1.2.3.4",
    "2.0.0.RELEASE",
    "2.0.0.M1",
    "1_1_1k",
    "9_6_P1",
    "2026.08.17",
    "2026.3.17-1",
    "22.04.1",
    "8.0-m01",
    "3.0.pre1",
]
anything = st.one_of(strict, st.sampled_from([text for text in ODD if parse_version(text)]))


@given(strict, strict)
def test_strict_semver_is_ordered_as_the_semver_package_orders_it(one: str, other: str) -> None:
    verdict = semver.Version.parse(one).compare(other)
    if verdict:
        assert (version(one) < version(other)) is (verdict < 0)
        assert (version(one).order < version(other).order) is (verdict < 0)
    assert version(one).is_prerelease is bool(semver.Version.parse(one).prerelease)


@given(anything, anything, anything)
def test_the_order_is_total(a: str, b: str, c: str) -> None:
    x, y, z = sorted(map(version, (a, b, c)))
    assert x <= y <= z
    assert x <= z
    assert (x < y) + (x > y) + (x == y) == 1
    assert x != y or hash(x) == hash(y)


PEP440 = st.builds(
    lambda release, pre, post, dev: release + pre + post + dev,
    st.sampled_from(["1.0", "1.1", "2.0.1"]),
    st.sampled_from(["", "a1", "a2", "a10", "b1", "rc1", "rc2"]),
    st.sampled_from(["", "", ".post1", ".post2"]),
    st.sampled_from(["", "", ".dev0", ".dev3"]),
).filter(lambda text: not ("post" in text and any(word in text for word in ("a", "b", "rc"))))


@given(PEP440, PEP440)
def test_pep_440_spellings_are_ordered_as_packaging_orders_them(one: str, other: str) -> None:
    assert (version(one) < version(other)) is (Pep440(one) < Pep440(other))
    assert version(one).is_prerelease is Pep440(one).is_prerelease


@pytest.mark.parametrize(
    "text",
    [
        "1.0.0-rc1",
        "1.0rc1",
        "1.0b2",
        "1.0.dev0",
        "8.0-m01",
        "3.0.pre1",
        "1.0.0-beta.0",
        "1.0.0-alpha.1",
        "15_RC1",
        "15_BETA2",
        "2.0.0.M3",
        "2.0.0.RC1",
        "7_10-pre2",
        "1.9.0.1-0.3.rc3",
        "1.0.post1.dev2",
        "1.0.0-SNAPSHOT",
        "4-beta",
        "2.0b",
    ],
)
def test_row_05_prereleases_in_every_spelling(text: str) -> None:
    assert version(text).is_prerelease


@pytest.mark.parametrize(
    "text",
    [
        "1.0.post1",
        "1.2.3+5",
        "1.30.1+k3s1",
        "2.0.0.RELEASE",
        "5.4.Final",
        "1.16.12-release",
        "3.2.1-FINAL",
        "4.0.0-GA+5",
        "2021-06-14.0",
        "1_1_1k",
        "9_6_P1",
        "2026.08.17-1",
        "1.9.0.1-1",
    ],
)
def test_releases_with_a_suffix_are_releases(text: str) -> None:
    assert not version(text).is_prerelease


@pytest.mark.parametrize(
    "ascending",
    [
        "1.0.dev1 1.0a1 1.0b1 1.0rc1 1.0rc2 1.0rc10 1.0 1.0.post1 1.0.1",
        "1.2.2 1.2.3 1.2.3+5 1.2.3+6 1.2.3+10 1.2.4",
        "1.30.1+k3s1 1.30.1+k3s2 1.30.1+k3s10",
        "4 4.0 4.0.0 4.0.1",
        "1_1_1 1_1_1a 1_1_1k 1_1_1z 1_1_1za",
        "0.19.1 2026.08.17 2026.08.17.1 2026.11.03",
        "2021.02.04 2021.02.04-1 2021.02.04.1",
        "2021-06-14 2021-06-14.0 2021-06-14.1 2021-06-14.10 2021-06-15.0",
        "1.2.1-release 1.3.0-rc1 1.3.0-release 1.3.1-beta 1.3.1-release",
        "15_BETA1 15_BETA2 15_RC1 15_0 15_2 15_10",
    ],
)
def test_ascending(ascending: str) -> None:
    for one, other in itertools.pairwise(map(version, ascending.split())):
        assert one < other


@pytest.mark.parametrize(
    "text", ["", "v1", "1.2.3.4.5", "1.", "20200101-build", "1.2.3 ", "1..2", "1" * 40]
)
def test_no_version(text: str) -> None:
    assert parse_version(text) is None


def test_people_read_dots() -> None:
    assert str(version("8_5_0")) == "8.5.0"
    assert str(version("2026.08.17")) == "2026.08.17"
    assert str(version("1.0.0-rc.1+5")) == "1.0.0-rc.1+5"
