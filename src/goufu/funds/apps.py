from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "goufu.funds"
    verbose_name = "资金"
    url_prefix = "budget/"
    navigation = [{"title": _("预算"), "url": "/budget/", "order": 20, "permission": "funds.see_budget"}]
    documents = {
        "budgetadjustment": "goufu.funds.documents.adjustment",
        "budgetfile": "goufu.funds.documents.budget_file",
    }
    impacts = ["goufu.funds.impact.lines"]
    listens = {
        "registry.body.changed": "goufu.funds.actions.following.follow_changed",
        "registry.body.succeeded": "goufu.funds.actions.following.take_over_lines",
    }
    next_steps = ["goufu.funds.work.next_steps"]
    search = ["goufu.funds.searching.lines"]
    guide = {"budget": "finance#预算"}
    panels = {"home": ["goufu.funds.panels.money"]}
