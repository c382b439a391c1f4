"""Events of the release and of going back, in words."""

from __future__ import annotations

from gitfix.core.text import shorten
from gitfix.render.event_kit import LONGEST, Data, Say, text, texts, way


def _released(data: Data) -> str:
    name = text(data, "tag") or text(data, "version") or "the hotfix"
    remote = text(data, "remote")
    return f"released {name}" + (f" to {remote}" if remote else ", in this clone only")


def _prepared(data: Data) -> str:
    return f"prepared {text(data, 'new')}: {', '.join(texts(data, 'paths'))}"


def _planned(data: Data) -> str:
    why = text(data, "why")
    said = f"looked at going back {way(data)}: {text(data, 'score').replace('-', ' ')}"
    return said + (f", {shorten(why, LONGEST)}" if why else "")


def _rehearsed(data: Data) -> str:
    why = text(data, "why")
    return f"rehearsed going back {way(data)}" + (f": {shorten(why, LONGEST)}" if why else "")


def _going_back(data: Data) -> str:
    return f"began to take production back {way(data)}"


def _not_back(data: Data) -> str:
    return f"could not take production back: {shorten(text(data, 'why'), LONGEST)}"


def _went_back(data: Data) -> str:
    return f"took production back {way(data)}"


WORDS: dict[str, Say] = {
    "released": _released,
    "release-prepared": _prepared,
    "rollback-planned": _planned,
    "rollback-rehearsed": _rehearsed,
    "rollback-started": _going_back,
    "rollback-failed": _not_back,
    "rolled-back": _went_back,
}
