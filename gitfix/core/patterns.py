"""Which paths are tests, documentation, lock files and so on, in the common languages: the
defaults, as data.

A team replaces or extends each list in its policy. Whatever no list names is code.
"""

from __future__ import annotations


def _written(*names: str) -> tuple[str, ...]:
    """Prose in its usual spellings; the bare name in capitals only: `news` may be a package."""
    endings = (".md", ".rst", ".txt", ".adoc", ".org")
    spelled = [form for name in names for form in (name, name.capitalize(), name.lower())]
    return (*names, *(form + ending for form in spelled for ending in endings))


TESTS = (
    # Folders, whatever the language.
    "test/", "tests/", "Tests/", "__tests__/", "testdata/", "__snapshots__/", "e2e/", "cypress/",
    "/spec/", "/testing/",
    "androidTest/", "*.Tests/", "*.Test/", "/t/",
    # Python, Ruby, Go, Rust, Elixir, Dart, C and C++.
    "test_*.py", "*_test.py", "conftest.py", "*_spec.rb", "*_test.rb", "*_test.go", "*_test.rs",
    "*_test.exs",
    "*_test.dart", "*_test.c", "*_test.cc", "*_test.cpp", "*_unittest.cc", "*_unittest.cpp",
    "test_*.c", "test_*.cpp",
    # JavaScript and TypeScript.
    "*.test.[jt]s", "*.test.[jt]sx", "*.test.[cm][jt]s", "*.spec.[jt]s", "*.spec.[jt]sx",
    "*.spec.[cm][jt]s", "*.cy.[jt]s",
    # The JVM, .NET, PHP, Swift; Gherkin; Perl.
    "*Test.java", "*Tests.java", "*TestCase.java", "*IT.java", "*Test.kt", "*Tests.kt", "*Spec.kt",
    "*Spec.scala",
    "*Test.scala", "*Suite.scala", "*Spec.groovy", "*Test.groovy", "*Test.cs", "*Tests.cs",
    "*Test.php", "*Tests.swift",
    "*.feature", "*.snap", "*.t",
    # Jinja tests of Ansible collections are shipped code.
    "!**/plugins/test/",
)  # fmt: skip

DOCS = (
    "*.md", "*.markdown", "*.mdx", "*.rst", "*.adoc", "*.asciidoc", "*.org", "/docs/", "/doc/",
    "/Documentation/", "/man/",
    "LICENSE", "LICENSE.*", "LICENCE", "COPYING", "COPYING.*", "NOTICE", "AUTHORS", "CONTRIBUTORS",
    "CODEOWNERS", "README",
    "README.*", "INSTALL", "TODO",
)  # fmt: skip

CHANGELOG = (
    *_written("CHANGELOG", "CHANGES", "HISTORY", "NEWS", "RELEASE_NOTES", "RELEASE-NOTES",
    "RELEASENOTES"),
    "ChangeLog", "Changelog", "Changes", "ChangeLog.*", "RELEASES.md", "/changelog/",
    "/changelogs/", "changelog.d/", "news.d/",
    "NEWS.d/", "newsfragments/", ".changeset/", "**/debian/changelog",
)  # fmt: skip

VERSION = (
    "VERSION", "VERSION.txt", "version.txt", ".version", "VERSION.md", "_version.py",
    "__version__.py", "version.py",
    "version.rb", "version.go", "version.h", "version.properties", "version.sbt", "version.json",
    "AssemblyInfo.cs",
)  # fmt: skip

LOCKFILES = (
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock",
    "bun.lockb", "deno.lock",
    "poetry.lock", "Pipfile.lock", "pdm.lock", "uv.lock", "pylock.toml", "pylock.*.toml",
    "conda-lock.yml", "Cargo.lock",
    "Gemfile.lock", "composer.lock", "go.sum", "gradle.lockfile", "packages.lock.json",
    "project.assets.json", "mix.lock",
    "pubspec.lock", "Podfile.lock", "Package.resolved", "flake.lock", "conan.lock",
    "vcpkg-lock.json", ".terraform.lock.hcl",
)  # fmt: skip

GENERATED = (
    "*.min.js", "*.min.css", "*.bundle.js", "*.js.map", "*.css.map", "*.pb.go", "*.pb.gw.go",
    "*_pb2.py", "*_pb2.pyi",
    "*_pb2_grpc.py", "*.pb.cc", "*.pb.h", "*_pb.js", "*_pb.d.ts", "*.g.dart", "*.freezed.dart",
    "*.g.cs", "*.Designer.cs",
    "*.designer.cs", "*.generated.*", "*_generated.go", "zz_generated.*", "/dist/", "node_modules/",
)  # fmt: skip

MIGRATIONS = (
    "**/migrations/*.py", "**/migrations/**/*.sql", "**/migrations/*.[jt]s", "**/migrations/*.php",
    "**/Migrations/*.cs",
    "**/Migrations/*.php", "**/db/migrate/", "**/db/schema.rb", "**/db/structure.sql",
    "**/alembic/versions/", "**/db/migration/",
    "**/prisma/schema.prisma", "V[0-9]*__*.sql", "U[0-9]*__*.sql", "R__*.sql", "db.changelog*",
    "*.up.sql", "*.down.sql",
    "!**/migrations/__init__.py",
)  # fmt: skip

CONFIGURATION = (
    "**/config/", "**/conf/", "**/deploy/", "**/k8s/", "**/helm/", "**/charts/", "**/terraform/", "**/ansible/",
    "Dockerfile", "Dockerfile.*", "docker-compose*.yml", "docker-compose*.yaml", "compose*.yml", "compose*.yaml",
    "Procfile", "*.tf", ".env.example", "settings.py", "**/settings/*.py", "application*.yml", "application*.yaml",
    "application*.properties", "appsettings*.json", "nginx*.conf",
)  # fmt: skip
"""What a release is configured by: it may not fit the one before."""

FORBIDDEN = (
    # Secrets.
    ".env", ".env.local", ".env.production", ".env.*.local", "id_rsa", "id_dsa", "id_ecdsa",
    "id_ed25519", "*.p12", "*.pfx",
    # What `git add -A` sweeps up: merge leftovers, editor and system files, caches.
    "*.orig", "*.rej", "*.swp", "*.swo", "*~", ".DS_Store", "Thumbs.db", "__pycache__/", "*.pyc",
)  # fmt: skip

MANIFESTS = (
    "package.json", "composer.json", "pyproject.toml", "setup.py", "setup.cfg", "Cargo.toml",
    "__init__.py", "*.gemspec",
    "mix.exs", "Chart.yaml", "gradle.properties", "pubspec.yaml",
)  # fmt: skip
"""Files that hold the version among other things: version files only while nothing else in them
changes."""

_FORMATTED = """
    c cc cpp cxx h hh hpp hxx m mm cs java kt kts scala groovy gradle go rs swift dart
    js jsx mjs cjs ts tsx mts cts vue svelte py pyi pyx rb rake php pl pm lua r jl
    ex exs erl hrl clj cljs hs ml mli fs fsi vb pas d zig nim sh bash zsh fish ps1 sql
    css scss less html htm xml json toml ini cfg properties tf hcl proto graphql cmake
"""
FORMATTED = frozenset(_FORMATTED.split())
"""Endings of languages in which white space at a line's end, blank lines and runs of spaces
rarely mean anything."""
