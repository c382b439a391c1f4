"""The providers `http` and `prometheus`: an address is asked, a JSON path or Prometheus' own form finds the value."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from gitfix.core.monitor import Reading
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode
from gitfix.services.http import Answer, HttpError, fetch

POINTS = 5000
"""Values of a range that are read."""


def read_http(
    url: str, *, json_path: str, hosts: Collection[str], token: str, timeout: float
) -> Reading:
    """The value at `json_path` of the answer; without a path the whole answer, as JSON or as text.

    As in Argo the server has to answer with 200 to 299.
    """
    answer = _asked(url, hosts, token, timeout)
    if isinstance(answer, Reading):
        return answer
    if not 200 <= answer.status < 300:
        return Reading(error=f"status {answer.status}", ms=answer.ms)
    text = decode(answer.body)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        if json_path:
            return Reading(error="its answer is not JSON", ms=answer.ms)
        return Reading(text.strip() or None, ms=answer.ms)
    return Reading(at(document, json_path) if json_path else document, ms=answer.ms)


def read_prometheus(
    address: str,
    query: str,
    *,
    span: float,
    step: float,
    hosts: Collection[str],
    token: str,
    timeout: float,
) -> Reading:
    """A query's answer, by Prometheus' HTTP API: a list of numbers as in Argo (`result[0]`), or one number.

    With `span` seconds it is a range query, and the list holds the values of its one series, oldest first.
    """
    when = time.time()
    asked: dict[str, object] = {"query": query, "timeout": f"{max(round(timeout), 1)}s"}
    if span:
        path = "/api/v1/query_range"
        asked |= {"start": f"{when - span:.3f}", "end": f"{when:.3f}", "step": step}
    else:
        path = "/api/v1/query"
        asked |= {"time": f"{when:.3f}"}
    url = f"{address.rstrip('/')}{path}?{urlencode(asked)}"
    answer = _asked(url, hosts, token, timeout)
    if isinstance(answer, Reading):
        return answer
    try:
        document = json.loads(answer.body)
        if document["status"] != "success":
            return Reading(error=f"prometheus: {str(document.get('error'))[:200]}", ms=answer.ms)
        return Reading(_prometheus(document["data"]), ms=answer.ms)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return Reading(
            error=f"its answer is not Prometheus' (status {answer.status})", ms=answer.ms
        )
    except HttpError as error:
        return Reading(error=str(error), ms=answer.ms)


def _prometheus(data: dict[str, Any]) -> object:
    kind, found = data["resultType"], data["result"]
    if kind == "scalar":
        return _number(found[1])
    if kind == "vector":
        values = [_number(one["value"][1]) for one in found]
        return [value for value in values if value is not None]
    if kind == "matrix":
        if len(found) > 1:
            raise HttpError(f"the query has {len(found)} series; a range needs one: sum(…)")
        points = found[0]["values"][-POINTS:] if found else []
        values = [_number(value) for _, value in points]
        return [value for value in values if value is not None]
    raise HttpError(f"the query answers with a {kind}, not with numbers")


def _number(text: str) -> float | None:
    """A number as Prometheus writes it (`+Inf`, `NaN`); NaN is no data."""
    value = float(text)
    return None if math.isnan(value) else value


def at(document: object, path: str) -> object:
    """The one value at a JSON path (Argo's braces `{$.a}` are fine); None where there is none."""
    found = [match.value for match in parsed(path).find(document)]
    if not found:
        return None
    return found[0] if len(found) == 1 else found


def parsed(path: str) -> Any:
    """A JSON path, read; Refusal when it is none, or when the package is not there."""
    try:
        from jsonpath_ng.parser import JsonPathParser
    except ImportError:
        raise Refusal(
            "json_path needs the package jsonpath-ng", hint="pip install 'git-hotfix[monitor]'"
        ) from None
    bare = path.strip().removeprefix("{").removesuffix("}").strip()
    try:
        return JsonPathParser().parse(bare)
    except Exception as error:
        # The package raises whatever its parser does, and plain Exception.
        raise Refusal(
            f"{path} is not a JSON path", found=(str(error)[:200],), hint="such as $.results.rate"
        ) from None


def _asked(url: str, hosts: Collection[str], token: str, timeout: float) -> Answer | Reading:
    began = time.monotonic()
    try:
        return fetch(url, hosts=hosts, timeout=timeout, token=token)
    except HttpError as error:
        return Reading(error=str(error), ms=round((time.monotonic() - began) * 1000))
