"""The steps of complaints, one row per verb."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goufu.core.api import ReasonIn
from goufu.core.permissions import Permission
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.procurement.actions import (
    appealing,
    complaining,
    handling,
    parties,
    publishing,
    ruling,
)
from goufu.procurement.api.case_inputs import (
    AcceptIn,
    AnnulIn,
    AppearedIn,
    DayIn,
    DecisionIn,
    JoinIn,
    ListIn,
    ProceedIn,
    PublishDecisionIn,
    SendCopiesIn,
    SuspendIn,
    TextIn,
    TurnAwayIn,
)
from goufu.procurement.cases.data import load_cases
from goufu.procurement.cases.periods import period
from goufu.procurement.forms.cases import (
    AcceptForm,
    AnnulForm,
    AppearedForm,
    DayForm,
    DecisionForm,
    JoinComplaintForm,
    ListForm,
    ProceedForm,
    PublishDecisionForm,
    SuspendForm,
    TextForm,
    TurnAwayForm,
)
from goufu.procurement.forms.parties import SendCopiesForm
from goufu.procurement.queries.cases import complaint_for
from goufu.procurement.steps.cases import PartyStep
from goufu.procurement.transitions import COMPLAINT


def _suspension(complaint: Any) -> str:
    return gettext(
        "合起来最长 %(period)s；期间开启、评审、结果公告、通知书、合同都办不成。到期自己结束。"
    ) % {"period": period("suspension")}


def _abuse(complaint: Any) -> str:
    return gettext(
        "捏造事实、提供虚假材料、以非法手段取得证明材料的，或者 %(months)s 个月内查无实据满 %(times)s的。"
    ) % {"months": load_cases().numbers["abuse"].within_months, "times": period("abuse")}


_OFFICE = Permission.DECIDE_COMPLAINT

COMPLAINT_STEPS = Steps(
    COMPLAINT,
    [
        Step(
            "accept-complaint",
            _OFFICE,
            complaining.accept_complaint,
            _("受理投诉"),
            _("已受理。请发出投诉答复通知书和投诉书副本。"),
            AcceptForm,
            AcceptIn,
            note=_("受理以后发副本、听被投诉人说明，再作决定；期限从收到投诉之日起算。"),
            is_forward=True,
        ),
        Step(
            "ask-supplement",
            _OFFICE,
            complaining.ask_supplement,
            _("通知补正投诉书"),
            _("已记下，补正的时间不计入处理期限。"),
            TextForm,
            TextIn,
            note=_("要一次说全缺什么、什么时候以前补正。"),
        ),
        Step(
            "supplement",
            _OFFICE,
            complaining.supplement,
            _("登记收到补正"),
            _("已登记，请审查。"),
            DayForm,
            DayIn,
            note=_("登记收到补正材料的日子。"),
            is_forward=True,
        ),
        Step(
            "refuse-complaint",
            _OFFICE,
            complaining.refuse_complaint,
            _("不予受理投诉"),
            _("已记下，请书面告知投诉人。"),
            TurnAwayForm,
            TurnAwayIn,
            note=_("写明不符合哪一条；告知投诉人的日子记为今天。"),
            is_end=True,
        ),
        Step(
            "refer-complaint",
            _OFFICE,
            complaining.refer_complaint,
            _("告知向有管辖权的部门投诉"),
            _("已记下，请书面告知投诉人。"),
            TurnAwayForm,
            TurnAwayIn,
            note=_("写明由哪个部门处理。"),
            is_end=True,
        ),
        Step(
            "decide-complaint",
            _OFFICE,
            ruling.decide_complaint,
            _("作出投诉处理决定"),
            _("已决定。请送达当事人，由另一位经办人公告。"),
            DecisionForm,
            DecisionIn,
            note=_("决定作出以后不能改；对采购活动的处理随即生效，暂停随即结束。"),
            template="procurement/decide_complaint.html",
            is_forward=True,
        ),
        Step(
            "suspend",
            _OFFICE,
            handling.suspend_procurement,
            _("暂停采购活动"),
            _("已暂停，请书面通知采购人。"),
            SuspendForm,
            SuspendIn,
            note=_suspension,
        ),
        Step(
            "resume",
            _OFFICE,
            handling.resume_procurement,
            _("恢复采购活动"),
            _("已恢复，请书面通知采购人。"),
            ReasonForm,
            ReasonIn,
            note=_("采购活动从现在起可以继续。"),
        ),
        Step(
            "proceed-complaint",
            _OFFICE,
            handling.proceed_complaint,
            _("登记投诉的办理情况"),
            _("已登记。"),
            ProceedForm,
            ProceedIn,
            note=_("检验、检测、鉴定、专家评审期间不计入处理期限。"),
        ),
        Step(
            "send-copies",
            _OFFICE,
            parties.send_copies,
            _("发出投诉书副本"),
            _("已发出：当事人在自己的首页看到；用纸送的，在当事人的页登记收到的日子。"),
            SendCopiesForm,
            SendCopiesIn,
            note=_(
                "每个当事人一份投诉答复通知书和副本，各自签收、各自说明。发给被投诉人以外的当事人，条文凭记忆，待核对。"
            ),
        ),
        Step(
            "join-complaint",
            _OFFICE,
            handling.join_complaint,
            _("并入同一次采购的另一件投诉"),
            _("已并入，两件一起决定。"),
            JoinComplaintForm,
            JoinIn,
            note=_("并入以后随那一件决定。并案是本系统的办法，条文没有核对。"),
        ),
        Step(
            "publish-decision",
            _OFFICE,
            publishing.publish_decision,
            _("公告投诉处理结果"),
            _("已公告。请把文件送指定媒体，发布以后登记。"),
            PublishDecisionForm,
            PublishDecisionIn,
            note=_("由作出决定的人以外的经办人公告；公告以后不能改。"),
            template="procurement/publish_decision.html",
        ),
        Step(
            "decision-appeared",
            _OFFICE,
            publishing.decision_appeared,
            _("登记指定媒体发布处理结果"),
            _("已登记。"),
            AppearedForm,
            AppearedIn,
            note=_("登记以后不能改。"),
        ),
        Step(
            "list-abuse",
            _OFFICE,
            appealing.list_abuse,
            _("列入不良行为记录名单"),
            _("已列入，供应商档案里写着禁止参加的期限。"),
            ListForm,
            ListIn,
            note=_abuse,
            is_end=True,
        ),
        Step(
            "annul-decision",
            _OFFICE,
            appealing.annul_decision,
            _("登记处理决定被撤销"),
            _("已登记，请重新处理。"),
            AnnulForm,
            AnnulIn,
            note=_("复议、诉讼撤销决定的，投诉回到处理中。已经终止的采购不会因此恢复，写进新的决定。"),
            is_end=True,
        ),
        PartyStep(
            "withdraw-complaint",
            (_OFFICE, Permission.BID),
            handling.withdraw_complaint,
            _("撤回投诉"),
            _("已撤回，终止处理。"),
            ReasonForm,
            ReasonIn,
            note=_("撤回以后终止处理，暂停随即结束。"),
            is_end=True,
            party="complainant",
        ),
    ],
    find=complaint_for,
    page="procurement:complaint",
    template="procurement/case_step.html",
    context=lambda step, form: {
        "case": form.thing,
        "back": "procurement:complaint",
        "filling": getattr(form, "filling", None),
        "appeal": getattr(form, "appeal", None),
    },
)
