"""Where an approval stands: for this tree, by whom, and how much it is worth."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.event import Actor, Event
from gitfix.core.incident_fold import fold
from gitfix.core.names import Oid
from gitfix.core.review import SETTLING, Review, ReviewKind, standing

NOW = 1_000_000
NEW, OLD = "b" * 40, "a" * 40
KINDS: tuple[ReviewKind, ...] = ("requested", "approved", "self-approved", "rejected")


def said(kind: ReviewKind, tree: str = NEW, *, key: str = "", **more: object) -> Review:
    blank = Review(kind, "review", "Grace", "grace@example.com", key, "2026", "e1", "c", tree)
    return replace(blank, **more)  # type: ignore[arg-type]


def kind_of(*reviews: Review, tree: str = NEW, now: int = NOW) -> str:
    return standing(reviews, tree, now).kind


def test_nobody_was_asked() -> None:
    assert kind_of() == "none"
    assert kind_of(said("approved", step="dba-approval")) == "none"


def test_only_a_signed_approval_is_a_peer_review() -> None:
    assert kind_of(said("approved", key="SHA256:x")) == "peer-reviewed"
    assert kind_of(said("approved")) == "claimed"
    # A claim that comes later takes nothing away from the signed one.
    assert kind_of(said("approved", key="SHA256:x"), said("approved")) == "peer-reviewed"


def test_what_was_said_about_another_tree_is_stale() -> None:
    for kind in ("requested", "approved", "self-approved"):
        assert kind_of(said(kind, OLD, key="k")) == "stale"  # type: ignore[arg-type]
    assert kind_of(said("approved", OLD), said("requested")) == "requested"
    assert kind_of(said("requested"), tree=OLD) == "stale"


def test_a_rejection_blocks_whatever_the_tree_until_somebody_else_approves() -> None:
    no = said("rejected", OLD, reason="two cases")
    assert kind_of(no) == "rejected"
    assert standing([no], NEW, NOW).reason == "two cases"
    assert kind_of(said("approved"), no) == "rejected"
    assert kind_of(no, said("self-approved", deadline=NOW + 9)) == "rejected"
    assert kind_of(no, said("requested")) == "rejected"
    assert kind_of(no, said("approved")) == "claimed"
    # Of an earlier tree: the rejection is lifted, and the fix has to be looked at again.
    assert kind_of(no, said("approved", OLD)) == "stale"


def test_a_self_approval_says_until_when() -> None:
    alone = said("self-approved", deadline=NOW + 10)
    found = standing([alone], NEW, NOW)
    assert (found.kind, found.deadline, found.overdue) == ("self-approved", NOW + 10, False)
    assert standing([alone], NEW, NOW + 10).overdue
    followed = standing([alone, said("approved")], NEW, NOW + 10)
    assert (followed.kind, followed.deadline, followed.overdue) == ("claimed", 0, False)


@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from((OLD, NEW)), st.booleans())),
    st.sampled_from((OLD, NEW)),
)
def test_nothing_settles_but_an_approval_of_this_very_tree(
    rows: list[tuple[ReviewKind, str, bool]], tree: str
) -> None:
    reviews = [said(kind, of, key="k" if signed else "") for kind, of, signed in rows]
    found = standing(reviews, tree, NOW)
    if found.settled:
        assert found.kind in SETTLING
        assert any(r.tree == tree and r.kind.endswith("approved") for r in reviews)
    if found.kind == "peer-reviewed":
        assert any(r.tree == tree and r.key and r.kind == "approved" for r in reviews)


def event(type: str, clock: int, data: dict[str, object], **more: object) -> tuple[Oid, Event]:
    oid = Oid(f"{clock:040x}")
    actor = Actor("Grace", "grace@example.com")
    made = Event("2026-11-23-k7q2", type, actor, "2026-11-23T20:00:00Z", clock, "n", data=data)
    return oid, replace(made, **more)  # type: ignore[arg-type]


def test_the_events_fold() -> None:
    base = {"tag": "v2.4.1", "commit": OLD, "version": "2.4.1"}
    newer = {"tag": "v2.4.2", "commit": NEW, "version": "2.4.2"}
    git = {"branch": "refs/heads/h", "head": "c", "tree": NEW}
    rows = [
        event("branched", 1, {"branch": "h", "version": "2.4.2", "tag": "v2.4.2", "base": base}),
        event("review-requested", 2, {"to": ["grace", 5]}, git=git, step="review"),
        event("approved", 3, {"solo": True, "deadline": NOW}, git=git, step="review"),
        event(
            "refreshed",
            4,
            {"base": newer, "version": "2.4.3", "tag": "v2.4.3", "merges": ["m"]},
        ),
        event("handed-over", 5, {"to": "linus", "note": "look"}),
    ]
    found = fold(rows)
    assert [r.kind for r in found.reviews] == ["requested", "self-approved"]
    assert found.reviews[0].to == ("grace",) and found.reviews[1].deadline == NOW
    assert (found.base.tag, found.previous.tag) == ("v2.4.2", "v2.4.1")
    assert (found.version, found.tag, found.refreshes) == ("2.4.3", "v2.4.3", ("m",))
    assert found.holder and (found.holder.name, found.holder.by) == ("linus", "Grace")
    undone = event("undone", 6, {"what": "refresh", "events": [rows[3][0]]})
    back = fold([*rows, undone])
    assert (back.base.tag, back.version, back.tag, back.refreshes) == (
        "v2.4.1", "2.4.2", "v2.4.2", ()
    )  # fmt: skip
    assert fold([event("refreshed", 1, {"base": 3})]).base.commit == ""
