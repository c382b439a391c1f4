"""The hook's text: recognised in every version, sealed, and never blind to a branch that gitfix would check."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core.hook_push import is_hotfix_name
from gitfix.core.hook_shim import MARKER, recognise, render

TEMPLATE = (Path(__file__).parents[2] / "templates" / "pre-push.sh").read_bytes()
PATTERN = st.text("ab-/*?'[]!x. $`\"\\", min_size=1, max_size=8)
BRANCH = st.text("ab-/'!x.$`\"", min_size=1, max_size=8)


def text(*patterns: str, executable: str = "/opt/git fix/it's") -> bytes:
    return render(TEMPLATE, executable=executable, common="${0%/*}/..", patterns=patterns)


def test_a_hook_of_ours_is_recognised_with_its_executable() -> None:
    shim = recognise(text("hotfix/*"))
    assert shim is not None
    assert (shim.executable, shim.edited) == ("/opt/git fix/it's", False)


def test_a_hook_of_another_version_is_recognised() -> None:
    shim = recognise(b"#!/bin/sh\n" + MARKER + b"7\ngitfix=/x\n")
    assert shim is not None
    assert (shim.executable, shim.edited) == ("/x", True)


def test_a_hook_of_somebody_else_is_not_ours_even_when_it_speaks_of_gitfix() -> None:
    assert recognise(b"#!/bin/sh\ngitfix=/x\nexec gitfix hook run pre-push\n") is None
    assert recognise(b"") is None


def test_any_edit_shows() -> None:
    whole = text("hotfix/*")
    for edited in (
        whole + b"\n",
        whole.replace(b"exit 1", b"exit 0"),
        whole.replace(b"# seal", b"# was"),
    ):
        shim = recognise(edited)
        assert shim is not None
        assert shim.edited


@settings(max_examples=60, deadline=None)
@given(PATTERN, BRANCH)
def test_the_shim_never_misses_a_branch_that_gitfix_would_check(pattern: str, branch: str) -> None:
    line = f"refs/heads/l {'1' * 40} refs/heads/{branch} {'0' * 40}\n"
    # In gitfix's place: a program that does not exist, so that a hotfix is refused.
    hook = text(pattern, executable="/nonexistent")
    done = subprocess.run(
        ["sh", "-c", hook, "/nonexistent/pre-push"],
        input=line.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.returncode == 1 or not is_hotfix_name(branch, (pattern,))


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(codec="latin-1", exclude_characters="\x00\n\r"), min_size=1, max_size=20)
)
def test_any_path_of_gitfix_is_baked_in_as_it_is(path: str) -> None:
    shim = recognise(text("hotfix/*", executable=path))
    assert shim is not None
    assert shim.executable == path
