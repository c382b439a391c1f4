"""A repository in a sealed environment, with two commits, for the tests of recovery."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from tests.git.plain import Plain, seal


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Plain:
    """A repository in a sealed environment."""
    seal(monkeypatch, tmp_path / "home")
    return Plain.init(tmp_path / "repo")


@pytest.fixture
def two(plain: Plain) -> tuple[Oid, Oid]:
    """Commits `one` (checked out on main) and `two`, which changes, adds and deletes."""
    one = plain.commit("one", {"a": "1\n", "gone": "1\n", "same": "1\n", "sub/x": "1\n"})
    two = plain.commit("two", {"a": "2\n", "gone": None, "new/file": "2\n", "sub/x": "2\n"})
    plain.git("reset", "-q", "--hard", one)
    return one, two


@pytest.fixture
def server(plain: Plain, two: tuple[Oid, Oid], tmp_path: Path) -> Plain:
    server = plain.clone(tmp_path / "server.git", "--bare")
    plain.git("remote", "add", "origin", str(server.path))
    return server
