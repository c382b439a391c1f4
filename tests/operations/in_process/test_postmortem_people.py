"""What people put into a post-mortem: answers by key, from a file, in their editor; and what waits for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitfix.core.answers import answers
from gitfix.core.outcome import Exit
from tests.answers import ANSWERS, TEXTS
from tests.operations.views_kit import Cli
from tests.shop import FOLDER, LOG, Shop

ID = "2026-11-23-k7q2"
PATH = f"{FOLDER}/{ID}.md"
HOSTILE = (
    "<script>x()</script> {{ 7*7 }} \x1b[31m \u202e ```mermaid\n--- \n# h\n<!-- gitfix:end fix -->"
)


def said(text: str) -> dict[str, str]:
    return {one.key: one.plain for one in answers(text) if not one.open}


def test_answers_come_back_as_they_were_given(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    shop.hotfix()
    file = tmp_path / "answers.toml"
    file.write_text('cause = "a null"\nimpact = "from the file"\n')
    ran = gitfix(
        *("postmortem", "--answers", str(file), "--answer", "impact=40 users\n\n- *many* orders"),
        json=True,
    )
    assert ran.result["state"] == "committed"
    assert "impact" not in {item["key"] for item in ran.result["open"]}
    assert said(shop.show(PATH)) == {"cause": "a null", "impact": "40 users\n\n- *many* orders"}
    assert r"\*many\*" in shop.show(PATH)
    again = gitfix("postmortem", "--answer", "impact=41 users")
    assert "took the place of another one" in " ".join(again.err.split())
    assert said(shop.show(PATH))["impact"] == "41 users"


@pytest.mark.parametrize(
    "args",
    [
        ("--answer", "nothing"),
        ("--answer", "impact= "),
        ("--answer", "no-such=x"),
        ("--answer", "impact=" + "x" * 20_001),
        ("--answers", "gone.toml"),
        ("--check", "--commit"),
        ("--format", "html", "--push"),
        ("--check", "--output", "x"),
    ],
)
def test_a_wrong_command_line_changes_nothing(
    shop: Shop, gitfix: Cli, args: tuple[str, ...]
) -> None:
    shop.hotfix()
    before = shop.state()
    assert gitfix("postmortem", *args).exit is Exit.USAGE
    assert shop.state() == before


def test_what_waits_is_listed_and_stops_the_end(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix()
    waiting = gitfix("postmortem", "--check", json=True)
    assert waiting.exit is Exit.POLICY
    assert [item["key"] for item in waiting.result["open"]] == list(TEXTS)
    assert not shop.git("log", "--format=%s", "main").startswith("Post-mortem"), "it only looks"
    gitfix("postmortem", "--answer", "impact=40 users")
    listed = gitfix("close", "--list", json=True).result["missing"]
    (row,) = (row for row in listed if row["id"] == "root-cause")
    assert row["command"] == "gitfix postmortem --edit" and "9 questions wait" in row["note"]
    gitfix("postmortem", *ANSWERS)
    done = gitfix("postmortem", "--check")
    assert done.exit is Exit.OK and "is complete" in done.out
    assert "root-cause" not in {
        row["id"] for row in gitfix("close", "--list", json=True).result["missing"]
    }


def test_the_editor(shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.hotfix()
    assert gitfix("postmortem", "--edit").exit is Exit.REFUSED, "it ends with an error"
    monkeypatch.setenv("GIT_EDITOR", "sed -i 's/^_To be written: what was the cause.*/A null./'")
    assert gitfix("postmortem", "--edit").exit is Exit.OK
    assert said(shop.show(PATH)) == {"cause": "A null."}
    monkeypatch.setenv("GIT_EDITOR", "sed -i '/gitfix:end timeline/d'")
    before = shop.state()
    refused = gitfix("postmortem", "--edit")
    assert refused.exit is Exit.REFUSED and "your text is kept" in " ".join(refused.err.split())
    assert shop.state() == before


def test_what_a_failed_editor_left_is_not_written_over(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It saved, and ended with an error: the next edit begins with the document, and the text is still there."""
    shop.hotfix()
    folder = shop.path / ".git/gitfix"
    for number in (1, 2):
        monkeypatch.setenv(
            "GIT_EDITOR", f"f() {{ echo 'an hour of work {number}' >> $1; exit 3; }}; f"
        )
        assert gitfix("postmortem", "--edit").exit is Exit.REFUSED
    monkeypatch.setenv("GIT_EDITOR", "sed -i 's/^_To be written: what was the cause.*/A null./'")
    done = gitfix("postmortem", "--edit")
    assert done.exit is Exit.OK and "POSTMORTEM_EDIT.2.md" in "".join(done.err.split())
    for number in (1, 2):
        assert (
            f"an hour of work {number}\n" in (folder / f"POSTMORTEM_EDIT.{number}.md").read_text()
        )
    assert "an hour of work" not in shop.show(PATH)
    # What was taken is no leftover, and neither is what was given to an editor that changed nothing.
    for editor in ("true", "sed -i 's/^_To be written: what ended.*/A flag./'", "true"):
        monkeypatch.setenv("GIT_EDITOR", editor)
        assert "is kept" not in gitfix("postmortem", "--edit").err
    assert len(list(folder.glob("POSTMORTEM_EDIT*"))) == 3


def test_what_was_answered_is_not_lost_before_it_landed(shop: Shop, gitfix: Cli) -> None:
    bare = shop.remote()
    shop.hotfix()
    gitfix("postmortem", "--answer", "impact=40 users")
    assert gitfix("postmortem", "--answer", "cause=a null", json=True).result["state"] == "prepared"
    gitfix("backport", "--push")
    assert said(shop.git("show", f"main:{PATH}", cwd=bare)) == {
        "impact": "40 users",
        "cause": "a null",
    }
    gitfix("postmortem", *ANSWERS)
    listed = gitfix("close", "--list", json=True).result["missing"]
    (row,) = (row for row in listed if row["id"] == "root-cause")
    assert row["command"].startswith("gitfix postmortem --commit --push"), "not landed yet"
    assert gitfix("postmortem", "--push").exit is Exit.OK
    assert len(said(shop.git("show", f"main:{PATH}", cwd=bare))) == len(TEXTS)


def test_under_embargo_it_stays_in_this_clone(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITFIX_NONCE", "k7q2")
    gitfix("triage", "Tokens leak", "--severity", "P0", "--kind", "security")
    gitfix("branch")
    shop.commit("cart/views.py", "version = '2.4.1'\nempty = 0\n", "Harden it")
    main = shop.git("rev-parse", "main")
    for switch in ("hotfix/2.4.2", "main"):
        shop.git("switch", "-q", switch)
        ran = gitfix("postmortem", "--answer", f"impact=seen on {switch}", json=True)
        assert (ran.exit, ran.result["state"]) == (Exit.OK, "private")
        assert shop.git("status", "--porcelain", "-uall") == ""
    for option in ("--commit", "--push"):
        assert gitfix("postmortem", option).exit is Exit.POLICY
    assert shop.git("rev-parse", "main") == main
    assert "exposure" in {
        i["key"] for i in gitfix("postmortem", "--check", json=True).result["open"]
    }
    gitfix("triage", "--incident", ID, "--disclose")
    assert gitfix("postmortem", "--incident", ID, "--commit").exit is Exit.OK
    text = shop.show(PATH)
    assert said(text) == {"impact": "seen on main"} and "## Vulnerability response" in text


def test_other_forms_are_in_no_commit(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    shop.hotfix("Login <fails>")
    gitfix("postmortem", "--answer", f"impact={HOSTILE}")
    before = shop.state()
    page = gitfix("postmortem", "--format", "html", json=True).result
    text = Path(page["path"]).read_text()
    assert ".git/gitfix/reports" in page["path"] and "<svg" in text and "empty = 0" in text
    assert "<script" not in text and "49" not in text.split("Impact</h2>")[1][:600]
    assert "\x1b" not in text and "\u202e" not in text and "None" not in text
    told = gitfix("postmortem", "--format", "osv")
    document = json.loads(told.out)
    assert document["id"] == f"x_gitfix-{ID}" and document["affected"][0]["versions"] == ["2.4.1"]
    assert "\x1b" not in document["details"] and "\u202e" not in document["details"]
    out = tmp_path / "p.md"
    assert gitfix("postmortem", "--output", str(out)).exit is Exit.OK
    assert out.read_text().rstrip("\n") == shop.show(PATH)
    assert gitfix("postmortem", "--format", "html", "--output", str(tmp_path / "no"), "--dry-run")
    assert not (tmp_path / "no").exists() and shop.state() == before
    assert LOG not in page["path"]


def test_hostile_text_is_inert_in_the_document(shop: Shop, gitfix: Cli) -> None:
    shop.hotfix("a | b <img src=x> {{ 7*7 }} \x1b[31m\u202e")
    shop.commit("cart/views.py", "x = 1\n", '"]; click x "javascript:1" <b> -->|```')
    gitfix("postmortem", "--answer", f"impact={HOSTILE}")
    text = shop.show(PATH)
    for sign in ("<img", "<script", "<b>", "\x1b", "\u202e"):
        assert sign not in text
    assert "49" not in text.replace("2026", "").split("## Impact")[1].split("## Timeline")[0]
    assert said(text)["impact"].startswith("<script>x()</script> {{ 7*7 }}")
    pictures = [block.split("```")[0] for block in text.split("```mermaid\n")[1:]]
    assert len(pictures) == 2 and not any("javascript" in one for one in pictures)
