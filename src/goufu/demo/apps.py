from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "goufu.demo"
    verbose_name = "示例"
    url_prefix = "demo/"
    landing = "demo:people"
    panels = {
        "procurement:keys": ["goufu.demo.panels.keys"],
        "procurement:opening": ["goufu.demo.panels.keys"],
    }

    def ready(self) -> None:
        from goufu import wall_clock
        from goufu.demo import clock

        wall_clock.use(clock.now)
