"""A Python that has gitfix loaded, and forks a process for each run that is asked for on its socket.

Starting Python and loading modules is two thirds of a short run. A forked run is a process of its own with its own
arguments, folder, environment and streams, as `python -P -m gitfix` gives it; only the loaded modules are not new.
What loading does is shown elsewhere: tests/cli/test_modules_alone.py.
"""

from __future__ import annotations

import array
import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import socket
import sys
import threading
import time
from typing import Any

FOREIGN = ("click", "jinja2", "packaging.version", "semver", "rich.console", "rich.progress")
"""Not pygit2: libgit2 looks at HOME when it is loaded."""
STREAMS = 3


def load() -> None:
    """Everything that a run may need, but for what has to see the run's environment."""
    import gitfix

    for name in FOREIGN:
        importlib.import_module(name)
    for found in pkgutil.walk_packages(gitfix.__path__, "gitfix."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    gc.collect()
    gc.freeze()


def serve(listener: socket.socket) -> list[str] | None:
    """Answer until the listener's owner is gone; in a forked child: the arguments that it has to run with."""
    waiting = selectors.DefaultSelector()
    waiting.register(listener, selectors.EVENT_READ)
    waiting.register(0, selectors.EVENT_READ)
    while True:
        for key, _ in waiting.select():
            if key.fileobj == 0:
                return None
            if key.fileobj is listener:
                talk, _ = listener.accept()
                request, streams = receive(talk)
                child = os.fork()
                if not child:
                    waiting.close()
                    listener.close()
                    talk.close()
                    become(request, streams)
                    return request["args"]  # type: ignore[no-any-return]
                for stream in streams:
                    os.close(stream)
                talk.sendall(b"%d\n" % child)
                waiting.register(os.pidfd_open(child), selectors.EVENT_READ, (child, talk))
            else:
                child, talk = key.data
                _, status = os.waitpid(child, 0)
                waiting.unregister(key.fileobj)
                os.close(key.fd)
                with talk:
                    talk.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def receive(talk: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """One request: its length and the three streams first, then JSON."""
    fds = array.array("i")
    head, ancillary, _, _ = talk.recvmsg(16, socket.CMSG_SPACE(STREAMS * fds.itemsize))
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data)
    assert len(head) == 16 and len(fds) == STREAMS
    left, parts = int(head), []
    while left:
        parts.append(talk.recv(left))
        left -= len(parts[-1])
    return json.loads(b"".join(parts)), list(fds)


def become(request: dict[str, Any], streams: list[int]) -> None:
    """The process that was asked for: a session, folder, environment and streams of its own."""
    os.setsid()
    os.chdir(os.fsencode(request["cwd"]))
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)


def run(args: list[str]) -> None:
    """`python -m gitfix ARGS`, to the end of the process; what Python takes down at its exit is left to the system."""
    sys.argv[1:] = args
    try:
        runpy.run_module("gitfix", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        assert isinstance(end.code, int)
        code = end.code
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads, as Python does
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    listener = socket.socket(fileno=int(sys.argv[1]))
    load()
    args = serve(listener)
    if args is not None:
        run(args)


if __name__ == "__main__":
    main()
