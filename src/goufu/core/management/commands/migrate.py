"""goufu manage migrate: Django's own, by one machine at a time."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from goufu.core.upgrade import alone_at_the_database


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        with alone_at_the_database(options["database"]):
            super().handle(*arguments, **options)
