"""The post-mortem of a whole incident, as a person reads it: compared with the one that a person has read.

After a change that is meant: `GITFIX_GOLDEN=write .venv/bin/python -m pytest tests/story/test_golden_postmortem.py`,
then read the difference.
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tests.story.played import ID, SAID, play
from tests.support.run import Gitfix
from tests.support.shop import Shop

GOLDEN = Path(__file__).parent / "golden"
SHORT = re.compile(r"(?<![0-9a-zA-Z.&#;-])[0-9a-f]{7}(?![0-9a-zA-Z-])")
WHOLE = re.compile(r"[0-9a-f]{40}")
TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?")
LANDED = f"plans/Security/postmortems/{ID}.md"


def test_it_is_as_it_was_read_and_invents_nothing(shop: Shop, gitfix: Gitfix) -> None:
    play(shop, gitfix)
    landed = shop.origin.read(LANDED, "refs/heads/main")
    form = ("postmortem", "--incident", ID, "--output", "-", "--format")
    markdown = gitfix(*form, "md", cwd=shop.repo).stdout
    page = gitfix(*form, "html", cwd=shop.repo).stdout
    _nothing_invented(markdown, shop, gitfix)
    _nothing_invented(_text(page), shop, gitfix)
    _nothing_empty(markdown)
    for text in (landed, markdown, _text(page)):
        assert not re.search(
            r"\bNone\b|(?<!/dev/)\bnull\b|undefined", text.replace("return None", "")
        )
        assert WHOLE.search(text) is None, "a short id reads better"
        for said in SAID.values():
            assert said in text
    assert _bare(landed) in _bare(markdown), "what landed, and the close since"
    for name, text in (("postmortem.md", markdown), ("postmortem.html", page)):
        _compare(GOLDEN / name, _numbered(text))


def _compare(golden: Path, text: str) -> None:
    if os.environ.get("GITFIX_GOLDEN") == "write":
        golden.write_text(text)
    assert text == golden.read_text(), (
        f"read the difference, then: GITFIX_GOLDEN=write pytest {__file__}"
    )


def _numbered(text: str) -> str:
    """Ids in the order of their appearance: those of events hold how long things took."""
    order: dict[str, str] = {}
    return SHORT.sub(lambda id: order.setdefault(id[0], f"{len(order) + 1:07}"), text)


def _bare(document: str) -> str:
    """What people wrote: the document without the parts that are made anew."""
    return re.sub(r"<!-- gitfix:begin (.+?) -->.*?<!-- gitfix:end \1 -->", "", document, flags=re.S)


class _Text(HTMLParser):
    """What a person sees of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in ("style", "title") and not self.hidden

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "title") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.seen.append(data)


def _text(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    assert reader.hidden == 0
    return " ".join(reader.seen)


def _nothing_invented(text: str, shop: Shop, gitfix: Gitfix) -> None:
    """Every id is an object of this repository, every time one of an event, of a commit, or as it was stated."""
    ids = sorted(set(SHORT.findall(text)))
    assert len(ids) > 20
    asked = "".join(f"{one}\n" for one in ids)
    told = shop.repo.git("cat-file", "--batch-check=%(objecttype)", input=asked).split("\n")
    assert len(told) == len(ids) and not any("missing" in row for row in told), told
    events = gitfix("log", "--incident", ID, cwd=shop.repo, json=True).result["events"]
    known = [one["time"] for one in events]
    known += shop.repo.git(
        "log", "--all", "--format=%cd", "--date=format:%Y-%m-%dT%H:%M:%SZ"
    ).split()
    opened = next(one["data"] for one in events if one["type"] == "opened")
    known += [opened[name] for name in ("since", "detected")]
    for found in set(TIME.findall(text)):
        assert any(one.startswith(found.replace(" ", "T")) for one in known), found


def _nothing_empty(document: str) -> None:
    """No heading with nothing under it, no table without rows, no blank column but for what is not done yet."""
    text = re.sub(r"<!--.*?-->\n?", "", document, flags=re.S)
    text = re.sub(r"```.*?```", "picture", text, flags=re.S)
    lines = [line for line in text.split("\n") if line.strip()]
    for line, after in zip(lines, [*lines[1:], "# end"], strict=True):
        level = len(line) - len(line.lstrip("#"))
        below = len(after) - len(after.lstrip("#"))
        assert not level or not below or below > level, f"nothing under {line}"
    for table in re.findall(r"(?:^\|.*\n)+", text, flags=re.M):
        head, _, *rows = [
            [cell.strip() for cell in row.strip("|").split(" | ")]
            for row in table.replace("||", "| |").strip().split("\n")
        ]
        assert rows, table
        for at, name in enumerate(head):
            column = [row[at].strip(" |") for row in rows if at < len(row)]
            assert name == "Done" or any(column), f"nothing in the column {name} of\n{table}"
