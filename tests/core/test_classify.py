"""Which files count as code."""

from __future__ import annotations

import pytest

from gitfix.core.check import CheckPolicy
from gitfix.core.classify import classify, classify_change
from tests.changes import hunk, modified


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("cart/views.py", "code"),
        ("requirements.txt", "code"),
        ("CMakeLists.txt", "code"),
        ("Dockerfile", "code"),
        (".github/workflows/ci.yml", "code"),
        ("src/docs/views.py", "code"),
        ("src/news/models.py", "code"),
        ("src/history.js", "code"),
        ("src/Latest.java", "code"),
        ("lib/contest.py", "code"),
        ("lib/ansible/plugins/test/core.py", "code"),
        ("tests/test_cart.py", "tests"),
        ("tests/fixtures/package-lock.json", "tests"),
        ("tests/README.md", "tests"),
        ("cart/test_views.py", "tests"),
        ("pkg/server/server_test.go", "tests"),
        ("src/cart.test.tsx", "tests"),
        ("src/cart.spec.mjs", "tests"),
        ("src/__tests__/cart.js", "tests"),
        ("app/src/test/java/CartIT.java", "tests"),
        ("src/CartTest.java", "tests"),
        ("Shop.Tests/Cart.cs", "tests"),
        ("spec/models/cart_spec.rb", "tests"),
        ("tests/Feature/CartTest.php", "tests"),
        ("base/strings_unittest.cc", "tests"),
        ("t/0001-init.sh", "tests"),
        ("CHANGELOG.md", "changelog"),
        ("changelog.rst", "changelog"),
        ("NEWS", "changelog"),
        ("debian/changelog", "changelog"),
        ("newsfragments/12.bugfix", "changelog"),
        ("VERSION", "version"),
        ("shop/_version.py", "version"),
        ("README.md", "docs"),
        ("docs/conf.py", "docs"),
        ("Documentation/git.txt", "docs"),
        ("LICENSE", "docs"),
        ("package-lock.json", "lockfile"),
        ("web/yarn.lock", "lockfile"),
        ("go.sum", "lockfile"),
        ("api/v1/cart.pb.go", "generated"),
        ("static/app.min.js", "generated"),
        ("caf\udce9/test/x", "tests"),
    ],
)
def test_default_patterns_sort_common_paths(path: str, kind: str) -> None:
    assert classify(path, CheckPolicy()) == kind


def test_a_version_bump_alone_is_no_code() -> None:
    policy = CheckPolicy()
    bump = hunk('  "version": "2.4.1",', '  "version": "2.4.2",')
    assert classify_change(modified("package.json", bump), policy) == "version"
    bump = hunk('__version__ = "2.4.1"', '__version__ = "2.4.2"')
    assert classify_change(modified("shop/__init__.py", bump), policy) == "version"
    assert classify_change(modified("shop/views.py", bump), policy) == "code"
    more = hunk('"version": "1.0.0"', '"version": "1.0.1"\n"x": 1')
    assert classify_change(modified("package.json", more), policy) == "code"
    dependency = hunk('    "left-pad": "1.0.0",', '    "left-pad": "1.0.1",')
    assert classify_change(modified("package.json", dependency), policy) == "code"


def test_code_that_moves_among_the_tests_is_still_code() -> None:
    moved = modified("tests/views.py", hunk("a", ""), status="R", old_path="cart/views.py")
    assert classify_change(moved, CheckPolicy()) == "code"


def test_the_attribute_makes_a_file_generated() -> None:
    change = modified("schema.py", hunk("a", "b"), generated=True)
    assert classify_change(change, CheckPolicy()) == "generated"


def test_a_team_can_say_what_its_tests_are() -> None:
    policy = CheckPolicy(tests=("/checks/",))
    assert classify("checks/a.py", policy) == "tests"
    assert classify("tests/a.py", policy) == "code"
