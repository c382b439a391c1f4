"""The AGit part of Gitea and Forgejo, as a proc-receive hook (githooks(5)): `refs/for/…` becomes `refs/pull/<n>/head`.

Follows services/agit of Gitea: the topic is the head branch, after the name of who pushes; the same commit again is
refused, and so is one that is no descendant, unless `force-push` is there; title and description count once only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ZERO = "0" * 40
USER = "anybody"
FOR = "refs/for/"


def read() -> bytes | None:
    """One packet; None at a flush."""
    size = int(sys.stdin.buffer.read(4), 16)
    return sys.stdin.buffer.read(size - 4) if size else None


def packets() -> list[str]:
    """Packets up to the next flush."""
    return [data.decode().rstrip("\n") for data in iter(read, None)]


def write(text: str) -> None:
    data = text.encode()
    sys.stdout.buffer.write(b"%04x" % (len(data) + 4) + data)


def flush() -> None:
    sys.stdout.buffer.write(b"0000")
    sys.stdout.buffer.flush()


def git(*args: str) -> str:
    return subprocess.run(
        ["git", *args], capture_output=True, text=True, check=False
    ).stdout.strip()


def handle(new: str, ref: str, asked: dict[str, str], pulls: list[dict[str, object]]) -> list[str]:
    """The lines of the report for one command."""
    target = ref.removeprefix(FOR)
    if "topic" not in asked:
        return [f"ng {ref} topic-branch is not set"]
    head = f"{USER}/{asked['topic']}"
    found = next(
        (p for p in pulls if p["head"] == head and p["target"] == target and p["open"]), None
    )
    if found is None:
        number = len(pulls) + 1
        words = {"title": asked.get("title", ""), "body": asked.get("description", "")}
        pulls.append(
            {"number": number, "head": head, "target": target, "open": True, "tip": new, **words}
        )
        old = ZERO
    else:
        number, old = int(str(found["number"])), str(found["tip"])
        if old == new:
            return [f"ng {ref} new commit is same with old commit"]
        if "force-push" not in asked and git("rev-list", "-1", old, f"^{new}"):
            return [f"ng {ref} request `force-push` push option"]
        found["tip"] = new
    pull = f"refs/pull/{number}/head"
    git("update-ref", pull, new)
    report = [
        f"ok {ref}",
        f"option refname {pull}",
        f"option old-oid {old}",
        f"option new-oid {new}",
    ]
    return report + (["option forced-update"] if old != ZERO else [])


def main() -> None:
    packets()
    write("version=1\0push-options\n")
    flush()
    commands = packets()
    asked = dict(line.partition("=")[::2] for line in packets())
    file = Path("requests.json")
    pulls = json.loads(file.read_text()) if file.exists() else []
    for command in commands:
        _, new, ref = command.split(" ")
        for line in handle(new, ref, asked, pulls):
            write(line)
    flush()
    file.write_text(json.dumps(pulls))


if __name__ == "__main__":
    main()
