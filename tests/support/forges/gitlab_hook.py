"""GitLab's part in a push, as a post-receive hook: merge requests from push options, kept in `requests.json`.

Follows MergeRequests::PushOptionsHandlerService of GitLab: an open request of the branch is updated, else one is made
if `merge_request.create` is there; `\\n` in a description is the end of a line; a title says what is a draft.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ZERO = "0" * 40


def options() -> dict[str, str]:
    """`merge_request.*` without its prefix; an option without a value is `true`."""
    count = int(os.environ.get("GIT_PUSH_OPTION_COUNT", "0"))
    pairs = (os.environ[f"GIT_PUSH_OPTION_{n}"].partition("=") for n in range(count))
    known = {name: value if equals else "true" for name, equals, value in pairs}
    return {k.removeprefix("merge_request."): v for k, v in known.items() if "merge_request." in k}


def main() -> None:
    file = Path("requests.json")
    requests = json.loads(file.read_text()) if file.exists() else []
    asked = options()
    page = os.environ["FORGE_PAGE"]
    for line in sys.stdin:
        _, new, ref = line.split()
        branch = ref.removeprefix("refs/heads/")
        if branch == ref or new == ZERO:
            continue
        found = next((r for r in requests if r["branch"] == branch and r["open"]), None)
        if found is None and "create" not in asked:
            continue
        if found is None:
            found = {"number": len(requests) + 1, "branch": branch, "open": True, "target": "main"}
            requests.append(found)
        found["tip"] = new
        for name in ("target", "title"):
            found[name] = asked.get(name, found.get(name, ""))
        if "description" in asked:
            found["description"] = asked["description"].replace("\\n", "\n")
        number = found["number"]
        subprocess.run(["git", "update-ref", f"refs/merge-requests/{number}/head", new], check=True)
        print(
            f"\nView merge request for {branch}:\n  {page}/-/merge_requests/{number}\n", flush=True
        )
    file.write_text(json.dumps(requests))


if __name__ == "__main__":
    main()
