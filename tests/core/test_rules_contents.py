"""The rules that read whole files: dependencies, public names, sizes, and secrets that somebody else has found."""

from __future__ import annotations

from gitfix.core.change import FileChange
from gitfix.core.check import check
from gitfix.core.check_values import CheckInput, CheckPolicy, CheckResult, FoundSecret
from tests.changes import BASE, added, deleted, found, hunk, modified, oid, rules

OLD = '[project]\ndependencies = ["requests>=2", "rich"]\n'


def checked(
    *files: FileChange,
    contents: dict[str, bytes] | None = None,
    sizes: dict[str, int] | None = None,
    secrets: tuple[FoundSecret, ...] = (),
    **policy: object,
) -> CheckResult:
    return check(
        CheckInput(
            base_tag="v1",
            base_commit=BASE,
            head=oid("f"),
            files=files,
            commits=(),
            policy=CheckPolicy(**policy),  # type: ignore[arg-type]
            contents=contents or {},
            sizes=sizes or {},
            secrets=secrets,
        )
    )


def texts(old: str, new: str) -> dict[str, bytes]:
    return {oid("1"): old.encode(), oid("2"): new.encode()}


def test_a_changed_dependency_is_said_with_its_place() -> None:
    new = OLD.replace(">=2", ">=3").replace(', "rich"', "")
    change = modified("pyproject.toml", hunk(OLD.split("\n")[1], new.split("\n")[1], 2))
    result = checked(change, contents=texts(OLD, new))
    one, two = found(result, "dependency-change")
    assert (one.message, one.path, one.line) == ("requests: >=2 becomes >=3", "pyproject.toml", 2)
    assert two.message == "rich is removed: was any version"
    assert one.severity == "warning" and "unless that version is the fix" in one.hint


def test_another_key_of_a_manifest_is_no_dependency() -> None:
    new = OLD.replace("[project]", '[project]\ndescription = "A shop"')
    assert "dependency-change" not in rules(
        checked(modified("pyproject.toml", hunk("", "x", 2)), contents=texts(OLD, new))
    )


def test_a_new_and_a_deleted_manifest() -> None:
    contents = {oid("2"): b"flask==1\n", oid("1"): b"flask==1\n"}
    new = checked(added("requirements.txt", "flask==1"), contents=contents)
    assert [v.message for v in found(new, "dependency-change")] == ["flask is added: ==1"]
    gone = checked(deleted("requirements.txt", "flask==1"), contents=contents)
    assert [v.message for v in found(gone, "dependency-change")] == ["flask is removed: was ==1"]
    tests = checked(added("tests/requirements.txt", "flask==1"), contents=contents)
    assert "dependency-change" not in rules(tests)


def test_a_manifest_that_is_broken_now() -> None:
    change = modified("package.json", hunk("{}", "{"))
    (one,) = found(checked(change, contents=texts("{}", "{")), "dependency-change")
    assert one.message.startswith("its dependencies cannot be told: it is not valid JSON")
    mended = checked(change, contents=texts("{", "{}"))
    assert "dependency-change" not in rules(mended)


def test_a_manifest_that_was_not_read_says_nothing() -> None:
    assert "dependency-change" not in rules(checked(modified("go.mod", hunk("a", "b"))))


CART = "def total(items): ...\n\ndef tax(items): ...\n"


def test_a_public_name_that_is_gone_with_its_place() -> None:
    new = "def total(items, rate): ...\n"
    change = modified("shop/cart.py", hunk(CART.strip(), new.strip(), 1))
    one, two = found(checked(change, contents=texts(CART, new)), "api-change")
    assert (one.message, one.line) == ("total(): the new parameter rate has no default", 1)
    assert (two.message, two.line) == ("tax: is gone", 1)


def test_private_modules_tests_and_scripts_have_no_callers() -> None:
    for path in (
        "shop/_cart.py",
        "_shop/cart.py",
        "tests/cart.py",
        "setup.py",
        "docs/conf.py",
        "a-b.py",
        "cart.txt",
    ):
        change = modified(path, hunk("def tax(): ...", ""))
        assert "api-change" not in rules(checked(change, contents=texts(CART, ""))), path


def test_a_module_that_goes_or_moves() -> None:
    contents = texts(CART, CART)
    (gone,) = found(checked(deleted("shop/cart.py", CART), contents=contents), "api-change")
    assert gone.message == "2 public names are gone with it: tax, total"
    moved = modified("shop/basket.py", status="R", old_path="shop/cart.py")
    (one,) = found(checked(moved, contents=contents), "api-change")
    assert one.message.endswith("; it is shop/basket.py now") and one.path == "shop/cart.py"


def test_a_module_that_becomes_a_package_is_the_same_module() -> None:
    contents = texts(CART, CART)
    renamed = modified("shop/cart/__init__.py", status="R", old_path="shop/cart.py")
    assert "api-change" not in rules(checked(renamed, contents=contents))
    parts = (deleted("shop/cart.py", CART), added("shop/cart/__init__.py", CART))
    assert "api-change" not in rules(checked(*parts, contents=contents))


def test_a_large_file() -> None:
    binary = added("a.bin", binary=True, new_oid=oid("3"))
    (one,) = found(checked(binary, sizes={oid("3"): 600 * 1024}), "large-file")
    assert (one.severity, one.message) == (
        "error",
        "adds 600 kB to the repository; 500 kB is the limit",
    )
    assert "large-file" not in rules(checked(binary, sizes={oid("3"): 500 * 1024}))
    assert "large-file" in rules(checked(binary, sizes={oid("3"): 5000}, file_kb=4))
    text = added("data.csv", "\n".join(["x" * 99] * 6000))
    assert "large-file" in rules(checked(text))
    grown = modified("data.csv", hunk("\n".join(["x" * 99] * 5900), "\n".join(["y" * 99] * 6000)))
    assert "large-file" not in rules(checked(grown))
    link = added("link", binary=True, new_mode=0o120000, new_oid=oid("3"))
    assert "large-file" not in rules(checked(link, sizes={oid("3"): 1 << 30}))


def test_a_secret_is_named_by_its_kind_and_place_alone() -> None:
    secret = FoundSecret("shop/pay.py", 7, "AWS Access Key")
    result = checked(added("shop/pay.py"), secrets=(secret,))
    (one,) = found(result, "secret")
    assert (one.severity, one.path, one.line) == ("error", "shop/pay.py", 7)
    assert one.message == "looks like a secret (AWS Access Key)"
    assert "revoke" in one.hint and result.verdict == "fail"
