"""Plans as data: through the journal's JSON unchanged, and taken back step by step."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.names import Oid
from gitfix.core.plan import (
    AddWorktree,
    MoveCheckout,
    Plan,
    Push,
    RemoveWorktree,
    SetConfig,
    Step,
    Switch,
    UpdateRef,
    WriteFile,
)
from gitfix.core.plan_read import plan_of
from gitfix.core.text import decode

TEXT = st.one_of(st.binary(max_size=30).map(decode), st.text(max_size=20))
OIDS = st.one_of(
    st.sampled_from(["0" * 40, "0" * 64]), st.text("0123456789abcdef", min_size=40, max_size=40)
).map(Oid)
REFS = TEXT.map(lambda name: f"refs/heads/{name}")
UPDATES = st.builds(UpdateRef, REFS, OIDS, OIDS, st.booleans())
MODES = st.sampled_from([0o644, 0o755])
VALUES = st.one_of(st.none(), TEXT)
STEPS: st.SearchStrategy[Step] = st.one_of(
    UPDATES,
    st.builds(Push, TEXT, st.lists(UPDATES, max_size=3).map(tuple), st.booleans()),
    st.builds(Switch, TEXT, REFS, REFS, OIDS, OIDS),
    st.builds(AddWorktree, TEXT, REFS, OIDS),
    st.builds(RemoveWorktree, TEXT, REFS, OIDS),
    st.builds(MoveCheckout, TEXT, REFS, OIDS, OIDS, st.booleans()),
    st.builds(WriteFile, TEXT, OIDS, OIDS, MODES, MODES),
    st.builds(SetConfig, TEXT, VALUES, VALUES),
)
PLANS = st.builds(Plan, TEXT, st.lists(STEPS, max_size=6).map(tuple), TEXT)


@given(PLANS)
def test_a_plan_goes_through_json_unchanged(plan: Plan) -> None:
    data = json.loads(json.dumps(plan.to_data()).encode())
    found = plan_of(data)
    assert found == plan
    oids = [u.old for u in found.refs()] + [u.new for u in found.refs()]
    assert all(isinstance(oid, Oid) for oid in oids)


@given(STEPS)
def test_an_inverse_undoes_itself(step: Step) -> None:
    if isinstance(step, Push):
        inverse = step.inverse()
        created = [u for u in step.updates if u.old.is_zero]
        assert (inverse is not None) == bool(step.lease and created)
        if inverse:
            assert [u.old for u in inverse.updates] == [u.new for u in created]
    else:
        assert step.inverse().inverse() == step


@given(PLANS)
def test_taking_back_goes_backwards_and_leaves_the_record(plan: Plan) -> None:
    record = UpdateRef("refs/gitfix/incidents/x", Oid("0" * 40), Oid("1" * 40))
    inverse = Plan(plan.command, (*plan.steps, record)).inverse()
    assert all(not update.ref.startswith("refs/gitfix/") for update in inverse.refs())
    kept = [s.ref for s in plan.steps if isinstance(s, UpdateRef)]
    assert [update.ref for update in inverse.refs()] == kept[::-1]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"command": "x", "incident": ""},
        {"command": "x", "incident": "", "steps": {}},
        {"command": "x", "incident": "", "steps": ["UpdateRef"]},
        {"command": "x", "incident": "", "steps": [{"do": "FromTheFuture"}]},
        {"command": "x", "incident": "", "steps": [{"do": "SetConfig", "key": "a"}]},
        {"command": "x", "incident": "", "steps": [{"do": "SetConfig", "unknown": "a"}]},
        {"command": "x", "incident": "", "steps": [{"do": "Push", "remote": "o", "updates": [1]}]},
    ],
)
def test_what_is_no_plan_is_not_guessed_at(data: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        plan_of(data)
