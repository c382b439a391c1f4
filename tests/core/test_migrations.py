"""Migrations are judged by their own text and by what lies beside them; nothing of them is run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.migrations import judge
from gitfix.core.rollback import RollbackCheck, enough, score

ALEMBIC = "def upgrade():\n    op.add_column('cart', c)\n\n"
DJANGO = "class Migration(migrations.Migration):\n    operations = [{}]\n"
RAILS = "class A < ActiveRecord::Migration[7.0]\n  def change\n    {}\n  end\nend\n"


@pytest.mark.parametrize(
    ("path", "text", "tool", "way"),
    [
        ("alembic/versions/a.py", ALEMBIC + "def downgrade():\n    op.drop()\n", "Alembic", "reversible"),
        ("alembic/versions/a.py", ALEMBIC + "def downgrade():\n    pass\n", "Alembic", "irreversible"),
        ("alembic/versions/a.py", ALEMBIC + 'def downgrade():\n    """No."""\n', "Alembic", "irreversible"),
        ("alembic/versions/a.py", ALEMBIC + "def downgrade():\n    raise Exception\n", "Alembic", "irreversible"),
        ("alembic/versions/a.py", ALEMBIC, "Alembic", "irreversible"),
        ("a/migrations/1.py", DJANGO.format("migrations.AddField('cart', 'c', f)"), "Django", "reversible"),
        ("a/migrations/1.py", DJANGO.format("migrations.RunPython(go)"), "Django", "irreversible"),
        ("a/migrations/1.py", DJANGO.format("migrations.RunPython(go, back)"), "Django", "reversible"),
        ("a/migrations/1.py", DJANGO.format("RunPython(go, reverse_code=back)"), "Django", "reversible"),
        ("a/migrations/1.py", DJANGO.format("migrations.RunSQL('x')"), "Django", "irreversible"),
        ("a/migrations/1.py", DJANGO.format("migrations.RemoveField('cart', 'c')"), "Django", "irreversible"),
        ("a/migrations/1.py", "def (", "", "unknown"),
        ("a/migrations/1.py", "x = 1\n", "", "unknown"),
        ("db/migrate/1_a.rb", RAILS.format("add_column :carts, :c, :string"), "Rails", "reversible"),
        ("db/migrate/1_a.rb", RAILS.format("execute 'x'"), "Rails", "irreversible"),
        ("db/migrate/1_a.rb", RAILS.format("remove_column :carts, :c"), "Rails", "irreversible"),
        ("db/migrate/1_a.rb", RAILS.format("x").replace("change", "up"), "Rails", "irreversible"),
        ("db/migrate/1_a.rb", RAILS.format("x").replace("change", "down"), "Rails", "reversible"),
        ("db/migration/V3__x.sql", "", "Flyway", "irreversible"),
        ("db/migration/V2__x.sql", "", "Flyway", "reversible"),
        ("db/migration/R__x.sql", "", "Flyway", "unknown"),
        ("m/1.up.sql", "", "migrate", "reversible"),
        ("m/2.up.sql", "", "migrate", "irreversible"),
        ("prisma/schema.prisma", "", "", "unknown"),
    ],
)  # fmt: skip
def test_conventions(path: str, text: str, tool: str, way: str) -> None:
    there = {"db/migration/U2__x.sql", "m/1.down.sql"}
    found = judge(path, text, there)
    assert (found.tool, found.way) == (tool, way)
    assert bool(found.why) is (way != "reversible")


@given(st.text(), st.sampled_from(["a.py", "a.rb", "V1__a.sql", "a.up.sql", "a"]))
def test_any_text_is_judged(text: str, name: str) -> None:
    assert judge(f"migrations/{name}", text, ()).way in ("reversible", "irreversible", "unknown")


def test_a_score() -> None:
    def check(state: str, weight: str) -> RollbackCheck:
        return RollbackCheck("x", state, "words", weight)  # type: ignore[arg-type]

    assert score([check("pass", "must"), check("unknown", "may")]) == ("ready", "")
    assert score([check("unknown", "must")])[0] == "at-risk"
    assert score([check("fail", "should")])[0] == "at-risk"
    assert score([check("fail", "must"), check("fail", "should")]) == ("not-ready", "x: words")
    assert enough("ready", "at-risk") and not enough("not-ready", "at-risk")
    assert enough("not-ready", "not-ready") and not enough("splendid", "at-risk")
