"""The one table of configuration keys: type, default, and how a layer above the team's may tighten each."""

from __future__ import annotations

from typing import Literal

from gitfix.core.rules.ids import DEFAULTS
from gitfix.core.value import dataclass

Kind = Literal["text", "integer", "seconds", "flag", "strings", "choice", "budgets"]
Tighten = Literal["min", "max", "union", "fixed", "free"]
"""How user, clone, environment and options may change what the team's policy says.

min, max: to a smaller, a larger (later in `choices`) value only; union: may add; fixed: not at all; free: as they like.
"""


@dataclass(frozen=True)
class Key:
    """One setting. `command`: its value is run by a shell, and needs `gitfix trust` when the team's file sets it."""

    name: str
    kind: Kind
    default: object
    tighten: Tighten
    help: str
    choices: tuple[str, ...] = ()
    command: bool = False

    @property
    def git(self) -> str:
        """The spelling in git's configuration, whose keys take no underscore."""
        return "gitfix." + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The spelling in the environment."""
        return "GITFIX_CONFIG_" + self.name.replace(".", "_").replace("-", "_").upper()


def _number(name: str, default: int, help: str) -> Key:
    return Key(name, "integer", default, "min", help)


def _paths(name: str, tighten: Tighten, what: str) -> Key:
    return Key(name, "strings", (), tighten, f"{what} (path patterns, besides gitfix's own).")


KEYS: tuple[Key, ...] = (
    Key("remote", "text", "", "free", "The remote that is the truth; empty: origin, or the only one."),
    Key("push.remote", "text", "", "free", "The remote to push to, where it is another one (forks)."),
    Key("network.timeout", "seconds", 5.0, "free", "Seconds without progress until a remote counts as unreachable."),
    Key("network.touch_timeout", "seconds", 30.0, "free", "The same where a person has to touch a security key."),
    Key("network.push_timeout", "seconds", 30.0, "free", "Seconds without a word that a server's hooks may take over a push."),
    Key("production.component", "text", "", "free", "The component, where tags of several are in one repository."),
    Key("production.ref", "text", "", "free", "A branch or moving tag that names what runs in production."),
    Key("production.command", "text", "", "free", "Prints the version, tag or commit that runs in production now.", command=True),
    Key("production.url", "text", "", "free", "Answers with the version, tag or commit that runs in production now (http or https)."),
    Key("production.json_path", "text", "", "free", "Where in the JSON of production.url that stands, such as $.version."),
    Key("production.branch", "text", "", "free", "The protected default branch; empty: the remote's HEAD, else main or master."),
    Key("branch.template", "text", "hotfix/{component-}{version}{-slug}", "free", "Name of a hotfix branch: {component-}, {version}, {-slug}, {date}, {line}, {incident}."),
    Key("branch.pattern", "strings", ("hotfix/*",), "union", "Remote branches that the pre-push hook checks as hotfixes."),
    Key("backport.targets", "strings", (), "free", "Where fixes go (names or patterns); empty: main, develop and open lines, found by themselves."),
    Key("backport.exclude", "strings", (), "free", "Branches (names or patterns) that get no fix, such as lines at their end of life."),
    Key("backport.strategy", "strings", ("auto",), "free", "How fixes are carried: auto, merge, pick or squash; for some targets: release/*=pick."),
    Key("backport.develop_days", "integer", 90, "free", "Days without a commit after which a develop-like branch is no target."),
    Key("backport.line_days", "integer", 730, "free", "Days behind the default branch after which a line above the hotfix's own, or a second main or master, is no target."),
    Key("backport.lockfiles_command", "text", "", "free", "Makes lock files anew where they conflict, in a worktree of the result; empty: the target's stay.", command=True),
    Key("forge.kind", "choice", "auto", "free", "What the remote's host runs, where its name does not tell; gitea is Forgejo, too; none: requests are written, not opened.", ("auto", "github", "gitlab", "gitea", "none")),
    Key("forge.api", "text", "", "free", "Where the forge's API begins, if not at the usual place; the team's file may only name the remote's own host."),
    Key("severity.default", "choice", "P1", "free", "Severity until somebody states one.", ("P0", "P1", "P2")),
    Key("release.mode", "choice", "tag", "free", "Whether releases are tags here.", ("tag", "none")),
    Key("release.sign", "choice", "auto", "max", "Whether release tags are signed; auto: wherever there is a key.", ("never", "auto", "always")),
    Key("rollback.command", "text", "", "free", "Takes an environment back to the release GITFIX_TAG.", command=True),
    Key("rollback.staging_command", "text", "", "free", "The same for staging; empty: rollback.command with GITFIX_ENVIRONMENT=staging.", command=True),
    Key("rollback.artefact", "text", "", "free", "Ends well when what GITFIX_TAG deploys is still there.", command=True),
    Key("rollback.backup", "text", "", "free", "Prints when the last backup was made (ISO 8601, or seconds since 1970), or ends well when it is fresh.", command=True),
    Key("rollback.backup_hours", "integer", 24, "free", "Hours after which a backup is no longer fresh."),
    Key("rollback.limit", "seconds", 1800.0, "free", "The time that the rollback command may take."),
    Key("rollback.rehearsal_days", "integer", 90, "free", "Days after which a rehearsal is no longer fresh."),
    Key("rollback.flag", "text", "", "free", "The feature flag that switches off what breaks most often, and how."),
    Key("rollback.trigger", "text", "", "free", "From which point on production is taken back, in words: error rate over 5 % for 10 minutes."),
    Key("rollback.decider", "text", "", "free", "Who decides that production is taken back."),
    _number("budget.warn_lines", 20, "Lines of code (added and deleted) that are fine without a word."),
    _number("budget.max_lines", 100, "Lines of code beyond which a waiver is needed."),
    _number("budget.warn_files", 2, "Files of code that are fine without a word."),
    _number("budget.max_files", 5, "Files of code beyond which a waiver is needed."),
    _number("budget.max_file_kb", 500, "Kilobytes (of 1,024 bytes) that one file may add to the repository without a waiver."),
    Key("budget.paths", "budgets", (), "fixed", "Budgets of their own for some paths: tables of `paths` and the four numbers above; their files count there alone."),
    _paths("paths.tests", "fixed", "Test files, counted apart"),
    _paths("paths.docs", "fixed", "Documentation, counted apart"),
    _paths("paths.changelog", "fixed", "Changelogs, counted apart"),
    _paths("paths.version", "fixed", "Version files, counted apart"),
    _paths("paths.generated", "fixed", "Generated files, not in the budget"),
    _paths("paths.lockfiles", "fixed", "Lock files, not in the budget"),
    _paths("paths.migrations", "union", "Database migrations"),
    _paths("paths.configuration", "union", "Configuration that is deployed with a release"),
    _paths("paths.forbidden", "union", "Files that no hotfix may touch"),
    Key("postmortem.directory", "text", "plans/Security/postmortems", "free", "Folder of the post-mortems, one file per incident."),
    Key("postmortem.log", "text", "plans/Security/INCIDENT_LOG.md", "free", "The incident log, made from the post-mortems."),
    Key("worktree.copy", "strings", (), "free", "Untracked files (patterns such as .env) that a new worktree gets a copy of."),
    Key("worktree.setup", "text", "", "free", "Run once in a new worktree.", command=True),
    Key("worktree.location", "text", "../{repository}-{name}", "free", "Where worktrees go, seen from the main checkout."),
    Key("worktree.sparse", "integer", 10000, "free", "Files from which on the worktree of a conflict gets only the folders that it is about; 0: never."),
    Key("http.hosts", "strings", (), "free", "Hosts (or host:port) besides those of the team's addresses that a redirect may lead to."),
    Key("run.data", "text", "", "free", "Production-like data for the commands of steps (a path, an address): their GITFIX_DATA."),
    Key("notify.auto", "strings", (), "free", "What channels are told of by themselves: opened, released, deployed, confirmed, rolled-back, closed."),
    Key("notify.timeout", "seconds", 10.0, "free", "Seconds that one channel has, all attempts together."),
    Key("notify.templates", "text", "", "free", "Folder on the default branch with templates of the team's own, such as opened.txt.j2 and status-page.txt.j2."),
    Key("record.sign", "choice", "auto", "max", "Whether events are signed; auto: when you sign commits.", ("never", "auto", "always")),
    Key("record.sync", "choice", "auto", "free", "Whether commands that record something push it to the remote; manual: gitfix sync does.", ("auto", "manual")),
    Key("record.signers", "text", "", "fixed", "The file with the keys that may sign events, on the default branch (OpenSSH's allowed_signers)."),
    Key("record.private_remote", "text", "", "free", "The remote that takes the record of security incidents; they never go to another one."),
    _number("review.deadline_hours", 24, "Hours within which somebody else has to review what its author approved alone (168 at most)."),
    Key("hook.pattern", "strings", (), "free", "The branch patterns that the installed hook was made for; kept by gitfix hook install."),
)  # fmt: skip
SEVERITIES = ("off", "warning", "error")
PLAYBOOK_TABLES = ("phases", "steps", "tests", "metrics", "channels")
"""Tables of a team's file that are its playbook, and no settings."""
RULES = "rules."
SIZES = ("warn_lines", "max_lines", "warn_files", "max_files")
"""The numbers of a budget."""
_GRADES = ("P0", "P1", "P2")


def rule_key(rule: str) -> Key:
    """The key of a rule's severity (`rules.budget-lines`); KeyError when there is no such rule."""
    help = f"Severity of {rule}: off, warning or error."
    return Key(RULES + rule, "choice", DEFAULTS[rule], "max", help, SEVERITIES)


def grade_key(name: str) -> Key | None:
    """The key of a budget for one severity (`budget.P0.max_lines`): without a value, the number for all holds."""
    table, _, rest = name.partition(".")
    grade, _, size = rest.partition(".")
    if table != "budget" or grade not in _GRADES or size not in SIZES:
        return None
    return _number(name, 0, f"The same as budget.{size}, for incidents of severity {grade}.")


def general(name: str) -> str:
    """The key that counts where the one for a severity is not set."""
    table, *_, size = name.split(".")
    return f"{table}.{size}"


GRADED = tuple(key for g in _GRADES for size in SIZES if (key := grade_key(f"budget.{g}.{size}")))


def all_keys(rules: tuple[str, ...]) -> dict[str, Key]:
    """Every key by its name, the family of rules included."""
    keys = (*KEYS, *GRADED, *map(rule_key, rules))
    return {key.name: key for key in keys}


def nearest(name: str, names: list[str]) -> str:
    """The known key that `name` was probably meant to be; nothing when none is near."""
    import difflib

    squeezed = {other.replace("_", "").replace("-", ""): other for other in names}
    wanted = name.lower().replace("_", "").replace("-", "")
    if wanted in squeezed:
        return squeezed[wanted]
    found = difflib.get_close_matches(wanted, list(squeezed), 1, 0.6)
    return squeezed[found[0]] if found else ""
