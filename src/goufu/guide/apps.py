from __future__ import annotations

from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "goufu.guide"
    verbose_name = "指南"
    url_prefix = "guide/"
    search = ["goufu.guide.searching.search"]
