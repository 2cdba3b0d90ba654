from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "goufu.planning"
    verbose_name = "计划"
    url_prefix = "projects/"
    navigation = [
        {"title": _("项目"), "url": "/projects/", "order": 10, "permission": "planning.see_projects"},
    ]
    router = ("/projects", "goufu.planning.api.router")
    work = ["goufu.planning.work.waiting"]
    panels = {
        "home": ["goufu.planning.panels.own_projects"],
        "check:list": ["goufu.planning.panels.becomes_projects"],
        "funds:holder": ["goufu.planning.panels.project_link"],
    }

    def ready(self) -> None:
        pre_migrate.connect(_take_away_facts, sender=self)
        post_migrate.connect(_show_facts, sender=self)


def _take_away_facts(using: str, **sent: Any) -> None:
    """A column that a view reads cannot be altered."""
    with connections[using].cursor() as cursor:
        cursor.execute("DROP VIEW IF EXISTS planning_plan_facts")


def _show_facts(using: str, **sent: Any) -> None:
    """The projects as the law reads them, wherever the tables are all there (facts.sql)."""
    from goufu.planning.law import VIEW

    with connections[using].cursor() as cursor:
        if "planning_project" in connections[using].introspection.table_names(cursor):
            cursor.execute(VIEW.read_text(encoding="utf-8"))
