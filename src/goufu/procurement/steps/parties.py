"""The steps of the parties to a complaint, one row per verb: taken by the party, or registered for it by the finance office."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from goufu.core.permissions import Permission
from goufu.core.steps import Step, Steps
from goufu.procurement.actions import parties
from goufu.procurement.api.case_inputs import AnswerCopyIn, AppealIn, ReceiptIn
from goufu.procurement.forms.parties import AnswerCopyForm, AppealForm, ReceiptForm
from goufu.procurement.queries.cases import party_for
from goufu.procurement.transitions import PARTY

_PARTY = (Permission.ANSWER_COMPLAINTS, Permission.DECIDE_COMPLAINT)
PARTY_STEPS = Steps(
    PARTY,
    [
        Step(
            "receive-copy",
            _PARTY,
            parties.receive_copy,
            _("签收投诉答复通知书和投诉书副本"),
            _("已签收，说明的期限从收到之日起算。"),
            ReceiptForm,
            ReceiptIn,
            note=_("签收以后看到投诉书副本；书面说明的期限从收到之日起算。"),
            is_forward=True,
        ),
        Step(
            "answer-copy",
            _PARTY,
            parties.answer_copy,
            _("对投诉书面说明"),
            _("已提交。"),
            AnswerCopyForm,
            AnswerCopyIn,
            note=_("逐条说明；证据、依据和有关材料先在上一页上传。提交以后不能改。"),
            is_forward=True,
        ),
        Step(
            "receive-decision",
            _PARTY,
            parties.receive_decision,
            _("签收投诉处理决定"),
            _("已签收。"),
            ReceiptForm,
            ReceiptIn,
            note=_("签收以后看到处理决定；申请复议、提起诉讼的期限从收到之日起算。"),
            is_forward=True,
        ),
        Step(
            "record-appeal",
            Permission.DECIDE_COMPLAINT,
            parties.record_appeal,
            _("登记复议、诉讼"),
            _("已登记。"),
            AppealForm,
            AppealIn,
            note=_("复议、诉讼期间决定是不是停止执行，按行政复议法、行政诉讼法（条文没有核对，待核对）。"),
        ),
    ],
    find=party_for,
    page="procurement:party",
    template="procurement/party_step.html",
)
