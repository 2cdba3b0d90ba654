from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    name = "goufu.law"
    verbose_name = "规则"
    url_prefix = "rules/"
    guide = {"law": "marks"}
    navigation = [{"title": _("规则"), "url": "/rules/", "order": 50}]

    def ready(self) -> None:
        post_migrate.connect(_install, sender=self)


def _install(using: str, **kwargs: Any) -> None:
    """Installs the functions and the calendar that this version's rules need; runs after every migration."""
    from goufu.law.engines import postgres  # which brings the parser of SQL, for this alone in most processes

    with transaction.atomic(using), connections[using].cursor() as cursor:
        postgres.install(cursor)
