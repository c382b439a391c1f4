"""The name of a hotfix branch from its template, and the version back from the name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gitfix.core.outcome import Refusal
from gitfix.core.text import printable

DEFAULT = "hotfix/{component-}{version}{-slug}"
DATED = "hotfix/{date}{-slug}"
"""For a repository without release tags."""

_FIELD = re.compile(r"\{(-?)([a-z_]+)([-/]?)\}")
_BRACED = re.compile(r"\{[^{}]*\}?|\}")
# git-check-ref-format(1), rules 3 to 10.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^/|/$|\.$|(?:^|/)\.|\.lock(?:/|$)")


def render_branch(template: str, fields: Mapping[str, str]) -> str:
    """The branch name. `{slug}` is a field; `{-slug}`, `{slug-}`, `{slug/}` bring their sign along.

    Of an empty field nothing is left, sign included. Refusal when the template names an unknown
    field, or when git would not take the name.
    """
    unknown = sorted(
        {
            braces
            for braces in _BRACED.findall(template)
            if not (match := _FIELD.fullmatch(braces)) or match[2] not in fields
        }
    )
    hint = f'gitfix config branch.template "{DEFAULT}"'
    if unknown:
        raise Refusal(
            f"the branch template has unknown fields: {printable(', '.join(unknown))}",
            found=(f"template {printable(template)}", f"known fields: {', '.join(sorted(fields))}"),
            hint=hint,
        )

    def value(match: re.Match[str]) -> str:
        text = fields[match[2]]
        return f"{match[1]}{text}{match[3]}" if text else ""

    name = _FIELD.sub(value, template)
    if not is_branch_name(name):
        raise Refusal(
            f"git takes no branch named {printable(name) or '(nothing)'}",
            found=(f"template {printable(template)}",),
            hint=hint,
        )
    return name


def is_branch_name(name: str) -> bool:
    """Whether git takes `name` for a branch (`git check-ref-format --branch`)."""
    return (
        bool(name)
        and not name.startswith("-")
        and name not in ("@", "HEAD")
        and not _FORBIDDEN.search(name)
    )


def version_in_branch(template: str, name: str) -> str:
    """The version that a branch made from `template` reserves; empty for any other branch."""
    pattern, end = "", 0
    for match in _FIELD.finditer(template):
        pattern += re.escape(template[end : match.start()])
        end = match.end()
        if match[2] == "version":
            pattern += re.escape(match[1]) + r"(?P<version>[0-9][^/-]*)" + re.escape(match[3])
        elif match[1] or match[3]:
            pattern += f"(?:{re.escape(match[1])}.+{re.escape(match[3])})?"
        else:
            pattern += ".*"
    found = re.fullmatch(pattern + re.escape(template[end:]), name, re.DOTALL)
    return found["version"] if found and "version" in found.groupdict() else ""
