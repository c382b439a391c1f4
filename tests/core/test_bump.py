"""Where files state their project's version, and that nothing else in them moves."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.bump.files import bumped
from gitfix.core.version_line import states_a_version
from gitfix.services.toml_edit import replaced

OLD, NEW = "2.4.1", "2.4.2"
VERSION_FILE = (
    "2.4.1",
    "v2.4.1",
    '__version__ = "2.4.1"',
    "__version__ = version = '2.4.1'",
    "__version_tuple__ = version_tuple = (2, 4, 1)",
    '__version__: str = "2.4.1"',
    "VERSION = (2,4,1)",
    '  VERSION = "2.4.1"',
    'const Version = "2.4.1"',
    '#define SHOP_VERSION "2.4.1"',
    'pub const VERSION: &str = "2.4.1";',
    'ThisBuild / version := "2.4.1"',
    '[assembly: AssemblyVersion("2.4.1")]',
    "version=2.4.1",
)
OTHERS = (
    'MIN_VERSION = "2.4.1"',
    'api_version = "2.4.1"',
    'VERSION = "2.4.1.0"',
    'VERSION = "2.4.1-rc.1"',
    'VERSION = "12.4.1"',
    'x = load("2.4.1")',
    'version = "2.4.1"; os.system("x")',
    "version: 2.4.1+3",
)


@pytest.mark.parametrize("line", VERSION_FILE)
def test_a_version_file(line: str) -> None:
    after = bumped("version.py", f"# 2.4.1\n{line}\r\n", OLD, NEW, stated=True)
    assert after in (f"# 2.4.1\n{line.replace(*pair)}\r\n" for pair in FORMS)
    assert after != f"# 2.4.1\n{line}\r\n" and states_a_version(line)


FORMS = ((OLD, NEW), ("2, 4, 1", "2, 4, 2"), ("2,4,1", "2,4,2"))


@pytest.mark.parametrize("line", OTHERS)
def test_another_version_is_not_the_projects(line: str) -> None:
    assert bumped("version.py", line, OLD, NEW, stated=True) == line


MANIFESTS = (
    ("build.gradle", 'version = "2.4.1"', True),
    ("build.gradle", "id 'x' version '2.4.1'", False),
    ("build.gradle.kts", 'id("x") version "2.4.1"', False),
    ("shop.gemspec", '  s.version = "2.4.1"', True),
    ("mix.exs", '      version: "2.4.1",', True),
    ("mix.exs", '      {:dep, "2.4.1"},', False),
    ("Chart.yaml", 'appVersion: "2.4.1"', True),
    ("Chart.yaml", "    version: 2.4.1", False),
    ("setup.py", '    version="2.4.1",', True),
    ("shop/__init__.py", '__version__ = "2.4.1"', True),
    ("shop/__init__.py", "2.4.1", False),
    ("setup.cfg", "[metadata]\nversion = 2.4.1\n", True),
    ("setup.cfg", "[other]\nversion = 2.4.1\n", False),
    ("package.json", '{"version" : "2.4.1", "engines": {"version": "1"}}', True),
    ("package.json", '{"dependencies": {"version": "2.4.1"}}', False),
    ("package.json", '{"version": "2.4.1"', False),
    ("package-lock.json", '{"packages": {"": {"version": "2.4.1"}}}', True),
    ("package-lock.json", '{"packages": {"node_modules/x": {"version": "2.4.1"}}}', False),
    ("pom.xml", "<project><!-- é --><version> 2.4.1 </version></project>", True),
    ("pom.xml", "<project><parent><version>2.4.1</version></parent></project>", False),
    ("pom.xml", "<project><dependency><version>2.4.1</version></dependency></project>", False),
    (
        "web/pom.xml",
        "<project><parent><groupId>g</groupId><version>2.4.1</version></parent></project>",
        True,
    ),
    (
        "web/pom.xml",
        "<project><groupId>h</groupId><parent><groupId>g</groupId><version>2.4.1</version></parent></project>",
        False,
    ),
    (
        "a.csproj",
        "<Project><PropertyGroup><Version>2.4.1</Version></PropertyGroup></Project>",
        True,
    ),
    ("a.csproj", '<Project><PackageReference Version="2.4.1"/></Project>', False),
    ("Cargo.lock", '[[package]]\nname = "shop"\nversion = "2.4.1"\n', True),
    ("Cargo.lock", '[[package]]\nname = "other"\nversion = "2.4.1"\n', False),
    ("Cargo.lock", '[[package]]\nname = "shop"\nversion = "2.4.1"\nsource = "registry+x"\n', False),
)


@pytest.mark.parametrize(("path", "text", "changes"), MANIFESTS)
def test_a_manifest(path: str, text: str, changes: bool) -> None:
    after = bumped(path, text, OLD, NEW, stated=False, names=frozenset({"shop"}))
    assert after == (text.replace(OLD, NEW) if changes else text)


TOML = """\
# 2.4.1
[project]
name = "shop"     # "2.4.1"
version = '2.4.1'   # the version
dependencies = [
  "a>=2.4.1",   # of course
]

[tool.poetry]
version="2.4.1"

[tool.other]
version = "2.4.1"
"""
PLACES = (("project", "version"), ("tool", "poetry", "version"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_toml_stays_as_it_was_written(end: str) -> None:
    text = TOML.replace("\n", end)
    after = replaced(text, PLACES, OLD, NEW)
    wanted = TOML.replace("= '2.4.1'", "= '2.4.2'").replace('version="2.4.1"', 'version="2.4.2"')
    assert " ".join(after.split()).replace(" = ", "=") == " ".join(wanted.split()).replace(
        " = ", "="
    )
    changed = [a for a, b in zip(text.split(end), after.split(end), strict=True) if a != b]
    assert changed == ["version = '2.4.1'   # the version", 'version="2.4.1"']
    assert replaced("not = = toml 2.4.1", PLACES, OLD, NEW) == "not = = toml 2.4.1"


NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
VALUES = st.recursive(
    NAMES | st.just(OLD) | st.booleans() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.just("version"), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_says_the_same_but_for_the_version(
    rest: dict[str, object], indent: int | str | None, plain: bool
) -> None:
    document = {**rest, "version": OLD}
    text = json.dumps(document, indent=indent, ensure_ascii=plain)
    after = bumped("package.json", text, OLD, NEW, stated=False)
    assert json.loads(after) == {**document, "version": NEW}
    assert sum(a != b for a, b in zip(text, after, strict=True)) == 1
