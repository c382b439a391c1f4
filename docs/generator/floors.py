"""`docs/architecture.md`: one sentence per module, floor by floor, from the modules' own docstrings."""

from __future__ import annotations

import ast
from pathlib import Path

from docs.generator.markdown import page, table

FLOORS = ("cli", "operations", "render", "git", "services", "host", "core")
"""From the top down."""


def pages(root: Path) -> dict[str, str]:
    """The architecture page with its list of modules."""
    parts = [_floor(root, floor) for floor in FLOORS]
    return page(root, "docs/architecture.md", modules="\n\n".join(parts))


def _floor(root: Path, floor: str) -> str:
    folder = root / "gitfix" / floor
    paths = sorted(folder.rglob("*.py"), key=lambda p: (len(p.parts), p))
    about = sentence(folder / "__init__.py")
    rows = []
    for path in paths:
        if path.name == "__init__.py" and path.parent == folder:
            continue
        name = path.relative_to(folder).with_suffix("").as_posix()
        rows.append((f"`{name.removesuffix('/__init__')}`", sentence(path)))
    return f"### {floor}\n\n{about}\n\n" + table(("module", "is for"), rows)


def sentence(path: Path) -> str:
    """The first sentence of a module's docstring; ValueError without one."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not text:
        raise ValueError(f"{path} has no docstring")
    return " ".join(text.split("\n\n")[0].split())
