"""Coverage reports, each as its tool writes it; coverage.py's data file beside coverage.py's own analysis."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import coverage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.coverage import never_run, of_file, read_coverage
from gitfix.core.statements import statements

CART = '''\
"""A cart."""

import functools

RATES = {
    "a": 1,
    "b": 2,
}


@functools.cache
def rate(name):
    """A rate."""
    if name in RATES:
        return RATES[
            name
        ]
    # nothing known
    try:
        return int(name)
    except ValueError:
        return (
            0
            + 1
        )


class Cart:
    total = 0

    def add(self, price):
        global COUNT
        match price:
            case 0:
                self.total = 0
            case _:
                self.total += price
        for _ in ():
            print("never")
        else:
            COUNT = 1


rate("a")
Cart().add(3)
'''


@pytest.mark.parametrize("options", [(), ("--branch",)], ids=["lines", "branches"])
def test_the_data_file_of_a_real_run(tmp_path: Path, options: tuple[str, ...]) -> None:
    script = tmp_path / "shop" / "cart.py"
    script.parent.mkdir()
    script.write_text(CART)
    env = {**os.environ, "COVERAGE_FILE": str(tmp_path / "data"), "COVERAGE_CORE": "ctrace"}
    argv = [sys.executable, "-m", "coverage", "run", *options, str(script)]
    subprocess.run(argv, check=True, env=env, cwd=tmp_path)

    found = read_coverage((tmp_path / "data").read_bytes())
    lines = of_file(found, "shop/cart.py", CART)
    again = coverage.Coverage(data_file=str(tmp_path / "data"))
    again.load()
    _, code, _, missing, _ = again.analysis2(str(script))
    assert [n for n in code if n in lines and not lines[n]] == missing
    assert set(code) <= lines.keys() | {32}, "`global` is no line to be run"
    # A line in the middle of a statement is what the statement is.
    numbers = [
        n for n, line in enumerate(CART.splitlines(), 1) if line.strip() in ('"b": 2,', "+ 1")
    ]
    assert [lines[n] for n in numbers] == [True, False]
    assert of_file(found, "shop/other.py", CART) == {}


def test_a_report_of_go() -> None:
    found = read_coverage(
        b"mode: set\nexample.org/shop/cart/cart.go:3.20,5.2 2 1\nexample.org/shop/cart/cart.go:5.2,7.3 1 0\n"
    )
    assert of_file(found, "cart/cart.go") == {3: True, 4: True, 5: True, 6: False, 7: False}


def test_a_report_of_jacoco() -> None:
    found = read_coverage(
        b'<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">'
        b'<report name="shop"><package name="org/shop"><sourcefile name="Cart.java">'
        b'<line nr="7" mi="0" ci="3" mb="0" cb="0"/><line nr="8" mi="2" ci="0" mb="0" cb="0"/>'
        b"</sourcefile></package></report>"
    )
    assert never_run(of_file(found, "src/main/java/org/shop/Cart.java"), [7, 8, 9]) == (2, 1)


def test_a_database_of_something_else(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("CREATE TABLE file (id, path)")
        other.execute("INSERT INTO file VALUES (1, 'a.py')")
    other.close()
    with pytest.raises(ValueError, match="data file"):
        read_coverage((tmp_path / "other").read_bytes())


def test_a_database_that_never_ends(tmp_path: Path) -> None:
    """A table may be a view, and a view a program."""
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, 'a' FROM n"
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute(f"CREATE VIEW file(id, path) AS {endless} WHERE x < 0")
    other.close()
    with pytest.raises(ValueError, match="data file"):
        read_coverage((tmp_path / "other").read_bytes())


@given(st.binary(max_size=300))
def test_any_bytes_after_the_magic(data: bytes) -> None:
    with pytest.raises(ValueError, match="data file"):
        read_coverage(b"SQLite format 3\0" + data)


@given(st.text(alphabet="abif:=()\n \t\"'#0", max_size=60))
def test_any_text_has_statements(text: str) -> None:
    for number, (first, last) in statements(text).items():
        assert 1 <= first <= number <= last
