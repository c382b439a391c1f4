"""`gitfix postmortem --commit`: onto the default branch without a checkout, landed as the remote allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.generated import parse
from gitfix.core.incident_fold import fold
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.settings import Settings
from gitfix.operations.workspace import open_workspace
from tests.shop import FOLDER, LOG, Shop, seal


@pytest.fixture(params=["plumbing", "pygit2"])
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Shop:
    seal(monkeypatch, tmp_path)
    monkeypatch.setenv("GITFIX_OBJECTS", request.param)
    return Shop.build(tmp_path / "shop", monkeypatch)


def test_on_the_hotfix_branch_nothing_is_written_there(shop: Shop) -> None:
    incident = shop.hotfix()
    hotfix = shop.git("rev-parse", "HEAD")
    main = shop.git("rev-parse", "main")
    record = shop.git("rev-parse", f"refs/gitfix/incidents/{incident}")
    result = shop.postmortem()
    assert (result.state, result.branch) == ("committed", "main")
    assert shop.git("rev-parse", "HEAD") == hotfix
    assert shop.git("status", "--porcelain") == ""
    assert not (shop.path / "plans").exists()
    assert shop.git("rev-parse", "main^") == main
    assert result.commit == shop.git("rev-parse", "main")
    assert shop.git("diff", "--name-only", "main^", "main").split() == [
        LOG,
        f"{FOLDER}/{incident}.md",
    ]
    assert shop.git("log", "-1", "--format=%s", "main") == f"Post-mortem of {incident}: Login fails"
    trailers = shop.git("log", "-1", "--format=%(trailers:only,unfold)", "main")
    assert trailers == f"Gitfix-Incident: {incident}\nGitfix-Record: {record}"


def test_the_record_tells_where_it_is(shop: Shop) -> None:
    incident = shop.hotfix()
    result = shop.postmortem(commit=True)
    known = fold(open_workspace(Settings(shop.path)).record.events(incident))
    assert known.postmortem == {"path": result.path, "commit": str(result.commit)}


def test_a_second_run_makes_no_empty_commit(shop: Shop) -> None:
    shop.hotfix()
    shop.postmortem()
    before = shop.state()
    assert shop.postmortem(commit=True).state == "unchanged"
    assert shop.state() == before


def test_human_text_on_the_branch_survives(shop: Shop) -> None:
    incident = shop.hotfix()
    shop.postmortem()
    shop.git("switch", "-q", "main")
    path = shop.path / FOLDER / f"{incident}.md"
    path.write_bytes(path.read_bytes() + b"The end\xfe.\n")
    shop.git("commit", "-qam", "Words")
    shop.git("switch", "-q", "-")
    shop.commit("cart/views.py", "empty = 2\n", "Fix it better")
    assert shop.postmortem().state == "committed"
    shop.git("switch", "-q", "main")
    assert path.read_bytes().endswith(b"The end\xfe.\n")
    assert b"Fix it better" in path.read_bytes()


def test_a_clean_checkout_of_the_branch_follows(shop: Shop) -> None:
    incident = shop.hotfix()
    shop.git("switch", "-q", "main")
    (shop.path / "new.py").write_text("x = 2  # not committed\n")
    shop.postmortem(commit=True)
    assert (shop.path / FOLDER / f"{incident}.md").exists()
    assert shop.git("status", "--porcelain") == " M new.py"


def test_a_checkout_with_the_file_in_the_way_is_refused(shop: Shop) -> None:
    shop.hotfix()
    shop.git("switch", "-q", "main")
    (shop.path / "plans/Security").mkdir(parents=True)
    (shop.path / LOG).write_text("not committed\n")
    before = shop.state()
    with pytest.raises(Refusal) as refused:
        shop.postmortem(commit=True)
    assert LOG in refused.value.found
    assert shop.state() == before


def test_in_a_bare_repository(shop: Shop, tmp_path: Path) -> None:
    incident = shop.hotfix()
    bare = tmp_path / "bare.git"
    shop.git("clone", "-q", "--mirror", str(shop.path), str(bare))
    shop.git("remote", "remove", "origin", cwd=bare)
    there = Shop(bare, shop.monkeypatch)
    assert there.postmortem().state == "committed"
    assert incident in there.show(LOG)


def test_dry_run_changes_nothing(shop: Shop) -> None:
    shop.hotfix()
    before = shop.state()
    result = shop.postmortem(dry_run=True)
    assert result.state == "planned"
    assert [step["do"] for step in result.plan] == ["UpdateRef", "UpdateRef"]
    assert shop.state() == before


def test_a_file_where_the_folder_should_be_is_a_refusal(shop: Shop) -> None:
    shop.commit("plans", "a file\n", "Plans")
    shop.hotfix()
    before = shop.state()
    with pytest.raises(Refusal) as refused:
        shop.postmortem()
    assert refused.value.message == "plans is in the way"
    assert refused.value.found == ("it is a file, not a folder",)
    assert shop.state() == before


def test_conflict_markers_are_not_committed(shop: Shop) -> None:
    shop.commit(LOG, "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n", "Oops")
    shop.hotfix()
    with pytest.raises(Refusal, match="conflict markers"):
        shop.postmortem()


def test_a_malformed_incident_file_is_listed(shop: Shop) -> None:
    shop.commit(f"{FOLDER}/2020-outage.md", "# Long ago\n", "By hand")
    shop.commit(f"{FOLDER}/README.md", "# How to\n", "By hand")
    shop.hotfix()
    result = shop.postmortem()
    assert result.problems == (f"{FOLDER}/2020-outage.md: it has no header of gitfix",)
    assert "[2020-outage.md](postmortems/2020-outage.md)" in shop.show(LOG)


def test_with_a_remote_it_is_prepared_and_pushed_when_asked(shop: Shop) -> None:
    bare = shop.remote()
    incident = shop.hotfix()
    main = shop.git("rev-parse", "main")
    prepared = shop.postmortem()
    kept = f"refs/gitfix-local/postmortem/{incident}"
    assert prepared.state == "prepared"
    assert shop.git("rev-parse", kept) == prepared.commit
    assert shop.git("rev-parse", "main") == shop.git("rev-parse", "main", cwd=bare) == main
    again = shop.postmortem(commit=True)
    assert again.commit == prepared.commit

    pushed = shop.postmortem(commit=True, push=True)
    assert (pushed.state, pushed.commit, pushed.left_alone) == ("pushed", prepared.commit, ())
    assert shop.git("rev-parse", "main", cwd=bare) == prepared.commit
    assert shop.git("rev-parse", "main") == prepared.commit
    assert shop.git("for-each-ref", kept) == ""
    assert shop.postmortem(push=True).state == "unchanged"


def test_it_is_built_on_the_remotes_tip(shop: Shop, tmp_path: Path) -> None:
    bare = shop.remote()
    shop.hotfix()
    other = Shop(tmp_path / "other", shop.monkeypatch)
    shop.git("clone", "-q", str(bare), str(other.path))
    other.commit(LOG, "# Ours\n\nBy hand.\n", "A log of our own")
    other.git("push", "-q")
    result = shop.postmortem(push=True)
    assert shop.git("rev-parse", "main^", cwd=bare) == other.git("rev-parse", "main")
    log = shop.git("show", f"main:{LOG}", cwd=bare)
    assert log.startswith("# Ours\n\nBy hand.\n\n<!-- gitfix:begin log -->\n")
    assert [part.name for part in parse(log) if part.name] == ["log"]
    assert result.left_alone == ()


@pytest.mark.parametrize("same_place", [False, True])
def test_what_two_people_wrote_around_the_questions_is_kept(
    shop: Shop, tmp_path: Path, same_place: bool
) -> None:
    """Here it was prepared, with words of somebody; meanwhile others wrote on the branch."""
    bare = shop.remote()
    incident = shop.hotfix()
    path = f"{FOLDER}/{incident}.md"
    shop.postmortem(push=True)
    other = Shop(tmp_path / "other", shop.monkeypatch)
    shop.git("clone", "-q", str(bare), str(other.path))
    shop.monkeypatch.setenv("GIT_EDITOR", "sed -i 's/^## Lessons$/&\\n\\nOurs, about lessons./'")
    shop.postmortem(commit=True, edit=True, answers={"impact": "forty users"})
    text = other.show(path)
    below = "## Lessons" if same_place else "Links to dashboards"
    assert text.count(below) == 1
    other.commit(path, text.replace(below, f"{below}\n\nTheirs, by hand.\n"), "By hand")
    other.git("push", "-q")
    done = shop.outcome(push=True)
    said = shop.git("show", f"main:{path}", cwd=bare)
    for words in ("Ours, about lessons.", "Theirs, by hand.", "forty users"):
        assert said.count(words) == 1
    assert "<<<<<<<" not in said and said.count("## Lessons") == 1
    assert [one for one in done.notices if "both kept" in one] == (
        [f"written in one place by two people, and both kept there, to be read: {path}"]
        if same_place
        else []
    )
    parts = [part.name for part in parse(said) if part.name]
    assert len(parts) == len(set(parts)) > 3
    assert shop.postmortem(push=True).state == "unchanged"


def test_a_local_branch_with_commits_of_its_own_is_left_alone(shop: Shop) -> None:
    shop.remote()
    shop.git("switch", "-q", "main")
    shop.commit("wip.py", "x\n", "Unfinished")
    mine = shop.git("rev-parse", "main")
    shop.hotfix()
    result = shop.postmortem(push=True)
    assert shop.git("rev-parse", "main") == mine
    assert len(result.left_alone) == 1 and "main" in result.left_alone[0]


def test_a_protected_branch_lands_nothing_and_names_the_way_out(shop: Shop) -> None:
    bare = shop.remote()
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'main is protected' >&2\nexit 1\n")
    hook.chmod(0o755)
    incident = shop.hotfix()
    before = shop.state()
    with pytest.raises(Refusal) as refused:
        shop.postmortem(push=True)
    assert refused.value.exit is Exit.REMOTE
    assert f"gitfix postmortem --pr --incident {incident}" in refused.value.hint
    assert any("main is protected" in row for row in refused.value.found)
    assert shop.state() == before


def test_without_the_remote_it_is_prepared_but_not_pushed(shop: Shop) -> None:
    bare = shop.remote()
    shop.hotfix()
    bare.rename(bare.with_name("gone.git"))
    with pytest.raises(Refusal) as refused:
        shop.postmortem(push=True)
    assert refused.value.exit is Exit.REMOTE
    assert shop.postmortem().state == "prepared"
    assert shop.postmortem(offline=True).state == "prepared"
    with pytest.raises(Refusal, match="--push needs the remote"):
        shop.postmortem(push=True, offline=True)


def test_push_without_a_remote_is_a_refusal(shop: Shop) -> None:
    shop.hotfix()
    with pytest.raises(Refusal, match="no remote"):
        shop.postmortem(push=True)
