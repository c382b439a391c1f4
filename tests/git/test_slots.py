"""Worktrees of test runs stay warm: from one candidate to the next only what differs is written."""

from __future__ import annotations

from pathlib import Path

from gitfix.core.names import TreeId
from gitfix.git.slots import quarantine, slot
from tests.git.plain import Plain


def test_a_file_that_stays_the_same_is_not_written_again(plain: Plain) -> None:
    """Not even after its time was set, which makes git doubt it: a build would be made anew from there on."""
    plain.commit("one", {"a": "1", "b": "1", "c": "1"})
    changes = ({"a": "2"}, {"a": "2", "b": "2"}, {"a": "2", "b": "2", "c": "2"})
    trees = [_tree(plain, files) for files in changes]
    head = plain.git("rev-parse", "HEAD~3")
    with quarantine(plain.repo) as apart, slot(plain.repo, apart, head, "test") as place:
        place.begin()
        place.settle()
        place.hold(trees[0])
        place.hold(trees[1])
        # Each content gets a second of its own, so that these are not those in which git wrote.
        kept = [_stamp(place.path / name) for name in "ab"]
        place.hold(trees[2])
        assert [_stamp(place.path / name) for name in "ab"] == kept
        assert (place.path / "c").read_text() == "2"


def test_what_a_test_wrote_over_is_put_back(plain: Plain) -> None:
    head = str(plain.commit("one", {"a": "1", "b": "1", "c": "1"}))
    tree = _tree(plain, {"a": "2"})
    with quarantine(plain.repo) as apart, slot(plain.repo, apart, head, "test") as place:
        place.begin()
        place.settle()
        (place.path / "c").write_text("9")
        (place.path / "b").unlink()
        place.hold(tree)
        assert [(place.path / name).read_text() for name in "abc"] == ["2", "1", "1"]


def _tree(plain: Plain, files: dict[str, str]) -> TreeId:
    commit = plain.commit("more", files)
    return TreeId(plain.git("rev-parse", f"{commit}^{{tree}}"))


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns
