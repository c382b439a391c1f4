"""go.mod (go.dev/ref/mod, "go.mod files")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitfix.core.manifests.values import Dependency, Unreadable

_WORDS = re.compile(r'"[^"]*"|`[^`]*`|\S+')
_VERBS = (
    "module",
    "go",
    "toolchain",
    "godebug",
    "require",
    "exclude",
    "replace",
    "retract",
    "tool",
    "ignore",
)


def go_mod(text: str) -> list[Dependency]:
    """Required, replaced and excluded modules, and the version of Go; `// indirect` is a comment."""
    found = []
    for verb, words in _directives(text):
        if verb in ("go", "toolchain") and words:
            found.append(Dependency(verb, verb, verb, words[0]))
        elif verb == "require" and len(words) >= 2:
            found.append(Dependency("require", words[0], words[0], words[1]))
        elif verb == "exclude" and len(words) >= 2:
            module = f"{words[0]} {words[1]}"
            found.append(Dependency("exclude", module, module))
        elif verb == "replace" and "=>" in words:
            at = words.index("=>")
            module = " ".join(words[:at])
            found.append(Dependency("replace", module, module, " ".join(words[at + 1 :])))
        elif verb == "tool" and words:
            found.append(Dependency("tool", words[0], words[0]))
    return found


def _directives(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each directive with its words, whether it stands in a block or alone."""
    block = ""
    for number, line in enumerate(text.splitlines(), 1):
        words = [word.strip('"`') for word in _WORDS.findall(line.partition("//")[0])]
        if not words:
            continue
        if block:
            if words == [")"]:
                block = ""
            else:
                yield block, words
            continue
        verb, *rest = words
        if verb.endswith("(") and verb != "(":
            verb, rest = verb[:-1], ["(", *rest]
        if verb not in _VERBS:
            raise Unreadable(f"line {number} is no directive of go.mod")
        if rest == ["("]:
            block = verb
        else:
            yield verb, rest
    if block:
        raise Unreadable(f"the block {block} does not end")
