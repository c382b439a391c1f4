"""The configuration as the policy of the check: what a backport needs of it too, without the check and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core import patterns
from gitfix.core.check_values import CheckPolicy
from gitfix.core.rules.ids import RULE_IDS

if TYPE_CHECKING:
    from gitfix.core.config import Config


def policy_of(config: Config, severity: str = "") -> CheckPolicy:
    """The configuration as the check's policy: a team's patterns come on top of gitfix's own.

    `severity`: the incident's, which may have a budget of its own.
    """
    budget = f"budget.{severity}" if severity else "budget"

    def paths(name: str, own: tuple[str, ...]) -> tuple[str, ...]:
        return own + config.strings(f"paths.{name}")

    stated = {rule: config.text(f"rules.{rule}") for rule in RULE_IDS}
    return CheckPolicy(
        lines_warn=config.integer(f"{budget}.warn_lines"),
        lines_max=config.integer(f"{budget}.max_lines"),
        files_warn=config.integer(f"{budget}.warn_files"),
        files_max=config.integer(f"{budget}.max_files"),
        file_kb=config.integer("budget.max_file_kb"),
        tests=paths("tests", patterns.TESTS),
        docs=paths("docs", patterns.DOCS),
        changelog=paths("changelog", patterns.CHANGELOG),
        version=paths("version", patterns.VERSION),
        generated=paths("generated", patterns.GENERATED),
        lockfiles=paths("lockfiles", patterns.LOCKFILES),
        migrations=paths("migrations", patterns.MIGRATIONS),
        forbidden=paths("forbidden", patterns.FORBIDDEN),
        severities={rule: stated[rule] for rule in RULE_IDS if stated[rule]},
        path_budgets=config.budgets(),
    )
