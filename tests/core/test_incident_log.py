"""The log is a function of the per-incident files, and of nothing else."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.generated import parse, refresh
from gitfix.core.incident_log import (
    FIELDS,
    LogEntry,
    header,
    incident_log,
    is_incident_file,
    read_entry,
    relative,
)
from gitfix.core.text import decode

LOG = "plans/Security/INCIDENT_LOG.md"
FOLDER = "plans/Security/postmortems/"
VALUE = st.one_of(
    st.text(min_size=1, max_size=40),
    st.binary(min_size=1, max_size=20).map(decode),
    st.sampled_from(["-->", "<!-- gitfix:end header -->", "a\nid: other", "\\u0041", "--!>", " "]),
)
FACTS = st.fixed_dictionaries(
    {"id": VALUE, "opened": VALUE, "summary": VALUE},
    optional={key: VALUE for key in FIELDS if key not in ("id", "opened", "summary")},
)


def facts(day: int, **more: str) -> dict[str, str]:
    return {
        "id": f"2026-11-{day:02}-k7q2",
        "opened": f"2026-11-{day:02}T20:04:58Z",
        "severity": "P0",
        "summary": "Login fails on an empty cart",
        "version": "2.4.2",
        "state": "open",
        **more,
    }


def entry(day: int, **more: str) -> LogEntry:
    return LogEntry(f"{FOLDER}2026-11-{day:02}-k7q2.md", facts(day, **more))


@given(FACTS)
def test_a_header_gives_its_facts_back_exactly(known: dict[str, str]) -> None:
    text = header(known) + "\n# Post-mortem\n"
    assert read_entry("x.md", text) == LogEntry("x.md", known)
    assert read_entry("x.md", text.replace("\n", "\r\n")).facts == known


@given(FACTS)
def test_a_header_is_one_comment(known: dict[str, str]) -> None:
    lines = header(known).split("\n")
    assert "".join(lines[2:-3]).count("-->") == 0
    assert [segment.name for segment in parse(header(known))] == ["header"]


@given(st.lists(FACTS, max_size=5), st.randoms())
def test_the_order_of_reading_does_not_matter(
    known: list[dict[str, str]], dice: random.Random
) -> None:
    entries = [LogEntry(f"{FOLDER}{n}.md", found) for n, found in enumerate(known)]
    mixed = list(entries)
    dice.shuffle(mixed)
    assert incident_log(mixed, LOG) == incident_log(entries, LOG)


@given(st.lists(FACTS, max_size=5))
def test_hostile_facts_stay_in_the_one_part(known: list[dict[str, str]]) -> None:
    log = incident_log([LogEntry(f"{n}.md", found) for n, found in enumerate(known)], LOG)
    assert [segment.name for segment in parse(log) if segment.name] == ["log"]
    assert len(re.findall(r"^\| \[", log, re.MULTILINE)) == len(known)
    assert len(re.findall(r"^## ", log, re.MULTILINE)) == len(known)


def test_table_on_top_and_newest_first() -> None:
    log = incident_log([entry(3), entry(23), entry(11)], LOG)
    rows = [line for line in log.split("\n") if line.startswith("| [")]
    assert [row[3:13] for row in rows] == ["2026-11-23", "2026-11-11", "2026-11-03"]
    assert rows[0] == (
        "| [2026-11-23-k7q2](postmortems/2026-11-23-k7q2.md) | 2026-11-23 | P0"
        " | Login fails on an empty cart | 2.4.2 | open |"
    )
    assert [line for line in log.split("\n") if line.startswith("## ")] == [
        f"## 2026-11-{day} Login fails on an empty cart" for day in ("23", "11", "03")
    ]
    assert log.index("| [") < log.index("## ")


def test_a_preamble_written_by_hand_survives() -> None:
    old = incident_log([entry(3)], LOG)
    ours = (
        old.replace("# Incident log\n", "# Our incidents\n\nAsk the on-call engineer.\n")
        + "\nEnd.\n"
    )
    new = refresh(ours, incident_log([entry(3), entry(23)], LOG))
    assert new.startswith("# Our incidents\n\nAsk the on-call engineer.\n")
    assert new.endswith("\nEnd.\n")
    assert "2026-11-23-k7q2" in new


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# by hand\n", "no header"),
        ("<!-- gitfix:begin header -->\n# cut\n", "line 1"),
        (header(facts(3)) + header(facts(4)), "second time"),
        (header(facts(3)).replace("<!-- gitfix-incident\n", ""), "not whole"),
        (header(facts(3)).replace("severity: P0", "<<<<<<< ours"), "not `key: value`"),
        (header(facts(3)).replace("summary: ", "subject: "), "lacks summary"),
    ],
    ids=["by hand", "cut short", "twice", "no begin", "conflict", "missing key"],
)
def test_a_malformed_file_is_listed_as_such(text: str, problem: str) -> None:
    found = read_entry(f"{FOLDER}odd.md", text)
    assert problem in found.problem
    log = incident_log([entry(3), found], LOG)
    assert "## Not readable" in log
    assert "[odd.md](postmortems/odd.md): " in log
    assert "## 2026-11-03 " in log


def test_keys_of_a_newer_version_are_skipped() -> None:
    text = header(facts(3)).replace("state: open", "state: open\nmood: calm")
    assert read_entry("x.md", text) == LogEntry("x.md", facts(3))


def test_no_incidents_yet() -> None:
    assert "No incident has a post-mortem yet." in incident_log([], LOG)


@pytest.mark.parametrize(
    ("path", "document", "way"),
    [
        ("plans/Security/postmortems/a.md", LOG, "postmortems/a.md"),
        ("docs/pm/a.md", LOG, "../../docs/pm/a.md"),
        ("a.md", "LOG.md", "a.md"),
        ("plans/a.md", "plans/LOG.md", "a.md"),
        ("plans", "plans/LOG.md", "../plans"),
    ],
)
def test_links_are_relative_to_the_log(path: str, document: str, way: str) -> None:
    assert relative(path, document) == way


def test_which_files_of_the_folder_count() -> None:
    assert is_incident_file("2026-11-03-k7q2.md")
    assert is_incident_file("outage-of-2024.md")
    assert not is_incident_file("README.md")
    assert not is_incident_file("_template.md")
    assert not is_incident_file("graph.png")
