"""The addresses of the registry."""

from __future__ import annotations

from django.urls import URLPattern, path

from goufu.registry.views import account, tokens

app_name = "registry"

ACCOUNT = [
    path("account/", account.show, name="account"),
    path("work-for", account.work_for, name="work_for"),
]
PEOPLE: list[URLPattern] = []
TOKENS = [
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:number>/revoke", tokens.revoke, name="revoke_token"),
]
urlpatterns = [*ACCOUNT, *PEOPLE, *TOKENS]
