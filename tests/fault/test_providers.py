"""What a provider may do to monitoring: hang, answer garbage or for ever, redirect; nothing of it is taken for well."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gitfix.core.monitor import Reading
from gitfix.services.http import LARGEST, HttpError, fetch, host_of
from gitfix.services.metric_http import read_http, read_prometheus
from tests.support.http_service import HttpService, free_port, self_signed, serving

SHORT = 0.4
"""Seconds that a provider has."""


@pytest.fixture
def service() -> Iterator[HttpService]:
    with serving() as found:
        yield found


def ask(service: HttpService, path: str = "/m", **more: object) -> Reading:
    usual: dict[str, object] = {
        "json_path": "",
        "hosts": {host_of(service.url)},
        "token": "",
        "timeout": SHORT,
    }
    return read_http(service.url + path, **{**usual, **more})  # type: ignore[arg-type]


def prometheus(service: HttpService, **more: object) -> Reading:
    usual: dict[str, object] = {
        "span": 0.0,
        "step": 0.0,
        "hosts": {host_of(service.url)},
        "token": "",
        "timeout": SHORT,
    }
    return read_prometheus(service.url, "errors", **{**usual, **more})  # type: ignore[arg-type]


def test_a_json_path_finds_the_value_with_or_without_argos_braces(service: HttpService) -> None:
    service.says("/m", {"results": {"rate": 0.97, "ok": "true"}, "all": [{"n": 1}, {"n": 2}]})
    assert ask(service, json_path="{$.results.rate}").value == 0.97
    assert ask(service, json_path="$.results.ok").value == "true"
    assert ask(service, json_path="$.all[*].n").value == [1, 2]
    nothing = ask(service, json_path="$.results.nope")
    assert nothing.value is None and not nothing.error


@pytest.mark.parametrize(
    ("status", "body", "json_path", "error"),
    [
        (500, "{}", "", "status 500"),
        (404, "{}", "$.a", "status 404"),
        (200, "<html>", "$.a", "its answer is not JSON"),
        (200, "[" * 200_000, "$.a", "its answer is not JSON"),
    ],
)
def test_garbage_is_an_error(
    service: HttpService, status: int, body: str, json_path: str, error: str
) -> None:
    service.says("/m", body, status)
    assert ask(service, json_path=json_path).error == error


@pytest.mark.parametrize("body", ["", "null", "NaN", " \n"])
def test_no_data_is_no_error_and_no_value(service: HttpService, body: str) -> None:
    service.says("/m", body)
    found = ask(service)
    assert not found.error and (found.value is None or found.value != found.value)


@pytest.mark.parametrize("how", ["hang", "drip", "flood"])
def test_it_is_over_in_time_whatever_it_does(service: HttpService, how: str) -> None:
    if how == "hang":
        service.hangs("/m")
    elif how == "drip":
        service.never_ends("/m", b"x", 0.05)
    else:
        service.never_ends("/m")
    began = time.monotonic()
    found = ask(service, timeout=SHORT if how != "flood" else 30.0)
    assert found.error in (
        f"no answer within {SHORT:g} s",
        f"its answer is longer than {LARGEST:,} bytes",
    )
    assert time.monotonic() - began < 25


def test_nobody_there_is_an_error(service: HttpService) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    found = read_http(url, json_path="", hosts={host_of(url)}, token="", timeout=5)
    assert found.error == "connection refused"


def test_only_configured_hosts_are_asked(service: HttpService) -> None:
    found = ask(service, hosts={"shop.example.com"})
    assert found.error == f"{host_of(service.url)} is no configured host"
    assert service.seen == []


def test_a_redirect_goes_to_configured_hosts_only_and_the_token_does_not_go_along(
    service: HttpService,
) -> None:
    with serving() as other:
        other.says("/there", {"v": 3})
        service.redirects("/m", f"{other.url}/there")
        found = ask(service, token="t0p-secret")
        assert found.error == (f"it redirects to {host_of(other.url)}, which is no configured host")
        assert other.seen == []
        both = {host_of(service.url), host_of(other.url)}
        assert ask(service, hosts=both, token="t0p-secret").value == {"v": 3}
        assert service.seen[-1].headers["authorization"] == "Bearer t0p-secret"
        assert "authorization" not in other.seen[-1].headers


def test_redirects_end(service: HttpService) -> None:
    service.redirects("/m", f"{service.url}/m")
    assert ask(service, timeout=5.0).error == "more than 3 redirects"
    for scheme in ("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"):
        service.redirects("/m", scheme)
        found = ask(service)
        assert found.error and "root:" not in str(found.value)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    with serving(certificate) as service:
        service.says("/m", 1)
        found = ask(service, timeout=5.0)
        assert found.error.startswith("its certificate does not hold:")
        assert service.seen == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert ask(service, timeout=5.0).value == 1


def test_a_token_is_never_sent_unencrypted_to_another_machine() -> None:
    with pytest.raises(HttpError, match="without TLS"):
        fetch("http://shop.example.com/", hosts={"shop.example.com"}, timeout=1, token="t0p")


VECTOR = {"resultType": "vector", "result": [{"metric": {}, "value": [1, "0.25"]}]}
POINTS = [[1, "1"], [2, "NaN"], [3, "3"]]
MATRIX: dict[str, Any] = {"resultType": "matrix", "result": [{"metric": {}, "values": POINTS}]}


def test_prometheus_answers_as_argo_reads_them(service: HttpService) -> None:
    service.says("/api/v1/query", {"status": "success", "data": VECTOR})
    assert prometheus(service).value == [0.25]
    infinite = {"resultType": "scalar", "result": [1, "+Inf"]}
    service.says("/api/v1/query", {"status": "success", "data": infinite})
    assert prometheus(service).value == float("inf")
    service.says("/api/v1/query_range", {"status": "success", "data": MATRIX})
    assert prometheus(service, span=60.0, step=15.0).value == [1.0, 3.0]
    assert "start=" in service.seen[-1].path and "step=15.0" in service.seen[-1].path


def answered(**data: object) -> object:
    return {"status": "success", "data": data}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"status": "error", "error": "bad query"}, "prometheus: bad query"),
        (answered(resultType="string", result=[1, "x"]), "the query answers with a string"),
        (answered(**{**MATRIX, "result": [MATRIX["result"][0]] * 2}), "the query has 2 series"),
        (answered(resultType="vector", result=[{"value": [1]}]), "its answer is not Prometheus'"),
        ("garbage", "its answer is not Prometheus'"),
        ("[]", "its answer is not Prometheus'"),
    ],
)
def test_what_is_no_answer_of_prometheus_is_an_error(
    service: HttpService, body: object, error: str
) -> None:
    service.says("/api/v1/query", body)
    assert prometheus(service).error.startswith(error)


@pytest.mark.parametrize("result", [[], [{"metric": {}, "value": [1, "NaN"]}]])
def test_nothing_and_nan_are_no_data(service: HttpService, result: object) -> None:
    data = {"resultType": "vector", "result": result}
    service.says("/api/v1/query", {"status": "success", "data": data})
    found = prometheus(service)
    assert found.value == [] and not found.error
