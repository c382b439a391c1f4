"""Requirements as pip reads them: PEP 508, and the lines of a requirements file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitfix.core.manifests.values import Dependency
from gitfix.core.redact import redact_url

_CONTINUED = re.compile(r"\\\r?\n")
_COMMENT = re.compile(r"(^|\s)#.*$")
_OPTIONS = re.compile(r"\s--(?:hash|config-settings?|global-option)[= ]\S+")
_INCLUDED = re.compile(r"(?:-r|--requirement|-c|--constraint)[= ]?\s*(\S+)")
_EGG = re.compile(r"#(?:.*&)?egg=([A-Za-z0-9._-]+)")
_SOURCES = ("-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--no-index")
_SWITCHES = (
    "--pre",
    "--no-binary",
    "--only-binary",
    "--prefer-binary",
    "--require-hashes",
    "--trusted-host",
    "--use-feature",
)


def requirement(scope: str, text: str) -> Dependency:
    """One requirement; what is none by PEP 508 (a path, an address) is named as it stands."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    hashes = " ".join(sorted(one.strip() for one in _OPTIONS.findall(text)))
    bare = _OPTIONS.sub("", text).strip()
    try:
        read = Requirement(bare)
    except InvalidRequirement:
        return _other(scope, bare, hashes)
    parts = [f"[{','.join(sorted(read.extras))}]" if read.extras else ""]
    parts.append(f"@ {redact_url(read.url)}" if read.url else _sorted(str(read.specifier)))
    parts.append(f"; {read.marker}" if read.marker else "")
    constraint = " ".join(filter(None, parts)).replace(" ;", ";")
    return Dependency(scope, canonicalize_name(read.name), read.name, constraint, hashes)


def requirements(text: str) -> list[Dependency]:
    """The lines of a requirements or constraints file (pip's reference, "Requirements File Format")."""
    return list(_read(_CONTINUED.sub(" ", text)))


def _read(text: str) -> Iterator[Dependency]:
    for line in text.splitlines():
        bare = _COMMENT.sub("", line).strip()
        if not bare:
            continue
        included = _INCLUDED.match(bare)
        if included:
            kind = "constraints of" if bare.startswith(("-c", "--c")) else "requirements of"
            yield Dependency("requirements", f"{kind} {included[1]}", f"the {kind} {included[1]}")
        elif bare.startswith(_SOURCES):
            yield Dependency("where packages come from", bare, redact_url(bare))
        elif bare.startswith(_SWITCHES):
            yield Dependency("pip's options", bare, bare)
        else:
            yield requirement("requirements", re.sub(r"^(?:-e|--editable)[= ]\s*", "", bare))


def _other(scope: str, text: str, hashes: str) -> Dependency:
    """An address or a path; its name is what it says of itself, so that another commit of it is a change."""
    shown = redact_url(text)
    egg = _EGG.search(text)
    if egg:
        from packaging.utils import canonicalize_name

        return Dependency(scope, canonicalize_name(egg[1]), egg[1], shown, hashes)
    return Dependency(scope, text, shown, "", hashes)


def _sorted(specifier: str) -> str:
    return ", ".join(sorted(filter(None, (part.strip() for part in specifier.split(",")))))
