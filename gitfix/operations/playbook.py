"""Reads the playbook that gitfix ships."""

from __future__ import annotations

from importlib.resources import files

from gitfix.core.playbook import Playbook, read_playbook

FILE = "playbook.toml"


def load_playbook() -> Playbook:
    """The phases and steps of an emergency."""
    import tomllib

    text = files("gitfix.templates").joinpath(FILE).read_text("utf-8")
    return read_playbook(tomllib.loads(text))
