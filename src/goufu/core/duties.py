"""Duties: what a purchaser may delegate to an agency, and the permissions that each gives in that procurement."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission


class Duty(models.TextChoices):
    FILE = "file", _("编制采购文件和评审标准")
    NOTICES = "notices", _("起草、发布公告，送指定媒体")
    QUESTIONS = "questions", _("答复供应商的提问")
    OPENING = "opening", _("收响应文件，组织开启")
    REVIEW = "review", _("抽取专家，组织评审")
    RESULT = "result", _("发通知书，退还保证金")
    CHALLENGES = "challenges", _("答复质疑")


GIVES: Mapping[Duty, frozenset[Permission]] = {
    Duty.FILE: frozenset({Permission.KEEP_FILE}),
    Duty.NOTICES: frozenset({Permission.KEEP_NOTICES, Permission.PUBLISH_NOTICE}),
    Duty.QUESTIONS: frozenset({Permission.ANSWER_QUESTIONS}),
    Duty.OPENING: frozenset({Permission.HOLD_OPENING}),
    Duty.REVIEW: frozenset({Permission.HOLD_REVIEW}),
    Duty.RESULT: frozenset({Permission.TELL_RESULT}),
    Duty.CHALLENGES: frozenset({Permission.KEEP_CHALLENGES, Permission.ANSWER_CHALLENGES}),
}


ALWAYS = frozenset({Permission.SEE_PROCUREMENTS, Permission.KEEP_PAPERS})  # each of them gives


def duties_giving(permission: Permission) -> list[str]:
    """The duties that give the permission."""
    return [str(duty) for duty, given in GIVES.items() if permission in given | ALWAYS]
