"""`goufu COMMAND` as a process forked from one that has loaded its libraries.

What says something of starting is started with `running.COMMAND`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from goufu.files.tests.forking import Forks, forking_from

LIBRARIES = (
    "allauth.core.ratelimit", "cryptography.fernet", "django.contrib.auth.hashers", "django.core.management",
    "django.core.serializers.json", "django.db.backends.postgresql.base", "django.db.migrations.executor",
    "django.views.generic", "goufu.check.running", "goufu.config.backup.container", "goufu.config.backup.making",
    "goufu.config.backup.restoring", "goufu.config.cli", "goufu.config.serve", "goufu.core.fact_queries",
    "goufu.core.fact_view_changes", "goufu.core.management.commands.migrate", "goufu.core.rows", "goufu.journal.record_kinds",
    "goufu.law.answers", "goufu.law.engines.postgres", "goufu.law.load", "goufu.registry.checks", "pgtrigger", "procrastinate",
    "psycopg_pool", "sqlglot.dialects.postgres",
)  # fmt: skip


def forking() -> AbstractContextManager[Forks]:
    """A context with a process that forks commands."""
    return forking_from("goufu.config.cli:main", LIBRARIES)
