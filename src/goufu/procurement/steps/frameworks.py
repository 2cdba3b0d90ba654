"""The steps of framework agreements, of those in them, of applications, call-offs and offers, one row per verb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from goufu.core.api import ReasonIn
from goufu.core.permissions import Permission
from goufu.core.steps import ReasonForm, Step, Steps
from goufu.procurement.actions import (
    agreeing,
    answering_offers,
    applying,
    calling_off,
    membership,
    supplementing,
    user_choices,
)
from goufu.procurement.api.framework_schemas import (
    ChangeChoiceIn,
    JudgeRefusalIn,
    OfferIn,
    QuotesIn,
    RemoveIn,
    SignedIn,
    SupplementIn,
)
from goufu.procurement.forms.frameworks import (
    JudgeRefusalForm,
    OfferForm,
    QuotesForm,
    RemoveForm,
    SignedForm,
    SupplementForm,
)
from goufu.procurement.forms.user_choices import ChangeChoiceForm
from goufu.procurement.queries.frameworks import (
    application_for,
    call_off_for,
    framework_for,
    member_for,
    offer_for,
)
from goufu.procurement.transitions import APPLICATION, CALL_OFF, FRAMEWORK, MEMBER, OFFER


@dataclass(frozen=True, slots=True)
class SideStep(Step):
    """A step of one side. `side`: the path from the thing to the body, or the thing, whose people take it."""

    side: str = ""

    def may(self, agent: Any, thing: Any) -> bool:
        for name in filter(None, self.side.split(".")):
            thing = getattr(thing, name)
        if Permission.BID in self.permissions:
            return bool(agent.may(Permission.BID) and thing.pk == agent.body.pk)
        return any(agent.may_on(each, thing) for each in self.permissions)


_LEAD, _PROVIDER = Permission.WRITE_PROCUREMENT, Permission.BID


def _context(step: Step, form: Any) -> dict[str, Any]:
    thing = form.thing
    called = getattr(thing, "call_off", None)
    framework = getattr(called or thing, "framework", thing)
    back = called or (thing if thing._meta.model_name == "calloff" else None)
    return {"framework": framework, "called": back, "named": str(thing)}


FRAMEWORK_STEPS = Steps(
    FRAMEWORK,
    [
        Step(
            "call-supplement",
            _LEAD,
            supplementing.call_supplement,
            _("补充征集"),
            _("已发起。供应商可以申请，截止以后确定结果。"),
            SupplementForm,
            SupplementIn,
            note=_("剩下的入围供应商不足规定的比例，才能补充征集；原协议继续履行。"),
        ),
        Step(
            "end-framework",
            _LEAD,
            agreeing.end_framework,
            _("结束框架协议"),
            _("已结束。公告成交结果汇总的最后一天看时间表。"),
            ReasonForm,
            ReasonIn,
            note=_("结束以后不再选用；已经成交的照合同履行。"),
            is_end=True,
        ),
    ],
    find=framework_for,
    page="procurement:framework",
    template="procurement/framework_step.html",
    context=_context,
)
MEMBER_STEPS = Steps(
    MEMBER,
    [
        SideStep(
            "suspend-member",
            _LEAD,
            membership.suspend_member,
            _("暂停供应商"),
            _("已暂停。"),
            ReasonForm,
            ReasonIn,
            note=_("暂停期间各采购人不能选它；已经提出的，照样答复。"),
            side="framework",
        ),
        SideStep(
            "restore-member",
            _LEAD,
            membership.restore_member,
            _("恢复供应商"),
            _("已恢复。"),
            note=_("恢复以后各采购人可以选它。"),
            is_forward=True,
            side="framework",
        ),
        SideStep(
            "remove-member",
            _LEAD,
            membership.remove_member,
            _("清退供应商"),
            _("已清退。"),
            RemoveForm,
            RemoveIn,
            note=_("清退以后不能再加入同一份协议；没有答复的选用，采购人另选一家。"),
            is_end=True,
            side="framework",
        ),
        SideStep(
            "leave-framework",
            _PROVIDER,
            membership.leave_framework,
            _("退出框架协议"),
            _("已退出。"),
            ReasonForm,
            ReasonIn,
            note=_(
                "退出以后不能再加入同一份协议；已经成交的照合同履行。封闭式框架协议能不能中途退出，本系统没有核对过条文（待核对），先看协议的约定。"
            ),
            is_end=True,
            side="provider",
        ),
    ],
    find=member_for,
    page="procurement:framework_member",
    template="procurement/framework_step.html",
    context=_context,
)
APPLICATION_STEPS = Steps(
    APPLICATION,
    [
        SideStep(
            "admit-application",
            _LEAD,
            applying.admit_application,
            _("同意入围"),
            _("已入围。公告入围结果的最后一天看时间表。"),
            note=_("同意以后各采购人可以选它。"),
            is_forward=True,
            side="framework",
        ),
        SideStep(
            "refuse-application",
            _LEAD,
            applying.refuse_application,
            _("不同意入围"),
            _("已答复申请人。"),
            ReasonForm,
            ReasonIn,
            note=_("申请人会看到理由，补齐以后可以再申请。"),
            side="framework",
        ),
        SideStep(
            "withdraw-application",
            _PROVIDER,
            applying.withdraw_application,
            _("撤回入围申请"),
            _("已撤回。"),
            note=_("撤回以后可以再申请。"),
            is_end=True,
            side="provider",
        ),
    ],
    find=application_for,
    page="procurement:framework_application",
    template="procurement/framework_step.html",
    context=_context,
)
CALL_OFF_STEPS = Steps(
    CALL_OFF,
    [
        Step(
            "offer",
            _LEAD,
            calling_off.offer_again,
            _("选定供应商"),
            _("已提出，等供应商答复。"),
            OfferForm,
            OfferIn,
            note=_("照协议的方式选；供应商在规定的工作日以内答复。"),
            is_forward=True,
        ),
        Step(
            "ask-quotes",
            _LEAD,
            calling_off.ask_quotes,
            _("再请各家报价"),
            _("已请各家报价。"),
            QuotesForm,
            QuotesIn,
            note=_("没有人报价，或者报过价的都没有接受时，再请协议里的各家报价；以前的报价不再算。"),
        ),
        Step(
            "lapse",
            _LEAD,
            calling_off.lapse,
            _("登记逾期没有答复"),
            _("已登记，请另选一家。"),
            note=_("供应商过了答复的日子还没有答复，另选一家。"),
        ),
        Step(
            "cancel-call-off",
            _LEAD,
            calling_off.cancel_call_off,
            _("取消选用"),
            _("已取消，项目和协议的金额可以另用。"),
            ReasonForm,
            ReasonIn,
            note=_("还没有成交的可以取消。"),
            is_end=True,
        ),
        Step(
            "sign-call-off",
            _LEAD,
            calling_off.sign_call_off,
            _("登记合同"),
            _("已登记。合同在这一页上传。"),
            SignedForm,
            SignedIn,
            note=_("照协议的价格和条件签订；登记错了再登记一次，以最后一次为准。"),
            is_forward=True,
        ),
        Step(
            "change-choice",
            _LEAD,
            user_choices.change_choice,
            _("登记服务对象改选"),
            _("已登记，等改选的供应商答复。"),
            ChangeChoiceForm,
            ChangeChoiceIn,
            note=_("人数和还没有得到的数量转到改选的那一家，合计不变。只写人数，不写姓名。"),
        ),
    ],
    find=call_off_for,
    page="procurement:call_off",
    template="procurement/framework_step.html",
    context=_context,
)
OFFER_STEPS = Steps(
    OFFER,
    [
        SideStep(
            "accept-offer",
            _PROVIDER,
            answering_offers.accept_offer,
            _("接受选用"),
            _("已接受，请与采购人签订合同。"),
            note=_("接受以后成交，照协议的价格和条件签订合同。"),
            is_forward=True,
            side="member.provider",
        ),
        SideStep(
            "refuse-offer",
            _PROVIDER,
            answering_offers.refuse_offer,
            _("拒绝选用"),
            _("已告知采购人。"),
            ReasonForm,
            ReasonIn,
            note=_("写明理由。没有正当理由拒绝的，可能被清退。"),
            side="member.provider",
        ),
        SideStep(
            "judge-refusal",
            _LEAD,
            answering_offers.judge_refusal,
            _("认定拒绝的理由"),
            _("已认定。"),
            JudgeRefusalForm,
            JudgeRefusalIn,
            note=_("认定不正当的，可以按这种情形清退这家供应商。"),
            side="call_off.framework",
        ),
    ],
    find=offer_for,
    page="procurement:call_off_offer",
    template="procurement/framework_step.html",
    context=_context,
)
