"""docs/peers.md names tests that exist, and says which rows have none yet."""

from __future__ import annotations

import re

from docs.generate import ROOT
from docs.generator import peers

PAGE = (ROOT / "docs/peers.md").read_text(encoding="utf-8")
ROWS = {int(line.split("|")[1]): line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)}


def test_every_row_is_there_once() -> None:
    assert [row["number"] for row in peers.listed()] == list(range(1, 35))
    assert list(ROWS) == list(range(1, 35))


def test_each_named_test_exists() -> None:
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    }
    for number, line in ROWS.items():
        named = re.findall(r"`(test_\w+)`", line)
        assert set(named) <= defined
        assert all(name.startswith(f"test_row_{number:02d}_") for name in named)


def test_a_row_without_a_test_says_so() -> None:
    for line in ROWS.values():
        assert ("`test_row_" in line) != ("expected with" in line)
