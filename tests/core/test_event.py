"""Events survive the round trip byte for byte, and a broken one says what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.event import FORMAT, Actor, Event
from gitfix.core.text import decode

EVENT = Event(
    incident="2026-11-03-k7q2",
    type="checked",
    actor=Actor("Ada", "ada@example.com"),
    time="2026-11-03T03:00:00Z",
    clock=3,
    nonce="abc",
)
# Text of git's holds any character, and lone surrogates for bytes that are not UTF-8.
TEXT = st.binary(max_size=12).map(decode) | st.text(max_size=12)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
OBJECT = st.dictionaries(TEXT, JSON, max_size=4)
OWN = set(json.loads(EVENT.to_json()))
ACTORS = st.builds(
    Actor,
    TEXT,
    TEXT,
    TEXT,
    OBJECT.map(lambda extra: {k: v for k, v in extra.items() if k not in ("name", "email", "key")}),
)
EVENTS = st.builds(
    Event,
    incident=TEXT,
    type=TEXT,
    actor=ACTORS,
    time=TEXT,
    clock=st.integers(0, 2**53),
    nonce=TEXT,
    phase=TEXT,
    step=TEXT,
    git=OBJECT,
    command=st.none() | OBJECT,
    data=OBJECT,
    version=st.integers(1, 99),
    extra=OBJECT.map(lambda extra: {k: v for k, v in extra.items() if k not in OWN}),
)


@given(EVENTS)
def test_the_round_trip_loses_nothing(event: Event) -> None:
    data = event.to_json()
    assert Event.from_json(data) == event
    assert Event.from_json(data).to_json() == data


@given(EVENTS)
def test_the_form_is_canonical(event: Event) -> None:
    data = event.to_json()
    assert data.isascii()
    assert data.endswith(b"}\n")
    document = json.loads(data)
    keys = list(document)
    assert keys == sorted(keys)
    shuffled = dict(reversed(document.items()))
    assert Event.from_json(json.dumps(shuffled).encode()).to_json() == data


def test_bytes_that_are_no_text_survive() -> None:
    name = decode(b"caf\xe9/\xff")
    data = replace(EVENT, data={"path": name}).to_json()
    assert Event.from_json(data).data["path"].encode("utf-8", "surrogateescape") == b"caf\xe9/\xff"


def test_what_a_newer_version_wrote_is_given_back() -> None:
    document = json.loads(EVENT.to_json())
    document.update(version=FORMAT + 1, type="teleported", future={"a": [1, None]})
    document["actor"]["pronoun"] = "she"
    event = Event.from_json(json.dumps(document).encode())
    assert event.type == "teleported"
    assert event.extra == {"future": {"a": [1, None]}}
    assert event.actor.extra == {"pronoun": "she"}
    assert json.loads(event.to_json()) == document


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"\xff\xfe\xfd", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"clock": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"clock": NaN}', "is not JSON"),
        (b"[]", "is not an object"),
        (b"{}", "has no actor"),
    ],
    ids=range(8),
)
def test_what_is_no_event_at_all(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Event.from_json(data)


@pytest.mark.parametrize("key", sorted(OWN))
def test_a_missing_key_is_named(key: str) -> None:
    document = json.loads(EVENT.to_json())
    del document[key]
    with pytest.raises(ValueError, match=f"has no {key}"):
        Event.from_json(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("clock", True),
        ("clock", "3"),
        ("clock", -1),
        ("clock", 2**53 + 1),
        ("clock", 1.5),
        ("version", None),
        ("actor", "Ada"),
        ("actor", {"name": "Ada", "email": "x"}),
        ("actor", {"name": 5, "email": "x", "key": ""}),
        ("data", []),
        ("git", None),
        ("command", "make"),
        ("type", 5),
    ],
)
def test_a_wrong_value_is_named(key: str, value: object) -> None:
    document = {**json.loads(EVENT.to_json()), key: value}
    with pytest.raises(ValueError, match=rf"\b{key}\b.*event\.json"):
        Event.from_json(json.dumps(document).encode())


def test_a_number_that_json_has_not_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        replace(EVENT, data={"seconds": float("nan")}).to_json()
