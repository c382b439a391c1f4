"""What `gitfix prove` reads of real runs of Go, cargo, Jest and Node's JUnit XML: one test fails, one passes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from gitfix.core.outcomes.reading import read
from gitfix.core.outcomes.report import Report
from tests.services.provision import path

GO = {
    "go.mod": "module example.com/cart\n\ngo 1.18\n",
    "cart.go": "package cart\n\nfunc Total(a, b int) int { return a - b }\n",
    "cart_test.go": """package cart

import "testing"

func TestTotal(t *testing.T) {
	if Total(1, 2) != 3 {
		t.Fatal("wrong")
	}
}

func TestNone(t *testing.T) {
	if Total(0, 0) != 0 {
		t.Fatal("wrong")
	}
}
""",
}
CARGO = {
    "Cargo.toml": '[package]\nname = "cart"\nversion = "0.1.0"\nedition = "2021"\n',
    "src/lib.rs": """pub fn total(a: i32, b: i32) -> i32 { a - b }

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn totals() { assert_eq!(total(1, 2), 3); }
    #[test]
    fn none() { assert_eq!(total(0, 0), 0); }
}
""",
}
JEST = {
    "package.json": "{}\n",
    "cart.js": "exports.total = (a, b) => a - b;\n",
    "cart.test.js": """const { total } = require('./cart');
test('totals', () => { expect(total(1, 2)).toBe(3); });
test('none', () => { expect(total(0, 0)).toBe(0); });
""",
}
NODE = {
    "cart.js": JEST["cart.js"],
    "cart.test.js": """const test = require('node:test');
const assert = require('node:assert');
const { total } = require('./cart');
test('totals', () => { assert.strictEqual(total(1, 2), 3); });
test('none', () => { assert.strictEqual(total(0, 0), 0); });
""",
}


def outcomes(
    folder: Path, files: Mapping[str, str], *command: str, xml: str = ""
) -> tuple[int, Report]:
    """The exit code of a real run, and what is read of it."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    env = {**os.environ, "GOFLAGS": "-mod=mod", "CI": "1", "CARGO_NET_OFFLINE": "true"}
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=env)
    junit = [(folder / xml).read_bytes()] if xml else []
    said = (done.stdout + done.stderr).decode()
    return done.returncode, read(done.returncode, said, junit)


@pytest.mark.service("go")
def test_go(tmp_path: Path) -> None:
    code, report = outcomes(tmp_path, GO, str(path("go")), "test", "-v", "./...")
    assert code != 0 and report.ran is True and not report.broken
    assert report.tests == {"TestTotal": "failed", "TestNone": "passed"}


@pytest.mark.service("go")
def test_go_without_v_names_what_failed(tmp_path: Path) -> None:
    code, report = outcomes(tmp_path, GO, str(path("go")), "test", "./...")
    assert code != 0 and report.tests == {"TestTotal": "failed"} and not report.broken


@pytest.mark.service("go")
def test_go_that_does_not_compile(tmp_path: Path) -> None:
    files = {**GO, "cart.go": "package cart\n"}
    code, report = outcomes(tmp_path, files, str(path("go")), "test", "-v", "./...")
    assert code != 0 and report.broken and report.ran is False


@pytest.mark.service("cargo")
def test_cargo(tmp_path: Path) -> None:
    code, report = outcomes(tmp_path, CARGO, str(path("cargo")), "test")
    assert code != 0 and report.ran is True and not report.broken
    assert report.tests == {"tests::totals": "failed", "tests::none": "passed"}


@pytest.mark.service("cargo")
def test_cargo_that_does_not_compile(tmp_path: Path) -> None:
    files = {**CARGO, "src/lib.rs": CARGO["src/lib.rs"].replace("pub fn total", "pub fn other")}
    code, report = outcomes(tmp_path, files, str(path("cargo")), "test")
    assert code != 0 and report.broken and report.ran is False


@pytest.mark.service("jest")
@pytest.mark.parametrize("verbose", [True, False])
def test_jest(tmp_path: Path, verbose: bool) -> None:
    more = ["--verbose"] if verbose else []
    code, report = outcomes(tmp_path, JEST, "node", str(path("jest")), *more)
    assert code != 0 and report.ran is True and not report.broken
    assert report.tests == {"totals": "failed", "none": "passed"}


@pytest.mark.service("jest")
def test_jest_without_the_module(tmp_path: Path) -> None:
    files = {name: text for name, text in JEST.items() if name != "cart.js"}
    code, report = outcomes(tmp_path, files, "node", str(path("jest")))
    assert code != 0 and report.broken and not report.having("failed")


@pytest.mark.service("node")
def test_xml_of_node(tmp_path: Path) -> None:
    words = ("--test", "--test-reporter=junit", "--test-reporter-destination=out.xml")
    node = str(path("node"))
    code, report = outcomes(tmp_path, NODE, node, *words, "cart.test.js", xml="out.xml")
    assert code != 0 and not report.broken
    assert {name.rpartition("::")[2]: how for name, how in report.tests.items()} == {
        "totals": "failed",
        "none": "passed",
    }
