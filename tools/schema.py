"""What the migrations make of a database, for `goufu journal verify --business`: writes src/goufu/journal/schema.csv.

`python tools/schema.py`, after a migration, or a fact of the law, was added.
"""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory, TemporaryFile

import psycopg
from psycopg.conninfo import make_conninfo

from goufu.config.database_url import database_settings
from goufu.config.postgres import throwaway_database


def main() -> None:
    with TemporaryDirectory() as folder, throwaway_database() as url:
        os.environ |= {
            "GOUFU_DATA": folder,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "goufu.config.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from goufu.journal import schema

        call_command("migrate", verbosity=0)
        migrated = schema.present()
        connections.close_all()
        connections["default"].settings_dict.update(database_settings(_restored(url)))
        schema.write(migrated, schema.present())
        connections.close_all()


def _restored(url: str) -> str:
    """The address of another database, into which this one was dumped and restored."""
    from goufu.config.backup.database import dump, load, programs_for

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("CREATE DATABASE restored")
    other, programs = make_conninfo(url, dbname="restored"), programs_for(url)
    with TemporaryFile() as file:
        dump(programs, url, file)
        file.seek(0)
        load(programs, other, file)
    return other


if __name__ == "__main__":
    main()
