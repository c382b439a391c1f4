"""Blame past mass changes: begun at the mass change itself, it names what git names when it is told from the start."""

from __future__ import annotations

from gitfix.core.check_values import CheckPolicy
from gitfix.git.blame import Blames
from gitfix.operations.blaming import suspects
from tests.git.plain import Plain

MANY = {f"other/{n}.txt": f"{n}\n" for n in range(60)}
NAME = 'a "quoted"\tname é.py'
"""git writes it in quotes, with escapes."""


def text(**changed: str) -> str:
    lines = {name: f"{name} = 1" for name in "abcdefghij"} | changed
    return "".join(f"{line}\n" for line in lines.values())


def test_a_mass_change_is_looked_past(plain: Plain) -> None:
    plain.commit("Begin", {"old.py": text()})
    faulty = plain.commit("Bring it", {"old.py": text(e="e = 2")})
    plain.git("mv", "old.py", NAME)
    plain.commit("Move it")
    mass = plain.commit("Reformat", {NAME: text(e="e = (2)"), **MANY})
    plain.commit("Go on", {NAME: "# more\n" + text(e="e = (2)")})
    fix = plain.commit("Fix", {NAME: "# more\n" + text(e="e = (3)")})
    opened = plain.repo
    found = suspects(opened, [(plain.oid("HEAD^"), fix)], CheckPolicy(), own=[fix])
    assert found.candidates[0].commit == faulty
    asked = [(plain.oid("HEAD^"), NAME, [6])]
    (line,) = Blames(opened).each(asked)[0]
    assert (line.commit, line.there, line.new_file) == (mass, (NAME, 5), False)
    (whole,) = Blames(opened).each(asked, past=[mass])[0]
    (short,) = Blames(opened).each([(line.commit, NAME, [5])], past=[mass])[0]
    assert whole.commit == short.commit == faulty


def test_a_file_that_begins_with_it_is_not_asked_about_again(plain: Plain) -> None:
    plain.commit("Begin", {"x": "x\n"})
    first = plain.commit("Import", {"new.py": text(), **MANY})
    opened = plain.repo
    found = Blames(opened).each([(first, "new.py", [2]), (first, "other/1.txt", [1])])
    assert [(line.commit, line.new_file) for (line,) in found] == [(first, True), (first, True)]


def test_one_commit_with_two_files(plain: Plain) -> None:
    """git names the file again before each run of lines then."""
    plain.commit("Begin", {"a.py": text(), "b.py": "# b\n" + text(a="z = 9")})
    both = plain.commit("Both", {"a.py": text(b="b = 2"), "c.py": text(c="c = 7")})
    opened = plain.repo
    found = Blames(opened).each([(both, "a.py", [2]), (both, "c.py", [3])])
    assert [(line.there[0], line.new_file) for (line,) in found] == [
        ("a.py", False),
        ("c.py", True),
    ]
