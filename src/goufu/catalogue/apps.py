from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "goufu.catalogue"
    verbose_name = "目录"
    url_prefix = "catalogue/"
    navigation = [
        {"title": _("目录"), "url": "/catalogue/", "order": 30, "permission": "catalogue.see_editions"}
    ]
    guide = {
        "catalogue": "catalogue",
        "catalogue:comment": "catalogue#答复征求意见",
        "catalogue:central_lists": "catalogue#集中采购目录",
        "catalogue:central_list": "catalogue#集中采购目录",
        "catalogue:import_central_list": "catalogue#集中采购目录",
    }
    prepares = ["goufu.catalogue.loading.load_central"]
    router = ("/editions", "goufu.catalogue.api.router")
    impacts = ["goufu.catalogue.impact.editions"]
    listens = {"registry.body.succeeded": "goufu.catalogue.actions.following.take_over_editions"}
    search = ["goufu.catalogue.searching.entries"]
    work = ["goufu.catalogue.work.waiting"]
    status = ["goufu.catalogue.status.provisional"]
    next_steps = ["goufu.catalogue.work.next_steps"]
    documents = {"edition": "goufu.catalogue.documents.edition"}
