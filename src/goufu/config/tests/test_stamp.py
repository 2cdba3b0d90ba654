"""A start prepares the database again only where the program or the database is not as it was left."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.db import connection

import goufu
from goufu.config import serve, stamp

pytestmark = pytest.mark.django_db
DONE_TO_IT = {
    "migrated back": "DELETE FROM django_migrations WHERE app = 'planning' AND name = '0001_initial'",
    "migrated on": "INSERT INTO django_migrations (app, name, applied) VALUES ('planning', '9999_x', now())",
    "a table made": "CREATE TABLE of_tomorrow ()",
    "a table exchanged": "DROP TABLE accounts_cache; CREATE TABLE accounts_cache ()",
    "a view dropped": "DROP VIEW IF EXISTS {view} CASCADE",
    "a right given": "GRANT DELETE ON journal_entry TO PUBLIC",
    "a default right given": "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC",
    "a trigger switched off": "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
}


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public' LIMIT 1")
        [view] = cursor.fetchone()
        cursor.execute(statement.format(view=view))


def test_a_database_that_was_prepared_is_known_and_a_new_one_is_not() -> None:
    execute("COMMENT ON TABLE django_migrations IS NULL")
    assert not stamp.is_prepared()
    stamp.set_prepared()
    assert stamp.is_prepared()


@pytest.mark.parametrize("statement", DONE_TO_IT.values(), ids=DONE_TO_IT)
def test_one_to_which_something_was_done_is_prepared_again(statement: str) -> None:
    stamp.set_prepared()
    execute(statement)
    assert not stamp.is_prepared()


def test_rows_that_people_write_change_nothing() -> None:
    stamp.set_prepared()
    execute(
        "INSERT INTO registry_place (code, name, level, listed_from, version) VALUES ('990001', 'x', 'county', 2026, 1)"
    )
    assert stamp.is_prepared()


def test_another_file_or_another_room_is_another_program(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    rule = tmp_path / "law/rule.toml"
    rule.write_text("a = 1")
    stamp.set_prepared()
    with patch.object(goufu, "__path__", [str(tmp_path)]):
        assert not stamp.is_prepared()
        stamp.set_prepared()
        assert stamp.is_prepared()
        rule.write_text("a = 12")
        assert not stamp.is_prepared()
    stamp.set_prepared()
    with patch.object(stamp, "settings", SimpleNamespace(INSTALLED_APPS=["goufu.of_tomorrow"])):
        assert not stamp.is_prepared()


def test_a_second_start_changes_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    execute("COMMENT ON TABLE django_migrations IS NULL")
    monkeypatch.setenv("DATABASE_URL", "")
    with (
        patch.object(serve, "update_tables") as update,
        patch.object(serve, "_connect_to"),  # the test's own connection stays
        patch("goufu.config.static_files.collect_static_files"),
    ):
        serve.prepare("")
        serve.prepare("")
        assert update.call_count == 1
        execute("GRANT DELETE ON journal_entry TO PUBLIC")
        serve.prepare("")
        assert update.call_count == 2
