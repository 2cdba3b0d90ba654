"""`goufu manage migrate`: Django's own, run by one machine at a time, as the role that owns the tables."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandError
from django.core.management.commands import migrate

from goufu.core.migration_states import MigrationExecutor
from goufu.core.table_rights import may_change_tables, renew_rights
from goufu.core.upgrade import alone_at_the_database, is_migrated, retry_on_lock_timeout

vars(migrate)["MigrationExecutor"] = MigrationExecutor  # Django's command can't be told which


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        using = options["database"]
        with alone_at_the_database(using):
            if may_change_tables(using):
                retry_on_lock_timeout(using, lambda: self._migrate(*arguments, **options))
            elif options["app_label"] or not is_migrated(using):
                raise CommandError(
                    "要改动数据库的表，而这个数据库角色不拥有它们，什么也没有改。"
                    "请在 GOUFU_MIGRATION_URL 里写上拥有表的角色的地址，再执行一次。"
                )

    def _migrate(self, *arguments: Any, **options: Any) -> None:
        super().handle(*arguments, **options)
        renew_rights(options["database"])
