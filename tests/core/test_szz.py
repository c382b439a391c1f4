"""Ranking: what counts, what is left out, and that nothing depends on the order of lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.names import Oid
from gitfix.core.szz import (
    BULK,
    CONFIDENCE,
    DAY,
    WINDOW,
    SeenCommit,
    SeenLine,
    rank,
)

OLD, NEW, BIG, FIX = (Oid(letter * 40) for letter in "abcd")
NOW = int(1000 * DAY)
COMMITS = {
    OLD: SeenCommit(int(100 * DAY)),
    NEW: SeenCommit(int(990 * DAY)),
    BIG: SeenCommit(int(995 * DAY), files=BULK + 1),
    FIX: SeenCommit(NOW),
}


def first(*lines: SeenLine, **more: int) -> Oid:
    return rank(lines, COMMITS, fixed_at=NOW, own=(FIX,), **more).candidates[0].commit


def test_one_commit_for_every_line_is_strong() -> None:
    found = rank([SeenLine(NEW, 0), SeenLine(NEW, 0)], COMMITS, fixed_at=NOW).candidates[0]
    assert (found.tier, found.confidence, found.lines) == ("strong", CONFIDENCE["strong"], 2)
    assert "no other commit did" in found.reason


def test_the_later_of_two_comes_first() -> None:
    """R-SZZ: most faults are found soon after they came."""
    assert first(SeenLine(OLD, 0), SeenLine(NEW, 0)) == NEW


def test_a_changed_line_counts_more_than_one_beside_it() -> None:
    near = SeenCommit(COMMITS[OLD].when + 1)
    found = rank(
        [SeenLine(OLD, 0), SeenLine(NEW, WINDOW)], {OLD: COMMITS[OLD], NEW: near}, fixed_at=NOW
    )
    assert found.candidates[0].commit == OLD


def test_mass_changes_and_merges_are_looked_past_and_said() -> None:
    found = rank([SeenLine(OLD, 0), SeenLine(BIG, 0)], COMMITS, fixed_at=NOW)
    assert [one.commit for one in found.candidates] == [OLD]
    assert found.skipped == (f"{BIG.short} changes {BULK + 1} files at once",)
    merge = SeenCommit(5, parents=2)
    assert rank([SeenLine(OLD, 0), SeenLine(NEW, 0)], {**COMMITS, NEW: merge}, fixed_at=NOW).skipped


def test_what_came_after_the_fault_did_not_bring_it() -> None:
    assert first(SeenLine(OLD, 0), SeenLine(NEW, 0), since=int(500 * DAY)) == OLD


def test_comments_and_other_files_count_only_where_there_is_nothing_else() -> None:
    assert first(SeenLine(OLD, 0), SeenLine(NEW, 0, prose=True)) == OLD
    assert first(SeenLine(OLD, 0), SeenLine(NEW, 0, code=False)) == OLD
    alone = rank([SeenLine(NEW, 0, prose=True)], COMMITS, fixed_at=NOW)
    assert (alone.candidates[0].commit, alone.candidates[0].tier) == (NEW, "weak")


def test_the_fix_itself_is_no_candidate() -> None:
    found = rank([SeenLine(FIX, 0)], COMMITS, fixed_at=NOW, own=(FIX,))
    assert (found.candidates, found.how) == ((), "none")


def test_lines_beside_an_insertion_are_said_to_be() -> None:
    found = rank([SeenLine(NEW, 0.5, where="a.py:7")], COMMITS, fixed_at=NOW)
    assert found.how == "neighbours"
    assert found.candidates[0].reason == "last changed a.py:7, beside the change"
    assert found.candidates[0].tier == "weak"


LINES = st.lists(
    st.builds(
        SeenLine,
        st.sampled_from([OLD, NEW, BIG, FIX]),
        st.sampled_from([0, 0.5, 1, 3, WINDOW]),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["a:1", "a:2", "b:1"]),
    ),
    max_size=12,
)


@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_lines_decides_nothing(lines: list[SeenLine], chance: object) -> None:
    shuffled = sorted(lines, key=lambda line: hash((line.commit, line.distance, str(chance))))
    one = rank(lines, COMMITS, fixed_at=NOW, own=(FIX,))
    other = rank(shuffled, COMMITS, fixed_at=NOW, own=(FIX,))
    assert one == other


@given(LINES)
def test_confidence_is_shared_out(lines: list[SeenLine]) -> None:
    """Candidates are blamed commits, each once, none of the fix; together they are no surer than certain."""
    found = rank(lines, COMMITS, fixed_at=NOW, own=(FIX,)).candidates
    named = [one.commit for one in found]
    assert len(set(named)) == len(named)
    assert set(named) <= {line.commit for line in lines} - {FIX}
    assert sum(one.confidence for one in found) <= 1.02
    assert bool(found) == any(line.commit != FIX for line in lines)
