"""The steps of procurements, one row per verb."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field

from goufu.core.api import Moment, ReasonIn, StepIn
from goufu.core.permissions import Permission
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.planning.actions.deciding import WAIVED_BY
from goufu.procurement.actions import (
    buying_together,
    deciding,
    emergency,
    ending,
    waiving,
)
from goufu.procurement.forms.emergency import EffectsForm, FilingForm, LaneReviewForm
from goufu.procurement.forms.steps import (
    ApprovalForm,
    AskForm,
    BeginStepForm,
    DecideForm,
    EndForm,
    LeaveOutForm,
    RecordForm,
    TakeInForm,
)
from goufu.procurement.forms.waiving import WaiveForm
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.steps.past import PAST_STEPS
from goufu.procurement.transitions import PROCUREMENT


class TakeInIn(StepIn):
    """The name or the credit code of a body under the same finance office."""

    name: str = Field(min_length=1, max_length=200)


class LeaveOutIn(ReasonIn):
    """A body of the procurement, by its number, and why it is left out."""

    body: int


class ApproveMethodIn(StepIn):
    """The request to approve a method."""

    note: str = Field("", max_length=2_000)


class RecordApprovalIn(StepIn):
    """The document by which a method was approved. `level`: central, province or city."""

    office: str = Field(min_length=1, max_length=200)
    level: str = Field(max_length=12)
    number: str = Field(min_length=1, max_length=80)
    day: date


class RecordIn(StepIn):
    """What happened: an event by its name, the day, and the moment where it is known."""

    event: str = Field(max_length=40)
    day: date
    moment: Moment | None = None
    note: str = Field("", max_length=500)


class EndIn(ReasonIn):
    """Why it ends: one of the causes of its method, and what happened."""

    cause: str = Field(max_length=20)


class WaiveRulesIn(StepIn):
    """Rules to waive: the reason by rule id, and the last day on which the waivers hold."""

    reasons: dict[str, str] = Field(min_length=1)
    until: date | None = None


class FilingIn(StepIn):
    """What the purchaser filed with its finance office, and when."""

    text: str = Field(max_length=5_000)
    day: date


class LaneReviewIn(StepIn):
    """What the finance office found: in_order, to_mend or referred, and why."""

    finding: str = Field(max_length=10)
    text: str = Field(max_length=5_000)


class EffectsIn(StepIn):
    """Capacity, unit cost and speed before and after, each with its unit, or left out."""

    capacity_unit: str = Field("", max_length=40)
    capacity_before: Decimal | None = None
    capacity_after: Decimal | None = None
    cost_unit: str = Field("", max_length=40)
    cost_before: Decimal | None = None
    cost_after: Decimal | None = None
    speed_unit: str = Field("", max_length=40)
    speed_before: Decimal | None = None
    speed_after: Decimal | None = None
    source: str = Field(max_length=300)

    def said(self) -> dict[str, Any]:
        return {"figures": super().said()}


class ReviewedIn(StepIn):
    """`reviewed`: the ids of the rules whose doubts a person has looked into."""

    reviewed: list[str] = []


def _context(step: Step, form: Any) -> dict[str, Any]:
    return {"procurement": form.thing}


PROCUREMENT_STEPS = Steps(
    PROCUREMENT,
    [
        Step(
            "take-in",
            Permission.WRITE_PROCUREMENT,
            buying_together.take_in_purchaser,
            _("请别的单位一起采购"),
            _("已请这个单位，它的首页会写出来。"),
            TakeInForm,
            TakeInIn,
            note=_("请了的单位可以用自己已批准的项目加入；没有请的加入不了，也看不到这次采购。"),
        ),
        Step(
            "leave-out",
            Permission.WRITE_PROCUREMENT,
            buying_together.leave_out_purchaser,
            _("不再和一个单位一起采购"),
            _("已移出，那个单位的金额可以另行采购。"),
            LeaveOutForm,
            LeaveOutIn,
            note=_("它加入的项目和金额一起移出，理由写在它的项目页上。"),
        ),
        Step(
            "ask-approval",
            Permission.WRITE_PROCUREMENT,
            deciding.ask_approval,
            _("申请批准采购方式"),
            _("已申请，等财政部门决定。"),
            AskForm,
            note=_("本系统里设区的市、自治州以上的财政部门会看到；不在本系统里的，批复下来以后登记。"),
        ),
        Step(
            "approve-method",
            Permission.APPROVE_METHOD,
            deciding.approve_method,
            _("批准采购方式"),
            _("已批准。"),
            DecideForm,
            ApproveMethodIn,
            note=_("批准以后采购人可以用这种方式开始采购。"),
            is_forward=True,
        ),
        Step(
            "refuse-method",
            Permission.APPROVE_METHOD,
            deciding.refuse_method,
            _("不批准采购方式"),
            _("已告知采购人不批准。"),
            ReasonForm,
            ReasonIn,
            note=_("采购人会看到理由，可以改用公开招标。"),
        ),
        Step(
            "record-approval",
            Permission.WRITE_PROCUREMENT,
            deciding.record_approval,
            _("登记采购方式批复"),
            _("已登记。批复的扫描件请在采购页上传。"),
            ApprovalForm,
            RecordApprovalIn,
            note=_("县级财政部门的批复不算：应当由设区的市、自治州以上财政部门批准。"),
        ),
        Step(
            "begin",
            Permission.LEAD_PROCUREMENT,
            deciding.begin_procurement,
            _("开始采购活动"),
            _("已开始。"),
            BeginStepForm,
            ReviewedIn,
            note=_("这种采购方式不从公告开始。开始以后方案不能再改。"),
            is_forward=True,
        ),
        Step(
            "record",
            Permission.WRITE_PROCUREMENT,
            deciding.record_event,
            _("登记办理情况"),
            _("已登记，时间表跟着走。"),
            RecordForm,
            RecordIn,
            note=_("登记错了，再登记一次，以最后一次为准；两次都留着。"),
        ),
        Step(
            "waive",
            tuple(WAIVED_BY.values()),
            waiving.waive_rules,
            _("说明理由，豁免规则"),
            _("已豁免，理由和采购公告一起公开。"),
            WaiveForm,
            WaiveRulesIn,
            note=_("您的姓名、单位、理由、日期和期限会和采购公告一起公开，不能收回。"),
        ),
        Step(
            "file-emergency",
            Permission.WRITE_PROCUREMENT,
            emergency.file_emergency,
            _("报备紧急采购"),
            _("已报备，报备书在“文件”里。等财政部门审查。"),
            FilingForm,
            FilingIn,
            note=_("报备的期限是本系统的设置，不是法定期限。"),
            is_forward=True,
        ),
        Step(
            "record-effects",
            Permission.WRITE_PROCUREMENT,
            emergency.record_effects,
            _("登记紧急采购的效果"),
            _("已登记。"),
            EffectsForm,
            EffectsIn,
            note=_("服务能力、单位成本、响应时间，知道哪一项写哪一项；以最后一次为准，结果公告页上公开。"),
        ),
        Step(
            "review-emergency",
            Permission.REVIEW_EMERGENCY,
            emergency.review_emergency,
            _("审查紧急采购"),
            _("已审查，审查意见在“文件”里，采购人看得到。"),
            LaneReviewForm,
            LaneReviewIn,
            note=_("采购人到期没有报备的，自动转入审查。审查的期限是本系统的设置，不是法定期限。"),
            is_forward=True,
        ),
        Step(
            "end",
            Permission.LEAD_PROCUREMENT,
            ending.end_procurement,
            _("终止采购"),
            _("已终止，项目的金额可以另行采购。终止采购记录在“文件”里。"),
            EndForm,
            EndIn,
            note=_(
                "这次采购没有发过公告，直接终止。终止以后不再变动；报过价的供应商各收到一份告知书，只写选的原因。"
            ),
            is_end=True,
        ),
        *PAST_STEPS,
        Step(
            "withdraw",
            Permission.WRITE_PROCUREMENT,
            deciding.withdraw_procurement,
            _("撤销采购"),
            _("已撤销，项目的金额可以另行采购。"),
            ReasonForm,
            ReasonIn,
            note=_("还没有发公告的采购可以撤销，撤销以后不再变动。"),
            is_end=True,
        ),
    ],
    find=procurement_for,
    page="procurement:procurement",
    template="procurement/step.html",
    context=_context,
)
