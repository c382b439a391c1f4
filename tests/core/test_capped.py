"""Head and tail of what comes in pieces are those of the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.capped import Capped


@given(st.lists(st.binary(max_size=20)), st.integers(2, 40))
def test_head_tail_and_count_are_those_of_the_whole(parts: list[bytes], limit: int) -> None:
    kept = Capped(limit)
    told = b"".join(kept.add(part) for part in parts)
    whole, room = b"".join(parts), limit // 2
    rest = whole[room:]
    assert kept.head == told == whole[:room]
    assert kept.tail == rest[-room:]
    assert (kept.total, kept.missing) == (len(whole), max(len(rest) - room, 0))
