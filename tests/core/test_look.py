"""What a file says by itself, told quickly: the same as rule by rule."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core import glob
from gitfix.core.api.quiet import is_quiet
from gitfix.core.change import FileChange, Hunk
from gitfix.core.check_values import CheckInput, CheckPolicy
from gitfix.core.classify import classify_change
from gitfix.core.look import look
from gitfix.core.measure import measure
from gitfix.core.names import Oid
from gitfix.core.noise import NO_NOISE, Noise, file_noise
from gitfix.core.rules.registry import RULES

POINTER = (
    "version https://git-lfs.github.com/spec/v1",
    "oid sha256:" + "a" * 64,
    "size 12",
)
PATHS = st.sampled_from(
    [
        "shop/cart.py",
        "shop/_version.py",
        "tests/test_cart.py",
        "shop/migrations/0001_first.py",
        "docs/a.md",
        "package-lock.json",
        "package.json",
        "pyproject.toml",
        "CHANGELOG.md",
        "a.orig",
        "dist/a.min.js",
        "billing/a.py",
        "Makefile",
        ".env",
        "a",
    ]
)
LINES = st.sampled_from(
    [
        "x = 1",
        "breakpoint()",
        "<<<<<<< a",
        "=======",
        ">>>>>>> b",
        "# NOCOMMIT",
        "x  = 1",
        "",
        "  ",
        'version = "2.4.2"',
        '"version": "2.4.2",',
        "y",
        *POINTER,
    ]
)
HUNKS = st.lists(
    st.builds(
        Hunk,
        st.integers(1, 9),
        st.integers(1, 9),
        st.lists(LINES, max_size=3).map(tuple),
        st.lists(LINES, max_size=13).map(tuple),
    ),
    max_size=3,
)
MODES = st.sampled_from([0o100644, 0o100755, 0o120000, 0o160000, 0])
POLICIES = st.builds(
    CheckPolicy,
    forbidden=st.sampled_from([(), ("*.orig", "billing/"), ("*.orig", "!a.orig")]),
    generated=st.sampled_from([("*.min.js",), ("*.py", "!shop/")]),
    file_kb=st.sampled_from([0, 500]),
)


@st.composite
def changes(draw: st.DrawFn) -> FileChange:
    path = draw(PATHS)
    status = draw(st.sampled_from("MADRCT"))
    old = draw(PATHS) if status in "RC" else path
    oids = Oid("1" * 40), Oid("2" * 40)
    binary = draw(st.booleans())
    hunks = () if binary else tuple(draw(HUNKS))
    modes = draw(MODES), draw(MODES)
    return FileChange(path, status, old, *modes, *oids, binary, draw(st.booleans()), hunks)


@given(changes(), POLICIES)
def test_as_rule_by_rule(change: FileChange, policy: CheckPolicy) -> None:
    seen = look(change, policy)
    lines = [line for hunk in change.hunks for line in (*hunk.removed, *hunk.added)]
    pointer = 0 < len(lines) <= 12 and all(
        any(line.startswith(one[:18]) for one in POINTER) or line == POINTER[2] for line in lines
    )
    pointer = pointer and POINTER[1] in lines
    assert seen.kind == classify_change(change, policy)
    assert seen.hidden == (
        change.binary or 0o160000 in (change.old_mode, change.new_mode) or pointer
    )
    assert seen.noise == (NO_NOISE if seen.hidden else file_noise(change))
    module = change.status == "M" and change.path.endswith(".py")
    assert seen.quiet == (module and is_quiet(change.hunks))
    if seen.ordinary:
        for path in (change.path, change.old_path):
            assert not glob.matches(path, policy.forbidden)
            assert not glob.matches(path, policy.migrations)


@given(changes(), POLICIES)
def test_what_is_plain_is_nothing_to_the_rules_that_pass_it_over(
    change: FileChange, policy: CheckPolicy
) -> None:
    zero = Oid("0" * 40)
    subject = measure(CheckInput("v1", zero, zero, (change,), (), policy))
    slow = replace(subject, files=tuple(replace(file, plain=False) for file in subject.files))
    for rule in RULES:
        assert list(rule.find(subject)) == list(rule.find(slow)), rule.id


@given(changes())
def test_a_file_without_noise_is_told_by_the_one_value(change: FileChange) -> None:
    noise = file_noise(change)
    assert (noise is NO_NOISE) == (noise == Noise())
