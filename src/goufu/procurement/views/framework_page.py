"""What the page of a framework agreement shows, and the one next step of whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.core.steps import Offer
from goufu.procurement.actions.applying import is_closed_framework, open_supplement
from goufu.procurement.actions.offering import is_barred
from goufu.procurement.frameworks.standing import (
    ROTATION,
    is_over,
    may_use,
    members_in,
    next_in_turn,
    review_due,
)
from goufu.procurement.frameworks.user_choices import is_by_users
from goufu.procurement.models import (
    ApplicationState,
    CallOffOffer,
    CallOffState,
    Framework,
    FrameworkMember,
    FrameworkState,
    MemberState,
    OfferState,
)
from goufu.procurement.queries.frameworks import (
    applications,
    by_bureau,
    call_offs,
    members_of,
    user_choices,
)
from goufu.procurement.steps.frameworks import APPLICATION_STEPS, FRAMEWORK_STEPS, MEMBER_STEPS
from goufu.procurement.views.running_step import Next
from goufu.registry.agents import Agent
from goufu.ui.columns import state

SHOWN = 20  # call-offs on the page; the others are on their own list
FRAMEWORK_BADGES: dict[str, str] = {FrameworkState.ACTIVE: "ok", FrameworkState.ENDED: ""}
MEMBER_BADGES: dict[str, str] = {
    MemberState.IN: "ok",
    MemberState.SUSPENDED: "warn",
    MemberState.REMOVED: "stop",
    MemberState.LEFT: "",
}
CALL_OFF_BADGES: dict[str, str] = {
    CallOffState.CHOOSING: "warn",
    CallOffState.QUOTING: "info",
    CallOffState.OFFERED: "info",
    CallOffState.AGREED: "ok",
    CallOffState.CANCELLED: "",
}
APPLICATION_BADGES: dict[str, str] = {
    ApplicationState.RECEIVED: "info",
    ApplicationState.ADMITTED: "ok",
    ApplicationState.REFUSED: "stop",
    ApplicationState.WITHDRAWN: "",
}


def context_of(found: Any, agent: Agent) -> dict[str, Any]:
    """All that procurement/framework.html shows."""
    is_lead = agent.may_on(Permission.WRITE_PROCUREMENT, found)
    is_provider = agent.may(Permission.BID)
    members = members_of(found)
    own = next((each for each in members if is_provider and each.provider_id == agent.body.pk), None)
    rows = list(call_offs(agent).filter(framework=found)[:SHOWN])
    asked = list(applications(agent).filter(framework=found).order_by("-pk")[:SHOWN])
    by_users = is_by_users(found)
    bureaus = by_bureau(found) if agent.may_on(Permission.SEE_PROCUREMENTS, found) else []
    offers = _sensible(FRAMEWORK_STEPS.offers(agent, found), found)
    following = _next(found, agent, members, asked, own, is_lead=is_lead)
    return {
        "framework": found,
        "state": _badge_of(found),
        "rest": found.total_limit - found.taken,
        "percent": min(int(found.taken * 100 / found.total_limit), 100),
        "members": [
            (
                each,
                state(MEMBER_BADGES[each.state], each.get_state_display()),
                MEMBER_STEPS.offers(agent, each),
            )
            for each in members
        ],
        "in_turn": _in_turn(found),
        "applications": [
            (
                each,
                state(APPLICATION_BADGES[each.state], each.get_state_display()),
                [] if each.supplement_id and is_lead else APPLICATION_STEPS.offers(agent, each),
            )
            for each in asked
        ],
        "call_offs": [(each, state(CALL_OFF_BADGES[each.state], each.get_state_display())) for each in rows],
        "user_choices": user_choices(agent).filter(framework=found)[:SHOWN] if by_users else [],
        "may_open": by_users
        and agent.may(Permission.WRITE_PROCUREMENT)
        and may_use(agent.body, found.procurement)
        and not is_over(found),
        "by_users": by_users,
        "bureaus": bureaus,
        "awaited": found.taken - sum(each["taken"] for each in bureaus) if bureaus else 0,
        "supplement": None if is_over(found) else found.supplements.filter(concluded_at=None).first(),
        "sees_procurement": agent.may_on(Permission.SEE_PROCUREMENTS, found),
        "sees_sums": not is_provider,
        "next": following,
        "others": [each for each in offers if each.url != following.url],
    }


def _in_turn(found: Framework) -> FrameworkMember | None:
    """Whose turn it is, where they take turns, of those who may provide today."""
    if found.way != ROTATION or is_over(found):
        return None
    return next_in_turn(found, {each.pk for each in members_in(found) if is_barred(each)})


def _badge_of(found: Framework) -> Any:
    if found.state == FrameworkState.ACTIVE and is_over(found):
        return state("warn", _("已期满"))
    return state(FRAMEWORK_BADGES[found.state], found.get_state_display())


def _sensible(offers: Sequence[Offer], found: Framework) -> list[Offer]:
    """Without the supplement where it can't be: an open agreement, one that is over, one that has one."""
    can_be = is_closed_framework(found) and not is_over(found)
    return [each for each in offers if each.step.verb != "call-supplement" or can_be]


def _next(
    found: Framework, agent: Agent, members: Sequence[Any], asked: Sequence[Any], own: Any, *, is_lead: bool
) -> Next:
    if agent.may(Permission.BID):
        return _of_provider(found, agent, asked, own)
    if is_lead and (waiting := _of_lead(found, asked)):
        return waiting
    if is_over(found):
        return Next(sentence=found.end_reason or _("框架协议期满了，等签订的采购人结束、公告汇总。"))
    if agent.may(Permission.WRITE_PROCUREMENT) and may_use(agent.body, found.procurement):
        if is_by_users(found):
            return _of_users(found, agent)
        if any(each.state == MemberState.IN for each in members):
            address = reverse("procurement:new_call_off", args=[found.pk])
            return Next(_("选用"), address, _("用本单位已批准的项目，照协议的方式选供应商。"))
        return Next(sentence=_("协议里还没有能选的供应商。"))
    return Next(sentence=_("各采购人照协议选用。"))


def _of_users(found: Framework, agent: Agent) -> Next:
    """Those served choose: the body's own period that goes on, else a new one."""
    own = user_choices(agent).filter(framework=found, purchaser=agent.body, ends_on__gte=wall_clock.today())
    if going := own.first():
        address = reverse("procurement:user_choice", args=[going.pk])
        return Next(_("看服务对象的选择"), address, _("登记各家被多少人选择，或者改选。"))
    return Next(
        _("由服务对象选择"),
        reverse("procurement:new_user_choice", args=[found.pk]),
        _("供应商由服务对象自主选择：先写明这一期最多服务多少人。"),
    )


def _of_lead(found: Framework, asked: Sequence[Any]) -> Next | None:
    """What waits for whoever concluded it."""
    waiting = [each for each in asked if each.state == ApplicationState.RECEIVED and not each.supplement_id]
    if waiting:
        address = reverse("procurement:admit-application", args=[waiting[-1].pk])
        sentence = _("%(name)s申请加入，请审核。") % {"name": waiting[-1].provider.name}
        return Next(_("审核入围申请"), address, sentence, review_due(waiting[-1]))
    refusal = unjudged(found)
    if refusal:
        address = reverse("procurement:judge-refusal", args=[refusal.pk])
        sentence = _("%(name)s没有接受一笔选用：理由正当不正当，要认定。") % {
            "name": refusal.member.provider.name
        }
        return Next(_("认定拒绝的理由"), address, sentence)
    if found.state == FrameworkState.ACTIVE and is_over(found):
        address = reverse("procurement:end-framework", args=[found.pk])
        return Next(_("结束框架协议"), address, _("期满了：结束，再公告成交结果汇总。"))
    return None


def unjudged(found: Framework) -> CallOffOffer | None:
    """The first refusal, or silence, that nobody has judged."""
    rows = CallOffOffer.objects.filter(
        call_off__framework=found, state__in=[OfferState.REFUSED, OfferState.LAPSED], is_justified=None
    )
    return rows.select_related("member__provider").order_by("pk").first()


def _of_provider(found: Framework, agent: Agent, asked: Sequence[Any], own: Any) -> Next:
    if own is not None:
        pending = own.offers.filter(state=OfferState.PENDING).order_by("answer_by").first()
        if pending:
            address = reverse("procurement:call_off", args=[pending.call_off_id])
            return Next(_("看选用，答复"), address, _("采购人选了本单位。"), pending.answer_by)
        quoting = call_offs(agent).filter(framework=found, state=CallOffState.QUOTING).first()
        if quoting and own.state == MemberState.IN:
            address = reverse("procurement:call_off", args=[quoting.pk])
            return Next(_("看二次竞价，报价"), address, _("采购人请协议里的各家报价。"))
        return Next(
            sentence=_("本单位在协议里，有采购人选用时列在首页。")
            if own.state == MemberState.IN
            else own.reason
        )
    if any(each.state == ApplicationState.RECEIVED for each in asked):
        return Next(sentence=_("已经申请，等采购人审核。"))
    if not is_over(found) and (not is_closed_framework(found) or open_supplement(found)):
        address = reverse("procurement:join_framework", args=[found.pk])
        return Next(_("申请加入"), address, _("符合条件的随时可以申请。"))
    return Next(sentence=_("现在不能加入。"))
