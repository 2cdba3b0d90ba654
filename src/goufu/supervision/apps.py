from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "goufu.supervision"
    verbose_name = "监督"
    url_prefix = "journal/"
    navigation = [{"title": _("日志"), "url": "/journal/", "order": 80, "permission": "journal.see"}]
    guide = {
        "journal": "auditors",
        "journal:verifications": "auditors#核验",
        "journal:days": "auditors#每天一分钟抄日根",
    }
    search = ["goufu.supervision.searching.entries"]
    work = ["goufu.supervision.work.waiting"]
    next_steps = ["goufu.supervision.work.next_steps"]
    panels = {
        "home": ["goufu.supervision.panels.state_of_log"],
        "log:entry": ["goufu.supervision.panels.entry_link"],
    }
    router = ("/journal", "goufu.supervision.api.router")
