"""pom.xml (Maven's project descriptor)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitfix.core.manifests.values import Dependency, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_REFERENCE = re.compile(r"\$\{([^${}]+)\}")
_DEEP = 8
"""How often a property may lead to another one."""
_KINDS = {"dependency": "dependencies", "plugin": "plugins", "extension": "extensions"}


def pom_xml(text: str) -> list[Dependency]:
    """Dependencies, managed ones, plugins and the parent, with the properties of this file filled in.

    So a change of the property that a version comes from is a change of each dependency that uses it.
    """
    from xml.etree.ElementTree import ParseError, fromstring

    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("it declares entities, which are not read")
    try:
        root = fromstring(text.removeprefix("\ufeff"))
    except ParseError as error:
        raise Unreadable(f"it is not valid XML: {error}") from None
    except ValueError as error:  # an encoding that a text cannot declare
        raise Unreadable(str(error)) from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    properties = {f"project.{name}": _text(root, name) for name in ("version", "groupId")}
    for holder in root.iter("properties"):
        properties |= {one.tag: (one.text or "").strip() for one in holder}
    found = [
        Dependency("parent", name, name, _filled(_text(parent, "version"), properties))
        for parent in root.findall("parent")
        for name in [_name(parent, properties)]
    ]
    found += _inside(root, properties, "")
    return found


def _inside(element: Element, properties: dict[str, str], where: str) -> Iterator[Dependency]:
    for child in element:
        here = where
        if child.tag in ("dependencyManagement", "pluginManagement"):
            here = "managed "
        elif child.tag == "profile":
            here = f"profile {_text(child, 'id')} "
        if child.tag in _KINDS:
            name = _name(child, properties)
            scope = _text(child, "scope")
            listed = f"{where}{_KINDS[child.tag]}" + (f" ({scope})" if scope else "")
            yield Dependency(listed, name, name, _constraint(child, properties))
        yield from _inside(child, properties, here)


def _name(element: Element, properties: dict[str, str]) -> str:
    parts = [_text(element, part) for part in ("groupId", "artifactId", "type", "classifier")]
    return _filled(":".join(filter(None, parts)), properties)


def _constraint(element: Element, properties: dict[str, str]) -> str:
    excluded = sorted(_name(one, properties) for one in element.findall("exclusions/exclusion"))
    words = [_filled(_text(element, "version"), properties)]
    words += [f"without {', '.join(excluded)}"] if excluded else []
    words += ["optional"] if _text(element, "optional") == "true" else []
    return " ".join(filter(None, words))


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _filled(text: str, properties: dict[str, str]) -> str:
    for _ in range(_DEEP):
        filled = _REFERENCE.sub(lambda match: properties.get(match[1]) or match[0], text)
        if filled == text:
            break
        text = filled
    return text
