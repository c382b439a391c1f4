"""What `python -m benchmarks` times of `gitfix culprit` on small fixes: the search for candidates, without the command.

`blame_search.py search|open REPOSITORY BRANCH …`: for each pair, opens the repository, and searches or does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from gitfix.core.check_values import CheckPolicy
from gitfix.git.opening import open_repository
from gitfix.operations.blaming import suspects


def main() -> int:
    what, *rest = sys.argv[1:]
    for place, branch in zip(rest[::2], rest[1::2], strict=True):
        repo = open_repository(Path(place), interactive=False)
        repo.config.get_all("blame.ignorerevsfile")
        # One by one, as the command does: that starts the process which reads objects.
        head, base = repo.refs.commit(branch), repo.refs.commit(f"{branch}^")
        assert head and base and repo.version
        if what == "search":
            found = suspects(repo, [(base, head)], CheckPolicy(), own=[head])
            assert found.candidates, f"nothing was measured at {branch}"
    return 0


if __name__ == "__main__":
    sys.exit(main())
