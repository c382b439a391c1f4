"""Answers to all that a post-mortem asks of people."""

from __future__ import annotations

from gitfix.core.questions import asked
from gitfix.operations.postmortem_facts import questions

TEXTS = {one.key: f"About {one.key}, a person says this." for one in asked(questions(), "P0", "")}
"""Key → text, for a P0 that is no security incident."""
ANSWERS = tuple(word for key, text in TEXTS.items() for word in ("--answer", f"{key}={text}"))
"""The same as arguments of `gitfix postmortem`."""
