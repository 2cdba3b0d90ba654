from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "goufu.accounts"
    verbose_name = "账号"
    url_prefix = ""
    work = ["goufu.accounts.work.waiting"]
    next_steps = ["goufu.accounts.work.next_steps"]
    router = ("", "goufu.accounts.api.router")
    listens = {"registry.person.left": "goufu.accounts.actions.following.revoke_keys_of"}
    impacts = ["goufu.accounts.impact.keys"]
    guide = {
        "accounts": "everywhere#登录",
        **dict.fromkeys(
            [f"accounts:{page}" for page in ("join", "join_as", "joined", "invitation")], "providers#注册"
        ),
        **dict.fromkeys(
            [
                f"accounts:{page}"
                for page in ("sign_ups", "sign_up", "invite", "confirm", "refuse", "take-back")
            ],
            "finance#供应商注册",
        ),
    }
    panels = {"registry:person": ["goufu.accounts.panels.sign_in"]}

    def ready(self) -> None:
        import_module("goufu.accounts.signals")
