"""`gitfix release --prepare`: what it writes, what the check makes of it, and how the fix travels with it."""

from __future__ import annotations

import pytest

from tests.operations.people_kit import HOTFIX, ID, hotfix, released
from tests.operations.release_kit import BEFORE, TAG, may_release, put_off, tag_of
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.snapshot import unchanged

PREPARE = ("release", "--prepare")
DAY = "2026-11-23"
ENTRY = f"""\
## 2.4.2 - {DAY}

### Fixed

- {SUMMARY}

"""


def counted(gitfix: Gitfix, repo: RepoBuilder) -> tuple[int, int]:
    """Files and lines of code, as the check counts them."""
    code = gitfix("check", cwd=repo, json=True).result["code"]
    return code["files"], code["lines"]


def test_one_commit_that_the_check_knows(shop: Shop, gitfix: Gitfix) -> None:
    fix = hotfix(shop, gitfix)
    before = counted(gitfix, shop.repo)
    with unchanged(shop.repo, shop.origin, allow=["refs/gitfix-local/*"]):
        planned = gitfix(*PREPARE, "--dry-run", cwd=shop.repo, json=True).result
        said = gitfix(*PREPARE, "--dry-run", cwd=shop.repo).stdout
    assert planned["state"] == "planned" and "shop/version.py" in said
    shop.repo.write({"shop/views.py": "# not done yet\n", "notes.txt": "mine\n"})
    shop.repo.git("add", "shop/views.py")
    found = gitfix(*PREPARE, cwd=shop.repo, json=True).result
    assert found["state"] == "prepared" and found["tag_object"] is None
    assert found["tree"] == planned["tree"]
    assert found["files"] == [
        {"path": "shop/version.py", "kind": "version"},
        {"path": "CHANGELOG.md", "kind": "changelog"},
    ]
    repo = shop.repo
    assert repo.head == repo.oid(HOTFIX) == found["commit"]
    assert repo.oid("HEAD^") == fix and repo.oid("HEAD^{tree}") == found["tree"]
    assert repo.read("shop/version.py", "HEAD") == 'VERSION = "2.4.2"\n'
    log = repo.read("CHANGELOG.md", "HEAD")
    assert (
        log == "# Changes\n\n" + ENTRY + repo.read("CHANGELOG.md", "v2.4.1")[len("# Changes\n\n") :]
    )
    assert f"Gitfix-Incident: {ID}" in repo.git("log", "-1", "--format=%B")
    # The checkout came along; what was staged and lay about is as it was.
    assert repo.git("status", "--porcelain") == "M  shop/views.py\n?? notes.txt"
    repo.git("reset", "-q", "--hard")
    assert counted(gitfix, repo) == before
    again = gitfix(*PREPARE, cwd=repo, json=True).result
    assert (again["state"], again["files"], repo.head) == ("unchanged", [], found["commit"])
    put_off(gitfix, repo)
    assert gitfix("release", "--push", cwd=repo, json=True).result["commit"] == found["commit"]
    said = gitfix(*PREPARE, cwd=repo, expect="REFUSED").stderr
    assert "v2.4.2 is released already" in said


def test_a_release_that_says_it_is_the_one_before_is_noticed(shop: Shop, gitfix: Gitfix) -> None:
    may_release(shop, gitfix)
    said = " ".join(gitfix("release", "--dry-run", cwd=shop.repo).stderr.split())
    assert "shop/version.py says 2.4.1 in this release: gitfix release --prepare" in said


def test_it_is_taken_back(shop: Shop, gitfix: Gitfix) -> None:
    fix = hotfix(shop, gitfix)
    gitfix(*PREPARE, cwd=shop.repo)
    gitfix("undo", cwd=shop.repo)
    assert shop.repo.head == fix and not shop.repo.git("status", "--porcelain")
    assert shop.repo.read("shop/version.py") == 'VERSION = "2.4.1"\n'
    log = gitfix("log", cwd=shop.repo).stdout
    assert "took back the last release --prepare" in log
    assert gitfix(*PREPARE, cwd=shop.repo, json=True).result["state"] == "prepared"


SMUGGLED = {
    "another line": 'VERSION = "2.4.2"\nTIMEOUT = 0\n',
    "another value": 'VERSION = __import__("os").environ.get("V")\n',
    "a second statement": 'VERSION = "2.4.2"; TIMEOUT = 0\n',
}


@pytest.mark.parametrize("text", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_what_was_smuggled_into_it_counts(shop: Shop, gitfix: Gitfix, text: str) -> None:
    hotfix(shop, gitfix)
    files, lines = counted(gitfix, shop.repo)
    gitfix(*PREPARE, cwd=shop.repo)
    shop.repo.write({"shop/version.py": text})
    shop.repo.git("commit", "-q", "-a", "--amend", "--no-edit")
    found = gitfix("check", cwd=shop.repo)
    assert "all of it counts" in " ".join(found.stderr.split())
    now = counted(gitfix, shop.repo)
    assert now[0] == files + 1 and now[1] > lines


def test_a_rebase_leaves_it_what_it_is_and_other_files_count(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    gitfix(*PREPARE, cwd=shop.repo)
    before = counted(gitfix, shop.repo)
    shop.repo.git("rebase", "-q", "--no-ff", "v2.4.1")
    shop.repo.git("commit", "-q", "--amend", "--no-edit", "--date=2026-11-24T00:00:00Z")
    assert counted(gitfix, shop.repo) == before
    shop.repo.commit("More", {"shop/search.py": "x = 1\n"})
    files, lines = counted(gitfix, shop.repo)
    assert files == before[0] + 1 and lines > before[1]


def test_a_manifest_that_the_fix_changes_too(shop: Shop, gitfix: Gitfix) -> None:
    """Only the fix's own lines of it count, and the prepared ones do not come with them."""
    toml = '[project]\nname = "shop"\nversion = "{}"  # ours\ndependencies = ["attrs>={}"]\n'
    base(shop, {"pyproject.toml": toml.format("2.4.2", "1"), "uv.lock": LOCK})
    branch(shop, gitfix, "2.4.3")
    shop.repo.commit("Fix", {"pyproject.toml": toml.format("2.4.2", "2")})
    assert counted(gitfix, shop.repo) == (1, 2)
    found = gitfix(*PREPARE, cwd=shop.repo, json=True).result
    kinds = {one["path"]: one["kind"] for one in found["files"]}
    assert kinds == {
        "pyproject.toml": "version",
        "shop/version.py": "version",
        "uv.lock": "lockfile",
        "CHANGELOG.md": "changelog",
    }
    assert shop.repo.read("pyproject.toml") == toml.format("2.4.3", "2")
    assert shop.repo.read("uv.lock") == LOCK.replace(
        '"2.4.2"\nsource = { ed', '"2.4.3"\nsource = { ed'
    )
    checked = gitfix("check", cwd=shop.repo, json=True).result
    assert (checked["code"]["files"], checked["code"]["lines"]) == (1, 2)
    assert "lockfile" not in {one["rule"] for one in checked["violations"]}


LOCK = """\
version = 1

[[package]]
name = "attrs"
version = "2.4.2"
source = { registry = "https://example.com/simple" }

[[package]]
name = "shop"
version = "2.4.2"
source = { editable = "." }
"""


def base(shop: Shop, files: dict[str, str]) -> None:
    """A release with more version files: v2.4.2, in production and on main."""
    repo = shop.repo
    log = repo.read("CHANGELOG.md").replace(
        "# Changes\n", "# Changes\n\n## 2.4.2 - 2026-11-20\n\n### Fixed\n\n- x\n", 1
    )
    repo.commit(
        "Release 2.4.2", {"shop/version.py": 'VERSION = "2.4.2"\n', "CHANGELOG.md": log, **files}
    )
    repo.tag(TAG)
    repo.git("push", "-q", "origin", "main", TAG)


def branch(shop: Shop, gitfix: Gitfix, version: str, *more: str) -> None:
    found = gitfix("branch", SUMMARY, "--severity", "P0", *more, cwd=shop.repo, json=True).result
    assert found["version"] == version


def test_only_what_said_the_base_version_is_written(shop: Shop, gitfix: Gitfix) -> None:
    base(
        shop,
        {
            "VERSION": "2.4.2\n",
            "other/version.py": 'VERSION = "1.0.0"\n',
            "vendor/lib/package.json": '{"version": "2.4.2"}\n',
            "tests/package.json": '{"version": "2.4.2"}\n',
            "setup.cfg": "[metadata]\nversion = attr: shop.version.VERSION\n",
        },
    )
    branch(shop, gitfix, "2.4.3")
    shop.commit_fix()
    found = gitfix(*PREPARE, cwd=shop.repo, json=True).result
    assert [one["path"] for one in found["files"]] == ["VERSION", "shop/version.py", "CHANGELOG.md"]


BUILD = {
    "setup.py": "from setuptools import setup\n\nsetup(name='shop', version='{}', packages=['shop'])\n",
    "CMakeLists.txt": "cmake_minimum_required(VERSION 3.20)\nproject(shop VERSION {} LANGUAGES C)\n",
    "package-lock.json": '{{"name": "shop", "version": "{}", "packages": {{"": {{"version": "{}"}}}}}}\n',
}
HEADER = (
    "#define SHOP_VERSION_MAJOR 2\n#define SHOP_VERSION_MINOR 4\n#define SHOP_VERSION_PATCH {}\n"
)


def test_one_line_pieces_and_build_files(shop: Shop, gitfix: Gitfix) -> None:
    """And the check knows the commit: nothing of it counts."""
    files = {path: text.format("2.4.2", "2.4.2") for path, text in BUILD.items()}
    base(shop, {**files, "include/version.h": HEADER.format(2)})
    branch(shop, gitfix, "2.4.3")
    shop.commit_fix()
    before = counted(gitfix, shop.repo)
    found = gitfix(*PREPARE, cwd=shop.repo, json=True).result
    paths = {one["path"] for one in found["files"]}
    assert paths == {*BUILD, "include/version.h", "shop/version.py", "CHANGELOG.md"}
    for path, text in BUILD.items():
        assert shop.repo.read(path) == text.format("2.4.3", "2.4.3")
    assert shop.repo.read("include/version.h") == HEADER.format(3)
    assert counted(gitfix, shop.repo) == before


def test_a_file_that_nobody_understands_is_named(shop: Shop, gitfix: Gitfix) -> None:
    base(shop, {"shop/version.py": 'VERSION = ".".join(["2", "4", "2"]) or "2.4.2"\n'})
    branch(shop, gitfix, "2.4.3")
    shop.commit_fix()
    with unchanged(shop.repo, shop.origin, allow=["refs/gitfix-local/*"]):
        said = gitfix(*PREPARE, cwd=shop.repo, expect="REFUSED").stderr
    assert "it is not clear where shop/version.py says what version this is" in said
    assert 'shop/version.py: line 1: VERSION = ".".join' in said
    assert "write 2.4.3 there yourself and commit it" in said
    shop.repo.commit("Version", {"shop/version.py": 'VERSION = "2.4.3"  # not 2.4.2\n'})
    found = gitfix(*PREPARE, cwd=shop.repo, json=True).result
    assert [one["path"] for one in found["files"]] == ["CHANGELOG.md"]


def test_a_component_has_its_own_files(shop: Shop, gitfix: Gitfix) -> None:
    package = '{\n\t"name": "%s",\n\t"version": "1.2.0"\n}\n'
    log = "# Changelog\n\n## [1.2.0] - 2026-11-01\n\n### Fixed\n\n- y\n"
    names = ("api", "web")
    files = {f"packages/{name}/package.json": package % name for name in names}
    files |= {f"packages/{name}/CHANGELOG.md": log for name in names}
    shop.repo.commit("Two packages", files)
    for name in names:
        shop.repo.tag(f"{name}-v1.2.0")
    shop.repo.git("push", "-q", "--tags", "origin", "main")
    branch(shop, gitfix, "1.2.1", "--component", "api")
    shop.repo.commit("Fix", {"packages/api/a.js": "1\n"})
    found = gitfix(*PREPARE, cwd=shop.repo, json=True).result
    assert [one["path"] for one in found["files"]] == [
        "packages/api/package.json",
        "packages/api/CHANGELOG.md",
    ]
    assert shop.repo.read("packages/api/package.json") == (package % "api").replace(
        "1.2.0", "1.2.1"
    )


def test_an_embargo_is_kept(shop: Shop, gitfix: Gitfix) -> None:
    gitfix(
        "triage", "Tokens leak to the log", "--kind", "security", "--severity", "P0", cwd=shop.repo
    )
    gitfix("branch", "--incident", ID, cwd=shop.repo)
    shop.commit_fix()
    gitfix(*PREPARE, cwd=shop.repo)
    shown = shop.repo.git("show", "HEAD")
    assert "+- A fault in production\n" in shown
    assert "oken" not in shown and "leak" not in shown and "ecurity" not in shown


def test_refusals(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    gitfix(*PREPARE, "--push", cwd=shop.repo, expect="USAGE")
    shop.repo.write({"shop/version.py": 'VERSION = "2.4.1"  # why?\n'})
    with unchanged(shop.repo):
        said = gitfix(*PREPARE, cwd=shop.repo, expect="REFUSED").stderr
    assert "shop/version.py" in said and "commit or stash" in said
    shop.repo.git("checkout", "-q", "shop/version.py")
    shop.colleague_pushes(HOTFIX)
    said = gitfix(*PREPARE, cwd=shop.repo, expect="REFUSED").stderr
    assert f"{HOTFIX} is behind origin" in said and "git pull --ff-only" in said
    shop.repo.config("gitfix.release.mode", "none")
    assert "no version to write" in gitfix(*PREPARE, cwd=shop.repo, expect="REFUSED").stderr


def test_an_approval_from_before_is_void_and_it_says_so(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    put_off(gitfix, shop.repo, *(step for step in BEFORE if step != "review"))
    gitfix("review", "approve", "--solo", "--reason", "alone tonight", cwd=shop.repo)
    said = gitfix(*PREPARE, cwd=shop.repo).stderr
    assert "approved without this commit" in said
    assert "review" in gitfix("release", cwd=shop.repo, expect="POLICY").stderr


def test_the_number_went_to_somebody_else(shop: Shop, gitfix: Gitfix) -> None:
    """After a refresh the files get the next number, and the changelog one entry, not two."""
    hotfix(shop, gitfix)
    gitfix(*PREPARE, cwd=shop.repo)
    released(shop, TAG, "shop/other.py", "x = 1\n")
    gitfix("refresh", cwd=shop.repo)
    found = gitfix(*PREPARE, cwd=shop.repo, json=True).result
    assert found["version"] == "2.4.3"
    assert shop.repo.read("shop/version.py") == 'VERSION = "2.4.3"\n'
    log = shop.repo.read("CHANGELOG.md")
    assert "## 2.4.3" in log and "## 2.4.2" not in log and log.count(SUMMARY) == 1
    checked = gitfix("check", cwd=shop.repo, json=True)
    assert "all of it counts" not in checked.stderr
    assert checked.result["code"]["files"] == 1


def test_the_prepared_commit_travels(shop: Shop, gitfix: Gitfix) -> None:
    """Version files stay the target's, changelogs take both, and the fix is everywhere."""
    shop.repo.commit("2.6.0 is next", {"shop/version.py": 'VERSION = "2.6.0.dev0"\n'})
    log = shop.repo.read("CHANGELOG.md")
    shop.repo.commit("News", {"CHANGELOG.md": log.replace("\n\n", "\n\n## 2.5.9\n\n- News\n\n", 1)})
    shop.repo.git("push", "-q", "origin", "main")
    may_release(shop, gitfix, push=False)
    gitfix(*PREPARE, cwd=shop.repo)
    put_off(gitfix, shop.repo)
    gitfix("release", "--push", cwd=shop.repo)
    assert tag_of(shop.origin)
    found = gitfix("backport", "--push", cwd=shop.repo, json=True).result
    assert {one["state"] for one in found["targets"]} <= {"merged", "picked"}
    read = shop.origin.read
    assert read("shop/version.py", "main") == 'VERSION = "2.6.0.dev0"\n'
    assert read("shop/version.py", "release/2.5") == 'VERSION = "2.5.0.dev0"\n'
    told = read("CHANGELOG.md", "main")
    assert told.index("## 2.5.9") < told.index("## 2.4.2") < told.index("## 2.4.1")
    assert told.count("## 2.4.1") == told.count("## 2.4.2") == told.count("## 2.5.9") == 1
    for one in found["targets"]:
        assert shop.has_fix(one["branch"], shop.origin)
