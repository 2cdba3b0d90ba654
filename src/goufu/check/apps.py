from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckConfig(AppConfig):
    name = "goufu.check"
    verbose_name = "预审"
    url_prefix = "check/"
    guide = {"check": "check"}
    landing = "check:start"  # the first page before sign-in
    navigation = [{"title": _("预审"), "url": "/check/", "order": 40}]
