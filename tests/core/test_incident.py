"""An incident is folded from its events, and says the same whatever order they are read in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.event import Actor, Event
from gitfix.core.incident import Base, Incident
from gitfix.core.incident_fold import _HOMES, fold
from gitfix.core.names import Oid

ID = "2026-11-03-k7q2"
ADA, GRACE = Actor("Ada", "ada@example.com"), Actor("Grace", "grace@example.com")
OPENED = {"summary": "Login fails", "severity": "P1", "severity_stated": False, "kind": "outage"}
BRANCHED = {
    "branch": "hotfix/2.4.2",
    "version": "2.4.2",
    "component": "",
    "base": {"tag": "v2.4.1", "commit": "b" * 40, "version": "2.4.1"},
    "previous": {"tag": "v2.4.0", "commit": "c" * 40},
    "targets": {"refs/heads/main": "d" * 40},
    "created": True,
}
Row = tuple[Oid, Event]


def row(clock: int, type: str, data: dict[str, Any], actor: Actor = ADA, oid: str = "") -> Row:
    time = f"2026-11-03T03:{clock % 60:02}:00Z"
    event = Event(ID, type, actor, time, clock, "", data=data)
    return Oid(oid or f"{clock:040x}"), event


def told(*rows: tuple[str, dict[str, Any]]) -> Incident:
    return fold(row(clock, *each) for clock, each in enumerate(rows, 1))


def landed(
    *branches: str, state: str = "merged", pushed: bool = True
) -> tuple[str, dict[str, Any]]:
    targets = [
        {"branch": branch, "strategy": "merge", "state": state, "before": "0" * 40, "after": "e" * 40, "pushed": pushed}
        for branch in branches
    ]  # fmt: skip
    return "backported", {"head": "f" * 40, "targets": targets}


def test_nothing_is_an_empty_incident() -> None:
    assert fold([]) == Incident()


def test_opened_and_branched() -> None:
    incident = told(("opened", OPENED), ("branched", BRANCHED))
    assert (incident.id, incident.summary, incident.kind) == (ID, "Login fails", "outage")
    assert (incident.severity, incident.severity_stated) == ("P1", False)
    assert (incident.opened_at, incident.opened_by) == ("2026-11-03T03:01:00Z", "Ada")
    assert (incident.branch, incident.version) == ("hotfix/2.4.2", "2.4.2")
    assert incident.base == Base("v2.4.1", "b" * 40, "2.4.1")
    assert incident.previous == Base("v2.4.0", "c" * 40)
    assert incident.target_tips == {"refs/heads/main": "d" * 40}
    assert list(incident.steps) == ["branch"]
    assert incident.events == 2


def test_a_default_severity_never_overwrites_what_a_person_has_said() -> None:
    stated = {"severity": "P0", "severity_stated": True}
    incident = told(("opened", OPENED), ("triaged", stated), ("opened", OPENED))
    assert (incident.severity, incident.severity_stated) == ("P0", True)
    assert incident.steps["severity"].by == "Ada"
    assert told(("triaged", stated), ("triaged", {"summary": "No"})).severity == "P0"


def test_who_opened_it_first_did() -> None:
    rows = [row(1, "opened", OPENED), row(1, "opened", {"summary": "Too"}, GRACE, oid="f" * 40)]
    assert fold(rows).opened_by == "Ada"
    assert fold(rows).summary == "Too"


def test_waivers_are_given_and_ended() -> None:
    waived = {"rule": "budget-lines", "path": "", "reason": "needed", "until": 99}
    (waiver,) = told(("waived", waived)).waivers
    assert (waiver.rule, waiver.reason, waiver.who, waiver.until) == (
        "budget-lines",
        "needed",
        "Ada",
        99,
    )
    assert waiver.event == f"{1:040x}"
    assert told(("waived", waived), ("waiver-ended", {"event": waiver.event})).waivers == ()
    assert len(told(("waived", waived), ("waiver-ended", {"event": "other"})).waivers) == 1


def test_the_last_check_counts() -> None:
    checked = {"verdict": "fail", "head": "a" * 40, "tree": "b" * 40, "code_lines": 12}
    incident = told(("checked", checked), ("checked", {**checked, "verdict": "pass"}))
    assert incident.checked
    assert (incident.checked.verdict, incident.checked.tree) == ("pass", "b" * 40)


def test_backports_add_up_per_target() -> None:
    incident = told(landed("main", "dev"), landed("release/1.4", pushed=False))
    assert sorted(incident.backports) == ["dev", "main", "release/1.4"]
    assert incident.backports["main"].pushed
    assert incident.backports["main"].commit == "e" * 40
    assert not incident.backports["release/1.4"].pushed
    assert incident.backport_head == "f" * 40
    assert "backport" in incident.steps


def test_a_backport_is_done_when_no_target_is_left() -> None:
    assert "backport" not in told(landed("main", state="conflict")).steps
    assert "backport" not in told(landed("main"), landed("dev", state="conflict")).steps
    assert "backport" in told(landed("dev", state="conflict"), landed("dev")).steps


def test_postmortem_and_close() -> None:
    incident = told(
        ("postmortem-written", {"path": "p.md", "commit": "a"}), ("closed", {"as": "fixed"})
    )
    assert incident.postmortem == {"path": "p.md", "commit": "a"}
    assert incident.closed == "fixed"


def test_what_was_taken_back_is_as_if_it_had_not_been() -> None:
    before = told(("opened", OPENED))
    after = told(("opened", OPENED), ("branched", BRANCHED), ("undone", {"what": "branch"}))
    assert (after.branch, after.base, after.steps) == ("", Base(), before.steps)
    assert after.events == 3
    again = told(("branched", BRANCHED), ("undone", {"what": "branch"}), ("branched", BRANCHED))
    assert again.branch == "hotfix/2.4.2"


def test_an_undone_backport_leaves_the_one_before_it() -> None:
    incident = told(
        landed("main"), landed("release/1.4", pushed=False), ("undone", {"what": "backport"})
    )
    assert list(incident.backports) == ["main"]


def test_an_undone_waiver_waives_no_more() -> None:
    waived = {"rule": "rename", "reason": "r"}
    assert told(("waived", waived), ("undone", {"what": "waive"})).waivers == ()


def test_an_undo_takes_back_what_it_names_and_nothing_else() -> None:
    rows = [landed("main"), landed("dev")]
    assert list(
        told(*rows, ("undone", {"what": "backport", "events": [f"{1:040x}"]})).backports
    ) == ["dev"]
    assert len(told(*rows, ("undone", {"what": "backport", "events": []})).backports) == 2


def test_an_undo_takes_back_its_authors_own_first() -> None:
    rows = [
        row(1, *landed("main")),
        row(2, *landed("dev"), actor=GRACE),
        row(3, "undone", {"what": "backport"}),
    ]
    assert list(fold(rows).backports) == ["dev"]


def test_that_an_incident_was_opened_is_never_taken_back() -> None:
    rows = [("opened", OPENED), ("branched", BRANCHED)]
    named = {"what": "branch", "events": [f"{1:040x}", f"{2:040x}"], "opened": True}
    incident = told(*rows, ("undone", named))
    assert (incident.summary, incident.branch) == ("Login fails", "")


def test_unknown_types_are_kept_and_counted() -> None:
    incident = told(
        ("opened", OPENED), ("teleported", {}), ("noted", {"text": "x"}), ("merged", {})
    )
    assert incident.unknown == ("teleported",)
    assert incident.events == 4


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["", "main", "P0", f"{1:040x}", "branch", "waive"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["branch", "state", "after", "tag", "commit"]), inner),
    max_leaves=5,
)  # fmt: skip
KNOWN = (
    "opened triaged branched checked waived waiver-ended postmortem-written backported undone closed noted "
    "merged new"
)
DATA = (
    "summary severity severity_stated kind branch version base previous targets rule reason until event events "
    "what as head path"
)
EVENTS = st.tuples(
    st.integers(1, 4),
    st.sampled_from(KNOWN.split()),
    st.dictionaries(st.sampled_from(DATA.split()), JSON, max_size=5),
    st.sampled_from([ADA, GRACE]),
)


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    drawn = draw(st.lists(EVENTS, max_size=9))
    rows = [row(*each, oid=f"{number:040x}") for number, each in enumerate(drawn)]
    return rows, draw(st.permutations(rows))


@given(shuffled())
def test_the_order_of_reading_changes_nothing(pair: tuple[list[Row], list[Row]]) -> None:
    rows, other = pair
    assert fold(rows) == fold(other)
    assert fold(iter(rows)).events == len(rows)


GOOD = st.sampled_from(
    [
        ("opened", OPENED),
        ("branched", BRANCHED),
        landed("main"),
        landed("dev", state="conflict"),
        ("waived", {"rule": "rename", "reason": "r"}),
        ("triaged", {"severity": "P0", "severity_stated": True}),
        ("closed", {"as": "fixed"}),
    ]
)
COMMANDS = {
    "branched": "branch",
    "backported": "backport",
    "waived": "waive",
    "triaged": "triage",
    "closed": "close",
}


@given(st.lists(GOOD, max_size=6), GOOD.filter(lambda each: each[0] in COMMANDS))
def test_doing_and_undoing_is_nothing(before: list[Any], last: tuple[str, dict[str, Any]]) -> None:
    first = told(*before)
    after = told(*before, last, ("undone", {"what": COMMANDS[last[0]]}))
    assert {**vars(after), "events": 0, "id": ""} == {**vars(first), "events": 0, "id": ""}


def test_every_type_of_event_is_looked_for_where_it_is() -> None:
    """The table says which module folds it: imported only when such an event is there."""
    homes = {
        type: home
        for home in ("opening", "steps", "ending", "culprit", "watch", "release", "review")
        for type in import_module(f"gitfix.core.fold_{home}").FOLDS
    }
    assert homes == {type: home for type, home in _HOMES.items() if home}
