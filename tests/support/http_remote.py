"""Serves bare repositories over real HTTP: Python's server in front of `git http-backend`."""

from __future__ import annotations

import base64
import contextlib
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.builder import RepoBuilder
from tests.support.shop import Shop


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    repo: RepoBuilder
    password: tuple[str, str] | None
    requests: list[str]
    folder: str


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self._body())

    def log_message(self, format: str, *args: object) -> None:
        self.server.requests.append(format % args)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _serve(self, body: bytes) -> None:
        user = self._user()
        if user is None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="shop"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        env = {
            # Not one of gitfix's own: no fault is meant for it (tests/support/faults.py).
            "GITFIX_TEST_NESTED": "1",
            "GIT_PROJECT_ROOT": str(self.server.repo.path.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path.removeprefix(self.server.folder),
            "QUERY_STRING": query,
            "REMOTE_USER": user,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(
            ["git", "http-backend"],
            input=body,
            env=self.server.repo.env(**env),
            capture_output=True,
            check=False,
        )
        self._answer(done.stdout)

    def _user(self) -> str | None:
        """The name of who asks; None when the password is missing or wrong."""
        if self.server.password is None:
            return "anybody"
        wanted = base64.b64encode(":".join(self.server.password).encode()).decode()
        given = self.headers.get("Authorization", "")
        return self.server.password[0] if given == f"Basic {wanted}" else None

    def _answer(self, output: bytes) -> None:
        head, _, body = output.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(v[:3]) for k, v in headers if k.lower() == "status"), 200)
        self.send_response(status if output else 500)
        for key, value in headers:
            if key.lower() not in ("status", "content-length"):
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class HttpRemote:
    """`url` of the served repository, and the `requests` that came in."""

    def __init__(self, url: str, requests: list[str]) -> None:
        self.url = url
        self.requests = requests


@contextlib.contextmanager
def serve(
    repo: RepoBuilder, *, password: tuple[str, str] | None = None, owner: str = ""
) -> Iterator[HttpRemote]:
    """Serve the bare `repo` on 127.0.0.1; with `password` (user, secret) only to who knows it, below `owner`."""
    repo.config("http.receivepack", "true")
    server = _Server(("127.0.0.1", 0), _Handler)
    server.repo, server.password, server.requests = repo, password, []
    server.folder = f"/{owner}" if owner else ""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        host, port = server.server_address[:2]
        yield HttpRemote(f"http://{host!s}:{port}{server.folder}/{repo.path.name}", server.requests)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def can_serve(repo: RepoBuilder) -> bool:
    """Whether this machine's git speaks HTTP, on both sides."""
    folder = Path(repo.git("--exec-path"))
    return (folder / "git-http-backend").exists() and (folder / "git-remote-http").exists()


@contextlib.contextmanager
def reached_over(way: str, shop: Shop) -> Iterator[None]:
    """The shop's server is reached over `way`: file or http; skips where this git does not speak HTTP."""
    if way == "file":
        yield
        return
    if not can_serve(shop.repo):
        pytest.skip("this git does not speak HTTP")
    with serve(shop.origin) as served:
        shop.repo.git("remote", "set-url", "origin", served.url)
        yield
