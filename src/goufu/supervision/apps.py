from __future__ import annotations

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "goufu.supervision"
    verbose_name = "监督"
