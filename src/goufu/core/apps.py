from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "goufu.core"
    verbose_name = "办理"
    navigation = [{"title": _("首页"), "url": "/", "order": 0, "for_agents": True}]
    search = ["goufu.core.rules_found.rules"]
    guide = {"search": "everywhere#查找"}
    work = ["goufu.core.work.failed_messages"]
    status = [
        f"goufu.core.status.{each}" for each in ("jobs", "journal", "database_roles", "settings", "law")
    ]

    def ready(self) -> None:
        from goufu.core.fact_view_changes import renew_fact_views

        post_migrate.connect(renew_fact_views, sender=self)
