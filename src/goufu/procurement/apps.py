from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementConfig(AppConfig):
    name = "goufu.procurement"
    verbose_name = "采购"
    url_prefix = "procurements/"
    navigation = [
        {
            "title": _("采购"),
            "url": "/procurements/",
            "order": 15,
            "permission": "procurement.see_procurements",
        },
        {
            "title": _("委托代理"),
            "url": "/procurements/delegations/",
            "order": 16,
            "permission": "procurement.take_delegation",
        },
        {
            "title": _("找采购"),
            "url": "/procurements/open/",
            "order": 16,
            "permission": "procurement.see_bids",
            "for_visitors": True,
        },
    ]
    router = ("/procurements", "goufu.procurement.api.procurements.router")
    search = ["goufu.procurement.searching.procurements", "goufu.procurement.searching.cases"]
    work = [
        "goufu.procurement.work.procurements.waiting",
        "goufu.procurement.work.cases.waiting",
        "goufu.procurement.work.agencies.waiting",
        "goufu.procurement.work.frameworks.waiting",
        "goufu.procurement.work.lane.waiting",
        "goufu.procurement.work.turns.waiting",
        "goufu.procurement.work.providers.waiting",
    ]
    next_steps = ["goufu.procurement.work.providers.next_steps"]
    stations = ["goufu.procurement.stations.STATIONS"]
    status = ["goufu.procurement.status.frameworks"]
    settings = ["goufu.procurement.methods.settings_of_room"]
    impacts = ["goufu.procurement.impact.procurements"]
    listens = {"registry.body.succeeded": "goufu.procurement.actions.following.take_over_procurements"}
    panels = {
        "account:login": ["goufu.procurement.panels.for_panel_members"],
        "planning:project": ["goufu.procurement.panels.of_project"],
        "home": [
            "goufu.procurement.panels.newest_procurements",
            "goufu.procurement.work.providers.own_procurements",
            "goufu.procurement.work.providers.found_for",
        ],
    }
    uses_projects = ["goufu.procurement.holding.in_procurement"]
    after_approval = ["goufu.procurement.panels.begin"]
    facts = {
        "procurement": ["goufu.procurement.facts.PROCUREMENTS"],
        "award": ["goufu.procurement.facts.RESPONSES"],
    }
    guide = {
        "procurement": "procurement",
        "procurement@finance_officer": "procurement#批准采购方式",
        "procurement:method": "procurement#选采购方式",
        "procurement:plan": "procurement#编制方案",
        "procurement:notice": "procurement#公告",
        "procurement:edit_notice": "procurement#公告",
        "procurement:publish": "procurement#公告",
        "procurement:challenges": "challenges",
        "procurement:challenge": "challenges#质疑",
        "procurement:complaints": "challenges#投诉",
        "procurement:complaint": "challenges#投诉",
        "procurement:party": "challenges#投诉",
        "procurement:enter_past": "procurement#补录",
        "procurement:import_past": "procurement#补录",
        "procurement:delegations": "agencies",
        "procurement:delegation": "agencies",
        "procurement:delegate": "agencies#委托",
        **dict.fromkeys(
            [f"procurement:{page}" for page in ("invitations", "list_candidates", "draw_invited")],
            "procurement#邀请供应商",
        ),
        **dict.fromkeys(
            [f"procurement:{page}" for page in ("review", "commit_draw", "draw", "seat", "codes", "experts")],
            "procurement#评审小组",
        ),
        **dict.fromkeys(
            [
                f"procurement:{page}"
                for page in ("panel_home", "panel_score", "panel_examine", "panel_report")
            ],
            "procurement#评审",
        ),
        **dict.fromkeys(
            [f"procurement:{page}" for page in ("file", "edit_file", "templates")], "procurement#采购文件"
        ),
        **dict.fromkeys(
            [f"procurement:{page}" for page in ("scoring", "edit_scoring")], "procurement#评审标准"
        ),
        "procurement:award": "procurement#定标",
        "procurement:settle": "procurement#没有评审小组的比选商谈",
        "procurement:keys": "procurement#开标钥匙",
        "procurement:give_key": "procurement#开标钥匙",
        "procurement:answer_rehearsal": "procurement#开标钥匙",
        "procurement:opening": "procurement#开启",
        "procurement:peel": "procurement#开启",
        **dict.fromkeys(
            [f"procurement:{page}" for page in ("counter", "receive_stick", "receive_paper", "take_back")],
            "procurement#收投标",
        ),
        **dict.fromkeys(
            [f"procurement:{page}_paper" for page in ("read", "check", "scan")], "procurement#开启"
        ),
        "procurement:bid": "providers#封标",
        **dict.fromkeys(
            [
                *(
                    f"procurement:{page}"
                    for page in ("frameworks", "framework", "conclude_framework", "shortlist")
                ),
                *(f"procurement:{page}" for page in ("new_call_off", "call_off", "quote", "join_framework")),
            ],
            "frameworks",
        ),
        **dict.fromkeys(
            [f"procurement:{page}" for page in ("new_user_choice", "user_choice", "record_choices")],
            "frameworks#由服务对象选择",
        ),
        **dict.fromkeys(
            [f"procurement:{page}" for page in ("open", "announced", "take_part", "ask", "leave")],
            "providers#找采购",
        ),
        **dict.fromkeys([f"procurement:{page}" for page in ("question", "answer")], "procurement#提问和答复"),
    }
    veils = [
        f"goufu.procurement.veils.veiled_{each}"
        for each in ("bids", "participations", "downloads", "invitations", "questions")
    ]
    documents = {
        "bid": "goufu.procurement.documents.bids.bid",
        "procurement": "goufu.procurement.documents.procurements.procurement",
        "notice": "goufu.procurement.documents.procurements.notice",
        "challenge": "goufu.procurement.documents.cases.challenge",
        "complaint": "goufu.procurement.documents.cases.complaint",
        "party": "goufu.procurement.documents.cases.party",
        "creditquery": "goufu.procurement.documents.bids.credit_query",
        "letter": "goufu.procurement.documents.bids.letter",
        "invitation": "goufu.procurement.documents.bids.invitation",
        "unopenedletter": "goufu.procurement.documents.bids.unopened_letter",
        "delegation": "goufu.procurement.documents.procurements.delegation",
        "calloff": "goufu.procurement.documents.procurements.call_off",
    }
