"""The steps of notices, one row per verb."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field

from goufu.core.api import ReasonIn, StepIn
from goufu.core.permissions import Permission
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.procurement.actions import appearing, noticing
from goufu.procurement.forms.steps import AppearanceForm, PublishForm, ReceiptForm
from goufu.procurement.queries.procurements import own_notice_for
from goufu.procurement.steps.procurements import ReviewedIn
from goufu.procurement.transitions import NOTICE


class ReceivedIn(StepIn):
    day: date


class AppearanceIn(StepIn):
    day: date
    address: str = Field(min_length=1, max_length=500)


def _context(step: Step, form: Any) -> dict[str, Any]:
    return {"procurement": form.thing.procurement}


NOTICE_STEPS = Steps(
    NOTICE,
    [
        Step(
            "publish",
            Permission.PUBLISH_NOTICE,
            noticing.publish_notice,
            _("发布公告"),
            _("已发布。请把文件送指定媒体，收到、发布以后在这里登记。"),
            PublishForm,
            ReviewedIn,
            note=_("发布以后不能再改。公告期限等日子从指定媒体发布起算。"),
            is_forward=True,
        ),
        Step(
            "receive",
            Permission.KEEP_NOTICES,
            appearing.record_receipt,
            _("登记指定媒体收到"),
            _("已登记收到。"),
            ReceiptForm,
            ReceivedIn,
            note=_("指定媒体要在几天以内发布，看时间表。"),
        ),
        Step(
            "appear",
            Permission.KEEP_NOTICES,
            appearing.record_appearance,
            _("登记指定媒体发布"),
            _("已登记，时间表从这一天起算。"),
            AppearanceForm,
            AppearanceIn,
            note=_("登记以后不能改。"),
        ),
        Step(
            "discard",
            Permission.KEEP_NOTICES,
            noticing.discard_notice,
            _("作废公告"),
            _("已作废。"),
            ReasonForm,
            ReasonIn,
            note=_("还没有发布的公告可以作废。"),
            is_end=True,
        ),
    ],
    find=own_notice_for,
    page="procurement:notice",
    template="procurement/step.html",
    context=_context,
)
