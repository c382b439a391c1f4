"""Layers combine: the team's policy binds, the others may tighten it, and what is not used is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.config import Config, Layer, Value, combine
from gitfix.core.config_keys import KEYS, Key
from gitfix.core.config_said import shown
from gitfix.core.rules.ids import DEFAULTS, RULE_IDS
from gitfix.core.rules.registry import RULES

STRENGTH = ("user", "team", "clone", "environment", "option")


def layers(**values: dict[str, object]) -> list[Layer]:
    return [Layer(name, f"from {name}", values.get(name, {})) for name in STRENGTH]


def test_with_no_layers_the_built_in_values_are_in_force() -> None:
    config = combine([])
    assert config.integer("budget.max_lines") == 100
    assert config.number("network.timeout") == 5
    assert config.text("severity.default") == "P1"
    assert config.strings("branch.pattern") == ("hotfix/*",)
    assert config.text("rules.lockfile") == "warning"
    assert config.source("remote") == config.source("rules.lockfile") == ("built-in", "")
    assert [value.key for value in config] == list(KEYS)
    assert config.notices == ()


def test_a_free_key_goes_to_the_strongest_layer() -> None:
    stack = layers(user={"remote": "a"}, team={"remote": "b"}, environment={"remote": "c"})
    config = combine(stack)
    assert config.text("remote") == "c"
    assert config.source("remote") == ("environment", "from environment")
    assert combine(stack[:2]).text("remote") == "b"


def test_the_team_may_loosen_what_is_built_in() -> None:
    config = combine(layers(team={"budget.max_lines": 300, "record.sign": "never"}))
    assert config.integer("budget.max_lines") == 300
    assert config.text("record.sign") == "never"
    assert config.notices == ()


@pytest.mark.parametrize("name", ["user", "clone", "environment", "option"])
def test_nobody_else_may(name: str) -> None:
    config = combine(layers(team={"budget.max_lines": 80}, **{name: {"budget.max_lines": 500}}))
    assert config.integer("budget.max_lines") == 80
    assert config.source("budget.max_lines") == ("team", "from team")
    (notice,) = config.notices
    assert "budget.max_lines = 500 is looser than the team's 80 and is not used" in notice
    assert 'gitfix waive budget-lines --reason "…"' in notice


def test_without_a_team_file_the_built_in_value_is_the_policy() -> None:
    config = combine(layers(clone={"budget.max_files": 50}))
    assert config.integer("budget.max_files") == 5
    assert "this clone's budget.max_files = 50 is looser than gitfix's 5" in config.notices[0]
    assert "gitfix waive budget-files" in config.notices[0]


def test_a_user_is_weaker_than_the_team_and_may_still_tighten() -> None:
    config = combine(layers(user={"budget.max_lines": 50}, team={"budget.max_lines": 80}))
    assert config.integer("budget.max_lines") == 50
    assert config.source("budget.max_lines") == ("user", "from user")
    assert config.notices == ()


def test_within_the_policy_the_strongest_layer_decides() -> None:
    mine = {"budget.max_lines": 50}
    config = combine(layers(user=mine, clone={"budget.max_lines": 70}))
    assert (config.integer("budget.max_lines"), config.notices) == (70, ())
    config = combine(layers(user=mine, clone={"budget.max_lines": 500}))
    assert config.integer("budget.max_lines") == 50
    assert len(config.notices) == 1


def test_choices_tighten_in_their_order() -> None:
    team = {"rules.lockfile": "warning"}
    assert (
        combine(layers(team=team, clone={"rules.lockfile": "error"})).text("rules.lockfile")
        == "error"
    )
    config = combine(layers(team=team, clone={"rules.lockfile": "off"}))
    assert config.text("rules.lockfile") == "warning"
    assert 'gitfix waive lockfile --reason "…"' in config.notices[0]
    assert combine(layers(clone={"record.sign": "always"})).text("record.sign") == "always"


def test_a_rule_that_the_team_leaves_alone_can_only_become_stricter() -> None:
    assert combine(layers(user={"rules.rename": "error"})).text("rules.rename") == "error"
    config = combine(layers(user={"rules.rename": "off"}))
    assert config.text("rules.rename") == "warning"
    assert "your rules.rename = off is looser than gitfix's warning" in config.notices[0]
    assert combine(layers(clone={"rules.rename": "warning"})).notices == ()


def test_the_defaults_are_the_rules_own() -> None:
    assert {rule.id: rule.severity for rule in RULES} == DEFAULTS
    assert [rule.id for rule in RULES] == list(RULE_IDS)


def test_lists_that_are_policy_only_grow() -> None:
    config = combine(
        layers(
            user={"paths.forbidden": ("a", "b")},
            team={"paths.forbidden": ("b", "!c")},
            clone={"paths.forbidden": ("b",)},
        )
    )
    assert config.strings("paths.forbidden") == ("b", "!c", "a")
    assert config.source("paths.forbidden") == ("user", "from team and from user")
    assert config.notices == ()


def test_nobody_but_the_team_takes_a_pattern_back() -> None:
    config = combine(layers(clone={"branch.pattern": ("!hotfix/*", "fix/*")}))
    assert config.strings("branch.pattern") == ("hotfix/*", "fix/*")
    assert "this clone's branch.pattern = !hotfix/* is not used" in config.notices[0]


def test_what_only_the_team_may_say() -> None:
    config = combine(layers(team={"paths.tests": ("spec/",)}, option={"paths.tests": ("*",)}))
    assert config.strings("paths.tests") == ("spec/",)
    assert "the option paths.tests = * is not used: only the team's file" in config.notices[0]
    assert combine(layers(team={"paths.tests": ("a",)}, user={"paths.tests": ("a",)})).notices == ()


def test_a_name_that_is_no_key_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        combine(layers(option={"budget.maxlines": 5}))
    with pytest.raises(KeyError):
        combine([]).text("no.such")


def test_a_flag() -> None:
    key = Key("x.y", "flag", False, "free", "")
    config = Config({"x.y": Value(key, True, "clone", "")}, ())
    assert config.flag("x.y") is True
    assert shown(True) == "true"


STRICT = {key.name: key for key in KEYS if key.tighten in ("min", "max", "union", "fixed")}
PATTERNS = st.lists(st.sampled_from(["a", "b/", "!a", "c*"]), max_size=3, unique=True).map(tuple)


@st.composite
def stacks(draw: st.DrawFn) -> list[Layer]:
    found = []
    for name in STRENGTH:
        values: dict[str, object] = {}
        for key in draw(st.lists(st.sampled_from(sorted(STRICT)), max_size=4, unique=True)):
            kind = STRICT[key].kind
            choices = st.sampled_from(STRICT[key].choices or ("",))
            value = {"integer": st.integers(0, 300), "strings": PATTERNS}.get(kind, choices)
            values[key] = draw(value)
        found.append(Layer(name, name, values))
    return found


@given(stacks())
def test_nothing_is_ever_looser_than_the_policy(stack: list[Layer]) -> None:
    config = combine(stack)
    policy = combine([layer for layer in stack if layer.name == "team"])
    for name, key in STRICT.items():
        now, least = config.value(name).value, policy.value(name).value
        if key.tighten == "fixed":
            assert now == least
        elif key.tighten == "min":
            assert config.integer(name) <= policy.integer(name)
        elif key.tighten == "max":
            assert key.choices.index(str(now)) >= key.choices.index(str(least))
        else:
            more, base = config.strings(name), policy.strings(name)
            assert more[: len(base)] == base
            assert not any(item.startswith("!") for item in more[len(base) :])


@given(stacks())
def test_the_source_of_a_value_says_it(stack: list[Layer]) -> None:
    by_name = {layer.name: layer for layer in stack}
    for value in combine(stack):
        if value.layer == "built-in":
            assert value.value == value.key.default
        elif value.key.tighten != "union":
            assert by_name[value.layer].values[value.key.name] == value.value
