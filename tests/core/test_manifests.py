"""What a change of a manifest means, in each format; and that another order, comment or key means nothing."""

from __future__ import annotations

import pytest

from gitfix.core.manifests.formats import is_manifest, reader
from gitfix.core.manifests.values import Unreadable, compare


def said(path: str, old: str, new: str) -> list[str]:
    """The changes in words: `scope name old -> new`."""
    read = reader(path)
    assert read is not None
    return [f"{c.scope}|{c.name}|{c.old}|{c.new}" for c in compare(read(old), read(new))]


PYPROJECT = """\
[project]
name = "shop"
version = "1.0"
requires-python = ">=3.10"
dependencies = ["requests>=2.0,<3", "Django[argon2]==4.2; python_version >= '3.8'"]
[project.optional-dependencies]
test = ["pytest"]
[dependency-groups]
dev = ["ruff", {include-group = "lint"}]
[build-system]
requires = ["setuptools>=68"]
[tool.poetry.dependencies]
flask = "^2.0"
lib = {version = "1.2", extras = ["a"], optional = true}
[tool.poetry.group.docs.dependencies]
sphinx = "*"
[tool.uv]
dev-dependencies = ["mypy"]
[tool.ruff]
line-length = 100
"""


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ('version = "1.0"', 'version = "1.1"', []),
        ("line-length = 100", "line-length = 88", []),
        ('"requests>=2.0,<3"', '"Requests < 3, >= 2.0"', []),
        ('"requests>=2.0,<3", ', "", ["dependencies|requests|<3, >=2.0|None"]),
        ("<3", "<4", ["dependencies|requests|<3, >=2.0|<4, >=2.0"]),
        ('["pytest"]', '["pytest", "tox>4"]', ["extra test|tox|None|>4"]),
        ("[argon2]", "", [
            'dependencies|Django|[argon2] ==4.2; python_version >= "3.8"|==4.2; python_version >= "3.8"'
        ]),
        ('">=3.10"', '">=3.11"', ["requires-python|python|>=3.10|>=3.11"]),
        ('"ruff"', '"ruff==0.5"', ["group dev|ruff|any version|==0.5"]),
        ('"lint"', '"all"', [
            "group dev|the group lint|any version|None", "group dev|the group all|None|any version"
        ]),
        ("setuptools>=68", "setuptools>=70", ["build-system|setuptools|>=68|>=70"]),
        ('"^2.0"', '"^3.0"', ["dependencies|flask|^2.0|^3.0"]),
        ('["a"]', '["b"]', ["dependencies|lib|1.2, extras a, optional yes|1.2, extras b, optional yes"]),
        ('sphinx = "*"', 'sphinx = "^7"', ["group docs|sphinx|any version|^7"]),
        ('["mypy"]', "[]", ["uv dev-dependencies|mypy|any version|None"]),
    ],
)  # fmt: skip
def test_pyproject(old: str, new: str, changes: list[str]) -> None:
    assert PYPROJECT.replace(old, new) != PYPROJECT
    assert said("pyproject.toml", PYPROJECT, PYPROJECT.replace(old, new)) == changes


HERE, THERE = '>=0.4; sys_platform == "win32"', 'sys_platform != "win32"'
REQUIREMENTS = """\
# what production runs
-r base.txt
-c constraints.txt
--index-url https://user:geheim@example.org/simple
Flask==2.0.1 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
colorama>=0.4 ; sys_platform == "win32"  # only there
colorama>=0.5 ; sys_platform != "win32"
-e git+https://example.org/lib.git@abc#egg=lib
./vendor/thing.whl
"""


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("# what production runs\n", "\n\n", []),
        ("# only there", "# elsewhere not", []),
        ("==2.0.1", "==2.0.2", ["requirements|Flask|==2.0.1|==2.0.2"]),
        ("sha256:bbbb", "sha256:cccc", ["requirements|Flask|==2.0.1|==2.0.1, other hashes"]),
        ("-r base.txt", "-r core.txt", [
            "requirements|the requirements of base.txt|any version|None",
            "requirements|the requirements of core.txt|None|any version",
        ]),
        ("-c constraints.txt\n", "", ["requirements|the constraints of constraints.txt|any version|None"]),
        ("0.5 ;", "0.6 ;", [
            f"requirements|colorama|{HERE} and >=0.5; {THERE}|{HERE} and >=0.6; {THERE}"
        ]),
        ("@abc", "@def", [
            "requirements|lib|git+https://example.org/lib.git@abc#egg=lib|git+https://example.org/lib.git@def#egg=lib"
        ]),
        ("./vendor/thing.whl\n", "", ["requirements|./vendor/thing.whl|any version|None"]),
        ("user:geheim@", "", [
            "where packages come from|--index-url https://***@example.org/simple|any version|None",
            "where packages come from|--index-url https://example.org/simple|None|any version",
        ]),
    ],
)  # fmt: skip
def test_requirements(old: str, new: str, changes: list[str]) -> None:
    assert REQUIREMENTS.replace(old, new) != REQUIREMENTS
    found = said("requirements.txt", REQUIREMENTS, REQUIREMENTS.replace(old, new))
    assert "geheim" not in " ".join(found)
    assert found == changes


def test_setup_cfg_and_pipfile() -> None:
    old = "[metadata]\nversion = 1\n[options]\ninstall_requires =\n    a>1\n    b  # why\npython_requires = >=3.8\n"
    new = old.replace("version = 1", "version = 2").replace("a>1", "a>2").replace("3.8", "3.9")
    assert said("setup.cfg", old, new) == [
        "install_requires|a|>1|>2",
        "requires-python|python|>=3.8|>=3.9",
    ]
    extras = "[options.extras_require]\ntest =\n    x\n"
    assert said("setup.cfg", "", extras) == ["extra test|x|None|any version"]
    assert said("Pipfile", '[packages]\na = "*"\n', '[packages]\na = "==1"\n') == [
        "packages|a|any version|==1"
    ]


def test_package_json() -> None:
    old = '{"version": "1", "scripts": {"t": "x"}, "dependencies": {"a": "^1", "b": "*"}}'
    assert said("package.json", old, old.replace('"x"', '"y"').replace('"1"', '"2"')) == []
    new = """{"dependencies": {"b": "*", "a": "^2"}, "devDependencies": {"c": "1"},
              "overrides": {"d": {"e": "3"}}, "engines": {"node": ">=18"}, "packageManager": "pnpm@9.1"}"""
    assert said("web/package.json", old, new) == [
        "dependencies|a|^1|^2",
        "devDependencies|c|None|1",
        "engines|node|None|>=18",
        "overrides|d > e|None|3",
        "packageManager|pnpm|None|9.1",
    ]


def test_cargo_toml() -> None:
    old = '[package]\nversion = "1"\n[dependencies]\na = "1"\nb = { version = "2", features = ["x"] }\n'
    assert said("Cargo.toml", old, old.replace('"1"\n[', '"3"\n[')) == []
    assert said("Cargo.toml", old, old.replace("{", "{ optional = true,")) == [
        "dependencies|b|2, features x|2, features x, optional yes"
    ]
    new = (
        old + '[target."cfg(unix)".dev-dependencies]\nc = "3"\n[workspace.dependencies]\nd = "4"\n'
    )
    new += '[patch.crates-io]\na = { path = "../a" }\n'
    assert said("Cargo.toml", old, new) == [
        "workspace dependencies|d|None|4",
        "dev-dependencies for cfg(unix)|c|None|3",
        "patch of crates-io|a|None|path ../a",
    ]


def test_go_mod() -> None:
    old = "module example.org/shop\n\ngo 1.21\n\nrequire (\n\ta.org/a v1.0.0\n\tb.org/b v2.0.0 // indirect\n)\n"
    same = old.replace(" // indirect", "").replace(
        "(\n\ta.org/a v1.0.0", "(\n\t// why\n\ta.org/a v1.0.0"
    )
    assert said("go.mod", old, same) == []
    new = old.replace("go 1.21", "go 1.22").replace("v1.0.0", "v1.0.1")
    new += "replace b.org/b => ../b\nexclude c.org/c v1.0.0\n"
    assert said("go.mod", old, new) == [
        "go|go|1.21|1.22",
        "require|a.org/a|v1.0.0|v1.0.1",
        "replace|b.org/b|None|../b",
        "exclude|c.org/c v1.0.0|None|any version",
    ]


POM = """\
<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.x</groupId><artifactId>parent</artifactId><version>1</version></parent>
  <version>7</version>
  <properties><slf4j.version>2.0.1</slf4j.version></properties>
  <dependencies>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>${slf4j.version}</version></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13</version><scope>test</scope></dependency>
  </dependencies>
  <build><plugins><plugin><artifactId>surefire</artifactId><version>3.0</version></plugin></plugins></build>
</project>
"""


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("<version>7<", "<version>8<", []),
        ("2.0.1", "2.0.9", ["dependencies|org.slf4j:slf4j-api|2.0.1|2.0.9"]),
        ("4.13", "4.14", ["dependencies (test)|junit:junit|4.13|4.14"]),
        ("<version>1<", "<version>2<", ["parent|org.x:parent|1|2"]),
        (">3.0<", ">3.1<", ["plugins|surefire|3.0|3.1"]),
    ],
)
def test_pom_xml(old: str, new: str, changes: list[str]) -> None:
    assert said("pom.xml", POM, POM.replace(old, new)) == changes


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[project\n"),
        ("package.json", "{"),
        ("package.json", "[]"),
        ("Cargo.toml", "= 1"),
        ("go.mod", "require (\n a v1\n"),
        ("go.mod", "<<<<<<< HEAD"),
        ("pom.xml", "<project>"),
        ("pom.xml", '<!DOCTYPE x [<!ENTITY a "b">]><project>&a;</project>'),
        ("setup.cfg", "nothing"),
    ],
)
def test_what_is_not_of_its_format_is_said(path: str, text: str) -> None:
    read = reader(path)
    assert read is not None
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize(
    ("path", "manifest"),
    [
        ("pyproject.toml", True),
        ("services/a/go.mod", True),
        ("requirements-dev.txt", True),
        ("requirements/prod.in", True),
        ("dev-requirements.txt", True),
        ("constraints.txt", True),
        ("notes.txt", False),
        ("package-lock.json", False),
        ("xpyproject.toml", False),
    ],
)
def test_which_files_are_manifests(path: str, manifest: bool) -> None:
    assert is_manifest(path) is manifest
