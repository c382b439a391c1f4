"""Ten megabytes on one line, direction overrides, HTML and templates, in commits and answers: inert in every form."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli
from tests.shop import FOLDER, Shop

ID = "2026-11-23-k7q2"
PATH = f"{FOLDER}/{ID}.md"
SIGNS = "\u202e\u2066\x1b[31m<script>x()</script>{{ 7*7 }}<img src=x onerror=y>|`@everyone"
LONG = SIGNS + "x" * 10_000_000
PROCESSOR = 20.0
"""Seconds of this process, whatever else the machine does; without bounds it was minutes, or never."""


@contextmanager
def bounded() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < PROCESSOR


def inert(text: str) -> None:
    for sign in ("\u202e", "\u2066", "\x1b", "<script", "<img"):
        assert sign not in text.replace("\\\\<", ""), sign


@pytest.fixture
def long(shop: Shop, tmp_path: Path, gitfix: Cli) -> Shop:
    """A fix whose commit message is one line of ten megabytes, and whose file holds another one."""
    shop.hotfix("Login fails")
    message = tmp_path / "message"
    message.write_text(LONG)
    (shop.path / "cart" / "views.py").write_text(f"version = '2.4.1'\nempty = 0  # {LONG}\n")
    shop.git("commit", "-qaF", str(message))
    return shop


def test_a_commit_of_ten_megabytes(long: Shop, gitfix: Cli, tmp_path: Path) -> None:
    with bounded():
        assert gitfix("postmortem", "--commit").exit is Exit.OK
    text = long.show(PATH)
    inert(text)
    assert "@everyone" not in text, "nobody is called by a document"
    assert len(text) < 30_000 and "\\u202e" in text and "49" not in text.split("## The fix")[1]
    with bounded():
        page = gitfix("postmortem", "--format", "html", "--output", "-").out
    inert(page)
    assert len(page) < 60_000
    with bounded():
        draft = gitfix("postmortem", "--format", "osv").out
    json.loads(draft)
    inert(draft)
    assert len(draft) < 20_000


def test_an_answer_of_ten_megabytes(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    """Written into the file by hand: it is somebody's own, and stays to the last byte; what is made of it is short."""
    shop.hotfix("Login fails")
    shop.git("switch", "-q", "main")
    gitfix("postmortem")
    file = shop.path / PATH
    before = file.read_text()
    ask = "<!-- gitfix:ask impact -->\n"
    head, _, tail = before.partition(ask)
    rest = tail.split("\n", 1)[1]
    file.write_text(f"{head}{ask}{LONG}\n{rest}")
    with bounded():
        assert gitfix("postmortem").exit is Exit.OK
    assert LONG in file.read_text(), "what a person wrote stays"
    with bounded():
        page = gitfix("postmortem", "--format", "html", "--output", "-").out
    inert(page)
    assert len(page) < 60_000
    with bounded():
        draft = gitfix("postmortem", "--format", "osv").out
    json.loads(draft)
    inert(draft)
    assert len(draft) < 60_000
    with bounded():
        told = gitfix("postmortem", "--check")
    assert "! impact" not in told.out and len(told.out) < 5_000


def test_an_answer_of_hostile_signs_is_shown_as_it_is_meant(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix("Login fails")
    assert gitfix("postmortem", "--answer", f"cause={SIGNS}").exit is Exit.OK
    inert(shop.show(PATH))
    inert(gitfix("postmortem", "--format", "html", "--output", "-").out)
    inert(gitfix("postmortem", "--format", "osv").out)


def test_a_branch_whose_name_is_markup(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git forbids blanks and a few signs in it, and no angle bracket: the picture of the branches shows it."""
    monkeypatch.setenv("GITFIX_NONCE", "k7q2")
    name = 'hotfix/2.4.2-<script>"&<img'
    assert gitfix("branch", "Login fails", "--severity", "P0", "--name", name).exit is Exit.OK
    shop.commit("cart/views.py", "version = '2.4.1'\nempty = 0\n", "Fix it")
    page = gitfix("postmortem", "--format", "html", "--output", "-").out
    inert(page)
    assert "hotfix/2.4.2-&lt;script&gt;" in page.partition('class="graph"')[2]
    assert gitfix("postmortem", "--commit").exit is Exit.OK
    inert(shop.show(PATH))
