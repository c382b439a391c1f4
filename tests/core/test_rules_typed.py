"""A name in a hint is what a shell takes for that name."""

from __future__ import annotations

import os
import subprocess

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gitfix.core.rules.base import typed
from gitfix.core.text import decode, printable

NAMES = st.binary(min_size=1, max_size=12).filter(lambda name: b"\0" not in name)


@settings(max_examples=25, deadline=None)
@given(NAMES)
@example(b"caf\xe9.py")
@example(b"it's \\ a\nname\x1b[0m.py")
@example("caf\u00e9 \u202e.py".encode())
def test_it_can_be_shown_and_names_the_same_file(name: bytes) -> None:
    said = typed(decode(name))
    assert printable(said) == said
    told = subprocess.run(
        ["bash", "-c", os.fsencode(f"printf %s {said}")], capture_output=True, check=True
    )
    assert told.stdout == name
