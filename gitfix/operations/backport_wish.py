"""What was asked of `gitfix backport`, and the command that asks for it again."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Wish:
    """What the command line asked for."""

    revision: str | None = None
    incident: str | None = None
    onto: tuple[str, ...] = ()
    push: bool = False
    pr: bool = False
    strategy: str | None = None
    commits: tuple[str, ...] = ()
    chain: bool = False
    verify: bool | None = None
    keep_going: bool = False
    one_by_one: bool = False

    def typed(self, *more: str, onto: Sequence[str] | None = None) -> str:
        """The command that asks for the same again, with `more`; `onto`: for these targets instead."""
        words = ["gitfix", "backport", *([self.revision] if self.revision else [])]
        words += ["--incident", self.incident] if self.incident else []
        for commit in self.commits:
            words += ["--commit", commit]
        for name in self.onto if onto is None else onto:
            words += ["--onto", name]
        words += ["--strategy", self.strategy] if self.strategy else []
        words += ["--chain"] if self.chain else []
        if self.verify is not None:
            words.append("--verify" if self.verify else "--no-verify")
        return " ".join(quote(word) for word in (*words, *more))
