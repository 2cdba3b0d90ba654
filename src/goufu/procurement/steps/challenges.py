"""The steps of challenges, one row per verb."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.core.api import ReasonIn
from goufu.core.permissions import Permission
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.procurement.actions import (
    answering,
    challenging,
)
from goufu.procurement.api.case_inputs import (
    AnswerIn,
    ServedIn,
    WeighIn,
)
from goufu.procurement.forms.cases import (
    AnswerForm,
    RefuseForm,
    ServedForm,
    WeighForm,
)
from goufu.procurement.queries.cases import challenge_for
from goufu.procurement.steps.cases import PartyStep
from goufu.procurement.transitions import CHALLENGE

_ANSWERING, _COUNTER = Permission.ANSWER_CHALLENGES, Permission.KEEP_CHALLENGES

CHALLENGE_STEPS = Steps(
    CHALLENGE,
    [
        Step(
            "answer-challenge",
            _ANSWERING,
            answering.answer_challenge,
            _("答复质疑"),
            _("已答复。送达以后登记。"),
            AnswerForm,
            AnswerIn,
            note=_("答复以后不能改。改变中标、成交结果的，书面报告本级财政部门。"),
            is_forward=True,
        ),
        Step(
            "weigh-challenge",
            _ANSWERING,
            answering.weigh_challenge,
            _("判断会不会影响结果"),
            _("已记下。"),
            WeighForm,
            WeighIn,
            note=_("可能影响结果的，答复以前不签订合同。"),
        ),
        Step(
            "serve-answer",
            _COUNTER,
            answering.serve_answer,
            _("登记质疑答复送达"),
            _("已登记。"),
            ServedForm,
            ServedIn,
            note=_("书面通知质疑供应商和其他有关供应商。"),
        ),
        Step(
            "refuse-challenge",
            _ANSWERING,
            answering.refuse_challenge,
            _("不予受理质疑"),
            _("已记下，请书面告知质疑供应商。"),
            RefuseForm,
            ReasonIn,
            note=_("只有逾期的、没有资格质疑的可以不予受理。"),
            is_end=True,
        ),
        PartyStep(
            "withdraw-challenge",
            (_COUNTER, Permission.BID),
            challenging.withdraw_challenge,
            _("撤回质疑"),
            _("已撤回。"),
            ReasonForm,
            ReasonIn,
            note=_("撤回以后不再答复，也不能再就它投诉。"),
            is_end=True,
            party="challenger",
        ),
    ],
    find=challenge_for,
    page="procurement:challenge",
    template="procurement/case_step.html",
    context=lambda step, form: {"case": form.thing, "back": "procurement:challenge"},
)
