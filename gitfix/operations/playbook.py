"""The playbook in force: gitfix's own, and what the team's file on the protected branch makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.playbook_read import read_playbook
from gitfix.core.table_read import PlaybookError
from gitfix.host.secret_names import declare
from gitfix.host.shipped import shipped_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitfix.core.playbook import Playbook
    from gitfix.operations.policy import Policy
    from gitfix.operations.workspace import Workspace

FILE = "playbook.toml"


def load_playbook(work: Workspace) -> Playbook:
    """The phases and steps of an emergency here; Refusal names file, line and key of what is wrong."""
    policy = work.policy
    if not policy.names_steps:
        return shipped_playbook()
    return _with_team(policy)


def shipped_playbook() -> Playbook:
    """gitfix's own."""
    import tomllib

    text = shipped_file(FILE).decode()
    return read_playbook(tomllib.loads(text))


def _with_team(policy: Policy) -> Playbook:
    import tomllib

    text = policy.text.removeprefix("\ufeff")
    document = tomllib.loads(text)
    for name in policy.table:
        document = document.get(name, {})
    try:
        found = read_playbook(document, shipped_playbook(), policy.origin)
        declare(_secrets(found))
        return found
    except PlaybookError as error:
        from gitfix.core.toml_lines import line_of

        line = line_of(text, error.path, policy.table)
        key = ".".join(map(str, (part for part in error.path if isinstance(part, str))))
        raise Refusal(
            f"{policy.origin} line {line}: {key}: {error}",
            hint="repair it on the default branch; gitfix reads its policy from there",
        ) from None


def _secrets(playbook: Playbook) -> Iterator[str]:
    """The variables that hold an address or a token."""
    yield from (channel.url_env for channel in playbook.channels)
    yield from (metric.token_env for metric in playbook.metrics)
    yield from (check.token_env for step in playbook.steps for check in step.checks)
