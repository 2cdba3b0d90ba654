from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "goufu.core"
    verbose_name = "办理"
