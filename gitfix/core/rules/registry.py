"""All rules of `gitfix check`, in the order in which they are reported."""

from __future__ import annotations

from gitfix.core.outcome import Exit, Refusal
from gitfix.core.rules import (
    api,
    budget,
    commits,
    debug,
    dependencies,
    markers,
    noise,
    paths,
    regression,
    secrets,
    shape,
    size,
)
from gitfix.core.rules.base import Rule
from gitfix.core.rules.ids import RULE_IDS

__all__ = ["RULES", "RULE_IDS", "rule"]

RULES: tuple[Rule, ...] = (
    commits.FOREIGN_COMMIT,
    commits.MERGE_COMMIT,
    markers.CONFLICT_MARKER,
    paths.PATH_FORBIDDEN,
    budget.BUDGET_LINES,
    budget.BUDGET_FILES,
    paths.MIGRATION,
    secrets.SECRET,
    size.LARGE_FILE,
    dependencies.DEPENDENCY_CHANGE,
    api.API_CHANGE,
    paths.LOCKFILE_RULE,
    paths.GENERATED_FILE,
    shape.BINARY_FILE,
    shape.SUBMODULE,
    shape.MODE_CHANGE,
    shape.RENAME,
    debug.DEBUG_LEFTOVER,
    noise.NOISE_WHITESPACE,
    noise.NOISE_FORMAT,
    noise.NOISE_COMMENT,
    noise.NOISE_IMPORTS,
    regression.MISSING_TEST,
)


def rule(id: str) -> Rule:
    """The rule with this id; a refusal that names the nearest one otherwise."""
    for each in RULES:
        if each.id == id:
            return each
    from difflib import get_close_matches

    near = get_close_matches(id, RULE_IDS, n=1, cutoff=0.5)
    raise Refusal(
        f"there is no rule {id}",
        found=(f"did you mean {near[0]}?",) if near else ("rules: " + ", ".join(RULE_IDS),),
        hint=f"gitfix check --explain {near[0] if near else RULE_IDS[0]}",
        exit=Exit.USAGE,
    )
