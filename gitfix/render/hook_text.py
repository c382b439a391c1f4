"""What the hook commands say to people."""

from __future__ import annotations

from gitfix.core.hook_result import HookResult, HookSample, PushCheck, PushResult
from gitfix.core.text import printable
from gitfix.render.check_text import WIDTH, push_lines
from gitfix.render.style import Style, facts

_STATES = {
    "installed": "installed",
    "stale": "installed, but out of date",
    "framework": "run by the pre-commit framework, as the checked-out files say",
    "other": "not gitfix's: hotfixes are pushed without a check",
    "none": "not installed: hotfixes are pushed without a check",
    "shadowed": "installed where git does not look",
}
_FROM_A_SERVER = "remote: "
"""What git puts before each line that a hook of a server writes."""


def hook_lines(result: object, style: Style) -> list[str]:
    """`gitfix hook install`, `uninstall` and `status`."""
    assert isinstance(result, HookResult)
    state = _STATES[result.state]
    lines = facts(
        [
            ("pre-push", f"{state} ({printable(result.reason)})" if result.reason else state),
            ("at", printable(result.path)),
            ("checks", ", ".join(map(printable, result.patterns))),
            ("runs first", printable(result.before or "")),
            ("gitfix", printable(result.executable)),
        ]
    )
    lines += ["edited since gitfix wrote it"] if result.edited else []
    lines += [f"would {_step(step)}" for step in result.plan]
    if result.state in ("stale", "none", "shadowed") and not result.changed:
        lines += ["", "next: gitfix hook install"]
    return lines


def _step(step: dict[str, object]) -> str:
    if step["do"] == "SetConfig":
        new = step["new"]
        return (
            f"unset {step['key']}" if new is None else f"set {step['key']} = {printable(str(new))}"
        )
    absent = not str(step["new"]).strip("0")
    return f"{'remove' if absent else 'write'} {printable(str(step['path']))}"


def push_check_lines(result: object, style: Style) -> list[str]:
    """`gitfix hook run pre-push`: what git's user sees while pushing."""
    assert isinstance(result, PushResult)
    room = WIDTH - (len(_FROM_A_SERVER) if result.hook == "pre-receive" else 0)
    return [line for check in result.checks for line in _check_lines(check, style, room)]


def _check_lines(check: PushCheck, style: Style, room: int) -> list[str]:
    if check.result is not None:
        return push_lines(check.result, check.branch, style.paint, room)
    title = "is held back" if check.held else "cannot be checked"
    return [
        style.paint("strong", f"gitfix: {printable(check.branch)} {title}"),
        f"  {printable(check.error)}",
        *(f"  {printable(row)}" for row in check.hint.split("\n") if row),
        style.paint("error", "not pushed"),
    ]


def sample_lines(result: object, style: Style) -> list[str]:
    """The script and nothing else, so that it can be redirected into a file."""
    assert isinstance(result, HookSample)
    return result.text.removesuffix("\n").split("\n")
