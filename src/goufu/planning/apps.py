from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "goufu.planning"
    verbose_name = "计划"
