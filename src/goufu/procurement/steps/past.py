"""The steps of procurements that ran elsewhere: their result, their end, and the striking of a wrong entry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

from goufu.core.api import ReasonIn, StepIn
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.steps import Step
from goufu.procurement.actions import past_following
from goufu.procurement.api.past_inputs import LostIn, winner_of
from goufu.procurement.forms.past import EndPastForm, ResultForm, StrikeForm


class LotResultIn(Schema):
    """Who was awarded a lot, by the unified social credit code, for how many yuan; without either it failed."""

    lot: int = Field(ge=1)
    credit_code: str = Field("", max_length=18)
    amount: Decimal | None = Field(None, max_digits=18, decimal_places=2)


class ResultIn(StepIn):
    """Who was awarded it elsewhere, by the unified social credit code, for how many yuan, and when; of lots each stands in `lots`."""

    credit_code: str = Field("", max_length=18)
    amount: Decimal | None = Field(None, max_digits=18, decimal_places=2)
    lots: list[LotResultIn] = Field([], max_length=100)
    lost: list[LostIn] = Field([], max_length=100)
    day: date

    def said(self) -> dict[str, Any]:
        told = {each.lot: (winner_of(each.credit_code), each.amount) for each in self.lots}
        if len(told) < len(self.lots):
            raise Refusal("一个包写了两次结果", "每个包写一次；流标的包供应商和金额空着", field="lots")
        return {
            "results": told or {0: (winner_of(self.credit_code), self.amount)},
            "lost": tuple(each.said() for each in self.lost),
            "day": self.day,
        }


class EndPastIn(ReasonIn):
    """When it was terminated elsewhere, and why."""

    day: date


PAST_STEPS = [
    Step(
        "record-result",
        Permission.WRITE_PROCUREMENT,
        past_following.record_result,
        _("登记补录采购的结果"),
        _("已登记结果。请上传定标和通知书的扫描件。"),
        ResultForm,
        ResultIn,
        note=_("登记以后不能改；写错了的，作废这次补录，再重新补录。"),
    ),
    Step(
        "end-past",
        Permission.LEAD_PROCUREMENT,
        past_following.end_past,
        _("登记补录的采购终止"),
        _("已登记终止，项目的金额可以另行采购。请上传终止的文件。"),
        EndPastForm,
        EndPastIn,
        note=_("在别处终止的，在这里登记。登记以后不再变动。"),
        is_end=True,
    ),
    Step(
        "strike-past",
        Permission.LEAD_PROCUREMENT,
        past_following.strike_past,
        _("作废补录"),
        _("已作废，项目的金额可以另行采购。要的，重新补录。"),
        StrikeForm,
        ReasonIn,
        note=_("写错了才作废：记录留着，写明谁、为什么作废；不再占项目的金额。"),
        is_end=True,
    ),
]
