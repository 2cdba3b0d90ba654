"""Every address, room by room."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from goufu.config import pages
from goufu.config.api import api
from goufu.config.rooms import ROOMS
from goufu.ui.views import set_unit

urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", pages.health, name="health"),
    path("language", set_language, name="set_language"),
    path("unit", set_unit, name="set_unit"),
    path("api/", api.urls),
    path("account/", include("goufu.registry.account_urls")),
    *(path(room.path, include(room.urls)) for room in ROOMS),
]

handler400 = pages.refused
