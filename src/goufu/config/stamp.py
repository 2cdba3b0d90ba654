"""The stamp of a prepared database: by which program, and in which state it was left. A start that finds both skips preparing.

It is the comment of the table of migrations. In it are two digests: of the program (its files, the libraries beside it,
the rooms that are installed), and of the database's own catalogue (the migrations applied, tables and views by their
numbers, with the rights on them, triggers, and the rights that new tables get). So a database that was exchanged,
restored, migrated back or altered is prepared again; so is one that another version has prepared meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

import goufu

_LEFT_OUT = {"__pycache__", "tests", "locale"}
_STATE = """
    SELECT md5(concat_ws('|', current_user, current_database(),
        (SELECT string_agg(concat_ws(',', oid, relname, relacl), ';' ORDER BY oid) FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace),
        (SELECT string_agg(concat_ws(',', oid, tgenabled), ';' ORDER BY oid) FROM pg_trigger WHERE NOT tgisinternal),
        (SELECT string_agg(concat_ws(',', app, name), ';' ORDER BY app, name) FROM django_migrations),
        (SELECT string_agg(defaclacl::text, ';' ORDER BY oid) FROM pg_default_acl)))"""
_READ = "SELECT obj_description(to_regclass('django_migrations'), 'pg_class')"


def is_prepared() -> bool:
    """Whether this program has prepared this database, and nothing was done to it since."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        [found] = cursor.fetchone()
        return found is not None and found == _stamp()


def set_prepared() -> None:
    """Notes that this program has prepared the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{_stamp()}'")  # letters and figures only


def _stamp() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        [state] = cursor.fetchone()
    return f"goufu {_program()} {state}"


def _program() -> str:
    beside = Path(django.__file__).parents[1]
    libraries = sorted(name for name in os.listdir(beside) if name.endswith(".dist-info"))  # noqa: PTH208, names only
    told = (sys.version, libraries, settings.INSTALLED_APPS, sorted(_files(Path(goufu.__path__[0]))))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Each file below with its size and the time of its last change."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in _LEFT_OUT:
                    yield from _files(Path(entry))
            else:
                found = entry.stat()
                yield entry.path, found.st_size, found.st_mtime_ns
