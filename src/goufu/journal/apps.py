from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "goufu.journal"
    verbose_name = "存证日志"
    prepares = ["goufu.journal.told_entries.begin_proof"]
