"""docs/record.md names every kind of finding with its verdict and meaning, and every ref that is there."""

from __future__ import annotations

from docs.generator import contract
from gitfix.core.audit import KINDS


def test_every_kind_of_finding_is_described() -> None:
    page = (contract.ROOT / "docs/record.md").read_text(encoding="utf-8")
    for kind, (verdict, text) in KINDS.items():
        assert f"| `{kind}` | {verdict} | {text[0].upper()}{text[1:]}. |" in page
