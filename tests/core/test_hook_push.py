"""Git's pre-push lines as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.hook_push import is_hotfix_name, of_pre_commit, parse_push
from gitfix.core.text import encode

ONE, TWO, ZERO = "1" * 40, "2" * 40, "0" * 40
REF = st.binary(min_size=1, max_size=12).filter(lambda name: not set(name) & set(b" \n\r\0"))


@given(local=st.binary(max_size=12).filter(lambda b: b"\n" not in b), name=REF)
def test_a_line_is_read_from_the_right_because_a_revision_may_hold_spaces(
    local: bytes, name: bytes
) -> None:
    remote = b"refs/heads/" + name
    (ref,) = parse_push(b"%s %s %s %s\n" % (local, ONE.encode(), remote, TWO.encode()))
    assert (encode(ref.local), ref.new, encode(ref.remote), ref.old) == (local, ONE, remote, TWO)
    assert encode(ref.branch) == name


@pytest.mark.parametrize("zero", [ZERO, "0" * 64])
def test_row_16_a_delete_is_told_by_its_zero_oid_of_either_length(zero: str) -> None:
    (ref,) = parse_push(f"(delete) {zero} refs/heads/hotfix/1 {'1' * len(zero)}\n".encode())
    assert ref.deletes


def test_nothing_pushed_is_nothing() -> None:
    assert parse_push(b"") == []


@pytest.mark.parametrize(
    "line", ["a b c", f"a {ONE} refs/heads/x", f"a {ONE} refs/heads/x zzz", "\0"]
)
def test_anything_else_is_an_error_that_shows_it(line: str) -> None:
    with pytest.raises(ValueError, match="pre-push"):
        parse_push(line.encode())


def test_a_tag_is_no_branch() -> None:
    (ref,) = parse_push(f"x {ONE} refs/tags/hotfix/1 {ZERO}\n".encode())
    assert ref.branch == ""
    assert not is_hotfix_name(ref.branch, ("*",))


def test_the_pre_commit_framework_names_the_ref_in_its_environment() -> None:
    told = {
        "PRE_COMMIT_FROM_REF": TWO,
        "PRE_COMMIT_TO_REF": ONE,
        "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/hotfix/1",
        "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/hotfix/1",
    }
    (ref,) = of_pre_commit(told)
    assert (ref.new, ref.branch, ref.old) == (ONE, "hotfix/1", TWO)
    assert of_pre_commit({}) == []
    (new,) = of_pre_commit({**told, "PRE_COMMIT_FROM_REF": ""})
    assert new.old.is_zero


def test_a_star_in_a_pattern_also_stands_for_slashes() -> None:
    assert is_hotfix_name("hotfix/api/1.0.1", ("hotfix/*",))
    assert not is_hotfix_name("hotfixes/1", ("hotfix/*",))
