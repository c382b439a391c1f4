"""Faithful miniatures of real projects, for a machine that has no clone of one: schemes, names, merges, a past fix."""

from __future__ import annotations

from tests.support.builder import RepoBuilder
from tests.support.world import DAY, World

PARSER = '''\
def parse(text):
    """The fields of one line."""
    head, _, rest = text.partition("=")
    return head.strip(), rest.strip()


def lines(text):
    return text.split("\\n")


def load(path):
    """All fields of a file."""
    with open(path) as file:
        return [parse(line) for line in lines(file.read())]
'''

FIXED = PARSER.replace("in lines(file.read())]", "in lines(file.read()) if line]")


def with_lines(world: World) -> RepoBuilder:
    """`7.4.2` and branches `7.4.x`, `8.0.x`: fixes are made on main by pull requests, and picked to the lines."""
    repo = _begin(world)
    _release(repo, "7.4.0")
    repo.branch("7.4.x")
    _pull_request(repo, 101, "docs", "Explain the format", {"doc/format.rst": "Format\n======\n"})
    _on_line(repo, "7.4.x", "7.4.1", {"src/cache.py": "SIZE = 2\n"}, "Fix size of the cache")
    _release(repo, "8.0.0rc1")
    _release(repo, "8.0.0")
    repo.branch("8.0.x")
    _pull_request(repo, 118, "types", "Add types", {"src/types.py": "Field = tuple[str, str]\n"})
    _pull_request(
        repo, 120, "issue-119", "Fix crash on an empty line (#119)", {"src/parser.py": FIXED}
    )
    _on_line(
        repo,
        "8.0.x",
        "8.0.1",
        {"src/parser.py": FIXED},
        "[8.0.x] Fix crash on an empty line (#119)",
    )
    _on_line(repo, "7.4.x", "7.4.2", {"src/parser.py": FIXED}, "Fix crash on an empty line (#119)")
    _release(repo, "8.1.0")
    for name in ("dependabot/pip/urllib3-2.7", "copilot/fix-119", "ran/patch-1"):
        repo.branch(name)
    return repo


def with_one_branch(world: World) -> RepoBuilder:
    """`tool-8_5_0` on `master` and nothing else: fixes are commits on master, candidates are `rc-8_6_0-1`."""
    repo = _begin(world, "master")
    _release(repo, "curl-8_4_0")
    repo.commit("parser: read files", {"src/parser.py": PARSER})
    _release(repo, "rc-8_5_0-1")
    _release(repo, "curl-8_5_0")
    repo.commit("docs: list the fields", {"doc/format.rst": "Format\n"})
    repo.commit("parser: fix crash on an empty line\n\nCloses #119", {"src/parser.py": FIXED})
    repo.commit("cache: double the size", {"src/cache.py": "SIZE = 4\n"})
    _release(repo, "curl-8_6_0")
    repo.branch("bagder/try")
    return repo


MINIATURES = {"with-lines": with_lines, "with-one-branch": with_one_branch}


def _begin(world: World, branch: str = "main") -> RepoBuilder:
    world.now -= 200 * DAY
    repo = RepoBuilder.init(world, world.root / "upstream", f"--initial-branch={branch}")
    repo.commit("Begin", {"README.rst": "Reader\n", "src/parser.py": PARSER})
    repo.commit("Cache", {"src/cache.py": "SIZE = 1\n", "testing/test_parser.py": "# tests\n"})
    return repo


def _release(repo: RepoBuilder, tag: str) -> None:
    repo.commit(f"Prepare release {tag}", {"CHANGES": f"{tag}\n"})
    repo.tag(tag)
    repo.world.advance(DAY)


def _pull_request(
    repo: RepoBuilder, number: int, branch: str, message: str, files: dict[str, str]
) -> None:
    home = repo.current
    repo.switch(f"contributor/{branch}", create=True)
    repo.commit(message, files, author="Lin Chen <lin@example.org>")
    repo.switch(home)
    repo.merge(
        f"contributor/{branch}", f"Merge pull request #{number} from lin/{branch}\n\n{message}"
    )
    repo.git("branch", "-q", "-D", f"contributor/{branch}")
    repo.world.advance(DAY)


def _on_line(repo: RepoBuilder, line: str, tag: str, files: dict[str, str], message: str) -> None:
    repo.commit_on(line, message, files)
    repo.commit_on(line, f"Prepare release {tag}", {"CHANGES": f"{tag}\n"})
    repo.tag(tag, line)
    repo.world.advance(DAY)
