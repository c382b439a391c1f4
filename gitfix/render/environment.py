"""Templates for files: Jinja2 in a sandbox, because a team's template is code from a repository."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gitfix.core.markdown import code, inert, link
from gitfix.core.outcome import Refusal
from gitfix.core.times import shown
from gitfix.core.value import dataclass
from gitfix.host.shipped import shipped_file

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

SHIPPED = "gitfix/"
"""Before the names of gitfix's own templates: a team's can extend or include `gitfix/postmortem.md.j2`."""
LIMIT = 1_000_000
"""Characters of a rendered document."""
ROUNDS = 100_000
"""Rounds of all ranges of one rendering together, nested ones multiplied."""
SECONDS = 10.0


@dataclass(frozen=True)
class Template:
    """A template's text; `name` is how its errors call it."""

    name: str
    text: str


def shipped(name: str) -> Template:
    """A template that gitfix brings."""
    return Template(SHIPPED + name, _read(name) or "")


def render(template: Template, values: Mapping[str, Any], *, html: bool = False) -> str:
    """`template` filled with plain data; Refusal that names file and line when it is broken.

    The values of a Markdown template go through the filters `md` (text) and `code`, which make them
    inert; nothing is escaped by itself, but in `html`. `short`, `moment` and `took` write ids, times and spans for
    people, `ref` an id as a link to its page, `link` a link to another file.
    """
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    environment = _environment(template, html=html)
    try:
        return _bounded(environment.get_template(template.name).generate(**values))
    except TemplateSyntaxError as error:
        raise _broken(error.name or template.name, error.lineno, error.message or "") from None
    except TemplateNotFound as error:
        why = f"there is no template {error.name}"
        raise _broken(*_place(error, template), why) from None
    except Exception as error:
        # Whatever an expression of the template raises is the template's error, not a bug here.
        raise _broken(*_place(error, template), str(error) or type(error).__name__) from None


def _bounded(pieces: Any) -> str:
    """The pieces joined; OverflowError when they do not come to an end."""
    end = time.monotonic() + SECONDS
    found: list[str] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size > LIMIT:
            raise OverflowError(f"the document grows beyond {LIMIT:,} characters")
        if time.monotonic() > end:
            raise OverflowError(f"it does not end within {SECONDS:g} s")
    return "".join(found)


def _environment(template: Template, *, html: bool) -> SandboxedEnvironment:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import SandboxedEnvironment

    class Bounded(SandboxedEnvironment):
        """A sandbox that also bounds what one expression can grow to."""

        intercepted_binops = frozenset(["*", "**", "%"])

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if not all(isinstance(side, (int, float)) for side in (left, right)):
                raise SecurityError(f"`{operator}` is for numbers only here")
            if max(abs(left), abs(right)) > ROUNDS or (operator == "**" and abs(right) > 16):
                raise SecurityError(f"`{operator}` of numbers as large as these")
            return super().call_binop(context, operator, left, right)

    def load(name: str) -> tuple[str, str, None] | None:
        own = name == template.name
        text = template.text if own else _read(name.removeprefix(SHIPPED))
        # The file name is what a traceback shows: the template's own name.
        return (text, name, None) if text is not None else None

    environment = Bounded(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(md=_text(inert), code=_text(code))
    environment.filters.update(short=_short, moment=_moment, ref=_ref, link=link, took=shown)
    del environment.globals["lipsum"]
    environment.globals["range"] = _ranges()
    return environment


def _text(filter: Any) -> Any:
    """A filter for any value; an undefined one stays an error."""

    def apply(value: object, limit: int = 400) -> str:
        return str(filter("" if value is None else str(value), limit))

    return apply


def _ranges() -> Any:
    """`range` with a bound for a whole rendering: nested ones would never end within the sandbox's."""
    left = ROUNDS

    def bounded(*bounds: int) -> range:
        nonlocal left
        found = range(*bounds)
        left -= len(found)
        if left < 0:
            raise OverflowError(f"its ranges have more than {ROUNDS:,} rounds together")
        return found

    return bounded


def _short(oid: str) -> str:
    """The first seven digits of an object id."""
    return oid[:7]


def _ref(oid: str, page: str = "") -> str:
    """The short id, as a link where there is a page for it; an id that is none is plain code."""
    shown = code(_short(oid))
    whole = len(oid) in (40, 64) and set(oid) <= set("0123456789abcdef")
    return f"[{shown}]({page}{oid})" if page and whole else shown


def _moment(iso: str) -> str:
    """`2026-11-23 20:04:58 UTC` for `2026-11-23T20:04:58Z`."""
    return iso.replace("T", " ").replace("Z", " UTC")


def _read(name: str) -> str | None:
    if "/" in name or not name.endswith(".j2"):
        return None
    try:
        return shipped_file(name).decode()
    except FileNotFoundError:
        return None


def _place(error: BaseException, template: Template) -> tuple[str, int]:
    """The innermost template line that the error passed through (Jinja2 rewrites its tracebacks)."""
    name, line = template.name, 0
    at = error.__traceback__
    while at is not None:
        file = at.tb_frame.f_code.co_filename
        if file.endswith(".j2") or file == template.name:
            name, line = file, at.tb_lineno
        at = at.tb_next
    return name, line


def _broken(name: str, line: int, why: str) -> Refusal:
    own = not name.startswith(SHIPPED)
    fix = "correct it on the default branch, or take it away: the shipped one is used then"
    return Refusal(
        f"the template {name} is broken",
        found=(f"{name}:{line}: {why.strip()}" if line else f"{name}: {why.strip()}",),
        hint=fix if own else "please report this: the template is gitfix's own",
    )
