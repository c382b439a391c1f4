"""Slugs and branch names that git takes."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core.branch_template import DEFAULT, is_branch_name, render_branch, version_in_branch
from gitfix.core.outcome import Refusal
from gitfix.core.slug import LONGEST, slugify


@pytest.mark.parametrize(
    ("summary", "slug"),
    [
        ("Login fails on an empty cart", "login-fails-on-an-empty-cart"),
        ("  Can't log in!!  ", "cant-log-in"),
        ("Größe über 5 €: Absturz", "grosse-uber-5-absturz"),
        ("Łódź crashes", "lodz-crashes"),
        ("v2.4.1 broke @{u}..HEAD.lock", "v2-4-1-broke-u-head-lock"),
        ("日本語", ""),
        ("!!!", ""),
        ("", ""),
        (
            "payment service answers with an internal error",
            "payment-service-answers-with-an-internal",
        ),
        ("x" * 60, "x" * 40),
        ("\udcff broken bytes", "broken-bytes"),
    ],
)
def test_slug(summary: str, slug: str) -> None:
    assert slugify(summary) == slug


@given(st.text())
def test_a_slug_is_plain(summary: str) -> None:
    slug = slugify(summary)
    assert len(slug) <= LONGEST
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert slugify(slug) == slug
    assert is_branch_name(f"hotfix/1.2.3-{slug}")


def test_the_template() -> None:
    fields = {"version": "2.4.2", "slug": "login-fails", "component": ""}
    assert render_branch(DEFAULT, fields) == "hotfix/2.4.2-login-fails"
    assert render_branch(DEFAULT, {**fields, "slug": ""}) == "hotfix/2.4.2"
    assert render_branch("hotfix/{component/}{version}", fields) == "hotfix/2.4.2"
    assert (
        render_branch("fix/{component-}{version}", {**fields, "component": "api"})
        == "fix/api-2.4.2"
    )


@pytest.mark.parametrize(
    "template", ["hotfix/{versoin}", "hotfix/{version", "hotfix/{0}", "a}b", "{}"]
)
def test_an_unknown_field_is_named(template: str) -> None:
    with pytest.raises(Refusal, match="unknown fields") as refusal:
        render_branch(template, {"version": "1.0.1", "slug": ""})
    assert refusal.value.found == (f"template {template}", "known fields: slug, version")
    assert refusal.value.hint


@pytest.mark.parametrize("template", ["", "-{version}", "hotfix/{version}.lock", "{slug}/", "HEAD"])
def test_row_09_a_name_that_git_would_not_take(template: str) -> None:
    with pytest.raises(Refusal, match="git takes no branch"):
        render_branch(template, {"version": "1.0.1", "slug": ""})


@pytest.mark.parametrize(
    ("template", "name", "version"),
    [
        (DEFAULT, "hotfix/2.4.2-login-fails", "2.4.2"),
        (DEFAULT, "hotfix/2.4.2", "2.4.2"),
        (DEFAULT, "hotfix/login-fails", ""),
        (DEFAULT, "feature/2.4.2", ""),
        ("fix/{component/}{version}", "fix/api/1.0.1", "1.0.1"),
        ("fix/{slug}", "fix/x", ""),
    ],
)
def test_row_04_the_version_that_a_branch_reserves(template: str, name: str, version: str) -> None:
    assert version_in_branch(template, name) == version


signs = st.sampled_from([*"ab1/.-@{}~^:?*[\\ #", "..", "@{", ".lock", "//", "HEAD", "\x7f"])


@settings(max_examples=60, deadline=None)
@given(st.lists(signs, max_size=6).map("".join))
def test_row_09_branch_names_are_judged_as_git_does(name: str) -> None:
    if name.startswith("@{"):
        return  # git reads that as "the branch before this one"
    done = subprocess.run(["git", "check-ref-format", f"refs/heads/{name}"], check=False)
    assert is_branch_name(name) is (
        done.returncode == 0 and not name.startswith("-") and name not in ("@", "HEAD")
    )
