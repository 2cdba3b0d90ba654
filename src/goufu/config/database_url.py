"""DATABASE_URL in Django's words."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict

# What is prepared is planned once, for all values; and nothing is compiled: both take longer than to answer.
_SETTINGS = "-c plan_cache_mode=force_generic_plan -c jit=off"


def database_settings(url: str) -> dict[str, Any]:
    """An entry of DATABASES for a postgresql:// address; what it leaves out is left to libpq."""
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
