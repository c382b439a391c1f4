"""The answer of `gitfix check` as lines of text, in the terminal and in the pre-push hook."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gitfix.core.check_values import (
    ERROR,
    WAIVE,
    WARNING,
    CheckPolicy,
    CheckResult,
    Count,
    Violation,
)
from gitfix.core.rules.base import Rule
from gitfix.core.text import plural, printable, shorten

Paint = Callable[[str, str], str]
"""Colours a text by its role: "error", "warning", "ok", "dim" or "strong"."""

WIDTH = 80
_INDENT = 11
_SHOWN = 10


def plain(role: str, text: str) -> str:
    """No colour."""
    return text


def check_lines(
    result: CheckResult,
    branch: str,
    *,
    commits: int,
    policy: CheckPolicy,
    paint: Paint = plain,
) -> list[str]:
    """What `gitfix check` prints; `commits` is the number of commits in base..head."""
    lines = [paint("strong", _title(result, branch, f": {plural(commits, 'commit')}")), ""]
    lines += _counts(result, policy)
    lines.append("")
    found = list(_violations(result.violations, paint))
    lines += [*found, ""] if found else []
    lines.append(_verdict(result, paint))
    return lines


def push_lines(
    result: CheckResult, branch: str, paint: Paint = plain, room: int = WIDTH
) -> list[str]:
    """What the hook of a push says about one branch, in lines of `room`."""
    lines = [paint("strong", _title(result, branch, "", "gitfix: ", room))]
    lines += _violations(tuple(v for v in result.violations if not v.waived), paint, room)
    if result.verdict == "fail":
        lines.append(paint("error", f"not pushed: {_tally(result)}"))
    else:
        lines.append(_verdict(result, paint))
    return lines


def explain_lines(rule: Rule, missing: str = "") -> list[str]:
    """What `gitfix check --explain` prints: the rule, why it is one, and what to do; what it lacks to run here."""
    return [
        *_wrap(f"{rule.id}: {rule.summary} ({rule.severity} by default)", WIDTH),
        "",
        *(f"  {line}" for line in _wrap(rule.explain, WIDTH - 2)),
        "",
        *(_wrap(f"does not run here: {missing}", WIDTH) if missing else []),
        *_wrap(f"to do: {rule.todo}", WIDTH),
        f'waive: gitfix waive {rule.id} --reason "…"',
    ]


def _title(
    result: CheckResult, branch: str, after: str, before: str = "", room: int = WIDTH
) -> str:
    base = printable(result.base.tag) or result.base.commit.short
    rest = f" against {base}{after}"
    return before + shorten(printable(branch), room - len(before) - len(rest)) + rest


def _counts(result: CheckResult, policy: CheckPolicy) -> Iterator[str]:
    yield _count(
        "code", result.code, f"{plural(result.code.lines, 'line')}, {_size(result, policy)}"
    )
    for name, count in (("tests", result.tests), ("docs", result.docs)):
        if count.files:
            yield _count(name, count, "")
    if result.noise.lines:
        yield f"  noise    {_noise(result)}"


_NOISE = {
    "noise-whitespace": "white space",
    "noise-format": "formatting",
    "noise-comment": "comments",
    "noise-imports": "the order of imports",
}


def _noise(result: CheckResult) -> str:
    found = [v for v in result.violations if v.rule in _NOISE]
    files = len({v.path for v in found})
    where = plural(files, "file") if files else ""
    rules = {v.rule for v in found}
    if len(rules) > 1 and not rules <= _LAYOUT:
        return f"{where:<9} {plural(result.noise.lines, 'line')} that change nothing"
    what = _NOISE[rules.pop()] if len(rules) == 1 else "formatting"
    lines = plural(result.noise.lines, "line that only changes", "lines that only change")
    return f"{where:<9} {lines} {what}"


_LAYOUT = {"noise-whitespace", "noise-format"}


def _count(name: str, count: Count, after: str) -> str:
    delta = " ".join(
        f"{sign}{value:,}" for sign, value in (("+", count.added), ("-", count.deleted)) if value
    )
    return f"  {name:<8} {plural(count.files, 'file'):<9} {delta:<8} {after}".rstrip()


def _size(result: CheckResult, policy: CheckPolicy) -> str:
    """The code against its budget of lines."""
    if policy.path_budgets:
        return "by the budgets of their paths"
    lines, warn, limit = result.code.lines, policy.lines_warn, policy.lines_max
    if lines > limit:
        return f"over the limit of {limit:,}"
    if lines > warn:
        return f"over the target of {warn:,} ({limit:,} is the limit)"
    return f"fine ({warn:,} is the target, {limit:,} the limit)"


def _violations(
    violations: tuple[Violation, ...], paint: Paint, room: int = WIDTH
) -> Iterator[str]:
    """Two lines or so each; of many of one rule the first, and how many more there are."""
    width = max((len(v.rule) for v in violations), default=0)
    shown: dict[str, int] = {}
    for violation in violations:
        shown[violation.rule] = shown.get(violation.rule, 0) + 1
        if shown[violation.rule] <= _SHOWN:
            yield from _violation(violation, width, paint, room)
    for rule, count in shown.items():
        if count > _SHOWN:
            yield f"  … and {count - _SHOWN:,} more of {rule}: gitfix check --json"


def _violation(violation: Violation, width: int, paint: Paint, room: int) -> Iterator[str]:
    word = "waived" if violation.waived else violation.severity
    role = "dim" if violation.waived else violation.severity
    head = f"  {paint(role, word)}{' ' * (9 - len(word))}{violation.rule:<{width}}   "
    message, hint = printable(violation.message), printable(violation.hint)
    body = " " * _INDENT
    if not violation.path:
        first, *more = _wrap(message, max(room - 14 - width, 40))
        yield head + first
        yield from (body + line for line in more)
    else:
        place = printable(violation.path)
        until = f"-{violation.last}" if violation.last else ""
        yield head + paint(
            "strong", f"{place}:{violation.line}{until}" if violation.line else place
        )
        if len(message) + len(hint) + 2 <= room - _INDENT:
            yield f"{body}{message}; {hint}"
            return
        yield from (body + line for line in _wrap(message, room - _INDENT))
    yield from (body + line for line in _hint(hint, room - _INDENT))


def _hint(hint: str, room: int) -> list[str]:
    """One line where it fits, else each way out begins one: a command is never broken."""
    if len(hint) <= room:
        return [hint]
    todo, found, waive = hint.rpartition(WAIVE)
    todo = todo if found else waive
    lines = [todo] if "git" in todo else _wrap(todo, room)
    return [*lines, f"{found.strip()} {waive}"] if found else lines


def _wrap(text: str, width: int) -> list[str]:
    from textwrap import wrap

    return wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _tally(result: CheckResult) -> str:
    counts = ((ERROR, result.open(ERROR)), (WARNING, result.open(WARNING)))
    waived = sum(1 for v in result.violations if v.waived)
    said = [plural(count, word) for word, count in counts if count]
    return ", ".join([*said, f"{waived} waived"] if waived else said)


def _verdict(result: CheckResult, paint: Paint) -> str:
    failed = result.verdict == "fail"
    role = "error" if failed else "ok"
    tally = _tally(result)
    return paint(role, "fail" if failed else "pass") + (f", {tally}" if tally else "")
