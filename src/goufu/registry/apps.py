from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RegistryConfig(AppConfig):
    name = "goufu.registry"
    verbose_name = "登记"
    url_prefix = ""
    navigation = [
        {
            "title": pgettext_lazy("list", "单位"),
            "url": "/bodies/",
            "order": 60,
            "permission": "registry.see_bodies",
        },
        {"title": _("人员"), "url": "/people/", "order": 70, "permission": "registry.see_people"},
    ]
    guide = {
        "registry": "bodies",
        **dict.fromkeys(
            [f"registry:{page}" for page in ("people", "person", "enrol", "change_person", "appoint")],
            "administrators",
        ),
        "registry:delegations": "administrators",
    }
    prepares = ["goufu.registry.place_data.load_places"]
    search = ["goufu.registry.searching.bodies", "goufu.registry.searching.people"]
    work = ["goufu.registry.work.waiting"]
    next_steps = ["goufu.registry.work.next_steps"]
    panels = {"home": ["goufu.registry.panels.own_file"]}
    impacts = ["goufu.registry.impact.bodies"]
    documents = {
        "body": "goufu.registry.documents.body",
        **dict.fromkeys(
            (
                *("headship", "affiliation", "qualification", "inspection"),
                *("creditlisting", "debarment", "violation", "appropriation"),
            ),
            "goufu.registry.documents.file_entry",
        ),
    }
