"""`docs/configuration.md`, `docs/rules.md` and `docs/exit-codes.md`: the tables of the code."""

from __future__ import annotations

from pathlib import Path

from docs.generator import exits
from docs.generator.markdown import page, table
from gitfix.core.config import shown
from gitfix.core.config_keys import GRADED, KEYS, Key, rule_key
from gitfix.core.outcome import Exit
from gitfix.core.rules.registry import RULES

TIGHTENING = {
    "min": "to a smaller value",
    "max": "to a stricter value",
    "union": "may add",
    "fixed": "not at all",
    "free": "freely",
}


def pages(root: Path) -> dict[str, str]:
    """Three hand-written pages with the tables filled in."""
    return {
        **page(root, "docs/configuration.md", keys=_keys(), spellings=_spellings()),
        **page(root, "docs/rules.md", rules=_rules()),
        **page(root, "docs/exit-codes.md", codes=_codes()),
    }


def _every() -> list[Key]:
    return [*KEYS, *GRADED, *(rule_key(rule.id) for rule in RULES)]


def _keys() -> str:
    severities = {rule_key(rule.id).name: rule.severity for rule in RULES}
    rows = [
        (
            f"`{key.name}`",
            _kind(key),
            _default(key, severities.get(key.name, "")),
            TIGHTENING[key.tighten],
            key.help + (" A command: see `gitfix trust`." if key.command else ""),
        )
        for key in _every()
    ]
    return table(("key", "type", "default", "others may change it", "what it is"), rows)


def _kind(key: Key) -> str:
    return ", ".join(f"`{choice}`" for choice in key.choices) if key.choices else key.kind


def _default(key: Key, severity: str) -> str:
    if key in GRADED:
        return "the general one"
    text = severity or shown(key.default)
    return f"`{text}`" if text else "empty"


def _spellings() -> str:
    rows = [(f"`{key.name}`", f"`{key.git}`", f"`{key.variable}`") for key in _every()]
    return table(("key", "git config", "environment"), rows)


def _rules() -> str:
    listed = table(
        ("rule", "default", "finds"),
        [(f"[`{r.id}`](#{r.id})", r.severity, r.summary) for r in RULES],
    )
    parts = [listed]
    for rule in RULES:
        text = " ".join(rule.explain.split())
        todo = rule.todo[:1].upper() + rule.todo[1:]
        parts.append(
            f"## {rule.id}\n\n{rule.summary[:1].upper()}{rule.summary[1:]}. "
            f"Default severity: {rule.severity}.\n\n{text}\n\n- What to do: {todo}.\n"
            f"- Severity: `rules.{rule.id}`. Waive it once: "
            f'`gitfix waive {rule.id} --reason "…"`.'
        )
    return "\n\n".join(parts)


def _codes() -> str:
    rows = [(str(int(code)), code.name, exits.MEANING[code]) for code in Exit]
    more = [
        (f"[`{name}`](commands/{name}.md)", f"{int(code)} {code.name}", text)
        for name, codes in exits.MORE.items()
        if _has_page(name)
        for code, text in codes.items()
    ]
    everywhere = ", ".join(f"{int(code)} {code.name}" for code in exits.EVERY)
    tampered = f"{int(Exit.TAMPERED)} {Exit.TAMPERED.name}"
    parts = [
        table(("code", "name", "meaning"), rows),
        f"Any command may end with {everywhere}. One that reads the record may end with {tampered}.",
        "These have more:",
        table(("command", "code", "meaning there"), more),
    ]
    return "\n\n".join(parts)


def _has_page(name: str) -> bool:
    from docs.generator.tree import module_exists

    return module_exists(name)
