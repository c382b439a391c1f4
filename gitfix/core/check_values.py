"""What `gitfix check` is given and what it answers, as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gitfix.core import patterns
from gitfix.core.change import CommitChange, FileChange
from gitfix.core.config_budgets import PathBudget
from gitfix.core.names import Oid
from gitfix.core.value import dataclass, field
from gitfix.core.waiver import Waiver

if TYPE_CHECKING:
    from gitfix.core.layout.regions import Region
    from gitfix.core.look import Look

ERROR = "error"
WARNING = "warning"
OFF = "off"
MOST_WHOLE = 100
"""Files that are read whole in any case, twenty times what a hotfix may touch. A larger change whose size is an error
that nobody waived is not: the answer is no already.
"""
WAIVE = "    or waive: "
"""Between the two ways out in a hint: what to do, and how to let it pass."""


@dataclass(frozen=True)
class CheckPolicy:
    """The team's policy: budget, path patterns (core/glob.py), and the severity of each rule.

    The budget counts changed lines of code: up to `warn` is fine, over it a warning, over `max`
    an error. The numbers come from backports measured in systemd-stable and pytest (90 % are
    within 39 and 38 lines). `severities` maps a rule's id to "error", "warning" or "off";
    "warning" caps a rule that has both. Files of code count against the first of `path_budgets` that
    names them, and nowhere else.
    """

    lines_warn: int = 20
    lines_max: int = 100
    files_warn: int = 2
    files_max: int = 5
    file_kb: int = 500
    tests: tuple[str, ...] = patterns.TESTS
    docs: tuple[str, ...] = patterns.DOCS
    changelog: tuple[str, ...] = patterns.CHANGELOG
    version: tuple[str, ...] = patterns.VERSION
    generated: tuple[str, ...] = patterns.GENERATED
    lockfiles: tuple[str, ...] = patterns.LOCKFILES
    migrations: tuple[str, ...] = patterns.MIGRATIONS
    forbidden: tuple[str, ...] = patterns.FORBIDDEN
    severities: Mapping[str, str] = field(default_factory=dict)
    path_budgets: tuple[PathBudget, ...] = ()


@dataclass(frozen=True)
class FoundSecret:
    """Where an added line looks like a secret, and what `kind` of one; never the secret itself."""

    path: str
    line: int
    kind: str


@dataclass(frozen=True)
class CheckInput:
    """One hotfix to check. `commits` are those in base..head, oldest first; `now` is in seconds
    since 1970.

    `layouts`: the noise that trees have shown, by path, for the files that could be read.

    `prepared`: files in which nothing changes but the version of the release, as gitfix itself has written it.

    `contents` and `sizes` (bytes): of the objects that some rule has to see whole, by their id.

    `looks`: what is known already of files by themselves, by path; the others are looked at.

    `whole`: whether `layouts`, `contents` and `secrets` come of all files that hold some.
    """

    base_tag: str
    base_commit: Oid
    head: Oid
    files: tuple[FileChange, ...]
    commits: tuple[CommitChange, ...]
    policy: CheckPolicy = field(default_factory=CheckPolicy)
    waivers: tuple[Waiver, ...] = ()
    now: int = 0
    layouts: Mapping[str, tuple[Region, ...]] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    secrets: tuple[FoundSecret, ...] = ()
    prepared: frozenset[str] = frozenset()
    looks: Mapping[str, Look] = field(default_factory=dict)
    whole: bool = True

    @property
    def base(self) -> str:
        """What to type for the base: the tag, or the commit where there is none."""
        return self.base_tag or self.base_commit


@dataclass(frozen=True)
class Violation:
    """One finding. `path` is empty and `line` 0 where it has no place; `last` is 0 where it is about one line;
    `hint` says what to do, or who waived it.
    """

    rule: str
    severity: str
    path: str
    line: int
    message: str
    hint: str
    waived: bool = False
    last: int = 0


@dataclass(frozen=True)
class Count:
    """Changed files and lines of one kind; noise is not in it."""

    files: int = 0
    lines: int = 0
    added: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class NoiseCount:
    """Changed lines that only change white space, layout, comments or the order of imports."""

    lines: int = 0


@dataclass(frozen=True)
class Base:
    """What the hotfix is measured against; `tag` is empty for a bare commit."""

    tag: str
    commit: Oid


@dataclass(frozen=True)
class CheckResult:
    """The answer of `gitfix check`; the fields are the keys of its JSON. `verdict` is pass, warn
    or fail.

    `docs` holds changelog and version files too: shown, but not part of the budget. Without `whole`, the size alone
    made the verdict: layout, public names, dependencies or secrets were not looked at in all files. Text needs some
    things besides the JSON: the branch, how many commits it has, the policy, what to type next.
    """

    base: Base
    head: Oid
    verdict: str
    code: Count
    tests: Count
    docs: Count
    noise: NoiseCount
    violations: tuple[Violation, ...]
    whole: bool = True
    branch: str = ""
    commits: int = 0
    policy: CheckPolicy = field(default_factory=CheckPolicy)
    next: str = ""

    _private = ("branch", "commits", "policy", "next")

    def open(self, severity: str) -> int:
        """How many violations of a severity nobody has waived."""
        return sum(1 for v in self.violations if v.severity == severity and not v.waived)
