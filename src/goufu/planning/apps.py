from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "goufu.planning"
    verbose_name = "计划"
    url_prefix = "projects/"
    navigation = [
        {"title": _("项目"), "url": "/projects/", "order": 10, "permission": "planning.see_projects"},
    ]
    router = ("/projects", "goufu.planning.api.router")
    search = ["goufu.planning.searching.projects"]
    work = ["goufu.planning.work.waiting"]
    next_steps = ["goufu.planning.work.next_steps"]
    impacts = ["goufu.planning.impact.projects"]
    listens = {
        "registry.body.changed": "goufu.planning.actions.following.follow_changed",
        "registry.body.succeeded": "goufu.planning.actions.following.follow_succeeded",
    }
    panels = {
        "home": ["goufu.planning.panels.newest_projects"],
        "check:list": ["goufu.planning.panels.becomes_projects"],
        "decisions:decision": ["goufu.planning.panels.decided_on"],
        "funds:holder": ["goufu.planning.panels.project_link"],
    }
    seen_projects = ["goufu.planning.queries.projects.seen_among"]
    prepares = ["goufu.planning.readings.have_read_anew"]
    facts = {"plan": ["goufu.planning.facts.PROJECTS"]}
    guide = {
        "planning": "purchasing",
        "planning@finance_officer": "finance#审核项目",
        "planning:edit": "purchasing#写一个项目",
        "planning:new": "purchasing#写一个项目",
        "planning:submit": "purchasing#提交",
        "planning:waive": "purchasing#豁免",
        "planning:waivers": "purchasing#豁免",
        "planning:from_list": "purchasing#清单成为项目",
        "planning:approve": "finance#审核项目",
        "planning:judge": "decisions#在项目上判定",
        "planning:return": "finance#审核项目",
    }
    documents = {"project": "goufu.planning.documents.project"}
    stations = ["goufu.planning.stations.STATIONS"]
