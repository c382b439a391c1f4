"""Every test of the git floor runs in a sealed environment, in a repository of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.git.plain import Plain, seal


@pytest.fixture(autouse=True)
def sealed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seal(monkeypatch, tmp_path / "sealed")


@pytest.fixture
def plain(tmp_path: Path) -> Plain:
    """An empty repository on the unborn branch main."""
    return Plain.init(tmp_path / "repo")
