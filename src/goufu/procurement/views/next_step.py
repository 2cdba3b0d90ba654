"""The next step on a procurement, as whoever looks sees it: one button, or whose turn it is; and those of its plan and of its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.permissions import Permission
from goufu.core.steps import Offer
from goufu.law.model import Value
from goufu.planning.models import ProjectState
from goufu.procurement.actions.judging import why_not_judge
from goufu.procurement.actions.planning import left_of
from goufu.procurement.agencies import CENTRAL, holds_duty, is_agency, is_with_central
from goufu.procurement.cases.decided import decision_on, is_end_untold, tell_by
from goufu.procurement.choosing import approval_needed
from goufu.procurement.emergency import lane_of
from goufu.procurement.law import begins, days_of, method_of, situation_of
from goufu.procurement.left_open import Judgement
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Approval
from goufu.procurement.models import (
    DelegationState,
    Notice,
    NoticeState,
    Procurement,
    ProcurementState,
)
from goufu.procurement.notice_kinds import is_decision, kinds_now, may_publish
from goufu.procurement.notices import load_notices
from goufu.procurement.queries.delegations import UNTAKEN, of_procurement
from goufu.procurement.recording import announced_by
from goufu.procurement.sealed.envelopes import envelopes_of
from goufu.procurement.sealed.sheets import REHEARSED, sealing_of
from goufu.procurement.timing.counting import day_of
from goufu.procurement.views.running_step import Next, of_activity, to_terminate
from goufu.registry.agents import Agent


def next_of(
    procurement: Procurement,
    agent: Agent,
    facts: dict[str, Value],
    offers: Sequence[Offer],
    judgements: Sequence[Judgement] = (),
) -> Next:
    """The next step on the procurement, as the agent sees it: a button where it is the agent's, else whose turn it is.

    judgements: what a person is to judge before the activity begins.
    """
    offered = {each.step.verb: each for each in offers}
    if procurement.approval_asked_at and (approve := offered.get("approve-method")):
        return Next(approve.word, approve.url, _("采购人申请批准采购方式，请审核。"))
    lane = lane_of(procurement)
    if lane and lane.awaits_review and (review := offered.get("review-emergency")):
        return Next(review.word, review.url, _("紧急采购事后由财政部门审查。"), lane.review_by)
    waiting = [each for each in procurement.notices.all() if each.state == NoticeState.DRAFT]
    if waiting and agent.may_on(Permission.PUBLISH_NOTICE, procurement):
        mine = [
            each for each in waiting if each.drafted_by_id != agent.person.pk and may_publish(each, agent)
        ]
        if mine:
            return Next(_("看公告，发布"), _page(mine[0]), _("起草好的公告等您发布。"))
    is_part = agent.may_on(Permission.WRITE_PROCUREMENT, procurement) or is_agency(agent, procurement)
    if procurement.state == ProcurementState.PLANNING:
        if not is_part:
            return Next(sentence=_("采购人正在编制方案。"))
        step = _of_plan(procurement, facts, offered, waiting, judgements, agent)
        return _whose(step, procurement, agent)
    if procurement.state == ProcurementState.RUNNING:
        if not is_part:
            return Next(sentence=_("采购正在进行。"))
        return _whose(of_activity(procurement, offered), procurement, agent)
    return _of_ended(procurement, agent)


def _of_ended(procurement: Procurement, agent: Agent) -> Next:
    """Why it ended; whoever procures begins anew with the money that is free again."""
    if is_end_untold(procurement) and agent.may_on(Permission.KEEP_NOTICES, procurement):
        sentence = _("处理决定终止了这次采购：在指定媒体发终止公告（几天以内是本系统的设置，不是法定期限）。")
        decision = decision_on(procurement)
        return to_terminate(procurement, sentence, tell_by(decision.day) if decision else None)
    said = "：".join(filter(None, [str(procurement.get_end_cause_display()), procurement.end_reason]))
    if agent.may_on(Permission.WRITE_PROCUREMENT, procurement):
        for share in procurement.shares.all():
            project = share.project
            is_own = project.purchaser_id == procurement.purchaser_id
            if is_own and project.state == ProjectState.APPROVED and left_of(project) > 0:
                again = f"{reverse('procurement:new')}?project={share.project_id}"
                return Next(_("重新开始采购"), again, said)
    return Next(sentence=said)


def _whose(found: Next, procurement: Procurement, agent: Agent) -> Next:
    """The step where it is the agent's; a purchaser leaves to the agency what it has delegated."""
    if not found.url:
        return found
    agency = holds_duty(procurement, found.permission)
    if agency and agency.pk != agent.body.pk:
        return Next(sentence=_("已委托%(agency)s办理：%(step)s。") % {"agency": agency, "step": found.word})
    if agent.may_on(found.permission, procurement):
        return found
    return Next(sentence=_("由采购人办理：%(step)s。") % {"step": found.word})


def _of_plan(
    procurement: Procurement,
    facts: dict[str, Value],
    offered: dict[str, Offer],
    waiting: Sequence[Notice],
    judgements: Sequence[Judgement],
    agent: Agent,
) -> Next:
    """What a purchaser does while the plan is made: method, days, approval, intention, judgements, the notice."""
    number = procurement.pk
    method = method_of(procurement)
    if method is None:
        return Next(
            _("选采购方式"),
            reverse("procurement:method", args=[number]),
            _("按预算和情形列出可以用的，各有依据。"),
        )
    if procurement.starts_on is None or not procurement.organisation:
        return Next(
            _("编制方案"), reverse("procurement:plan", args=[number]), _("写明打算哪天开始，时间表就排出来。")
        )
    if procurement.organisation == CENTRAL and not is_with_central(procurement):
        return _to_delegate(procurement)
    needed = approval_needed(method, situation_of(procurement, facts), load_methods())
    if isinstance(needed, Approval) and not facts.get("method_approved"):
        if procurement.approval_asked_at:
            return Next(sentence=_("等设区的市、自治州以上财政部门批准采购方式。"))
        if ask := offered.get("ask-approval"):
            return Next(ask.word, ask.url, _("达到公开招标数额标准，改用其他方式要先批准。"))
    kinds = [each for each in kinds_now(procurement) if not each.is_about_another]
    is_before = any(not begins(load_notices()[each.kind]) for each in waiting) or (
        not waiting and kinds and not begins(kinds[0])
    )
    if judgements and not is_before:
        return _to_judge(procurement, judgements, agent)
    if waiting:
        return Next(
            _("看公告"),
            _page(waiting[0]),
            _("起草好了，由起草人以外的采购负责人发布。")
            if is_decision(waiting[0].kind)
            else _("起草好了，由起草人以外的人发布：采购人的负责人，或者受托的代理机构。"),
            permission=Permission.KEEP_NOTICES,
        )
    if kinds:
        sentence = _("从方案写出来，缺什么点名。")
        if begins(kinds[0]) and envelopes_of(procurement.method):
            if sealing_of(procurement) is None:
                sentence = _("从方案写出来，缺什么点名。要在本系统密封接收响应文件的，先设开标钥匙。")
            elif REHEARSED not in days_of(procurement.occurrences.all()):
                keys = reverse("procurement:keys", args=[number])
                sentence = _("各位保管人的钥匙演练过，才能发公告。")
                return Next(_("开标钥匙"), keys, sentence, permission=Permission.HOLD_OPENING)
        url = f"{reverse('procurement:new_notice', args=[number])}?kind={kinds[0].kind}"
        word = _("起草%(kind)s") % {"kind": _(kinds[0].title)}
        return Next(word, url, sentence, permission=Permission.KEEP_NOTICES)
    if announced_by(method) is None:
        if until := _told_until(procurement):
            return Next(sentence=_("公示到 %(day)s；期满没有异议，再开始采购活动。") % {"day": until})
        if begin := offered.get("begin"):
            return Next(begin.word, begin.url, _("这种采购方式不从公告开始。"))
        return Next(sentence=_("这种采购方式不从公告开始：由起草人以外的采购负责人开始采购活动。"))
    return Next(_("编制方案"), reverse("procurement:plan", args=[number]))


def _told_until(procurement: Procurement) -> date | None:
    """The last day of a public notice that comes before the activity; None where none runs."""
    days = [
        day_of(at)
        for event, at in days_of(procurement.occurrences.all()).items()
        if load_methods().events[event].by_clock
    ]
    return max((day for day in days if day >= wall_clock.today()), default=None)


def _to_judge(procurement: Procurement, judgements: Sequence[Judgement], agent: Agent) -> Next:
    """The first judgement that the agent may make; of the rest it is said who makes them."""
    sentence = _("有的规则要靠人判断才有回答，判断了才能开始采购。")
    for each in judgements:
        if not why_not_judge(procurement, each.fact, agent):
            url = f"{reverse('procurement:judgement', args=[procurement.pk])}?fact={each.fact}"
            return Next(_("判断：%(fact)s") % {"fact": each.title}, url, sentence)
    return Next(
        sentence=_("等编制方案以外的人判断：%(facts)s。")
        % {"facts": "、".join(each.title for each in judgements)}
    )


def _to_delegate(procurement: Procurement) -> Next:
    """A central agency is charged before anything is published; what is drafted already goes on to be signed and taken."""
    held = procurement.delegation
    if held and held.state == DelegationState.IN_FORCE and held.starts_on > wall_clock.today():
        return Next(sentence=_("委托从 %(day)s 起生效，那一天起接着办。") % {"day": held.starts_on})
    begun = [each for each in of_procurement(procurement.pk) if each.state in UNTAKEN]
    if begun:
        return Next(
            _("看委托"),
            reverse("procurement:delegation", args=[begun[0].pk]),
            _("上传协议，采购负责人签署，代理机构接受以后生效。"),
        )
    return Next(
        _("委托代理机构"),
        reverse("procurement:delegate", args=[procurement.pk]),
        _("写的是集中采购机构采购：委托一家集中采购机构，等它接受。"),
    )


def _page(notice: Notice) -> str:
    return reverse("procurement:notice", args=[notice.pk])
