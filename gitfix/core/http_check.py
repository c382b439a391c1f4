"""A check by HTTP as the team's file names it: an address, and what its answer has to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitfix.core.table_read import PlaybookError, Reader
from gitfix.core.value import dataclass, replace

_KEYS = ("url", "status", "contains", "latency", "timeout", "token_env", "after_rollback")
RELEASE = ("tag", "version", "commit")
"""What `contains` may name of the release that is looked for: `{version}` is its version."""


@dataclass(frozen=True)
class HttpCheck:
    """`contains`: a text in the answer's body; `latency`: seconds that it may take, 0 for no matter.

    `after_rollback`: whether it is asked of the release that production goes back to; None: nobody has said.
    `names`: it names the release that it looks for.
    """

    url: str
    status: int = 200
    contains: str = ""
    latency: float = 0.0
    timeout: float = 10.0
    token_env: str = ""
    after_rollback: bool | None = None
    names: bool = False

    def holds_after(self, *, fix: bool) -> bool:
        """Whether it should hold once production went back; `fix`: it is the hotfix that was taken out.

        Then the fault is there again, and what does not name the release is about the fault. Without a fix, going
        back is what takes the fault away, and every check says whether it did.
        """
        if self.after_rollback is not None:
            return self.after_rollback
        return self.names or not fix

    def about(self, release: Mapping[str, str]) -> HttpCheck:
        """The check of this release: its names are put in where `contains` has `{tag}`, `{version}` or `{commit}`."""
        text = self.contains
        for name in RELEASE:
            text = text.replace(f"{{{name}}}", release.get(name, ""))
        return replace(self, contains=text)

    @property
    def words(self) -> str:
        """What it looks at, in one line."""
        more = f", has {self.contains!r}" if self.contains else ""
        more += f", within {self.latency:g} s" if self.latency else ""
        return f"GET {self.url} is {self.status}{more}"


def read_checks(step: str, value: object) -> tuple[HttpCheck, ...]:
    """The `[[steps.STEP.checks]]`; PlaybookError names the key that is wrong."""
    path = ("steps", step, "checks")
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise PlaybookError(path, f"it is a list of tables: write [[steps.{step}.checks]]")
    return tuple(_check((*path, number), table) for number, table in enumerate(value))


def _check(path: Sequence[str | int], table: Mapping[str, Any]) -> HttpCheck:
    read = Reader(tuple(path), table, _KEYS)
    read.text("url", None)
    said = read.flag("after_rollback", False) if "after_rollback" in table else None
    names = any(f"{{{name}}}" in read.text("contains", "") for name in RELEASE)
    return HttpCheck(
        read.address("url", ""),
        read.whole("status", 200, least=100),
        read.text("contains", ""),
        read.span("latency", 0.0),
        read.span("timeout", 10.0, most=300.0),
        read.variable("token_env", ""),
        said,
        names,
    )
