"""What a shell offers to complete: ids, steps, rules, branches, tags and keys, as this clone knows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, TAGS, short_ref
from gitfix.core.outcome import Refusal
from gitfix.core.value import replace
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings

Words = list[tuple[str, str]]
"""Each word, and a few more that say what it is."""


def suggest(settings: Settings, kind: str) -> Words:
    """The words of `kind` (a key of KINDS); none where they cannot be had. Nothing is changed, and nobody is asked."""
    try:
        work = open_workspace(replace(settings, offline=True, dry_run=True, interactive=False))
        return KINDS[kind](work)
    except (Refusal, OSError):
        return []


def _incidents(work: Workspace) -> Words:
    from gitfix.operations.incident_rows import open_rows

    return [(row.id, row.summary) for row in open_rows(work)]


def _steps(work: Workspace) -> Words:
    from gitfix.operations.playbook import load_playbook

    return [(step.id, step.about) for step in load_playbook(work).steps]


def _phases(work: Workspace) -> Words:
    from gitfix.operations.playbook import load_playbook

    return [(phase.id, phase.role) for phase in load_playbook(work).phases]


def _rules(work: Workspace) -> Words:
    from gitfix.core.rules.registry import RULES

    return [(rule.id, rule.summary) for rule in RULES]


def _branches(work: Workspace) -> Words:
    spaces = [HEADS, *([f"refs/remotes/{work.remote_name}/"] if work.remote_name else [])]
    names = {ref.removeprefix(space) for space in spaces for ref in work.repo.refs.names(space)}
    return [(name, "") for name in sorted(names - {"HEAD"})]


def _tags(work: Workspace) -> Words:
    return [(short_ref(ref), "") for ref in work.repo.refs.names("--sort=-v:refname", TAGS)]


def _keys(work: Workspace) -> Words:
    from gitfix.core.config_keys import all_keys
    from gitfix.core.rules.ids import RULE_IDS

    return [(key.name, key.help) for key in all_keys(RULE_IDS).values()]


KINDS: dict[str, Callable[[Workspace], Words]] = {
    "ID": _incidents,
    "STEP": _steps,
    "PHASE": _phases,
    "RULE": _rules,
    "BRANCH": _branches,
    "TARGET": _branches,
    "REV": _branches,
    "TAG": _tags,
    "KEY": _keys,
}
"""By the word that a command's help has for the value."""
