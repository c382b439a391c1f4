"""What real runners print and write, read back: which test failed, and which could not even be run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gitfix.core.outcomes.reading import read
from gitfix.core.outcomes.report import Report

TESTS = {
    "pytest": (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
    "unittest": (sys.executable, "-m", "unittest", "-v"),
}


def run(tmp_path: Path, runner: str, text: str, *options: str) -> tuple[int, str, list[bytes]]:
    """A real run of the real runner on `text`; its exit code, output and XML."""
    (tmp_path / "test_it.py").write_text(text)
    junit = tmp_path / "junit.xml"
    more = [f"--junitxml={junit}", *options] if runner == "pytest" else ["test_it", *options]
    done = subprocess.run(
        [*TESTS[runner], *more], cwd=tmp_path, capture_output=True, check=False, text=True
    )
    return (
        done.returncode,
        done.stdout + done.stderr,
        [junit.read_bytes()] if junit.exists() else [],
    )


CASES = """\
import unittest

class T(unittest.TestCase):
    def test_good(self):
        pass

    def test_bad(self):
        self.assertEqual(1, 2)

    def test_crash(self):
        {}["a"]

    def test_missing(self):
        import no_such_module_here

    @unittest.skip("later")
    def test_skipped(self):
        pass
"""


@pytest.mark.parametrize("runner", ["pytest", "pytest without xml", "unittest"])
def test_each_test_has_its_own_outcome(tmp_path: Path, runner: str) -> None:
    name = runner.split()[0]
    code, output, junit = run(tmp_path, name, CASES, *(["-rA"] if name == "pytest" else []))
    report = read(code, output, junit if runner == "pytest" else [])
    found = {
        test.replace("::", ".").rpartition(".")[2]: outcome
        for test, outcome in report.tests.items()
    }
    skipped = found.pop("test_skipped", "skipped")
    found = {k: v for k, v in found.items() if not k.startswith("py:")}
    assert skipped == "skipped"
    assert found == {
        "test_good": "passed",
        "test_bad": "failed",
        "test_crash": "failed",
        "test_missing": "error",
    }
    assert "no_such_module_here" in report.broken
    assert report.ran is True


@pytest.mark.parametrize("runner", ["pytest", "pytest without xml", "unittest"])
def test_a_file_that_cannot_be_imported_is_no_failure(tmp_path: Path, runner: str) -> None:
    code, output, junit = run(tmp_path, runner.split()[0], "import no_such_module_here\n")
    report = read(code, output, junit if runner == "pytest" else [])
    assert code != 0
    assert not report.having("failed")
    assert "no_such_module_here" in report.broken


@pytest.mark.parametrize("runner", ["pytest", "unittest"])
def test_no_test_at_all(tmp_path: Path, runner: str) -> None:
    code, output, junit = run(tmp_path, runner, "x = 1\n")
    assert read(code, output, junit).ran is False


def test_a_test_file_that_is_not_there(tmp_path: Path) -> None:
    code, output, junit = run(tmp_path, "pytest", "", "no_such_test.py")
    report = read(code, output, junit)
    assert not report.having("failed")
    assert report.ran is False or report.broken


def test_a_failed_comparison_may_speak_of_an_import_error(tmp_path: Path) -> None:
    text = 'def test_words():\n    assert "ImportError: x" == "none"\n'
    code, output, junit = run(tmp_path, "pytest", text)
    assert len(read(code, output, junit).having("failed")) == 1


GO = """\
=== RUN   TestSum
    sum_test.go:8: got 3
--- FAIL: TestSum (0.00s)
--- PASS: TestOther (0.00s)
FAIL
FAIL\texample.com/sum\t0.002s
FAIL
"""
GO_BROKEN = (
    "# example.com/sum\n./sum.go:3:1: syntax error\nFAIL\texample.com/sum [build failed]\nFAIL\n"
)
GO_EVENTS = """\
{"Action":"run","Package":"x","Test":"TestSum"}
{"Action":"output","Package":"x","Test":"TestSum","Output":"--- FAIL: TestSum (0.00s)\\n"}
{"Action":"fail","Package":"x","Test":"TestSum","Elapsed":0}
{"Action":"pass","Package":"x","Test":"TestOther","Elapsed":0}
{"Action":"output","Package":"x","Output":"FAIL\\n"}
{"Action":"fail","Package":"x","Elapsed":0.002}
"""
GO_EVENTS_BROKEN = """\
{"ImportPath":"x [x.test]","Action":"build-output","Output":"./a_test.go:5:34: undefined: Safe\\n"}
{"ImportPath":"x [x.test]","Action":"build-fail"}
{"Action":"start","Package":"x"}
{"Action":"output","Package":"x","Output":"FAIL\\tx [build failed]\\n"}
{"Action":"fail","Package":"x","Elapsed":0,"FailedBuild":"x [x.test]"}
"""
CARGO = """\
running 2 tests
test cart::empty ... FAILED
test cart::total ... ok

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
error: test failed, to rerun pass `--lib`
"""
CARGO_BROKEN = "error[E0425]: cannot find value `x`\nerror: could not compile `cart` (lib test) due to 1 error\n"
JEST = """\
FAIL src/cart.test.js
  cart
    ✓ adds (2 ms)
    ✕ is empty (1 ms)

  ● cart › is empty

    expect(received).toBe(expected)

Test Suites: 1 failed, 1 total
Tests:       1 failed, 1 passed, 2 total
"""
JEST_BROKEN = """\
FAIL src/cart.test.js
  ● Test suite failed to run

    Cannot find module './cart' from 'src/cart.test.js'

Test Suites: 1 failed, 1 total
Tests:       0 total
"""


@pytest.mark.parametrize(
    ("output", "code", "tests"),
    [
        (GO, 1, {"TestSum": "failed", "TestOther": "passed"}),
        (GO_EVENTS, 1, {"TestSum": "failed", "TestOther": "passed"}),
        (CARGO, 101, {"cart::empty": "failed", "cart::total": "passed"}),
        (JEST, 1, {"adds": "passed", "is empty": "failed"}),
    ],
)
def test_other_runners_by_their_words(output: str, code: int, tests: dict[str, str]) -> None:
    assert read(code, output) == Report(tests, "", True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("output", "code"),
    [(GO_BROKEN, 1), (GO_EVENTS_BROKEN, 1), (CARGO_BROKEN, 101), (JEST_BROKEN, 1)],
)
def test_code_that_does_not_compile_is_no_failure(output: str, code: int) -> None:
    report = read(code, output)
    assert report.broken
    assert not report.having("failed")
    assert report.ran is False


def test_xml_of_other_tools() -> None:
    xml = b"""<testsuites><testsuite name="a"><testcase classname="CartTest" name="empty" time="0">
    <failure message="expected null"/></testcase><testcase classname="CartTest" name="total"/>
    <testcase classname="CartTest" name="later"><skipped/></testcase></testsuite></testsuites>"""
    assert read(1, "whatever", [xml]).tests == {
        "CartTest::empty": "failed",
        "CartTest::total": "passed",
        "CartTest::later": "skipped",
    }


def test_xml_that_is_none_or_a_trap_is_left_alone() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><testsuite><testcase name="&a;"/></testsuite>'
    assert read(1, "", [bomb, b"<testsuite><testcase", b""]) == Report()


def test_a_command_that_is_not_there() -> None:
    assert read(127, "sh: 1: nosuch: not found").broken == "the command was not found"


@pytest.mark.parametrize(
    ("argv", "text", "why"),
    [
        (("sh", "it"), None, "cannot open it"),
        ((sys.executable, "it"), None, "can't open file"),
        (("make", "-f", "/dev/null", "it"), None, "No rule to make target"),
        (("perl", "it"), None, "Can't open perl script"),
        (("node", "it"), None, "Cannot find module"),
        (("node", "it"), "require('./other')", "Cannot find module './other'"),
        ((sys.executable, "it"), "import no_such_module_here", "no_such_module_here"),
        ((sys.executable, "it"), "def", "SyntaxError"),
        (("sh", "it"), f"{sys.executable} -c 'import no_such_module_here'", "no_such_module_here"),
        ((sys.executable, "it"), "assert 1 == 2, 'ImportError: x'", ""),
        (
            ("sh", "it"),
            "echo 'sh: 0: cannot open it: No such file'; echo 1 of 2 failed; exit 2",
            "",
        ),
        (("node", "it"), "try { require('./other') } catch { throw Error('wrong') }", ""),
    ],
)
def test_a_program_that_is_no_runner_and_could_not_begin(
    tmp_path: Path, argv: tuple[str, ...], text: str | None, why: str
) -> None:
    """By its last words; a test that failed may have written such words before."""
    if not shutil.which(argv[0]):
        pytest.skip(f"no {argv[0]} here")
    if text is not None:
        (tmp_path / "it").write_text(f"{text}\n")
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, check=False, text=True)
    found = read(done.returncode, done.stdout + done.stderr)
    assert done.returncode != 0 and not found.tests
    assert bool(found.broken) == bool(why) and why in found.broken
