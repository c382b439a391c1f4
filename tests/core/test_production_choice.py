"""The production tag among tag lists in the shape of real projects."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import pytest

from gitfix.core.outcome import Refusal
from gitfix.core.production import Choice, choose


class Tags:
    """Tag names with a commit each (their own, unless said) and a date."""

    def __init__(
        self, names: str, at: Mapping[str, str] | None = None, days: Mapping[str, int] | None = None
    ):
        self.names = names.split()
        self.at = dict(at or {})
        self.days = dict(days or {})
        self.asked: list[str] = []

    def commits(self, names: Sequence[str]) -> dict[str, str]:
        self.asked += names
        return {n: c for n in names if (c := self.at.get(n, f"commit of {n}"))}

    def dates(self, names: Sequence[str]) -> dict[str, int]:
        return {n: self.days.get(n, 0) * 86400 for n in names}


def pick(
    tags: Tags | str,
    repository_name: str = "",
    component: str | None = None,
    line: str | None = None,
    remote: str = "",
) -> Choice:
    tags = Tags(tags) if isinstance(tags, str) else tags
    return choose(
        tags.names,
        commits=tags.commits,
        dates=tags.dates,
        repository_name=repository_name,
        component=component,
        line=line,
        remote=remote,
    )


REAL = {
    "curl": ("curl-8_19_0 curl-8_20_0 curl-8_21_0 rc-8_22_0-1 rc-8_22_0-2 tiny-curl-8_4_0 curl-7_1-pre1",
             "curl-8_21_0", "curl-8_20_0"),
    "postgres": ("REL9_6_23 REL9_6_24 REL_14_5 REL_15_BETA1 REL_15_RC2 REL_15_1 REL_15_2", "REL_15_2", "REL_15_1"),
    "kubernetes": ("v1.9.11 v1.29.10 v1.30.1 v1.30.2 v1.31.0-alpha.0 v1.31.0-rc.1", "v1.30.2", "v1.30.1"),
    "ansible": ("0.01 0.8 v1.9.0-1 v2.3.0.0-1 v2.9.27 v2.17.4 v2.17.5 v2.18.0b1 v2.18.0rc1 v1_last",
                "v2.17.5", "v2.17.4"),
    "pytest": ("1.0.0b6 8.4.2 9.1.0 9.1.1 9.2.0.dev0 v2.0.0", "9.1.1", "9.1.0"),
    "etcd": ("v3.7.0 v3.7.1 api/v3.7.1 client/pkg/v3.7.1 raft/v3.8.0 v3.8.0-alpha.0", "v3.7.1", "v3.7.0"),
    "pip": ("1.5.6 10.0b1 21.3.1 22.04 22.3 22.3.1", "22.04", "22.3.1"),
    "spring-boot": ("v1.5.22.RELEASE v2.3.0.M1 v2.3.0.RELEASE v3.0.0-RC1 v3.0.0", "v3.0.0", "v2.3.0.RELEASE"),
    "openssl": ("OpenSSL_1_1_1j OpenSSL_1_1_1k OpenSSL_1_1_1-pre9", "OpenSSL_1_1_1k", "OpenSSL_1_1_1j"),
    "k3s": ("v1.30.1+k3s1 v1.30.1+k3s2 v1.30.1+k3s10 v1.30.2-rc1+k3s1", "v1.30.1+k3s10", "v1.30.1+k3s2"),
    "numbers": ("v1 v2 v9 v10 nightly", "v10", "v9"),
}  # fmt: skip


@pytest.mark.parametrize("project", REAL)
def test_row_05_tags_of_real_projects(project: str) -> None:
    names, tag, previous = REAL[project]
    choice = pick(names, repository_name=project)
    assert choice.tag.name == tag
    assert choice.previous is not None
    assert choice.previous.name == previous
    assert choice.commit == f"commit of {tag}"


def test_newer_prereleases_are_said() -> None:
    choice = pick(REAL["curl"][0], "curl")
    assert [(s.tag, s.reason) for s in choice.skipped] == [
        ("rc-8_22_0-2", "a pre-release"),
        ("rc-8_22_0-1", "a pre-release"),
    ]


def test_row_03_moving_tags() -> None:
    same = dict.fromkeys(("v4", "v4.6", "v4.6.0"), "c460")
    choice = pick(Tags("latest nightly production v4 v4.6 v4.6.0 v4.5.9", at=same))
    assert choice.tag.name == "v4.6.0"
    assert choice.previous is not None
    assert choice.previous.name == "v4.5.9"


def test_row_03_a_moving_tag_of_a_prerelease_is_no_release() -> None:
    tags = Tags("v4.9.0 v5 v5.0.0-beta.1", at=dict.fromkeys(("v5", "v5.0.0-beta.1"), "beta"))
    choice = pick(tags)
    assert choice.tag.name == "v4.9.0"
    assert ("v5", "moves along with v5.0.0-beta.1") in [(s.tag, s.reason) for s in choice.skipped]


def test_row_03_two_tags_on_one_commit_are_one_release() -> None:
    choice = pick(Tags("v1.0.0 v1.1.0 v1.1.1", at={"v1.1.0": "same", "v1.1.1": "same"}))
    assert choice.tag.name == "v1.1.1"
    assert choice.previous is not None
    assert choice.previous.name == "v1.0.0"


def test_row_06_a_tag_without_a_commit_is_passed_over() -> None:
    choice = pick(Tags("v1.0.0 v1.1.0 v1.2.0", at={"v1.2.0": ""}))
    assert choice.tag.name == "v1.1.0"
    assert [s.tag for s in choice.skipped] == ["v1.2.0"]
    with pytest.raises(Refusal, match="no release tag points to a commit"):
        pick(Tags("v1.2.0", at={"v1.2.0": ""}))


def test_row_04_a_late_patch_of_an_old_line_is_not_production() -> None:
    tags = "v1.4.0 v1.4.7 v2.0.0 v2.4.1 v1.4.8"
    assert pick(tags).tag.name == "v2.4.1"
    old = pick(tags, line="1.4")
    assert old.tag.name == "v1.4.8"
    assert old.previous is not None
    assert old.previous.name == "v1.4.7"
    assert [tag.name for tag in old.releases()] == ["v1.4.8", "v1.4.7", "v1.4.0"]


@pytest.mark.parametrize(
    ("line", "tag"), [("1", "v1.14.0"), ("1.4", "v1.4.2"), ("v1.4", "v1.4.2"), ("1.4.0", "v1.4.0")]
)
def test_a_line_is_whole_numbers(line: str, tag: str) -> None:
    assert pick("v1.4.0 v1.4.2 v1.14.0 v2.0.0 v14.0.0", line=line).tag.name == tag


def test_a_line_in_other_spellings() -> None:
    assert pick("curl-8_5_0 curl-8_4_1 curl-8_4_0", "curl", line="8.4").tag.name == "curl-8_4_1"
    assert pick("v2026.02.03 v2026.11.01", line="2026.2").tag.name == "v2026.02.03"


@pytest.mark.parametrize("line", ["9.9", "x", "", "1.4-rc1"])
def test_an_unknown_line_lists_the_newest(line: str) -> None:
    with pytest.raises(Refusal) as refusal:
        pick("v1.4.0 v2.0.0 v2.4.0 v2.4.1", line=line)
    assert refusal.value.hint.startswith("gitfix production --line 2")
    assert refusal.value.found[0].startswith("newest lines: 2")


def test_row_05_a_change_of_scheme_is_one_component() -> None:
    assert pick("0.5.0 0.5.1 v0.6.0 v0.7.0").tag.name == "v0.7.0"
    days = {"v0.19.0": 1, "v0.19.1": 2, "2026.08.17": 20_600}
    choice = pick(Tags("v0.18.0 v0.19.0 v0.19.1 2026.08.17", days=days))
    assert choice.tag.name == "2026.08.17"
    assert choice.previous is not None
    assert choice.previous.name == "v0.19.1"


def test_a_patch_of_the_old_scheme_changes_nothing() -> None:
    days = {"v0.19.0": 20_000, "v0.19.1": 20_100, "2026.08.17": 20_600, "v0.19.2": 20_700}
    assert pick(Tags(" ".join(days), days=days)).tag.name == "2026.08.17"


def test_a_stray_date_among_counted_versions_is_not_production() -> None:
    days = {"1.4.0": 17_000, "2019.01": 17_900, "1.5.0": 18_000, "1.6.0": 18_500, "1.6.1": 18_600}
    choice = pick(Tags(" ".join(days), days=days))
    assert choice.tag.name == "1.6.1"
    assert [s.tag for s in choice.skipped] == ["2019.01"]
    assert pick(Tags(" ".join(days), days=days), line="2019").tag.name == "2019.01"
    assert pick("1.4.0 20190101 1.5.0").tag.name == "1.5.0"


def test_unknown_tag_dates_are_read_from_the_version() -> None:
    assert pick(Tags("1.5.0 2019.01", days={"1.5.0": 18_500})).tag.name == "1.5.0"
    assert pick("v0.19.1 2026.08.17").tag.name == "2026.08.17"


def test_row_05_the_whole_repository_is_meant_where_it_has_releases() -> None:
    assert pick("release-1.0.0 api/v9.0.0 web/v3.0.0").tag.name == "release-1.0.0"


def test_row_05_a_dominant_prefix() -> None:
    names = " ".join(f"app-v1.{n}.0" for n in range(18)) + " docs-v9.0.0 docs-v9.1.0"
    choice = pick(names)
    assert (choice.tag.name, choice.component) == ("app-v1.17.0", "app")
    with pytest.raises(Refusal):
        pick(names + " docs-v9.2.0")


MONOREPO = "@shop/cart@1.0.0 @shop/cart@1.1.0 @shop/ui@2.0.0 @shop/pre@3.0.0 @shop/ui@3.0.0-next.1"


def test_row_05_several_components_need_a_choice() -> None:
    with pytest.raises(Refusal) as refusal:
        pick(MONOREPO)
    assert "3 components" in refusal.value.message
    assert [line.split() for line in refusal.value.found] == [
        ["@shop/cart", "2", "releases", "newest", "@shop/cart@1.1.0"],
        ["@shop/pre", "1", "release", "newest", "@shop/pre@3.0.0"],
        ["@shop/ui", "1", "release", "newest", "@shop/ui@2.0.0"],
    ]
    assert refusal.value.hint == "gitfix production --component @shop/cart"
    assert pick(MONOREPO, component="@shop/ui").tag.name == "@shop/ui@2.0.0"
    assert pick("My_App-1.0 web-2.0", component="my-app").tag.name == "My_App-1.0"
    with pytest.raises(Refusal, match="no release tag of a component nope"):
        pick(MONOREPO, component="nope")


def test_only_prereleases_is_a_refusal_that_says_so() -> None:
    with pytest.raises(Refusal) as refusal:
        pick("v1.0.0-rc1 v1.0.0-rc2 latest")
    assert refusal.value.message.startswith("only pre-releases")
    assert refusal.value.found == ("found 2 pre-releases, newest v1.0.0-rc2, v1.0.0-rc1",)
    assert refusal.value.hint.endswith("gitfix branch --tag v1.0.0-rc2")
    with pytest.raises(Refusal, match="only pre-releases of api"):
        pick("v1.0.0 api/v1.0.0-rc1", component="api")
    with pytest.raises(Refusal, match="only pre-releases"):
        pick("v1.0.0 v2.0.0-rc1", line="2")


def test_row_06_no_versions_at_all() -> None:
    with pytest.raises(Refusal) as refusal:
        pick("nightly latest demo", remote="origin")
    assert refusal.value.message == "this clone has no release tags, and origin has none either"
    assert refusal.value.found == ("found 3 tags that are not versions: nightly, latest, demo",)
    assert "gitfix branch --tag" in refusal.value.hint
    with pytest.raises(Refusal, match=r"^this clone has no release tags$"):
        pick("")


def test_row_06_two_hundred_thousand_tags() -> None:
    names = [f"v{n // 10_000}.{n // 100 % 100}.{n % 100}" for n in range(200_000)]
    tags = Tags("")
    start = time.process_time()
    choice = choose(names, commits=tags.commits, dates=tags.dates)
    spent = time.process_time() - start
    assert choice.tag.name == "v19.99.99"
    assert choice.previous is not None
    assert choice.previous.name == "v19.99.98"
    assert len(tags.asked) < 50
    assert spent < 2, "0.15 s where it was measured; parsing every name takes about ten times that"
