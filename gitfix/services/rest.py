"""A small reader of JSON over HTTPS, for forges whose approvals are a few GETs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from gitfix.services.forge_failed import PATIENCE, ForgeFailed

LARGEST = 10_000_000
"""Bytes of an answer that are read."""
PAGES = 50
"""Pages of a list that are read."""
PER_PAGE = 50


class _Stays(HTTPRedirectHandler):
    """A redirect would carry the token to wherever the answer says."""

    def redirect_request(self, *args: Any) -> None:
        return None


class Rest:
    """The API at `base`. `header`: the one that holds the token, if there is one."""

    def __init__(self, base: str, header: Mapping[str, str]) -> None:
        self._base = base
        self._header = dict(header)
        self._opener = build_opener(_Stays)

    def get(self, path: str, **query: str | int) -> Any:
        """The answer to GET `path`; ForgeFailed."""
        return self._ask("GET", path, query, None)

    def patch(self, path: str, data: Mapping[str, object]) -> Any:
        """The answer to PATCH `path`; ForgeFailed."""
        return self._ask("PATCH", path, {}, json.dumps(data).encode())

    def pages(self, path: str, size: str, **query: str | int) -> list[Any]:
        """All rows of a list; `size` is what this forge calls the number of rows of a page."""
        rows: list[Any] = []
        for page in range(1, PAGES + 1):
            found = self.get(path, page=page, **{size: PER_PAGE}, **query)
            rows += found if isinstance(found, list) else []
            if not isinstance(found, list) or len(found) < PER_PAGE:
                break
        return rows

    def _ask(
        self, method: str, path: str, query: Mapping[str, str | int], data: bytes | None
    ) -> Any:
        url = f"{self._base}/{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Accept": "application/json", "User-Agent": "gitfix", **self._header}
        if data is not None:
            headers["Content-Type"] = "application/json"
        asked = Request(url, data=data, headers=headers, method=method)
        try:
            with self._opener.open(asked, timeout=PATIENCE) as answer:
                return json.loads(answer.read(LARGEST))
        except HTTPError as error:
            error.close()
            raise ForgeFailed(error.reason or "refused", error.code) from None
        except (URLError, TimeoutError, OSError) as error:
            raise ForgeFailed(str(getattr(error, "reason", error))) from None
        except ValueError:
            raise ForgeFailed("its answer is no JSON") from None
