"""The small shop, and gitfix run in this process: quick, for commands that only look or record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operations.views_kit import Cli
from tests.shop import Shop, seal


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    seal(monkeypatch, tmp_path)
    return Shop.build(tmp_path / "shop", monkeypatch)


@pytest.fixture
def gitfix(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(shop.path, capsys)
