"""`gitfix minimize` on the shop: what it keeps and drops, what it refuses, what it applies and records."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from tests.operations.minimize_kit import TEST, hotfix, padded
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import FIXED, Shop
from tests.support.snapshot import unchanged

LAID_OUT = """(
        items,
        key=lambda item: item[1]
    )"""
BRANCH = "hotfix/2.4.2-login-fails-on-an-empty-cart"


@pytest.fixture
def fixed(shop: Shop, gitfix: Gitfix) -> Shop:
    """The hotfix with four things in it that it does not need, committed."""
    hotfix(shop, gitfix)
    shop.repo.commit("Fix: login with an empty cart", padded(shop))
    return shop


def kept(result: dict[str, object]) -> list[str]:
    rows = result["kept"]
    assert isinstance(rows, list)
    return [f"{row['path']}:{row['line']}-{row['last']}" for row in rows]


def test_what_the_test_needs_stays_and_each_part_has_its_certificate(
    fixed: Shop, gitfix: Gitfix
) -> None:
    with unchanged(fixed.repo, allow=["ref refs/gitfix*"]):
        done = gitfix("minimize", "--test", TEST, cwd=fixed.repo, json=True).result
    assert (done["state"], done["one_minimal"], done["units"]) == ("smaller", True, 5)
    (part,) = done["kept"]
    assert kept(done) == ["shop/cart.py:17-18"]
    assert part["necessary_for"] == ["tests.test_cart.CartTest.test_login_with_an_empty_cart"]
    assert "max() arg is an empty sequence" in part["output"]
    assert str(fixed.world.temp) not in part["output"]
    assert {row["path"] for row in done["dropped"]} == {
        "shop/cart.py",
        "shop/login.py",
        "shop/colours.py",
    }
    assert done["fixed"] == {"tests": 1, "docs": 1}
    smallest = fixed.repo.read("shop/cart.py", done["tree"])
    assert FIXED in smallest
    assert "sorted(found)" not in smallest
    assert fixed.repo.fails("cat-file", "-e", f"{done['tree']}:shop/colours.py")
    no_leaks(fixed.repo)


def test_layout_around_the_fix_goes_though_no_line_of_it_goes_alone(
    shop: Shop, gitfix: Gitfix
) -> None:
    hotfix(shop, gitfix)
    files = shop.fix()
    plain = files["shop/cart.py"]
    laid_out = plain.replace("(items, key=lambda item: item[1])", LAID_OUT)
    assert laid_out != plain
    shop.repo.commit("Fix: login with an empty cart", {**files, "shop/cart.py": laid_out})
    done = gitfix("minimize", "--test", TEST, cwd=shop.repo, json=True).result
    assert shop.repo.read("shop/cart.py", done["tree"]) == plain
    assert (len(done["kept"]), len(done["dropped"])) == (1, done["units"] - 1)
    assert done["units"] > 3


def test_the_patch_takes_exactly_the_rest_out(fixed: Shop, gitfix: Gitfix) -> None:
    done = gitfix("minimize", "--test", TEST, cwd=fixed.repo, json=True).result
    fixed.repo.git("apply", "--index", "-", input=done["patch"])
    assert fixed.repo.git("write-tree") == done["tree"]


def test_apply_is_a_commit_on_top_and_undo_takes_it_back(fixed: Shop, gitfix: Gitfix) -> None:
    before = fixed.repo.head
    done = gitfix("minimize", "--test", TEST, "--apply", cwd=fixed.repo, json=True).result
    assert fixed.repo.head == done["commit"]
    assert fixed.repo.oid("HEAD^") == before
    assert fixed.repo.oid("HEAD^{tree}") == done["tree"]
    assert fixed.repo.git("status", "--porcelain") == ""
    assert not (fixed.repo.path / "shop/colours.py").exists()
    gitfix("undo", cwd=fixed.repo)
    assert fixed.repo.head == before
    assert (fixed.repo.path / "shop/colours.py").exists()


def test_a_dry_run_shows_the_plan_and_changes_nothing(fixed: Shop, gitfix: Gitfix) -> None:
    with unchanged(fixed.repo):
        done = gitfix("minimize", "--test", TEST, "--apply", "--dry-run", cwd=fixed.repo)
    assert f"move {BRANCH}" in done.stdout


def test_on_a_branch_of_its_own(fixed: Shop, gitfix: Gitfix) -> None:
    with unchanged(fixed.repo, allow=["ref refs/gitfix*", "ref refs/heads/small", "operation *"]):
        done = gitfix("minimize", "--test", TEST, "--branch", "small", cwd=fixed.repo, json=True)
    assert fixed.repo.oid("small") == done.result["commit"]
    again = gitfix(
        "minimize", "--test", TEST, "--branch", "small", cwd=fixed.repo, expect="REFUSED"
    )
    assert "there is a branch small already" in again.stderr


def test_changes_that_are_not_committed_are_part_of_the_fix(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.repo.write(padded(shop))
    with unchanged(shop.repo):
        done = gitfix("minimize", "--test", TEST, cwd=shop.repo, json=True).result
    assert done["uncommitted"] is True
    assert kept(done) == ["shop/cart.py:17-18"]
    assert "shop/colours.py" in {row["path"] for row in done["dropped"]}
    refused = gitfix("minimize", "--test", TEST, "--apply", cwd=shop.repo, expect="REFUSED")
    assert "not committed" in refused.stderr


def test_the_second_time_what_was_found_is_known(fixed: Shop, gitfix: Gitfix) -> None:
    first = gitfix("minimize", "--test", TEST, cwd=fixed.repo, json=True).result
    second = gitfix("minimize", "--test", TEST, cwd=fixed.repo, json=True).result
    assert second["runs"] == 2 < first["runs"]  # both ends are always looked at anew
    assert second["tree"] == first["tree"]
    other = gitfix("minimize", "--test", f"{TEST} -v", cwd=fixed.repo, json=True).result
    assert other["runs"] == first["runs"]  # another command is another question


def test_two_jobs_find_the_same(fixed: Shop, gitfix: Gitfix) -> None:
    one = gitfix("minimize", "--test", TEST, cwd=fixed.repo, json=True).result
    two = gitfix("minimize", "--test", f"{TEST} ", "--jobs", "2", cwd=fixed.repo, json=True).result
    assert two["tree"] == one["tree"]
    lines = [[(row["path"], row["line"]) for row in done["kept"]] for done in (one, two)]
    assert lines[0] == lines[1] != []


def test_with_two_jobs_a_run_that_nobody_waits_for_is_ended(shop: Shop, gitfix: Gitfix) -> None:
    """One job says which contents the search asks about; with two, the test hangs on all others, longer than we wait.

    The others take a moment, in which the guess has begun.
    """
    hotfix(shop, gitfix)
    text = "".join(f"V{n} = 0\n\n\n\n" for n in range(8))
    base = shop.repo.commit("Before", {"shop/values.py": text})
    shop.repo.commit("Fix", {"shop/values.py": text.replace("= 0", "= 1")})
    asked, hung = (shop.world.root / name for name in ("asked", "hung"))
    this, test = (
        "$(cksum < shop/values.py)",
        "grep -q 'V1 = 1' shop/values.py && grep -q 'V4 = 1' shop/values.py",
    )
    search = ("minimize", "--base", base, "--test")
    gitfix(*search, f'echo "{this}" >> {asked}; {test}', cwd=shop.repo)
    hangs = (
        f'grep -qx "{this}" {asked} || {{ echo $$ >> {hung}; exec sleep 300; }}; sleep 0.5; {test}'
    )
    words = (*search, hangs, "--test-limit", "300s", "--jobs", "2")
    began = time.monotonic()
    done = gitfix(*words, cwd=shop.repo, json=True).result
    assert time.monotonic() - began < 150
    assert kept(done) == ["shop/values.py:5-5", "shop/values.py:17-17"]
    assert done["one_minimal"]
    numbers = [int(word) for word in hung.read_text().split()]
    assert numbers, "two jobs guessed nothing wrong: this test says nothing"
    assert not [number for number in numbers if Path(f"/proc/{number}").exists()]
    no_leaks(shop.repo)


def test_the_record_says_it_of_the_tree(fixed: Shop, gitfix: Gitfix) -> None:
    done = gitfix("minimize", "--test", TEST, "--apply", cwd=fixed.repo, json=True).result
    event = json.loads(fixed.repo.git("cat-file", "blob", f"{done['event']}:event.json"))
    assert event["type"] == "minimized"
    assert event["git"]["tree"] == done["tree"]
    assert event["data"]["kept"] == ["shop/cart.py:17-18"]
    assert "took out 4 of 5 parts" in " ".join(gitfix("log", cwd=fixed.repo).stdout.split())


def test_with_nothing_too_much_all_is_needed(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.commit_fix()
    done = gitfix("minimize", "--test", TEST, "--apply", cwd=shop.repo)
    assert "all of it is needed" in done.stdout


def test_a_test_that_does_not_see_the_bug_is_refused(fixed: Shop, gitfix: Gitfix) -> None:
    done = gitfix("minimize", "--test", "true", cwd=fixed.repo, expect="REFUSED")
    assert "passes without the change" in done.stderr


def test_a_test_that_fails_with_the_fix_is_refused(fixed: Shop, gitfix: Gitfix) -> None:
    done = gitfix("minimize", "--test", "echo no database; false", cwd=fixed.repo, expect="REFUSED")
    assert "fails (exit code 1) with the whole change" in done.stderr
    assert "no database" in done.stderr


def test_only_tests_and_documents_are_nothing_to_minimise(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.repo.commit("Words", {"README.md": "words\n"})
    done = gitfix("minimize", "--test", TEST, cwd=shop.repo, expect="REFUSED")
    assert "nothing to minimise" in done.stderr


def test_what_must_stay_green_keeps_more(fixed: Shop, gitfix: Gitfix) -> None:
    has = "test -f shop/colours.py || ! grep -q 'not items' shop/cart.py"
    done = gitfix("minimize", "--test", TEST, "--keep-green", has, cwd=fixed.repo, json=True).result
    assert {row["path"] for row in done["kept"]} == {"shop/cart.py", "shop/colours.py"}
    without = {row["path"]: row["without"] for row in done["kept"]}
    assert "stay green" in without["shop/colours.py"]


def test_a_check_comes_before_the_test(fixed: Shop, gitfix: Gitfix) -> None:
    log = fixed.world.root / "log"
    check = f"echo check >> {log}; python3 -m compileall -q shop"
    test = f"echo test >> {log}; {TEST}"
    gitfix("minimize", "--test", test, "--check", check, cwd=fixed.repo)
    words = log.read_text().split()
    assert words[0] == "check"
    assert words.count("test") <= words.count("check")


def test_set_up_runs_once_in_each_worktree_and_its_work_stays(fixed: Shop, gitfix: Gitfix) -> None:
    log = fixed.world.root / "log"
    setup = f"echo $PWD >> {log}; echo here > installed"
    done = gitfix(
        "minimize",
        "--test",
        f"test -f installed && {TEST}",
        "--setup",
        setup,
        cwd=fixed.repo,
        json=True,
    )
    assert done.result["runs"] > 3
    assert len(log.read_text().split()) == 1


def test_a_set_up_that_fails_is_said(fixed: Shop, gitfix: Gitfix) -> None:
    setup = "echo no network; exit 3"
    done = gitfix("minimize", "--test", TEST, "--setup", setup, cwd=fixed.repo, expect="REFUSED")
    assert "the set-up ended with exit code 3" in done.stderr
    assert "no network" in done.stderr


def test_a_flaky_test_is_found_out_and_nothing_is_proposed(fixed: Shop, gitfix: Gitfix) -> None:
    """As ever until both ends are looked at once more, then never green again."""
    usual = gitfix("minimize", "--test", TEST, cwd=fixed.repo, json=True).result["runs"]
    log = fixed.world.root / "log"
    test = f"echo x >> {log}; test $(wc -l < {log}) -le {usual - 2} && {TEST}"
    with unchanged(fixed.repo, allow=["ref refs/gitfix*"]):
        done = gitfix(
            "minimize", "--test", test, "--apply", cwd=fixed.repo, json=True, expect="POLICY"
        )
    assert done.result["state"] == "flaky"
    assert done.result["commit"] is None
    assert "once more" in done.error["message"]


def test_when_the_time_is_over_the_best_so_far_is_said(fixed: Shop, gitfix: Gitfix) -> None:
    hold = fixed.world.root / "hold"
    hold.touch()
    slow = f"test -e {hold} && sleep 1.2; {TEST}"
    done = gitfix(
        "minimize", "--test", slow, "--time-limit", "4s", cwd=fixed.repo, json=True
    ).result
    assert done["stopped"] == "time"
    assert done["one_minimal"] is False
    assert len(done["kept"]) + len(done["dropped"]) == 5
    hold.unlink()
    more = gitfix("minimize", "--test", slow, cwd=fixed.repo, json=True).result
    assert more["one_minimal"] is True
    assert more["cache_hits"] > 0


def test_a_stale_compiled_file_never_answers(shop: Shop, gitfix: Gitfix) -> None:
    """Candidates of one size within one second: compiled Python is told apart by time and size alone."""
    hotfix(shop, gitfix)
    cart = shop.repo.read("shop/cart.py")
    body = "".join(f"V{n} = 0\n" for n in range(6))
    shop.repo.commit("Before", {"shop/values.py": body})
    base = shop.repo.head
    head = body.replace("V3 = 0", "V3 = 1").replace("V1 = 0", "V1 = 1").replace("V5 = 0", "V5 = 1")
    shop.repo.commit("Fix", {"shop/values.py": head, "shop/cart.py": cart})
    test = f"{sys.executable} -c 'from shop import values as v; assert v.V3 and v.V1'"
    done = gitfix("minimize", "--base", base, "--test", test, cwd=shop.repo, json=True).result
    assert kept(done) == ["shop/values.py:2-2", "shop/values.py:4-4"]


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"


def test_bytes_of_any_kind_survive(shop: Shop, gitfix: Gitfix) -> None:
    """No UTF-8, CRLF, no line end at the end, odd bytes in names, modes, links, binaries, LFS."""
    hotfix(shop, gitfix)
    odd = "d\udce9j\udce0 vu.txt"
    shop.repo.commit(
        "Before",
        {
            "latin.txt": b"caf\xe9\r\none\r\ntwo",
            odd: b"a\n",
            "run.sh": "#!/bin/sh\n",
            "bin.dat": b"\0\1",
            "big.dat": POINTER.format("a" * 64, 10),
        },
    )
    (shop.repo.path / "link").symlink_to("latin.txt")
    shop.repo.git("add", "link")
    shop.repo.git("commit", "-q", "--amend", "--no-edit")
    base = shop.repo.head
    (shop.repo.path / "run.sh").chmod(0o755)
    shop.repo.commit(
        "Fix",
        {
            "latin.txt": b"caf\xe8\r\none\r\n2\r\nthree",
            odd: b"b\n",
            "bin.dat": b"\0\2",
            "new/x": "1",
            "empty": "",
            "tab\tand\nline": "1",
            "big.dat": POINTER.format("b" * 64, 11),
        },
    )
    (shop.repo.path / "link").unlink()
    (shop.repo.path / "link").symlink_to("bin.dat")
    shop.repo.git("commit", "-q", "-a", "--amend", "--no-edit")
    test = (
        "test -x run.sh && grep -q '^2' latin.txt && test -f new/x && test -f empty && ls | grep -q ^tab "
        '&& grep -q bbbb big.dat && test "$(readlink link)" = bin.dat'
    )
    words = ("--base", base, "--test", test, "--branch", "smallest", "--jobs", "2")
    done = gitfix("minimize", *words, cwd=shop.repo, json=True).result
    needed = {"run.sh", "latin.txt", "new/x", "empty", "tab\tand\nline", "big.dat", "link"}
    assert {row["path"] for row in done["kept"]} == needed
    shop.repo.git("checkout", "-q", "smallest")
    assert (shop.repo.path / "big.dat").read_text() == POINTER.format("b" * 64, 11)
    data = shop.repo.git_bytes("cat-file", "blob", f"{done['tree']}:latin.txt")
    assert data.startswith(b"caf\xe9\r\none\r\n2\r\n")


def test_a_rename_and_a_swap_of_file_and_folder(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    text = "".join(f"line {n}\n" for n in range(30))
    shop.repo.commit("Before", {"old.txt": text, "thing": "a file\n", "other": "1\n"})
    base = shop.repo.head
    files = {"old.txt": None, "new.txt": text.replace("line 7", "LINE 7"), "thing": None}
    shop.repo.commit("Fix", {**files, "other": "2\n"})
    shop.repo.commit("Fix", {"thing/inside": "now a folder\n"})
    test = "grep -q 'LINE 7' new.txt && test -f thing/inside"
    done = gitfix("minimize", "--base", base, "--test", test, cwd=shop.repo, json=True).result
    assert sorted((row["path"], row["kind"]) for row in done["kept"]) == [
        ("new.txt", "lines"),
        ("new.txt", "renamed"),
        ("thing", "deleted"),
        ("thing/inside", "added"),
    ]


def test_in_a_terminal_of_eighty_columns(fixed: Shop, gitfix: Gitfix) -> None:
    done = gitfix("minimize", "--test", TEST, cwd=fixed.repo, pty=True)
    assert "runs" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.split("\r\n")[-8:] if "\033" not in line)


def test_the_test_runs_without_git_variables_and_not_in_the_checkout(
    fixed: Shop, gitfix: Gitfix
) -> None:
    seen = fixed.world.root / "seen"
    test = f"env | grep ^GIT_ > {seen}; pwd >> {seen}; {TEST}"
    gitfix("minimize", "--test", test, cwd=fixed.repo)
    (where,) = seen.read_text().splitlines()
    assert Path(where) != fixed.repo.path
