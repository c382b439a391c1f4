"""`gitfix postmortem` in a checkout: files are written and refreshed, people's text stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gitfix.core.incident_log import incident_log, read_entry
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.settings import Settings
from gitfix.operations.postmortem_facts import questions
from gitfix.operations.recording import record_event
from gitfix.operations.workspace import open_workspace
from tests.shop import FOLDER, LOG, Shop, seal


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    seal(monkeypatch, tmp_path)
    return Shop.build(tmp_path / "shop", monkeypatch)


def test_on_main_it_writes_two_files_and_moves_no_branch(shop: Shop) -> None:
    incident = shop.hotfix()
    shop.git("switch", "-q", "main")
    before = shop.git("rev-parse", "main")
    result = shop.postmortem()
    assert (result.state, result.path, result.log) == ("written", f"{FOLDER}/{incident}.md", LOG)
    assert shop.git("rev-parse", "main") == before
    assert shop.git("status", "--porcelain", "-uall").split("\n") == [
        f"?? {LOG}",
        f"?? {FOLDER}/{incident}.md",
    ]
    text = (shop.path / result.path).read_text()
    assert "Login fails" in text and "`v2.4.1`" in text and "Fix it" in text
    assert "`cart/views.py` (code, modified, +1 -1)" in text
    assert result.to_write == text.count("_To be written") > 5
    assert f"postmortems/{incident}.md" in (shop.path / LOG).read_text()


def test_a_second_run_changes_nothing_and_records_nothing(shop: Shop) -> None:
    shop.hotfix()
    shop.git("switch", "-q", "main")
    shop.postmortem()
    before = shop.state()
    assert shop.postmortem().state == "unchanged"
    assert shop.state() == before


def _question(key: str) -> bytes:
    (one,) = (one for one in questions() if one.key == key)
    return f"_To be written: {one.ask}_".encode()


def test_what_a_person_wrote_stays_when_the_facts_change(shop: Shop) -> None:
    incident = shop.hotfix()
    shop.git("switch", "-q", "main")
    path = shop.path / shop.postmortem().path
    written = path.read_bytes().replace(
        _question("impact"),
        b"About 40 users\xff, for 3 hours.",
    )
    path.write_bytes(b"Reviewed by Grace.\r\n" + written.replace(b"| P0 |", b"| edited |"))
    work = open_workspace(Settings(shop.path))
    data = {"rule": "lockfile", "reason": "needed", "path": ""}
    update = record_event(work, incident, "waived", data)
    work.repo.refs.transaction([update], "test")
    assert shop.postmortem().state == "written"
    found = path.read_bytes()
    assert found.startswith(b"Reviewed by Grace.\r\n")
    assert b"About 40 users\xff, for 3 hours." in found
    assert b"| P0 |" in found and b"edited" not in found
    assert b"## Waivers" in found and found.index(b"## Waivers") < found.index(b"## Resolution")


def test_the_time_of_writing_is_an_event(shop: Shop) -> None:
    incident = shop.hotfix()
    shop.git("switch", "-q", "main")
    result = shop.postmortem()
    events = open_workspace(Settings(shop.path)).record.events(incident)
    assert (events[-1][1].type, events[-1][1].data) == (
        "postmortem-written",
        {"path": result.path, "commit": ""},
    )


def test_dry_run_changes_nothing(shop: Shop) -> None:
    shop.hotfix()
    shop.git("switch", "-q", "main")
    before = shop.state()
    result = shop.postmortem(dry_run=True)
    assert result.state == "planned"
    assert [step["do"] for step in result.plan] == ["WriteFile", "WriteFile", "UpdateRef"]
    assert shop.state() == before


def test_no_incident_is_a_refusal(shop: Shop) -> None:
    with pytest.raises(Refusal, match="no open incident"):
        shop.postmortem()


def test_damaged_markers_are_refused_and_nothing_is_lost(shop: Shop) -> None:
    shop.hotfix()
    shop.git("switch", "-q", "main")
    path = shop.path / shop.postmortem().path
    path.write_text(path.read_text().replace("<!-- gitfix:end timeline -->\n", "", 1))
    before = shop.state()
    with pytest.raises(Refusal) as refused:
        shop.postmortem()
    assert str(path.relative_to(shop.path)) in refused.value.message
    assert refused.value.found[0].startswith("line ")
    assert shop.state() == before


def test_a_log_that_leads_out_of_the_checkout_is_refused(shop: Shop, tmp_path: Path) -> None:
    shop.hotfix()
    shop.git("switch", "-q", "main")
    outside = tmp_path / "outside.md"
    outside.write_text("mine\n")
    (shop.path / "plans" / "Security").mkdir(parents=True)
    (shop.path / LOG).symlink_to(outside)
    with pytest.raises(Refusal, match="leads out of the checkout"):
        shop.postmortem()
    assert outside.read_text() == "mine\n"


def test_a_path_out_of_the_repository_is_refused(shop: Shop) -> None:
    shop.hotfix()
    shop.git("switch", "-q", "main")
    for path in ("../elsewhere", "/etc", ".git/hooks", "a/.GIT/b"):
        shop.git("config", "gitfix.postmortem.directory", path)
        with pytest.raises(Refusal, match=r"postmortem\.directory"):
            shop.postmortem()


def test_an_id_that_is_no_id_never_names_a_file(shop: Shop) -> None:
    shop.git("switch", "-q", "main")
    work = open_workspace(Settings(shop.path))
    update = record_event(work, "../../../outside", "opened", {"summary": "x"})
    work.repo.refs.transaction([replace(update, ref="refs/gitfix/incidents/innocent")], "test")
    with pytest.raises(Refusal) as refused:
        shop.postmortem()
    assert refused.value.exit is Exit.TAMPERED
    assert not (shop.path.parent / "outside.md").exists()


def test_configured_paths_are_used(shop: Shop) -> None:
    incident = shop.hotfix()
    shop.git("switch", "-q", "main")
    shop.git("config", "gitfix.postmortem.directory", "./docs/incidents/")
    shop.git("config", "gitfix.postmortem.log", "docs/incidents/LOG.md")
    result = shop.postmortem()
    assert (result.path, result.log) == (f"docs/incidents/{incident}.md", "docs/incidents/LOG.md")
    assert f"]({incident}.md)" in (shop.path / result.log).read_text()
    assert shop.postmortem().problems == ()


def test_a_team_template_comes_from_the_default_branch(shop: Shop) -> None:
    template = ".gitfix/templates/postmortem.md.j2"
    shop.commit(
        template,
        "<!-- gitfix:begin ours -->\nOurs: {{ summary | md }}\n<!-- gitfix:end ours -->\n",
        "T",
    )
    shop.hotfix("Login <fails>")
    shop.git("switch", "-q", "main")
    (shop.path / template).write_text("{{ not what counts")
    result = shop.postmortem()
    text = (shop.path / result.path).read_text()
    assert text.endswith("\nOurs: Login &lt;fails&gt;\n<!-- gitfix:end ours -->\n")
    assert read_entry("x.md", text).facts["summary"] == "Login <fails>"


def test_a_broken_team_template_names_file_and_line(shop: Shop) -> None:
    shop.commit(".gitfix/templates/postmortem.md.j2", "fine\n{{ nothing.such }}\n", "T")
    shop.hotfix()
    shop.git("switch", "-q", "main")
    before = shop.state()
    with pytest.raises(Refusal) as refused:
        shop.postmortem()
    assert refused.value.found[0].startswith(".gitfix/templates/postmortem.md.j2:2: ")
    assert shop.state() == before


def test_a_sparse_checkout_loses_no_incident(shop: Shop) -> None:
    first = shop.hotfix("One", "aaaa")
    shop.postmortem(commit=True)
    second = shop.hotfix("Two", "bbbb")
    shop.git("switch", "-q", "main")
    shop.git("sparse-checkout", "set", "--cone", "cart")
    assert not (shop.path / LOG).exists()
    result = shop.postmortem(incident=second)
    log = (shop.path / LOG).read_text()
    assert result.incidents == 2
    assert first in log and second in log


@pytest.mark.parametrize("add_add", [False, True], ids=["both changed it", "both added it"])
def test_a_conflict_in_the_log_is_settled_by_making_it_again(shop: Shop, add_add: bool) -> None:
    if not add_add:
        shop.hotfix("Zero", "zzzz")
        shop.postmortem(commit=True, incident="zzzz")
        shop.git("switch", "-q", "main")
        log = shop.path / LOG
        log.write_text(log.read_text().replace("# Incident log\n", "# Ours\n\nBy hand.\n"))
        shop.git("commit", "-qam", "Our own words")
    shop.hotfix("One", "aaaa")
    shop.hotfix("Two", "bbbb")
    for nonce in ("aaaa", "bbbb"):
        shop.git("switch", "-qc", f"side-{nonce}", "main")
        shop.postmortem(incident=nonce)
        shop.git("add", "plans")
        shop.git("commit", "-qm", f"Post-mortem {nonce}")
    with pytest.raises(AssertionError, match="CONFLICT"):
        shop.git("merge", "side-aaaa")
    assert "<<<<<<<" in (shop.path / LOG).read_text()

    result = shop.postmortem(incident="bbbb")
    assert result.problems == ()
    log = (shop.path / LOG).read_text()
    entries = [
        read_entry(f"{FOLDER}/{path.name}", path.read_text())
        for path in (shop.path / FOLDER).iterdir()
    ]
    assert len(entries) == (2 if add_add else 3)
    union = incident_log(entries, LOG)
    assert log == (union if add_add else union.replace("# Incident log\n", "# Ours\n\nBy hand.\n"))
    shop.git("add", LOG)
    shop.git("commit", "-qm", "Merge")
    assert shop.postmortem(incident="aaaa").state == "unchanged"
