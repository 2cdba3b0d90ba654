"""A restore that was cut off: nobody works in its house before it has been begun anew."""

from __future__ import annotations

from pathlib import Path

import psycopg

from goufu.config.backup.errors import BackupError
from goufu.config.folders import RESTORING, end_restoring, is_being_restored

_TABLES = (
    "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
)


def refuse_half_restored(folder: Path, url: str) -> None:
    """Refuses to work in a data folder into which a restore was cut off. Raises BackupError.

    Where the database has tables the house is whole, and nobody has verified it yet.
    """
    if not is_being_restored(folder):
        return
    if not has_tables(url):
        raise BackupError(
            "上一次恢复没有做完。请再执行一次 goufu restore；不恢复了，"
            f"就删去 {folder / RESTORING}，从空的开始。"
        )
    end_restoring(folder)


def has_tables(url: str) -> bool:
    """Whether the schema in which the program makes its tables has any, of ours or of others."""
    with psycopg.connect(url) as connection:
        return connection.execute(_TABLES).fetchone() != (0,)
