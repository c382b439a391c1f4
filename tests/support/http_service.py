"""A real HTTP server in this process that a test drives: each path answers what the test says, well or badly."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Answer = Callable[["Handler"], None]


@dataclass
class Seen:
    """One request that arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Handler(BaseHTTPRequestHandler):
    """Answers as the service's table says."""

    service: HttpService

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.service.seen.append(Seen(self.command, self.path, headers, body))
        answer = self.service.answers.get(self.path.partition("?")[0])
        if answer is None:
            self.say(404, b"there is nothing here")
        else:
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                self.close_connection = True

    do_POST = do_GET

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@dataclass
class HttpService:
    """The server. `answers`: path → what is answered there; `seen`: the requests so far."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def says(self, path: str, body: object, status: int = 200, **headers: str) -> None:
        """`path` answers so from now on: bytes and texts as they are, anything else as JSON."""
        text = body if isinstance(body, (bytes, str)) else json.dumps(body)
        data = text.encode() if isinstance(text, str) else text
        self.answers[path] = lambda handler: handler.say(status, data, **headers)

    def hangs(self, path: str) -> None:
        """`path` never answers."""
        self.answers[path] = lambda handler: _wait(self.over)

    def never_ends(self, path: str, piece: bytes = b"x" * 65536, pause: float = 0.0) -> None:
        """`path` answers, and goes on and on."""

        def answer(handler: Handler) -> None:
            handler.send_response(200)
            handler.end_headers()
            while not self.over.is_set():
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(pause)

        self.answers[path] = answer

    def redirects(self, path: str, to: str, status: int = 302) -> None:
        self.says(path, b"", status, Location=to)


def _wait(over: threading.Event) -> None:
    over.wait(60)


@contextmanager
def serving(certificate: tuple[Path, Path] | None = None) -> Iterator[HttpService]:
    """A server on a free port of this machine; with a certificate and its key it speaks TLS."""
    service = HttpService()
    handler = type("Bound", (Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, certificate))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
        server.handle_error = lambda request, address: None  # type: ignore[method-assign]
    service.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody vouches for, made by openssl, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
