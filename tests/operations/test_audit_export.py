"""`gitfix audit export`: what an auditor's tools read, and a bundle that stands for itself."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import STATEMENT_TYPE_URI, Statement

from gitfix.core.audit import AuditResult, ExportResult, Form
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.register import COLUMNS, harmless
from gitfix.core.settings import Settings
from gitfix.operations.audit_export import export
from gitfix.operations.audit_verify import verify
from gitfix.operations.recording import Draft, record
from tests.operations.record_kit import ID, OTHER, Laptop, Team, team

__all__ = ["team"]

TREE = "b" * 40


@pytest.fixture
def handled(team: Team) -> Team:
    """One incident from begin to end, archived; and one that was just opened."""
    one, head = team.one, team.one.git("rev-parse", "main")
    tree = team.one.git("rev-parse", "main^{tree}")
    about = {"branch": "refs/heads/hotfix/2.4.2", "head": head, "tree": tree}
    one.happen(ID, "opened", summary="=cmd|' /C calc'!A0", severity="P0", severity_stated=True)
    work = one.work
    drafts = [
        Draft(
            "branched", {"branch": "hotfix/2.4.2", "version": "2.4.2", "base": {"tag": "v2.4.1"}}
        ),
        Draft("approved", {"solo": True}, step="review", git=about),
        Draft("overridden", {"reason": "no time", "until": 1795550000}, step="staging"),
        Draft("stated", {"statement": "out"}, step="deploy", git=about),
    ]
    work.repo.refs.transaction([record(work, ID, *drafts)], "test")
    one.log(ID, b"all tests passed\n")
    one.close(ID)
    one.happen(OTHER, "opened", summary="it is slow", severity="P2")
    return team


def exported(laptop: Laptop, form: Form, **how: object) -> ExportResult:
    result = export(Settings(laptop.path), form, **how).result  # type: ignore[arg-type]
    assert isinstance(result, ExportResult)
    return result


def test_every_event_is_a_line_of_json(handled: Team) -> None:
    found = exported(handled.one, "jsonl")
    assert found.content is not None
    rows = [json.loads(line) for line in found.content.splitlines()]
    assert len(rows) == found.events == 8 and found.incidents == 2
    assert {row["incident"] for row in rows} == {ID, OTHER}
    assert rows[0]["type"] == "opened" and len(rows[0]["event"]) == 40
    assert [row["clock"] for row in rows] == [1, 2, 3, 4, 5, 6, 7, 1]


def test_the_change_register_has_a_row_per_emergency_change(handled: Team) -> None:
    content = exported(handled.one, "csv").content
    assert content is not None
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert [row["incident"] for row in rows] == [ID, OTHER]
    first = rows[0]
    assert tuple(first) == COLUMNS
    assert first["summary"].startswith("'="), "a spreadsheet would run it"
    assert first["approvals"].startswith("review: Ada (self-approved) of ")
    assert first["deferred_steps"] == "staging: no time (Ada, until 2026-11-24T19:53:20Z)"
    assert (first["base"], first["version"]) == ("v2.4.1", "2.4.2")
    assert first["deployed_by"] == "Ada" and first["closed_as"] == "fixed"
    assert first["commit"] == handled.one.git("rev-parse", "main")
    assert first["evidence"].startswith("sha256:") and len(first["evidence"]) == 71
    assert first["people"] == "Ada <ada@example.com>"
    assert rows[1]["closed_as"] == "" and rows[1]["severity"] == "P2"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell).startswith("'")


def test_ordinary_cells_stay_as_they_are() -> None:
    assert [harmless(cell) for cell in ("", "login fails", "a=b", "ü – ok")] == [
        "",
        "login fails",
        "a=b",
        "ü – ok",
    ]
    assert harmless("a\x1b[2Jb") == "a\ufffd[2Jb"


def test_in_toto_statements_are_read_by_in_toto(handled: Team) -> None:
    outcome = export(Settings(handled.one.path), "intoto")
    assert isinstance(outcome.result, ExportResult) and outcome.result.content
    lines = outcome.result.content.splitlines()
    assert len(lines) == 1
    assert any(OTHER in notice for notice in outcome.notices)
    told = json.loads(lines[0])
    subjects = [
        ResourceDescriptor(name=one["name"], digest=one["digest"]).pb for one in told["subject"]
    ]
    read = Statement(subjects, told["predicateType"], told["predicate"])
    read.validate()
    assert told["_type"] == STATEMENT_TYPE_URI
    digests = [dict(one.digest) for one in read.pb.subject]
    assert digests == [
        {"gitCommit": handled.one.git("rev-parse", "main")},
        {"gitTree": handled.one.git("rev-parse", "main^{tree}")},
    ]
    assert told["predicate"]["change"]["closed_as"] == "fixed"
    assert told["predicate"]["events"][0]["type"] == "opened"


def test_a_bundle_verifies_on_a_machine_that_has_nothing_else(
    handled: Team, tmp_path: Path
) -> None:
    file = tmp_path / "out" / "record.bundle"
    found = exported(handled.one, "bundle", output=file)
    assert found.content is None and len(found.sha256) == 64
    empty = Laptop(tmp_path / "empty", handled.one.monkeypatch)
    empty.path.mkdir()
    empty.git("init", "-q")
    empty.git("bundle", "verify", "-q", str(file))
    empty.git("fetch", "-q", str(file), "refs/gitfix/*:refs/gitfix/*")
    assert empty.refs("refs/gitfix/") == handled.one.refs("refs/gitfix/")
    outcome = verify(Settings(empty.path), everything=True)
    assert isinstance(outcome.result, AuditResult)
    # Steps were left out, and the fix itself is not there: the record holds together all the same.
    assert outcome.exit is Exit.POLICY
    assert {one.kind for one in outcome.result.findings} == {"skipped"}
    assert outcome.result.events == 8
    assert "all tests passed" in empty.git("grep", "-h", "", "refs/gitfix/blobs/archive")
    whole = handled.one.git("rev-list", "--objects", "--all").split()
    assert handled.one.git("rev-parse", "main^{tree}") in whole
    there = empty.git("cat-file", "--batch-check", "--batch-all-objects")
    assert handled.one.git("rev-parse", "main^{tree}") not in there, "the code stays at home"


def test_a_file_is_written_once_it_is_whole_and_not_in_a_dry_run(
    handled: Team, tmp_path: Path
) -> None:
    file = tmp_path / "changes.csv"
    export(Settings(handled.one.path, dry_run=True), "csv", output=file)
    assert not file.exists()
    found = exported(handled.one, "csv", output=file, incident="k7q2")
    assert found.incidents == 1 and found.content is None
    assert file.read_text().startswith("incident,summary,")


def test_a_bundle_needs_a_file(handled: Team) -> None:
    with pytest.raises(Refusal, match="needs a file"):
        exported(handled.one, "bundle")
