"""A message, and what became of it at one channel."""

from __future__ import annotations

from collections.abc import Mapping

from gitfix.core.value import dataclass


class NotSent(Exception):
    """A channel did not take it. `final`: trying again is no use."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


@dataclass(frozen=True)
class Message:
    """What is said. `values`: about what, for whoever wants more than text (variables of a command, a JSON webhook)."""

    subject: str
    body: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """What became of it: `why` is empty when it was taken."""

    why: str
    attempts: int
    ms: int
