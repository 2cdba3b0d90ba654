"""The addresses of the database, and their conversion to Django's settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from goufu.config.folders import data_folder, is_demonstration
from goufu.config.processes import StartError

# Prepared queries are planned once for all values, and never JIT-compiled: either would take longer than running them. What
# an index points to costs hardly more than what comes next: disks without moving parts, and the database is in memory.
_SETTINGS = "-c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c jit=off"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one database for two roles: `migration` owns the tables, `runtime` reads and writes rows."""

    runtime: str
    migration: str


def given_addresses() -> Addresses | None:
    """The addresses in the environment, a single one for both roles; None for the private PostgreSQL.

    Raises StartError where only the address for migrations is given, and in the data folder of a demonstration: there
    everybody signs in with a click, so that it works on no database but its own.
    """
    runtime, migration = os.environ.get("DATABASE_URL"), os.environ.get("GOUFU_MIGRATION_URL")
    if migration and not runtime:
        raise StartError(
            "有 GOUFU_MIGRATION_URL，没有 DATABASE_URL：请把程序运行时用的地址写在 DATABASE_URL 里。"
        )
    if runtime and is_demonstration(data_folder()):
        raise StartError(
            f"{data_folder()} 是示例的数据文件夹，示例只用自己的数据库。请去掉 DATABASE_URL，或者用 GOUFU_DATA 另选文件夹。"
        )
    return Addresses(runtime, migration or runtime) if runtime else None


def database_settings(url: str) -> dict[str, Any]:
    """The entry of DATABASES for a postgresql:// address; parts left out are left to libpq."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "goufu"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts | {"options": f"{_SETTINGS} {parts.get('options', '')}".rstrip()},
    }
