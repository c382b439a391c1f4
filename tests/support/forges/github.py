"""GitHub's API as far as gitfix calls it: a server that keeps pull requests, and notes every call.

With `description` (a server that holds each call against GitHub's published description), an answer is that server's
own example, with the values of here put in; a call that the description does not know is refused and noted.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

from tests.support.builder import RepoBuilder
from tests.support.shop import Shop

PATH = "acme/shop"
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ0123"
JSON = "application/json; charset=utf-8"


@dataclass
class Hub:
    """`calls`: method and path; `wrong`: what the description says of calls that it does not allow."""

    origin: RepoBuilder
    api: str = ""
    description: str = ""
    pulls: list[dict[str, Any]] = field(default_factory=list)
    reviews: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    drafts: bool = True
    """Whether the repository's plan has drafts."""
    fails: dict[str, int] = field(default_factory=dict)
    """Method → the code that every call of it is answered with."""
    behind: Callable[[str], None] = lambda call: None
    """Told each call once it is done, before its answer goes out."""

    def approve(
        self, number: int, login: str, commit: str, *, state: str = "APPROVED", email: str = ""
    ) -> None:
        """A review by `login` of what was at `commit`."""
        rows = self.reviews.setdefault(number, [])
        rows.append(
            {
                "id": len(rows) + 1,
                "user": {"login": login, "id": len(login), "email": email, "type": "User"},
                "state": state,
                "commit_id": commit,
                "submitted_at": "2026-11-23T21:00:00Z",
                "html_url": f"https://github.com/{PATH}/pull/{number}#pullrequestreview-{len(rows)}",
            }
        )

    # -- the calls

    def answer(self, method: str, path: str, query: dict[str, str], data: Any) -> tuple[int, Any]:
        if method in self.fails:
            return self.fails[method], {"message": "Server Error"}
        if path == "/graphql":
            return 200, self._mutation(data)
        match = re.fullmatch(rf"/repos/{PATH}/pulls(?:/(\d+))?(?:/(reviews|commits))?", path)
        if match is None:
            return 404, {"message": "Not Found"}
        number, what = int(match[1] or 0), match[2]
        if what:
            return 200, self._rows(number, what)
        if method == "GET":
            return 200, [self.shown(one) for one in self.pulls if self._fits(one, query)]
        return self._create(data) if method == "POST" else self._edit(number, data)

    def _fits(self, one: dict[str, Any], query: dict[str, str]) -> bool:
        state = query.get("state", "open")
        return (
            query.get("page", "1") == "1"
            and state in ("all", one["state"])
            and query.get("head", one["head"]) == one["head"]
            and query.get("base", one["base"]) == one["base"]
        )

    def _create(self, data: Any) -> tuple[int, Any]:
        if data.get("draft") and not self.drafts:
            words = "Draft pull requests are not supported in this repository."
            return 422, {"message": "Validation Failed", "errors": [{"message": words}]}
        if any(self._fits(one, {"head": data["head"], "base": data["base"]}) for one in self.pulls):
            words = f"A pull request already exists for {data['head']}."
            return 422, {"message": "Validation Failed", "errors": [{"message": words}]}
        one = {
            "number": len(self.pulls) + 1,
            "state": "open",
            "head": data["head"],
            "base": data["base"],
            "title": data["title"],
            "body": data["body"],
            "draft": data.get("draft", False),
        }
        self.pulls.append(one)
        return 201, self.shown(one)

    def _edit(self, number: int, data: Any) -> tuple[int, Any]:
        one = self.pulls[number - 1]
        one |= {key: data[key] for key in ("title", "body", "state") if key in data}
        return 200, self.shown(one)

    def _rows(self, number: int, what: str) -> list[dict[str, Any]]:
        if what == "reviews":
            return self.reviews.get(number, [])
        head = self.pulls[number - 1]["head"].partition(":")[2]
        base = self.pulls[number - 1]["base"]
        made = self.origin.git("log", "--format=%H %ae", f"refs/heads/{base}..refs/heads/{head}")
        rows = (line.split(" ") for line in made.splitlines())
        people = ((oid, {"login": email.partition("@")[0], "id": 1}) for oid, email in rows)
        return [{"sha": oid, "author": who, "committer": who} for oid, who in people]

    def _mutation(self, data: Any) -> Any:
        ready = "markPullRequestReadyForReview" in data["query"]
        name = "markPullRequestReadyForReview" if ready else "convertPullRequestToDraft"
        id = data["variables"]["input"]["pullRequestId"]
        one = self.pulls[int(id.removeprefix("PR_")) - 1]
        one["draft"] = not ready
        told = {"isDraft": one["draft"]}
        return {"data": {name: {"clientMutationId": None, "pullRequest": told}}}

    def shown(self, one: dict[str, Any]) -> dict[str, Any]:
        """A pull request as the API shows it."""
        branch = one["head"].partition(":")[2]
        tip = self.origin.refs(f"refs/heads/{branch}").get(f"refs/heads/{branch}", "0" * 40)
        return {
            "number": one["number"],
            "node_id": f"PR_{one['number']}",
            "url": f"{self.api}/repos/{PATH}/pulls/{one['number']}",
            "html_url": f"https://github.com/{PATH}/pull/{one['number']}",
            "state": one["state"],
            "title": one["title"],
            "body": one["body"],
            "draft": one["draft"],
            "user": {"login": "ada", "id": 1},
            "head": {"ref": branch, "sha": tip, "label": one["head"]},
            "base": {"ref": one["base"]},
        }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: Hub
    token: str


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET

    def _serve(self) -> None:
        hub = self.server.hub
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        place = urlsplit(self.path)
        hub.calls.append(f"{self.command} {place.path}")
        if self.headers.get("Authorization", "") not in (
            f"token {self.server.token}",
            f"Bearer {self.server.token}",
        ):
            self._answer(401, {"message": "Bad credentials"})
            return
        example: Any = None
        if hub.description and place.path != "/graphql":
            status, example = self._described(raw)
            if status >= 400:
                hub.wrong.append(f"{self.command} {self.path}: {json.dumps(example)}")
                self._answer(status, example)
                return
        query = {key: values[-1] for key, values in parse_qs(place.query).items()}
        code, answer = hub.answer(self.command, place.path, query, json.loads(raw) if raw else None)
        hub.behind(f"{self.command} {place.path}")
        self._answer(code, _overlaid(example, answer) if code < 300 else answer)

    def _described(self, raw: bytes) -> tuple[int, Any]:
        """What the server with GitHub's description answers to the very same call."""
        kept = ("Authorization", "Accept", "Content-Type", "User-Agent", "X-GitHub-Api-Version")
        headers = {name: self.headers[name] for name in kept if name in self.headers}
        url = f"{self.server.hub.description}{self.path}"
        asked = Request(url, raw or None, headers, method=self.command)
        try:
            with urlopen(asked, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"{}")

    def _answer(self, code: int, data: Any) -> None:
        body = json.dumps(data).encode()
        self.send_response(code)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _overlaid(example: Any, answer: Any) -> Any:
    """The example of the description with the values of here."""
    if isinstance(answer, list):
        first = example[0] if isinstance(example, list) and example else None
        return [_overlaid(first, one) for one in answer]
    if isinstance(answer, dict) and isinstance(example, dict):
        return {**example, **{k: _overlaid(example.get(k), v) for k, v in answer.items()}}
    return answer


@contextlib.contextmanager
def hub(shop: Shop, *, token: str = TOKEN, description: str = "") -> Iterator[Hub]:
    """GitHub for the shop: the remote's URL is GitHub's, git goes to the bare repository, the API is here."""
    found = Hub(shop.origin, description=description)
    server = _Server(("127.0.0.1", 0), _Handler)
    server.hub, server.token = found, token
    found.api = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    url = f"https://github.com/{PATH}.git"
    shop.repo.git("remote", "set-url", "origin", url)
    shop.repo.config(f"url.{shop.origin.path}.insteadOf", url)
    shop.repo.config("gitfix.forge.kind", "github")
    shop.repo.config("gitfix.forge.api", found.api)
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
