"""What a person reads when git itself fails."""

from __future__ import annotations

import pytest

from gitfix.git.process import Git, GitFailed
from tests.support.builder import RepoBuilder


def test_the_command_is_named_whatever_options_stand_before_it(repo: RepoBuilder) -> None:
    git = Git(repo.path)
    for options in ([], ["-c", "core.fsmonitor=false", "-C", "."], ["--no-pager"]):
        with pytest.raises(GitFailed, match=r"^git checkout failed \(exit 1\)"):
            git.run(*options, "checkout", "nowhere")
