"""`goufu manage load_places`: loads the places that come with the installation into the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from goufu.registry.place_data import load_places


class Command(BaseCommand):
    help = "装入行政区划；已经有的不动，可以反复执行。"

    def handle(self, *arguments: Any, **options: Any) -> None:
        count = load_places()
        if options["verbosity"]:
            self.stdout.write(f"新装入 {count} 条行政区划。")
