"""Conflicts that nobody has to decide, and those that only look like it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.story.job import LOG, POSTMORTEMS, Job, states
from tests.support.builder import Content
from tests.support.run import Gitfix
from tests.support.shop import COLLEAGUE, SUMMARY, Shop

LOCK = "poetry.lock"


def carried(
    shop: Shop,
    gitfix: Gitfix,
    base: dict[str, Content],
    main: dict[str, Content],
    fix: dict[str, Content],
    expect: str = "OK",
) -> Any:
    """`base` is released as v2.4.2, then main and the fix go their ways; the result of a backport onto main."""
    repo = shop.repo
    repo.switch("main")
    repo.commit("Ground", base)
    repo.tag("v2.4.2")
    repo.git("push", "-q", "origin", "main", "v2.4.2")
    if main:
        shop.origin.commit_on("main", "On main", main, author=COLLEAGUE)
    job = Job(gitfix, repo, SUMMARY)
    job.branch()
    shop.repo.commit("Fix it", {**shop.fix(), **fix})
    words = ("--dry-run",) if expect == "CONFLICT" else ("--push",)
    return job.run("backport", "--onto", "main", *words, expect=expect).result


def settled(result: Any) -> dict[str, str]:
    return {one["path"]: one["policy"] for one in result["targets"][0]["settled"]}


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("VERSION", "{}\n"),
        ("package.json", '{{\n  "name": "shop",\n  "version": "{}",\n  "private": true\n}}\n'),
        ("pyproject.toml", '[project]\nname = "shop"\nversion = "{}"\nrequires-python = ">=3.9"\n'),
        (
            "pom.xml",
            "<project>\n  <artifactId>shop</artifactId>\n  <version>{}</version>\n</project>\n",
        ),
        ("Cargo.toml", '[package]\nname = "shop"\nversion = "{}"\n'),
        ("src/version.py", 'VERSION = "{}"\n'),
    ],
)
def test_row_21_version_files_keep_the_targets(
    shop: Shop, gitfix: Gitfix, path: str, shape: str
) -> None:
    result = carried(
        shop,
        gitfix,
        {path: shape.format("2.4.2")},
        {path: shape.format("2.5.0.dev0")},
        {path: shape.format("2.4.3")},
    )
    assert settled(result) == {path: "version"}
    assert shop.origin.read(path, "refs/heads/main") == shape.format("2.5.0.dev0")
    assert shop.has_fix("refs/heads/main", shop.origin)
    told = [one for one in _events(shop, gitfix) if one["type"] == "backported"][-1]
    assert told["data"]["targets"][0]["settled"] == [{"path": path, "policy": "version"}]


def _events(shop: Shop, gitfix: Gitfix) -> list[dict[str, Any]]:
    ref = shop.repo.git("for-each-ref", "--format=%(refname)", "refs/gitfix/incidents/")
    found = []
    for commit in shop.repo.git("rev-list", "--reverse", ref).splitlines():
        found.append(json.loads(shop.repo.read("event.json", commit)))
    return found


@pytest.mark.parametrize(
    ("path", "base", "main", "fix"),
    [
        # Code beside the version, in a file that is called one.
        ("src/version.py", "A = 1\n", "A = 2\n", "A = check()\n"),
        # Another project's version in a manifest.
        ("package.json", '"lodash": "1.0.0"\n', '"lodash": "2.0.0"\n', '"lodash": "1.0.1"\n'),
        (
            "pom.xml",
            "<version>1.0.0</version>\n",
            "<version>2.0.0</version>\n",
            "<version>1.0.1</version>\n",
        ),
        ("shop/code.py", "version = '1.0.0'\n", "version = '2.0.0'\n", "version = '1.0.1'\n"),
    ],
)
def test_row_20_code_is_never_settled_by_a_side(
    shop: Shop, gitfix: Gitfix, path: str, base: str, main: str, fix: str
) -> None:
    result = carried(shop, gitfix, {path: base}, {path: main}, {path: fix}, expect="CONFLICT")
    assert settled(result) == {}
    assert [one["path"] for one in result["targets"][0]["conflicts"]] == [path]


def test_row_21_changelogs_take_both(shop: Shop, gitfix: Gitfix) -> None:
    log = shop.repo.read("CHANGELOG.md", "main").split("\n", 1)[1]
    text = "# Changes\n\n{}{}"
    main, fix = text.format("* new\n", log), text.format("* fixed\n", log)
    result = carried(shop, gitfix, {}, {"CHANGELOG.md": main}, {"CHANGELOG.md": fix})
    assert settled(result) == {"CHANGELOG.md": "changelog"}
    there = shop.origin.read("CHANGELOG.md", "refs/heads/main")
    assert "* new\n* fixed\n" in there and "<<<<" not in there


@pytest.mark.parametrize("deleted", [False, True])
def test_row_21_lock_files_stay_the_targets(shop: Shop, gitfix: Gitfix, deleted: bool) -> None:
    result = carried(
        shop,
        gitfix,
        {LOCK: "a = 1\nb = 1\n"},
        {LOCK: None if deleted else "a = 2\nb = 1\n"},
        {LOCK: "a = 3\nb = 3\n"},
    )
    assert settled(result) == {LOCK: "lockfile"}
    if deleted:
        assert LOCK not in shop.origin.files("refs/heads/main")
    else:
        assert shop.origin.read(LOCK, "refs/heads/main") == "a = 2\nb = 1\n"


def test_what_does_not_conflict_is_left_to_git(shop: Shop, gitfix: Gitfix) -> None:
    lines = "".join(f"line {n}\n" for n in range(30))
    result = carried(
        shop,
        gitfix,
        {LOCK: lines},
        {LOCK: lines.replace("line 2\n", "two\n")},
        {LOCK: lines.replace("line 20\n", "twenty\n")},
    )
    assert settled(result) == {}
    there = shop.origin.read(LOCK, "refs/heads/main")
    assert "two\n" in there and "twenty\n" in there


def test_the_incident_log_is_made_anew(shop: Shop, gitfix: Gitfix) -> None:
    """Two incidents, two logs: the merged log tells of both."""
    repo = shop.repo
    texts = {}
    for name, day in (("2026-11-01-aaaa", "01"), ("2026-11-02-bbbb", "02")):
        head = f"id: {name}\nopened: 2026-11-{day}T10:00:00Z\nsummary: Trouble {day}"
        texts[f"{POSTMORTEMS}/{name}.md"] = (
            f"<!-- gitfix:begin header -->\n<!-- gitfix-incident\n{head}\n-->\n<!-- gitfix:end header -->\n\n# It\n"
        )
    (one, first), (two, second) = texts.items()
    logs = [
        f"# Incident log\n\n<!-- gitfix:begin log -->\n{w}\n<!-- gitfix:end log -->\n"
        for w in ("", "x", "y")
    ]
    result = carried(
        shop, gitfix, {LOG: logs[0]}, {one: first, LOG: logs[1]}, {two: second, LOG: logs[2]}
    )
    assert settled(result) == {LOG: "incident-log"}
    there = shop.origin.read(LOG, "refs/heads/main")
    assert "Trouble 01" in there and "Trouble 02" in there and "<<<<" not in there
    assert repo.oid("HEAD")


def test_what_was_resolved_before_is_resolved_again(shop: Shop, gitfix: Gitfix) -> None:
    """git's rerere, where the person has it on; and nothing is added to what it has recorded."""
    repo = shop.repo
    shop.conflict_on("main")
    job = Job(gitfix, repo, SUMMARY)
    job.branch()
    shop.commit_fix()
    repo.git("fetch", "-q", "origin")
    before = job.run("backport", "--onto", "main", "--dry-run", expect="CONFLICT")
    assert states(before.result) == {"main": "conflict"}
    repo.config("rerere.enabled", "true")
    repo.detach("origin/main")
    repo.run("merge", job.hotfix)
    mine = repo.read("shop/cart.py")
    begin, end = mine.index("<<<<<<<"), mine.index("\n", mine.index(">>>>>>>")) + 1
    mine = mine[:begin] + "    best = None  # by hand\n" + mine[end:]
    repo.write({"shop/cart.py": mine})
    repo.git("rerere")
    repo.git("reset", "-q", "--hard")
    repo.switch(job.hotfix)
    cache = sorted(p.name for p in (repo.common_dir / "rr-cache").rglob("*"))
    done = job.type("backport", "--onto", "main", "--push")
    assert settled(done) == {"shop/cart.py": "rerere"}
    assert shop.origin.read("shop/cart.py", "refs/heads/main") == mine
    assert sorted(p.name for p in (repo.common_dir / "rr-cache").rglob("*")) == cache


# -- the same fix under another name


def _pushed_to_main(shop: Shop, gitfix: Gitfix, *, later: str) -> Job:
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.repo.commit("Fix it", shop.fix())
    shop.repo.commit("More", {"shop/more.py": "MORE = 1\n"})
    repo, hotfix = shop.repo, job.hotfix
    repo.switch("main")
    if later == "squash":
        repo.git("merge", "-q", "--squash", hotfix)
        repo.commit("Squashed (#12)")
    else:
        repo.git("cherry-pick", f"{hotfix}~2..{hotfix}")
    return job


@pytest.mark.parametrize("button", ["squash", "rebase"])
@pytest.mark.parametrize("then", ["", "changed", "taken out"])
def test_row_32_a_forges_button_is_recognised(
    shop: Shop, gitfix: Gitfix, button: str, then: str
) -> None:
    job = _pushed_to_main(shop, gitfix, later=button)
    repo = shop.repo
    if then == "changed":
        text = repo.read("shop/cart.py").replace("if not items", "if items is None or not items")
        repo.commit("Say it better", {"shop/cart.py": text})
    if then == "taken out":
        repo.git("revert", "--no-edit", "HEAD" if button == "squash" else "HEAD~2..HEAD")
    repo.git("push", "-q", "origin", "main")
    repo.switch(job.hotfix)
    done = job.type("backport", "--onto", "main")
    row = done["targets"][0]
    assert row["state"] == ("reverted" if then == "taken out" else "contained")
    assert f"it was {button.removesuffix('e').removesuffix('as')}" in row["reason"]


# -- renames that could be others


def test_a_change_that_landed_in_a_guessed_place_is_shown(shop: Shop, gitfix: Gitfix) -> None:
    """Two files of main are as like the one that was fixed: git takes one without a word."""
    lines = "".join(f"setting {n} = {n * 7}\n" for n in range(40))
    base = {"conf/base.ini": lines}
    main = {
        "conf/base.ini": None,
        "conf/east.ini": lines + "east\n",
        "conf/west.ini": lines + "west\n",
    }
    fix = {"conf/base.ini": lines.replace("setting 3 = 21", "setting 3 = 22")}
    result = carried(shop, gitfix, base, main, fix, expect="CONFLICT")
    row = result["targets"][0]
    assert {one["path"] for one in row["conflicts"]} == {"conf/east.ini", "conf/west.ini"}
    assert {one["kind"] for one in row["conflicts"]} == {"ambiguous rename"}
    before = shop.origin.refs("refs/heads/")
    said = gitfix("backport", "--push", "--onto", "main", cwd=shop.repo, expect="CONFLICT")
    assert "conf/east.ini" in said.stdout and "conf/west.ini" in said.stdout
    assert shop.origin.refs("refs/heads/") == before


def test_a_clear_rename_is_followed(shop: Shop, gitfix: Gitfix) -> None:
    lines = "".join(f"setting {n} = {n * 7}\n" for n in range(40))
    base = {"conf/base.ini": lines}
    main = {"conf/base.ini": None, "etc/base.ini": lines, "conf/other.ini": "nothing alike\n"}
    fix = {"conf/base.ini": lines.replace("setting 3 = 21", "setting 3 = 22")}
    carried(shop, gitfix, base, main, fix)
    assert "setting 3 = 22" in shop.origin.read("etc/base.ini", "refs/heads/main")


def test_a_move_by_the_fix_with_two_likely_ends_is_shown(shop: Shop, gitfix: Gitfix) -> None:
    lines = "".join(f"setting {n} = {n * 7}\n" for n in range(40))
    base = {"conf/base.ini": lines}
    main = {"conf/base.ini": lines.replace("setting 30 = 210", "setting 30 = 211")}
    fix = {
        "conf/base.ini": None,
        "conf/east.ini": lines + "east\n",
        "conf/west.ini": lines + "west\n",
    }
    result = carried(shop, gitfix, base, main, fix, expect="CONFLICT")
    kinds = {one["kind"] for one in result["targets"][0]["conflicts"]}
    assert kinds == {"ambiguous rename"}
