"""All URLs, room by room."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from goufu.config import pages
from goufu.config.api import api
from goufu.core.rooms import rooms
from goufu.core.views import search, todo
from goufu.ui.views import set_unit

urlpatterns = [
    path("", pages.home, name="home"),
    path("todo/", todo, name="todo"),
    path("health", pages.health, name="health"),
    path("ready", pages.ready, name="ready"),
    path("metrics", pages.metrics, name="metrics"),
    path("certificate/", pages.certificate, name="certificate"),
    path("certificate/goufu-ca.crt", pages.certificate_file, name="certificate_file"),
    path("language/", set_language, name="set_language"),
    path("unit/", set_unit, name="set_unit"),
    path("api/", api.urls),
    path("search/", search, name="search"),
    path("account/", include("goufu.accounts.sign_in_urls")),
    *(path(room.url_prefix, include(f"{room.name}.urls")) for room in rooms() if hasattr(room, "url_prefix")),
]

handler400 = pages.refused
handler404 = pages.not_there
handler500 = pages.broken
