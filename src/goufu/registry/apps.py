from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "goufu.registry"
    verbose_name = "登记"

    def ready(self) -> None:
        import_module("goufu.registry.signals")
