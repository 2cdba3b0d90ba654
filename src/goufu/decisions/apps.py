from __future__ import annotations

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "goufu.decisions"
    verbose_name = "疑点判定"
    url_prefix = "decisions/"
    router = ("/decisions", "goufu.decisions.api.router")
    panels = {
        "law:rule": ["goufu.decisions.panels.decided_under"],
        "law:words": ["goufu.decisions.panels.where_lists_grow_from"],
    }
    guide = {"decisions": "decisions"}
