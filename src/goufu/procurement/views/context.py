"""What a procurement's page shows: where it stands, the next step of whoever looks, its timetable and its notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from goufu import wall_clock
from goufu.core.errors import NotAllowed
from goufu.core.permissions import Permission
from goufu.core.steps import Offer
from goufu.law.clock import DateOutOfRange
from goufu.law.model import Value
from goufu.planning.models import ProjectState
from goufu.procurement.actions.noticing import TERMINATION, is_decision, kinds_now, may_publish
from goufu.procurement.actions.planning import left_of
from goufu.procurement.agencies import CENTRAL, holds_duty, is_agency, is_with_central
from goufu.procurement.cases import Case
from goufu.procurement.chart import chart_of
from goufu.procurement.choosing import approval_needed
from goufu.procurement.delegated import UNTAKEN, of_procurement
from goufu.procurement.emergency import lane_of
from goufu.procurement.envelopes import envelopes_of
from goufu.procurement.filling import RESULT
from goufu.procurement.frameworks import is_framework
from goufu.procurement.law import begins, days_of, method_of, situation_of, timetable_of, with_cases
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Approval, Method
from goufu.procurement.models import (
    DelegationState,
    Notice,
    NoticeState,
    OpeningState,
    Procurement,
    ProcurementState,
    Quotation,
)
from goufu.procurement.notices import load_notices
from goufu.procurement.past import is_of_before, past_of
from goufu.procurement.queries import procurement_for
from goufu.procurement.readiness import announced_by
from goufu.procurement.review_events import AWARDED, REVIEWED, SHORTLIST_TOLD, SHORTLISTED, SIGNED, TOLD
from goufu.procurement.sealed import REHEARSED, REHEARSED_AGAIN, sealing_of
from goufu.procurement.talks import is_by_talks
from goufu.procurement.told import Refused, State, Step, Timetable
from goufu.procurement.transitions import PROCUREMENT
from goufu.procurement.views.framework_next import framework_step
from goufu.procurement.views.keys import is_time_to_rehearse
from goufu.registry.agents import Agent
from goufu.ui.columns import state

STATE_BADGES: dict[str, str] = {
    ProcurementState.PLANNING: "info",
    ProcurementState.RUNNING: "ok",
    ProcurementState.TERMINATED: "warn",
    ProcurementState.WITHDRAWN: "info",
}
KINDS = {State.DONE: "ok", State.RUNNING: "info", State.OVERDUE: "stop", State.NOT_YET: ""}


@dataclass(frozen=True, slots=True)
class Next:
    """The one next step: its button (empty where it is another's turn), a sentence, its last day where the law sets one, and
    the permission that it wants.
    """

    word: str = ""
    url: str = ""
    sentence: str = ""
    due: date | None = None
    permission: Permission = Permission.WRITE_PROCUREMENT

    @property
    def left(self) -> int:
        return (self.due - wall_clock.today()).days if self.due else 0


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the timetable in the table: its state as kind and word, its days in words."""

    step: Step
    kind: str
    word: str

    @property
    def article_url(self) -> str:
        instrument, _colon, number = self.step.rule.article.partition(":")
        return f"{reverse('law:instrument', args=[instrument])}#article-{number}" if instrument else ""


def timetable_for(
    procurement: Procurement, facts: dict[str, Value], cases: Sequence[Case] = ()
) -> tuple[Timetable | None, str]:
    """The timetable with the clocks of these challenges and complaints, or a sentence on why there is none."""
    try:
        table = timetable_of(procurement, facts, procurement.occurrences.all())
    except Refused as refused:
        return None, str(refused)
    except DateOutOfRange as refused:
        return None, str(refused)
    if table is None:
        return None, _("选了采购方式、写了打算开始的日子，时间表就排出来。")
    return with_cases(table, cases), ""


def state_words() -> dict[State, str]:
    """The states of steps in words."""
    return {
        State.DONE: _("已完成"),
        State.RUNNING: _("进行中"),
        State.OVERDUE: _("已超期"),
        State.NOT_YET: _("还没到"),
    }


def timetable_context(table: Timetable | None, why: str, entered: date | None = None) -> dict[str, Any]:
    """The context of procurement/timetable.html; entered: the day on which what ran elsewhere was entered."""
    words = state_words()
    lines = [
        Line(each, "info", _("补录以前已超期"))
        if is_of_before(each, entered)
        else Line(each, KINDS[each.state], words[each.state])
        for each in (table.steps if table else ())
    ]
    return {"table": table, "chart": chart_of(table) if table else None, "lines": lines, "no_table": why}


def walk_of(procurement: Procurement) -> dict[str, Any] | None:
    """The stages of the method, for components/progress.html; None without a method."""
    method = method_of(procurement)
    if method is None or not method.stages:
        return None
    happened, events = days_of(procurement.occurrences.all()), load_methods().events
    if procurement.bid_deadline_at and not procurement.is_planned:
        happened["bid_deadline"] = procurement.bid_deadline_at
    if not procurement.is_planned:
        happened["started"] = procurement.begun_at or wall_clock.now()

    def is_past(ends: str) -> bool:
        at = happened.get(ends)
        return at is not None and not (events[ends].by_clock and not _has_passed(at))

    # The furthest counts: an omission on the way is the timetable's to say. But nothing is behind an unsigned contract.
    signs = [at for at, stage in enumerate(method.stages) if stage.ends == SIGNED and not is_past(SIGNED)]
    before = method.stages[: signs[0]] if signs else method.stages
    behind = max((at for at, stage in enumerate(before, 1) if is_past(stage.ends)), default=0)
    return {"steps": [{"word": _(each.title), "url": ""} for each in method.stages], "here": behind + 1}


def _has_passed(moment: Any) -> bool:
    return bool(moment <= wall_clock.now() if hasattr(moment, "hour") else moment < wall_clock.today())


def next_of(procurement: Procurement, agent: Agent, facts: dict[str, Value], offers: Sequence[Offer]) -> Next:
    """The next step on the procurement, as the agent sees it: a button where it is the agent's, else whose turn it is."""
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
        return _whose(_of_plan(procurement, facts, offered, waiting), procurement, agent)
    if procurement.state == ProcurementState.RUNNING:
        if not is_part:
            return Next(sentence=_("采购正在进行。"))
        return _whose(_of_activity(procurement, offered), procurement, agent)
    return _of_ended(procurement, agent)


def _of_ended(procurement: Procurement, agent: Agent) -> Next:
    """Why it ended; whoever procures begins anew with the money that is free again."""
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


def _of_activity(procurement: Procurement, offered: dict[str, Offer]) -> Next:
    """What is done while it runs: first what was published is seen through the medium."""
    unseen = [each for each in procurement.notices.all() if each.is_published and each.appeared_on is None]
    if unseen:
        return Next(
            _("登记媒体发布"),
            reverse("procurement:appear", args=[unseen[0].pk]),
            _("本系统已发，指定媒体待发布。发布以后登记日期和网址，期限从那一天起算。"),
            permission=Permission.KEEP_NOTICES,
        )
    return _of_running(procurement, offered)


def _of_running(procurement: Procurement, offered: dict[str, Offer]) -> Next:
    """What a purchaser does while it runs: the keys once more, the opening, the review, the result; else what happened is recorded."""
    number, method = [procurement.pk], method_of(procurement)
    happened, deadline = days_of(procurement.occurrences.all()), procurement.bid_deadline_at
    is_sealed, is_over = sealing_of(procurement) is not None, deadline is not None and _has_passed(deadline)
    if past_of(procurement) is not None:
        return _of_past(offered)
    if is_time_to_rehearse(procurement) and REHEARSED_AGAIN not in happened:
        return Next(
            _("开启前再演练"),
            reverse("procurement:keys", args=number),
            _("开启以前的一天里再演练一次：钥匙还在，口令还记得。"),
            permission=Permission.HOLD_OPENING,
        )
    if is_over and is_sealed and "opened" not in happened:
        if procurement.openings.filter(round=Quotation.FIRST, state=OpeningState.NOT_OPENED).exists():
            return Next(
                _("起草%(kind)s") % {"kind": _(load_notices()[TERMINATION].title)},
                f"{reverse('procurement:new_notice', args=number)}?kind={TERMINATION}",
                _("到截止不足三家，没有开启，信封退回：发终止公告，再重新采购。"),
                permission=Permission.KEEP_NOTICES,
            )
        return Next(
            _("开启"),
            reverse("procurement:opening", args=number),
            _("响应截止已过：宣布开始，保管人用钥匙，打开收到的信封。"),
            permission=Permission.HOLD_OPENING,
        )
    if method is not None and _is_under_review(method, happened, is_over=is_over):
        return Next(
            _("评审和定标"),
            reverse("procurement:review", args=number),
            _("评审或者商谈、定标和通知书在这一页，每一步点明。"),
            permission=_of_review(happened),
        )
    if is_framework(method) and (found := framework_step(procurement, happened)):
        return Next(*found)
    if TOLD in happened and any(each.kind == RESULT for each in kinds_now(procurement)):
        return Next(
            _("起草%(kind)s") % {"kind": _(load_notices()[RESULT].title)},
            f"{reverse('procurement:new_notice', args=number)}?kind={RESULT}",
            _("通知书发了，结果在指定媒体公告。"),
            permission=Permission.KEEP_NOTICES,
        )
    lane = lane_of(procurement)
    if lane and lane.is_to_mend and not lane.is_filed_again and (file := offered.get("file-emergency")):
        return Next(file.word, file.url, _("财政部门审查以后要整改：改好了，写明怎样改的，再报备一次。"))
    is_due = lane and lane.filed is None and (SIGNED in happened or lane.is_filing_overdue)
    if lane and is_due and (file := offered.get("file-emergency")):
        return Next(
            file.word, file.url, _("合同签了，向财政部门报备，并登记采购以前和以后的效果。"), lane.file_by
        )
    if record := offered.get("record"):
        return Next(record.word, record.url, _("办完一步，登记一步，时间表跟着走。"))
    return Next(sentence=_("采购正在进行。"))


def _of_past(offered: dict[str, Offer]) -> Next:
    """What ran elsewhere goes on there: each step is recorded."""
    sentence = _("补录的采购：办完一步，登记一步；文件在这一页上传。")
    record = offered.get("record")
    return Next(record.word, record.url, sentence) if record else Next(sentence=sentence)


def _of_review(happened: Mapping[str, Any]) -> Permission:
    """Whose turn it is in a review: who holds it, then the purchaser, who receives the report and decides, then who tells."""
    if REVIEWED not in happened:
        return Permission.HOLD_REVIEW
    is_decided = AWARDED in happened or SHORTLISTED in happened
    return Permission.TELL_RESULT if is_decided else Permission.WRITE_PROCUREMENT


def _is_under_review(method: Method, happened: Mapping[str, Any], *, is_over: bool) -> bool:
    """Whether the review page has the next step: bids are opened, or suppliers asked, and not everybody is told of the award."""
    is_begun = "file_provided" in happened if is_by_talks(method) else is_over and method.panel is not None
    last = next((each for each in (TOLD, SHORTLIST_TOLD) if each in method.order), AWARDED)
    return is_begun and last not in happened


def _of_plan(
    procurement: Procurement, facts: dict[str, Value], offered: dict[str, Offer], waiting: Sequence[Notice]
) -> Next:
    """What a purchaser does while the plan is made: method, days, approval, intention, the notice."""
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
    if waiting:
        return Next(
            _("看公告"),
            _page(waiting[0]),
            _("起草好了，由起草人以外的采购负责人发布。")
            if is_decision(waiting[0].kind)
            else _("起草好了，由起草人以外的人发布：采购人的负责人，或者受托的代理机构。"),
            permission=Permission.KEEP_NOTICES,
        )
    kinds = kinds_now(procurement)
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
        if begin := offered.get("begin"):
            return Next(begin.word, begin.url, _("这种采购方式不从公告开始。"))
        return Next(sentence=_("这种采购方式不从公告开始：由起草人以外的采购负责人开始采购活动。"))
    return Next(_("编制方案"), reverse("procurement:plan", args=[number]))


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


def badge(procurement: Procurement) -> Any:
    """The state as HTML."""
    found = ProcurementState(procurement.state)
    return state(STATE_BADGES[found], str(found.label))


def own_procurement(
    agent: Agent, number: int, verb: str = "", permission: Permission = Permission.HOLD_REVIEW
) -> Any:
    """The procurement whose review the agent holds, where the verb is allowed. Raises NotFound, NotAllowed, Refusal."""
    found = procurement_for(agent, number)
    if not agent.may_on(permission, found):
        raise NotAllowed(
            "评审小组的名单在结果公告以前只有采购人和受托组织评审的代理机构看", "请牵头的采购人办理"
        )
    if verb:
        PROCUREMENT.after(verb, found)
    return found
