"""The metrics of a team's file: what is read, and what is refused with the key that it is about."""

from __future__ import annotations

import re
import tomllib

import pytest

from gitfix.core.metric import Metric
from gitfix.core.metric_read import read_metrics
from gitfix.core.table_read import PlaybookError
from gitfix.core.toml_lines import line_of

GOOD = """
[[metrics]]
name = "error-rate"
provider = "prometheus"
address = "http://prometheus.example.com:9090"
query = "errors"
interval = "30s"
initial_delay = 0.5
count = 10
success_condition = "result[0] < 0.05"
failure_limit = 2
symptom = true
"""
COMMAND = """
[[metrics]]
name = "m"
provider = "command"
command = "./m"
success_condition = "result < 1"
"""


def read(text: str) -> tuple[Metric, ...]:
    return read_metrics(tomllib.loads(text)["metrics"], "main:.gitfix.toml")


def test_argos_words_in_this_houses_spelling() -> None:
    (found,) = read(GOOD)
    assert (found.interval, found.initial_delay, found.count) == (30.0, 0.5, 10)
    assert (found.failure_limit, found.inconclusive_limit) == (2, 0)
    assert (found.consecutive_error_limit, found.symptom) == (4, True)
    assert found.effective_count == 10 and not found.relative


@pytest.mark.parametrize(
    ("more", "key", "words"),
    [
        ("intervall = 3", "intervall", "did you mean interval?"),
        ("failureLimit = 3", "failureLimit", "did you mean failure_limit?"),
        ("query = 'up'", "query", "there is no key query"),
        ("interval = '1y'", "interval", "time span"),
        ("count = -1", "count", "a whole number from 0"),
        ("count = 3", "count", "needs an interval"),
        ("interval = 5", "count", "would never end"),
        ("failure_limit = -2", "failure_limit", "a whole number from -1"),
        ("failure_limit = -1", "failure_limit", "waits to be well"),
        ("symptom = 'yes'", "symptom", "true or false"),
        ("timeout = '10m'", "timeout", "up to 300 s"),
    ],
)
def test_a_mistake_is_named_with_its_key(more: str, key: str, words: str) -> None:
    text = f"{COMMAND}{more}\n"
    with pytest.raises(PlaybookError, match=words.replace("?", r"\?")) as refused:
        read(text)
    assert refused.value.path[:2] == ("metrics", 0) and refused.value.path[-1] == key
    if key in more:
        assert line_of(text, refused.value.path) == text.splitlines().index(more) + 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("address = 'http://ada:hunter2@prometheus.example.com'", "it holds a password"),
        ("address = 'file:///etc/passwd'", "an address such as"),
        ("address = 'http://'", "an address such as"),
        ("token_env = 'not a name'", "the name of a variable"),
        ("range = '5m'", "both range and step"),
    ],
)
def test_addresses_are_addresses_and_hold_no_secret(line: str, words: str) -> None:
    rows = [row for row in GOOD.splitlines() if row.split(" ")[0] != line.split(" ")[0]]
    with pytest.raises(PlaybookError, match=words):
        read("\n".join([*rows, line]))


def test_what_can_neither_pass_nor_fail_is_refused() -> None:
    with pytest.raises(PlaybookError, match="neither pass nor fail"):
        read(COMMAND.replace("success_condition", "# "))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ("failure_limit = 4", "failure_limit .* measured 3 times, and its limits need 4"),
        ("inconclusive_limit = 4", "its limits need 4"),
        ("failure_limit = 1\nconsecutive_success_limit = 3", "its limits need 4"),
        ("failure_limit = -1\nconsecutive_success_limit = 4", "its limits need 4"),
    ],
)
def test_limits_that_so_few_measurements_never_reach_are_refused_as_argo_does(
    limits: str, words: str
) -> None:
    text = f"{COMMAND}interval = 1\ncount = 3\n{limits}\n"
    with pytest.raises(PlaybookError) as refused:
        read(text)
    assert re.search(words, f"{refused.value.path[-1]} {refused.value}")


def test_a_metric_that_waits_to_be_well_has_an_end_without_a_count() -> None:
    more = "interval = 1\nfailure_limit = -1\nconsecutive_success_limit = 3\n"
    (found,) = read(COMMAND + more)
    assert found.ends and found.effective_count is None
    other = COMMAND.replace('"m"', '"n"')
    (zero, _) = read(f"{COMMAND}interval = 1\ncount = 0\n{other}")
    assert not zero.ends, "as in Argo, a count of 0 is none"


def test_two_metrics_of_one_name_are_refused_at_the_second() -> None:
    text = COMMAND + COMMAND
    with pytest.raises(PlaybookError, match="two metrics m") as refused:
        read(text)
    assert line_of(text, refused.value.path) == 9


def test_a_condition_that_compares_is_known() -> None:
    assert read(COMMAND.replace("result < 1", "result < baseline * 1.1"))[0].relative
    assert not read(COMMAND.replace("result < 1", "result.baselines < 1"))[0].relative
