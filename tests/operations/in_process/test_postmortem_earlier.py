"""A post-mortem links earlier incidents that changed the same code, or that the same commit brought; and no others."""

from __future__ import annotations

from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.operations.recording import record_event
from gitfix.operations.workspace import open_workspace
from tests.operations.views_kit import Cli
from tests.shop import FOLDER, Shop

LINKS = "Earlier incidents that have something in common with this one:"
CULPRIT = "c" * 40


def named(shop: Shop, nonce: str) -> list[str]:
    """The lines that name earlier incidents, in the post-mortem of the incident with this nonce."""
    text = shop.show(f"{FOLDER}/2026-11-23-{nonce}.md")
    if LINKS not in text:
        return []
    rows = text.split(LINKS)[1].split("<!--")[0].strip().split("\n")
    return [row for row in rows if row.strip()]


def incident(shop: Shop, gitfix: Cli, nonce: str, path: str, *triage: str) -> str:
    """An incident whose fix changes `path`."""
    shop.git("switch", "-q", "main")
    shop.monkeypatch.setenv("GITFIX_NONCE", nonce)
    id = gitfix("triage", f"Trouble {nonce}", *triage, json=True).result["incident"]
    assert gitfix("branch", "--incident", id).exit is Exit.OK
    shop.commit(path, f"fixed = {nonce!r}\n", f"Fix {nonce}")
    return str(id)


def culprit(shop: Shop, id: str) -> None:
    work = open_workspace(Settings(shop.path))
    update = record_event(work, id, "culprit", {"commit": CULPRIT, "tier": "strong"})
    work.repo.refs.transaction([update], "test")


def write(gitfix: Cli, id: str) -> None:
    assert gitfix("postmortem", "--incident", id, "--commit").exit is Exit.OK


def test_the_same_code(shop: Shop, gitfix: Cli) -> None:
    first = incident(shop, gitfix, "aaaa", "cart/views.py")
    write(gitfix, first)
    second = incident(shop, gitfix, "bbbb", "cart/views.py")
    write(gitfix, second)
    assert named(shop, "aaaa") == [], "only earlier ones"
    assert named(shop, "bbbb") == [
        f"- [{first}]({first}.md) Trouble aaaa: its fix also changed `cart/views.py`"
    ]
    page = gitfix("postmortem", "--incident", second, "--format", "html", "--output", "-").out
    assert f"Earlier incident {first}, Trouble aaaa: its fix changed the same files" in page


def test_another_file_or_only_a_test_is_nothing_in_common(shop: Shop, gitfix: Cli) -> None:
    incident(shop, gitfix, "aaaa", "tests/test_views.py")
    incident(shop, gitfix, "bbbb", "cart/other.py")
    third = incident(shop, gitfix, "cccc", "cart/views.py")
    shop.commit("tests/test_views.py", "assert True\n", "Test it")
    write(gitfix, third)
    assert named(shop, "cccc") == []


def test_the_same_introducing_commit(shop: Shop, gitfix: Cli) -> None:
    first = incident(shop, gitfix, "aaaa", "cart/other.py")
    second = incident(shop, gitfix, "bbbb", "cart/views.py")
    for id in (first, second):
        culprit(shop, id)
    write(gitfix, second)
    (row,) = named(shop, "bbbb")
    assert row == f"- {first} Trouble aaaa: the same introducing commit `{CULPRIT[:7]}`"


def test_also_one_that_is_closed_and_archived(shop: Shop, gitfix: Cli) -> None:
    said = ("--severity", "P1", "--users", "everybody")
    first = incident(shop, gitfix, "aaaa", "cart/views.py", *said)
    for step in ("communication", "confirmation", "monitoring"):
        gitfix("run", step, "--statement", "seen", "--incident", first)
    assert gitfix("close", "--as", "flag-off", "--incident", first).exit is Exit.OK
    second = incident(shop, gitfix, "bbbb", "cart/views.py")
    write(gitfix, second)
    assert len(named(shop, "bbbb")) == 1


def test_none_under_embargo_and_no_false_alarm(shop: Shop, gitfix: Cli) -> None:
    incident(shop, gitfix, "aaaa", "cart/views.py", "--kind", "security")
    alarm = incident(shop, gitfix, "bbbb", "cart/views.py")
    ended = ("close", "--as", "false-alarm", "--reason", "a stale cache", "--incident", alarm)
    assert gitfix(*ended).exit is Exit.OK
    third = incident(shop, gitfix, "cccc", "cart/views.py")
    write(gitfix, third)
    assert named(shop, "cccc") == []
