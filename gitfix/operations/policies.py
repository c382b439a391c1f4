"""What settles conflicts of files that change with every hotfix: the team's patterns, read when there is a conflict."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckPolicy
    from gitfix.operations.postmortem_files import Paths
    from gitfix.operations.workspace import Workspace


class Policies:
    """The content policies of one repository. `version`: the release that the fix is made for."""

    def __init__(self, work: Workspace, version: str) -> None:
        self._config = work.config
        self.version = version

    @cached_property
    def check(self) -> CheckPolicy:
        """The team's patterns on top of gitfix's own, as the check has them."""
        from gitfix.operations.check_policy import policy_of

        return policy_of(self._config)

    @cached_property
    def reports(self) -> Paths:
        """Where the post-mortems are."""
        from gitfix.operations.postmortem_files import paths_of

        return paths_of(self._config)
