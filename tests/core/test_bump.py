"""Where files state their project's version, and that nothing else in them moves."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.bump.doubt import doubt
from gitfix.core.bump.files import bumped
from gitfix.core.bump.parts import part_of
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
    '  VERSION = "2.4.1".freeze',
    "VERSION = (2, 4, 1, 'final', 0)",
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
    "VERSION = (2, 4, 1, 5)",
    "VERSION = (2, 4, 1, 'rc', 1)",
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
    ("setup.py", "setup(name='shop', version='2.4.1', packages=['shop'])", True),
    ("setup.py", "import setuptools as s\n\ns.setup(\n  name='x', version=\"2.4.1\",)\n", True),
    ("setup.py", "é = 1; setup(author='é', version='2.4.1')  # é\n", True),
    ("setup.py", "setup(name='shop', install_requires=['x==2.4.1'])", False),
    ("setup.py", "other(version='2.4.1')", False),
    ("setup.py", "setup(version='2.4.1'", False),
    ("CMakeLists.txt", "project(shop VERSION 2.4.1 LANGUAGES C)\n", True),
    ("CMakeLists.txt", '  PROJECT (shop\n    LANGUAGES CXX\n    VERSION "2.4.1")\n', True),
    ("CMakeLists.txt", 'set(PROJECT_VERSION "2.4.1")\n', True),
    ("CMakeLists.txt", "cmake_minimum_required(VERSION 2.4.1)\nproject(shop C)\n", False),
    ("CMakeLists.txt", "find_package(Boost 2.4.1)\nset(BOOST_VERSION 2.4.1)\n", False),
    ("CMakeLists.txt", "project(shop VERSION 2.4.1.7)\n", False),
    ("CMakeLists.txt", "# project(shop VERSION 2.4.1)\n", False),
    ("meson.build", "project('shop', 'c',\n  version : '2.4.1',\n)\n", True),
    ("meson.build", "dependency('glib', version : '2.4.1')\n", False),
    ("configure.ac", "AC_INIT([shop], [2.4.1], [bugs@example.com])\n", True),
    ("configure.ac", "AC_PREREQ([2.4.1])\n", False),
    ("Cargo.lock", '[[package]]\nname = "other"\nversion = "2.4.1"\n', False),
    ("Cargo.lock", '[[package]]\nname = "shop"\nversion = "2.4.1"\nsource = "registry+x"\n', False),
)


@pytest.mark.parametrize(("path", "text", "changes"), MANIFESTS)
def test_a_manifest(path: str, text: str, changes: bool) -> None:
    after = bumped(path, text, OLD, NEW, stated=False, names=frozenset({"shop"}))
    assert after == (text.replace(OLD, NEW) if changes else text)


PIECES = (
    "#define SHOP_VERSION_MAJOR 2\n#define SHOP_VERSION_MINOR 4\n#define SHOP_VERSION_PATCH 1 // last\n",
    "static const int kMajor = 2;\nstatic const int kMinor = 4;\nstatic const int kPatch = 1;\n",
    "MAJOR = 2\nMINOR = 4\nMICRO = 1\n",
    "  module VERSION\n    MAJOR = 2\r\n    MINOR = 4\r\n    TINY  = 1\r\n  end\n",
    "pub const MAJOR: u32 = 2;\npub const MINOR: u32 = 4;\npub const PATCH: u32 = 1;\n",
    "set(SHOP_VERSION_MAJOR 2)\nset(SHOP_VERSION_MINOR 4)\nset(SHOP_VERSION_PATCH 1)\n",
    "version_major=2\nversion_minor=4\nversion_patch=1",
)


@pytest.mark.parametrize("text", PIECES)
def test_a_version_in_pieces(text: str) -> None:
    after = bumped("version.h", text, OLD, NEW, stated=True)
    (changed,) = [
        pair for pair in zip(text.split("\n"), after.split("\n"), strict=True) if pair[0] != pair[1]
    ]
    assert changed[1] == changed[0][::-1].replace("1", "2", 1)[::-1]
    assert part_of(*changed, OLD, NEW) and not part_of(*changed, "2.4.7", "2.4.9")
    assert bumped("version.h", after, NEW, OLD, stated=True) == text
    both = bumped("version.h", text, OLD, "3.0.0", stated=True)
    assert bumped("version.h", both, "3.0.0", OLD, stated=True) == text


@pytest.mark.parametrize(
    "text",
    [
        PIECES[0].replace("PATCH 1", "PATCH 7"),
        PIECES[0].replace("#define SHOP_VERSION_PATCH 1 // last\n", ""),
        PIECES[0].replace("SHOP_VERSION_MINOR", "API_VERSION_MINOR"),
        PIECES[0].replace("PATCH 1", "PATCH get()"),
        PIECES[0] + "#define SHOP_VERSION_PATCH 9\n",
        "#define MAJORITY 2\n#define MINORITY 4\n#define PATCHES 1\n",
    ],
)
def test_pieces_that_are_not_all_of_the_version_stay(text: str) -> None:
    assert bumped("version.h", text, OLD, NEW, stated=True) == text


@pytest.mark.parametrize(
    ("path", "text", "stated", "said"),
    [
        ("version.py", 'VERSION = make("2.4.1")', True, 'line 1: VERSION = make("2.4.1")'),
        ("version.py", "# since 2.4.1\nVERSION = read()\n", True, ""),
        ("version.h", '#define V() f("2.4.1")\n', True, 'line 1: #define V() f("2.4.1")'),
        ("package.json", '{"version": "2.4.1",}', False, "it is no JSON, and names 2.4.1"),
        ("package.json", '{"dependencies": {"x": "2.4.1"}}', False, ""),
        ("pyproject.toml", 'version = "2.4.1', False, "it is no TOML, and names 2.4.1"),
        ("pom.xml", "<version>2.4.1</version", False, "it is no XML, and names 2.4.1"),
        ("setup.py", "setup(version='2.4.1'", False, "it is no Python, and names 2.4.1"),
        ("setup.py", "setup(version='2.4.0'", False, ""),
        ("build.gradle", "id 'x' version '2.4.1'", False, ""),
    ],
)
def test_what_is_not_understood_is_said(path: str, text: str, stated: bool, said: str) -> None:
    assert doubt(path, text, OLD, stated=stated) == said


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
