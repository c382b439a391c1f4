"""`gitfix config`: every value in force and where it came from; sets one of this clone's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.config import Value
from gitfix.core.config_keys import Key, all_keys, nearest
from gitfix.core.config_parse import parse_value
from gitfix.core.config_result import ConfigResult, ShownPolicy, ShownValue
from gitfix.core.config_said import shown
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan, SetConfig
from gitfix.core.redact import redact_shell
from gitfix.core.rules.ids import RULE_IDS
from gitfix.core.settings import Settings
from gitfix.core.text import plural
from gitfix.git.execute import execute
from gitfix.operations import policy
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.config import Config

OPTION = "option"
"""The layer in which a value is tried out before it is written to the clone's."""
READ_BY = {
    "budget.max_lines": "budget-lines",
    "budget.warn_lines": "budget-lines",
    "budget.max_files": "budget-files",
    "budget.warn_files": "budget-files",
    "paths.forbidden": "path-forbidden",
    "paths.lockfiles": "lockfile",
    "paths.migrations": "migration",
}
"""Keys of the policy, and the rule of the check that reads each: a case can be waived there."""


def show(settings: Settings, name: str | None = None) -> Outcome:
    """Every value in force, or the one of `name`."""
    key = known_key(name) if name is not None else None
    work = open_workspace(settings)
    values = [work.config.value(key.name)] if key else list(work.config)
    return Outcome(_result(work, work.policy, values), notices=tuple(work.notices))


def change(settings: Settings, name: str, text: str | None) -> Outcome:
    """Set `name` in the clone's git configuration (None: take it out of there).

    Refusal for a value of the wrong type, and for one that would loosen the team's policy.
    """
    key = known_key(name)
    value = parse_value(key, text) if text is not None else None
    work = open_workspace(settings)
    old, new = _in_clone(work, key), shown(value) if text is not None else None
    config, read = policy.load(work.repo, _remote(work, key), {}, without=key.git)
    if text is not None:
        config = _with(work, key, value, config)
    if old != new and not settings.dry_run:
        execute(work.repo, Plan("config", (SetConfig(key.git, old, new),)))
        work.repo.config.forget()
        config, read = policy.load(work.repo, _remote(work, key), {})
    found = config.value(key.name)
    if text is not None and shown(found.value) != new:
        work.note(f"{key.name} is {shown(found.value)} all the same, by {found.origin}")
    elif found.layer == OPTION:
        found = Value(key, found.value, "clone", "git config")
    did = "same" if old == new else "unset" if new is None else "set"
    result = _result(work, read, [found], did, dry_run=settings.dry_run)
    return Outcome(result, notices=tuple(work.notices))


def _with(work: Workspace, key: Key, value: object, config: Config) -> Config:
    """The configuration once `value` is set; Refusal when it loosens the policy, or names no remote."""
    if key.name in ("remote", "push.remote") and value:
        names = work.repo.config.remotes()
        if value not in names:
            raise Refusal(
                f"there is no remote {value}",
                found=tuple(names) or ("no remotes at all",),
                hint=f"git remote add {value} URL",
            )
    then, read = policy.load(work.repo, _remote(work, key), {key.name: value}, without=key.git)
    if len(then.notices) > len(config.notices):
        found = config.value(key.name)
        whose = "the team's" if found.layer == "team" else "gitfix's own"
        raise Refusal(
            f"{key.name} = {shown(value)} would loosen {whose} {shown(found.value)}",
            found=(f"set in {found.origin}",) if found.origin else (),
            hint=f"{_once(key.name)}for good: change {read.file or policy.FILE} on the default branch",
        )
    return then


def _once(name: str) -> str:
    """The waiver that lets one case pass; only what a rule of the check reads has one."""
    rule = name.removeprefix("rules.")
    if rule not in RULE_IDS:
        rule = READ_BY.get(name, "")
    return f'for one case: gitfix waive {rule} --reason "…"\n' if rule else ""


def known_key(name: str) -> Key:
    """The key that is called so, in gitfix's spelling or git's; Refusal (USAGE) names the nearest one."""
    keys = all_keys(RULE_IDS)
    by_git = {key.git: key for key in keys.values()}
    found = keys.get(name) or by_git.get(name)
    if found:
        return found
    near = nearest(name.removeprefix("gitfix."), list(keys))
    hint = f"did you mean {near}?" if near else "gitfix config lists every key"
    raise Refusal(f"there is no key {name}", hint=hint, exit=Exit.USAGE)


def _in_clone(work: Workspace, key: Key) -> str | None:
    """The value in the clone's own configuration as it is written there; Refusal when there are several."""
    mine = [
        setting.value
        for setting in work.repo.config.settings
        if setting.key == key.git and setting.scope not in policy.USER_SCOPES
    ]
    if len(mine) > 1:
        raise Refusal(
            f"{key.name} has {plural(len(mine), 'value')} in this clone's git configuration",
            found=tuple(map(redact_shell, mine)),
            hint=f"git config --unset-all {key.git}, then again with commas between the values",
        )
    return mine[0] if mine else None


def _remote(work: Workspace, key: Key) -> str:
    """The remote whose default branch has the policy; while `remote` itself is being set, it may be wrong."""
    if key.name != "remote":
        return work.remote_name
    names = work.repo.config.remotes()
    configured = work.repo.config.get(key.git) or ""
    return configured if configured in names else names[0] if names else ""


def _result(
    work: Workspace,
    read: policy.Policy,
    values: list[Value],
    did: str = "",
    *,
    dry_run: bool = False,
) -> ConfigResult:
    rows = tuple(
        ShownValue(v.key.name, _plain(v.value), v.layer, v.origin, v.key.help) for v in values
    )
    commit = str(read.commit) if read.commit else None
    return ConfigResult(rows, ShownPolicy(read.ref, commit, read.file), did, dry_run)


def _plain(value: object) -> object:
    """A value as it is shown: a command may hold a password, an address a token."""
    if isinstance(value, str):
        return redact_shell(value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value
