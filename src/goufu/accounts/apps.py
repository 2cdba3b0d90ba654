from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "goufu.accounts"
    verbose_name = "账号"
    url_prefix = ""
    router = ("", "goufu.accounts.api.router")
    listens = {"registry.person.left": "goufu.accounts.actions.following.revoke_keys_of"}
    impacts = ["goufu.accounts.impact.keys"]
    guide = {"accounts": "everywhere#登录"}
    panels = {"registry:person": ["goufu.accounts.panels.sign_in"]}

    def ready(self) -> None:
        import_module("goufu.accounts.signals")
