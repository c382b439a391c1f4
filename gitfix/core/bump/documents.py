"""A version that stands at a place of a JSON or XML document: everything around it stays, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
Place = tuple[str, ...]


def in_json(text: str, places: tuple[Place, ...], old: str, new: str) -> str:
    """`text` with `new` at each of `places` that holds `old`; unchanged where it is no JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    spans = [
        span for place, span in _strings(text) if place in places and text[slice(*span)] == old
    ]
    return _replaced(text, spans, new)


def _strings(text: str) -> Iterator[tuple[Place, tuple[int, int]]]:
    """Every string that is a value: the keys that lead to it, and its span without the quotes."""
    above: list[str] = []
    objects: list[bool] = []
    key, wants_key = "", False
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in "{[":
            above.append(key)
            objects.append(word == "{")
            key, wants_key = "", word == "{"
        elif word in "}]":
            above.pop()
            objects.pop()
        elif word == ",":
            wants_key = objects[-1]
        elif word == ":":
            wants_key = False
        elif word[0] == '"' and wants_key:
            key = json.loads(word)
        elif word[0] == '"':
            yield (*above[1:], key), (token.start() + 1, token.end() - 1)


def in_pom(text: str, old: str, new: str, *, module: bool) -> str:
    """A pom.xml; `module`: below another one, whose version it may repeat as its parent's."""
    found = dict(_texts(text))
    places: list[Place] = [("project", "version")]
    own = found.get(("project", "groupId"))
    above = found.get(("project", "parent", "groupId"))
    if module and above and (own is None or own[1] == above[1]):
        places.append(("project", "parent", "version"))
    return _in_xml(text, tuple(places), old, new)


_PROJECT = ("Version", "VersionPrefix", "PackageVersion", "AssemblyVersion", "FileVersion")


def in_csproj(text: str, old: str, new: str) -> str:
    """A project file of .NET."""
    places = tuple(("Project", "PropertyGroup", name) for name in _PROJECT)
    return _in_xml(text, places, old, new)


def _in_xml(text: str, places: tuple[Place, ...], old: str, new: str) -> str:
    data = text.encode("utf-8", "surrogateescape")
    spans = [span for place, (span, value) in _texts(text) if place in places and value == old]
    whole = _replaced(data.decode("latin-1"), spans, new)
    return whole.encode("latin-1").decode("utf-8", "surrogateescape")


def _texts(text: str) -> list[tuple[Place, tuple[tuple[int, int], str]]]:
    """The text of each element without children: its place, its span in bytes, and what it says."""
    from xml.parsers import expat

    data = text.encode("utf-8", "surrogateescape")
    parser = expat.ParserCreate("utf-8")
    path: list[str] = []
    begun: list[int | None] = []
    found: list[tuple[Place, tuple[tuple[int, int], str]]] = []

    def start(name: str, attributes: object) -> None:
        if begun:
            begun[-1] = None
        path.append(name)
        begun.append(-1)

    def inside(said: str) -> None:
        if begun and begun[-1] == -1:
            begun[-1] = parser.CurrentByteIndex

    def end(name: str) -> None:
        first = begun.pop()
        if first is not None and first >= 0:
            raw = data[first : parser.CurrentByteIndex]
            value = raw.strip()
            at = first + raw.find(value)
            span = (at, at + len(value))
            found.append((tuple(path), (span, value.decode("utf-8", "surrogateescape"))))
        path.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = inside
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return []
    return found


def _replaced(text: str, spans: list[tuple[int, int]], new: str) -> str:
    for first, last in sorted(spans, reverse=True):
        text = text[:first] + new + text[last:]
    return text
