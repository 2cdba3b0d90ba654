"""`goufu manage load_central`: loads the central catalogue that comes with the installation into the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from goufu.catalogue.loading import load_central


class Command(BaseCommand):
    help = "把随程序带的中央本级目录载入数据库；已有就不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        edition, is_new = load_central()
        if options["verbosity"]:
            done = f"已载入，{edition.entries.count()} 个条目" if is_new else "已经在了，没有改动"
            mark = "" if edition.is_verified else "这份目录待核对：没有找到公开的原文，编码是重建的。"
            since = "" if edition.is_day_verified else f"施行日期 {edition.valid_from} 也待核对。"
            self.stdout.write(f"《{edition}》{done}。{mark}{since}")
