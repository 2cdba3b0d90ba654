"""Labels of supervision's actions, things and facts in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "supervision.verification.asked": _("发起了日志核验"),
    "supervision.verification.finished": _("完成了日志核验"),
    "supervision.journal.exported": _("导出了整个日志"),
}
THINGS = {
    "verification": _("日志核验"),
    "journal": _("存证日志"),
}
FACTS = {
    "after_day": _("从这一天之后"),
    "compared_rows": _("逐行核对的行数"),
    "covers_tables": _("连同各张表"),
    "entries": _("条数"),
    "faults": _("不符"),
    "last_root": _("最后一天的日根"),
}
