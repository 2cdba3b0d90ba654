"""What the migrations make of a database, for `goufu journal verify --business`: writes src/goufu/journal/schema.csv.

`python tools/schema.py`, after a migration, or a fact of the law, was added. What is other in a demonstration is written to
src/goufu/demo/schema.csv, by a process of its own, since the rooms of a process are those of its data folder.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import psycopg
from psycopg.conninfo import make_conninfo

from goufu.config.database_url import database_settings
from goufu.config.folders import set_stamp
from goufu.config.postgres import throwaway_database


def main(room: str = "") -> None:
    with TemporaryDirectory() as folder, throwaway_database() as url:
        if room:
            set_stamp(Path(folder), "begun")
        os.environ |= {
            "GOUFU_DATA": folder,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "goufu.config.settings",
        }
        import django

        django.setup()
        from django.apps import apps
        from django.core.management import call_command
        from django.db import connections

        from goufu.journal import schema

        call_command("migrate", verbosity=0)
        migrated = schema.present()
        connections.close_all()
        connections["default"].settings_dict.update(database_settings(_restored(url)))
        restored = schema.present()
        connections.close_all()
        rows = {each: [*dict.fromkeys([digest, restored[each]])] for each, digest in migrated.items()}
        if not room:
            _write(schema.FILE, rows)
            return
        known = schema.read(schema.FILE)
        others = {each: digests for each, digests in rows.items() if known.get(each) != digests}
        _write(Path(apps.get_app_config(room).path) / schema.FILE.name, others)


def _write(path: Path, rows: dict[tuple[str, str], list[str]]) -> None:
    """A line for each definition, with the second digest where it is another."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows((*each, *rows[each]) for each in sorted(rows))


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
    main(*sys.argv[1:])
    if not sys.argv[1:]:
        subprocess.run([sys.executable, __file__, "demo"], check=True)
