"""`--fix-noise` where files and checkouts are not as they should be: bytes that are no noise stay as they are."""

from __future__ import annotations

import pytest

from gitfix.core.layout.edits import Edit, lines_of
from gitfix.core.layout.regions import region
from gitfix.core.noise import FORMAT
from gitfix.core.outcome import Exit
from gitfix.operations.noise import Layouts
from tests.operations.views_kit import Cli
from tests.shop import Shop

OLD = "def total(cart, tax):\n    rows = [r for r in cart]\n    return sum(rows) + tax\n\n\nLAST = 1\n"


def released(shop: Shop, old: bytes, new: bytes, path: str = "cart/total.py") -> None:
    """A release with the old text, and a hotfix with the new one."""
    shop.git("checkout", "-q", "v2.4.1")
    put(shop, path, old, "Release 2.4.2")
    shop.git("tag", "v2.4.2")
    shop.git("switch", "-qc", "hotfix/2.4.3-empty")
    put(shop, path, new, "Fix an empty cart")


def put(shop: Shop, path: str, data: bytes, message: str) -> None:
    file = shop.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    shop.git("add", "-A")
    shop.git("commit", "-q", "--allow-empty", "-m", message)


def test_noise_and_a_change_in_hunks_side_by_side(shop: Shop, gitfix: Cli) -> None:
    new = OLD.replace("cart, tax", "cart,  tax").replace("in cart", "in cart or ()")
    new = new.replace("sum(rows) + tax", "sum( rows )+tax")
    released(shop, OLD.encode(), new.encode())
    assert gitfix("check", "--fix-noise", json=True).result["lines"] == 4
    left = (shop.path / "cart/total.py").read_text()
    assert left == OLD.replace("in cart", "in cart or ()")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_of_the_change_are_put_back_and_others_kept(
    shop: Shop, gitfix: Cli, ends: str, last: bool
) -> None:
    """The hotfix has other line ends than the tag, and a last line without one."""
    old = OLD.replace("\n", "\r\n" if ends == "\n" else "\n")
    new = OLD.replace("in cart", "in cart or ()").replace("\n", ends)
    released(shop, old.encode(), (new if last else new.removesuffix(ends)).encode())
    assert gitfix("check", "--fix-noise", json=True).result["state"] == "fixed"
    left = (shop.path / "cart/total.py").read_bytes()
    # One line is the fix; its own end is a part of it.
    wanted = [line for line in old.encode().splitlines(keepends=True) if b"in cart" not in line]
    fixed = f"    rows = [r for r in cart or ()]{ends}".encode()
    assert left == b"".join([*wanted[:1], fixed, *wanted[1:]])


def test_a_fix_in_the_last_line_without_an_end_keeps_it(shop: Shop, gitfix: Cli) -> None:
    new = OLD.replace("cart, tax", "cart,  tax").replace("LAST = 1\n", "LAST = 2")
    released(shop, OLD.encode(), new.encode())
    assert gitfix("check", "--fix-noise", json=True).result["lines"] == 2
    left = (shop.path / "cart/total.py").read_text()
    assert left == OLD.replace("LAST = 1\n", "LAST = 2")


def test_a_dirty_index_elsewhere_stays_and_in_the_file_refuses(shop: Shop, gitfix: Cli) -> None:
    released(shop, OLD.encode(), OLD.replace("cart, tax", "cart,  tax").encode())
    (shop.path / "cart/views.py").write_text("staged = 1\n")
    shop.git("add", "cart/views.py")
    assert gitfix("check", "--fix-noise").exit is Exit.OK
    assert shop.git("diff", "--cached", "--name-only") == "cart/views.py"
    assert (shop.path / "cart/total.py").read_text() == OLD
    assert gitfix("undo").exit is Exit.OK
    mine = OLD.replace("LAST = 1", "LAST = 3")
    (shop.path / "cart/total.py").write_text(mine)
    shop.git("add", "cart/total.py")
    head = shop.git("rev-parse", "HEAD")
    ran = gitfix("check", "--fix-noise")
    assert ran.exit is Exit.REFUSED and "cart/total.py" in ran.err
    assert shop.git("rev-parse", "HEAD") == head
    assert (shop.path / "cart/total.py").read_text() == mine
    assert shop.git("show", ":cart/total.py") == mine.rstrip("\n")


def test_a_missing_grammar_is_named_with_what_to_install(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(shop, b"const a = b( 'c' )\n", b"const a = b('c');\n", "app.js")
    monkeypatch.setattr("gitfix.services.grammars.installed", lambda name: False)
    ran = gitfix("check", "--fix-noise")
    said = " ".join(ran.err.split())
    assert "not read here: javascript; pip install 'git-hotfix[languages]'" in said
    assert "nothing to take out" in ran.out


def test_the_check_says_once_that_a_grammar_is_missing(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(shop, b"const a = b( 'c' )\n", b"const a = b('c');\n", "app.js")
    assert "languages" not in gitfix("check").err
    monkeypatch.setattr("gitfix.services.grammars.installed", lambda name: False)
    said = " ".join(gitfix("check").err.split())
    way = "pip install 'git-hotfix[languages]'"
    assert f"layout in javascript is told by the looks of lines alone here; {way}" in said
    assert said.count(way) == 1
    doctor = " ".join(gitfix("doctor").out.split())
    assert "layout in javascript is told by looks alone" in doctor and way in doctor


def test_a_missing_grammar_is_not_named_where_no_file_needs_it(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(shop, OLD.encode(), OLD.replace("LAST = 1", "LAST  = 1").encode())
    monkeypatch.setattr("gitfix.services.grammars.installed", lambda name: False)
    assert "looks of lines" not in gitfix("check").err


def test_a_search_that_is_wrong_is_not_believed(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is about to be committed is read once more: were the change called layout, nothing would be committed."""
    new = OLD.replace("sum(rows) + tax", "sum(rows)")
    released(shop, OLD.encode(), new.encode())
    head = shop.git("rev-parse", "HEAD")
    old_lines, new_lines = lines_of(OLD.encode()), lines_of(new.encode())
    wrong = region(FORMAT, Edit(2, 3, 2, 3, 0), old_lines, new_lines)
    found = Layouts({"cart/total.py": (wrong,)})
    monkeypatch.setattr("gitfix.operations.noise.layouts", lambda *_, **__: found)
    ran = gitfix("check", "--fix-noise")
    assert ran.exit is Exit.REFUSED
    assert "cart/total.py would not be the same program" in " ".join(ran.err.split())
    assert shop.git("rev-parse", "HEAD") == head
    assert (shop.path / "cart/total.py").read_text() == new


def test_what_was_merged_from_main_is_not_put_back(shop: Shop, gitfix: Cli) -> None:
    """A backport would carry that to main, whose layout it is."""
    released(shop, OLD.encode(), OLD.replace("LAST = 1", "LAST  = 2").encode())
    shop.git("switch", "-q", "main")
    shop.git("merge", "-q", "v2.4.2", "-m", "Release 2.4.2 is on main")
    put(shop, "cart/total.py", OLD.replace("cart, tax", "cart,  tax").encode(), "Another style")
    shop.git("switch", "-q", "hotfix/2.4.3-empty")
    shop.git("merge", "-q", "main", "-m", "Take main in")
    head = shop.git("rev-parse", "HEAD")
    ran = gitfix("check", "--fix-noise")
    said = " ".join(ran.err.split())
    assert ran.exit is Exit.REFUSED and "unreleased work from main" in said
    assert "gitfix check" in said
    assert shop.git("rev-parse", "HEAD") == head
    shop.git("reset", "-q", "--hard", "HEAD~1")
    assert gitfix("check", "--fix-noise").exit is Exit.OK


def test_a_last_line_that_only_gets_its_end_is_noise(shop: Shop, gitfix: Cli) -> None:
    old, new = "A = 1\nLAST = 1", "A = 2\nLAST = 1\n"
    released(shop, old.encode(), new.encode())
    assert gitfix("check", "--fix-noise", json=True).result["lines"] == 2
    assert (shop.path / "cart/total.py").read_text() == "A = 2\nLAST = 1"
