"""How text reaches a terminal: colour by role, symbols with an ASCII fallback, aligned facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gitfix.core.value import dataclass

Paint = Callable[[str, str], str]
"""(role, text) → text: roles are error, warning, ok, dim, strong."""

_CODES = {"error": "31;1", "warning": "33", "ok": "32", "dim": "2", "strong": "1"}
_ASCII = str.maketrans(
    {"✓": "x", "·": ".", "…": "...", "–": "-", "—": "-", "→": "->", "×": "x", "“": '"', "”": '"'}
)


def plain_paint(role: str, text: str) -> str:
    """No colour at all."""
    return text


def colour_paint(role: str, text: str) -> str:
    """ANSI colours; the text says the same without them."""
    code = _CODES.get(role)
    return f"\033[{code}m{text}\033[0m" if code and text else text


@dataclass(frozen=True)
class Style:
    """How to write for this terminal. `width` in columns."""

    paint: Paint = plain_paint
    ascii: bool = False
    width: int = 80

    def line(self, text: str) -> str:
        """`text` in characters that the terminal's encoding has."""
        return text.translate(_ASCII) if self.ascii else text


def facts(rows: Iterable[tuple[str, str]], indent: str = "") -> list[str]:
    """`name   value` rows with aligned values; rows with an empty value are left out."""
    kept = [(name, value) for name, value in rows if value]
    width = max((len(name) for name, _ in kept), default=0) + 2
    return [f"{indent}{name:<{width}}{value}".rstrip() for name, value in kept]


def table(rows: Iterable[tuple[str, ...]], indent: str = "  ") -> list[str]:
    """Left-aligned columns, three spaces apart."""
    kept = list(rows)
    columns = max((len(row) for row in kept), default=0)
    widths = [max((len(row[i]) for row in kept if i < len(row)), default=0) for i in range(columns)]
    return [
        (indent + "   ".join(f"{cell:<{widths[i]}}" for i, cell in enumerate(row))).rstrip()
        for row in kept
    ]


def age(seconds: int) -> str:
    """A time span as people say it: `23 min`, `5 h`, `6 days`."""
    for size, noun in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {noun}{'s' if noun == 'day' and count != 1 else ''}"
    return "less than a minute"
