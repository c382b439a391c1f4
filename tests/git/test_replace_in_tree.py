"""Trees made in memory, against a dictionary of paths."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gitfix.core.names import Oid
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository
from gitfix.git.tree_edit import Clash, replace_in_tree
from tests.support.builder import RepoBuilder

FILE = 0o100644
PATHS = st.sampled_from(["a", "b", "a/x", "a/y", "a/z/1", "b/x", "b/x/2", "c/d/e", "c/d"])
Files = dict[str, str]


@pytest.fixture
def opened(repo: RepoBuilder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    for name, value in repo.env().items():
        monkeypatch.setenv(name, value)
    repository = open_repository(repo.path)
    yield repository
    repository.batch.close()  # hypothesis keeps the repository longer than the world lasts


def clashes(files: Files) -> bool:
    return any(one != other and one.startswith(f"{other}/") for one in files for other in files)


def listed(repo: Repository, tree: str) -> Files:
    rows = repo.git.fields("ls-tree", "-r", "-z", tree)
    return {row.partition("\t")[2]: row.split(" ")[2].partition("\t")[0] for row in rows}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_new_tree_has_exactly_what_was_asked_for(
    opened: Repository, data: st.DataObject
) -> None:
    blobs = [opened.objects.write_blob(text) for text in (b"1", b"2")]
    before = {p: str(blobs[0]) for p in data.draw(st.lists(PATHS, unique=True, max_size=5))}
    if clashes(before):
        return
    empty = opened.objects.write_tree(())
    tree = replace_in_tree(opened, empty, {p: (FILE, Oid(o)) for p, o in before.items()})
    assert listed(opened, tree) == before
    asked = data.draw(st.dictionaries(PATHS, st.booleans(), max_size=5))
    wanted = {path: oid for path, oid in before.items() if asked.get(path, True)}
    wanted |= {path: str(blobs[1]) for path, there in asked.items() if there}
    entries = {path: (FILE, blobs[1]) if there else None for path, there in asked.items()}
    try:
        after = replace_in_tree(opened, tree, entries)
    except Clash:
        assert clashes(wanted), (before, asked)
        return
    assert not clashes(wanted), (before, asked)
    assert listed(opened, after) == wanted
