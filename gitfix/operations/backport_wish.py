"""What was asked of `gitfix backport`, and the command that asks for it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Any

from gitfix.core.value import dataclass, replace


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

    def after(self, was: Mapping[str, Any]) -> Wish:
        """The same wish again, while a backport waits that was asked for as `was`: it goes on as it was meant."""
        return replace(
            self,
            onto=self.onto or tuple(was.get("onto", ())),
            push=self.push or bool(was.get("push") and not self.pr),
            pr=self.pr or bool(was.get("pr") and not self.push),
            strategy=self.strategy or was.get("strategy"),
            chain=self.chain or bool(was.get("chain")),
        )

    def going_on(self, was: Mapping[str, Any]) -> Wish:
        """What was asked for at first, with how it is to land as asked for now: the wish of `--continue`."""
        first = replace(
            self,
            revision=was.get("revision"),
            incident=was.get("incident"),
            onto=(),
            strategy=None,
            commits=tuple(was.get("commits", ())),
            chain=False,
            verify=was.get("verify") if self.verify is None else self.verify,
            one_by_one=self.one_by_one or bool(was.get("one_by_one")),
        )
        return first.after(was)

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
