"""The addresses of the registry."""

from __future__ import annotations

from django.urls import URLPattern, path

from goufu.registry.views import account

app_name = "registry"

ACCOUNT = [
    path("account/", account.show, name="account"),
    path("work-for", account.work_for, name="work_for"),
]
PEOPLE: list[URLPattern] = []
urlpatterns = [*ACCOUNT, *PEOPLE]
