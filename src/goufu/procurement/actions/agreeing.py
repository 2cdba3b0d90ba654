"""A framework agreement is concluded with those who were shortlisted, or opened to those who will apply, and it ends."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.principal import System
from goufu.core.reasons import required_reason
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.voiding import end_agreement
from goufu.procurement.cases.suspending import refuse_contract
from goufu.procurement.frameworks.standing import is_framework, last_day, left_over, open_calls
from goufu.procurement.law import days_of, method_of
from goufu.procurement.model import Method
from goufu.procurement.models import (
    Award,
    Framework,
    FrameworkMember,
    FrameworkState,
    Lot,
    Procurement,
)
from goufu.procurement.review.events import (
    AWARDED,
    FRAMEWORK_ENDED,
    FRAMEWORK_SIGNED,
    PURCHASERS_TOLD,
    SHORTLIST_TOLD,
)
from goufu.procurement.review.record import lot_of
from goufu.procurement.review.rounds import agreements_of, awards_of, lots_to_agree, round_of
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import FRAMEWORK, PROCUREMENT
from goufu.registry.agents import Agent

_log = logging.getLogger(__name__)
CALLED = "notice_published"  # the event
EVERYBODY_SEES = "本系统里同一区划的采购人都能看到入围供应商和价格"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the agreement says: by what is counted, what all of it may cost, in yuan, its first day, and its conditions."""

    unit: str
    total_limit: Decimal
    starts_on: date
    conditions: str = ""


def conclude_framework(
    *,
    procurement: int,
    terms: Terms,
    lot: int | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Framework:
    """Concludes the agreement on the procurement or the lot; with the last lot's it is signed, and its end is set.

    A closed one is with those who were shortlisted and told, an open one begins empty, once its call has appeared. Raises
    Refusal, NotAllowed, Stale.
    """
    with action("procurement.framework.concluded", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "award", version=version)
        method = method_of(found)
        if method is None or not is_framework(method):
            raise Refusal("这种采购方式没有框架协议", "中标、成交以后签订合同")
        refuse_contract(found)
        cut = lot_of(found, lot)
        awards = list(awards_of(found).filter(lot=cut).select_related("response__bidder", "report"))
        _refuse(found, method, cut, awards, terms)
        ceiling = found.ceiling or max(each.amount for each in awards)
        made = Framework(
            procurement=found,
            lot=cut,
            round=round_of(found, AWARDED),
            way=found.second_stage,
            unit=terms.unit.strip(),
            ceiling=ceiling,
            total_limit=terms.total_limit,
            starts_on=terms.starts_on,
            ends_on=last_day(terms.starts_on, found.framework_term_months or 0),
            conditions=terms.conditions.strip(),
            concluded_by=by.person,
            concluded_at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(made)
        for turn, each in enumerate(_by_place(awards), start=1):
            act.create(
                FrameworkMember(
                    framework=made,
                    provider=each.response.bidder,
                    response=each.response,
                    price=each.amount,
                    turn=turn,
                    joined_on=wall_clock.today(),
                )
            )
        _note(act, found, method, by)
        act.change(found, changed_at=wall_clock.now())
        act.log(title=found.title, number=found.number, amount=made.total_limit, until=made.ends_on)
    return made


def is_closed(method: Method) -> bool:
    return method.facts.get("framework_kind") == "closed"


def _by_place(awards: list[Award]) -> list[Award]:
    ranks = {
        placing.response_id: placing.rank or 0
        for report in {each.report for each in awards}
        for placing in report.placings.all()
    }
    return sorted(awards, key=lambda each: (ranks[each.response_id], each.pk))


def _refuse(
    procurement: Procurement, method: Method, lot: Lot | None, awards: list[Award], terms: Terms
) -> None:
    happened = days_of(procurement.occurrences.all())
    if agreements_of(procurement).filter(lot=lot).exists():
        raise Refusal("已经签订了框架协议", "在协议页上办")
    if not procurement.second_stage or not procurement.framework_term_months:
        raise Refusal(
            "方案里没有写第二阶段的方式和框架协议的期限", "征集以前在方案里写明；已经征集的，发更正公告"
        )
    if is_closed(method):
        if SHORTLIST_TOLD not in happened or not awards:
            raise Refusal(
                "还没有确定入围供应商、发出入围通知书",
                "先确定入围供应商，发通知书",
                articles=["order-110:signing"],
            )
        first = day_of(happened[SHORTLIST_TOLD])
    else:
        if CALLED not in happened:
            raise Refusal(
                "征集公告还没有在指定媒体发布", "发布并登记以后再开放", articles=["order-110:notices"]
            )
        if procurement.ceiling is None:
            raise Refusal(
                "没有写付费标准", "在方案的最高限价里写每一计价单位的付费标准", articles=["order-110:open"]
            )
        first = day_of(happened[CALLED])
    if terms.starts_on < first:
        raise Refusal(f"框架协议不能早于 {first} 开始", "请核对日期", field="starts_on")
    if not terms.unit.strip():
        raise Refusal("没有写计价单位", "写明按什么计价，例如 人次、小时", field="unit")
    if terms.total_limit <= 0:
        raise Refusal("成交总额上限要大于零", "写明各笔成交合起来最多多少", field="total_limit")


def _note(act: Action, procurement: Procurement, method: Method, by: Agent) -> None:
    """What has happened once the agreements of all lots are there."""
    frameworks = list(agreements_of(procurement))
    if len(frameworks) < len(lots_to_agree(procurement)):
        return
    note_event(act, procurement, FRAMEWORK_ENDED, by, day=max(each.ends_on for each in frameworks))
    if is_closed(method):
        note_event(act, procurement, FRAMEWORK_SIGNED, by)
        note_event(act, procurement, PURCHASERS_TOLD, by, note=EVERYBODY_SEES)


def end_framework(
    *, framework: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Framework:
    """Ends the agreement: nothing more is called off; what its shares still hold of projects is free again.

    Raises Refusal while a call-off is open, and without a reason; NotAllowed, Stale.
    """
    with action("procurement.framework.ended", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        procurement = lock_procurement_of(act, framework)
        rows = Framework.objects.select_related("procurement")
        found, _state = FRAMEWORK.lock(act, rows, framework, "end-framework", version=version)
        reason = required_reason(reason, "结束框架协议")
        if waiting := open_calls(found).first():
            raise Refusal(f"还有没有办完的选用：{waiting.number} {waiting.title}", "先成交或者取消，再结束")
        _end(act, procurement, found, reason, by)
    return found


def end_over(*, framework: int) -> None:
    """Ends an agreement whose last day has passed, for the program: a day late, or done before, it does no harm.

    One of which a call-off is open, or to which somebody still waits to be admitted, is left to people.
    """
    with action("procurement.framework.over", Permission.WRITE_PROCUREMENT, by=System()) as act:
        procurement = lock_procurement_of(act, framework)
        found = act.lock(Framework.objects.select_related("procurement"), framework)
        if not left_over(wall_clock.today()).filter(pk=found.pk).exists():
            act.nothing_changed()
            return
        _end(act, procurement, found, f"最后一天 {found.ends_on} 已过，到期结束", None)


def end_all_over() -> None:
    """Ends all of them, each by itself: what a kill leaves, the next time ends, and so what an error does.

    One that an error keeps is told in the log of the program; `goufu status` tells it while it is left over.
    """
    for framework in list(left_over(wall_clock.today()).select_related("procurement", "lot")):
        try:
            end_over(framework=framework.pk)
        except Exception:
            _log.exception("框架协议到期没有结束成：%s（%s）", framework, framework.procurement.number)


def _end(act: Action, procurement: Procurement, found: Framework, reason: str, by: Agent | None) -> None:
    """Ends the locked agreement; with the last one of its procurement the second stage has ended."""
    end_agreement(act, found, reason, by)
    ended = agreements_of(procurement).filter(state=FrameworkState.ENDED)
    if ended.count() == len(lots_to_agree(procurement)):
        early = min(max(each.ends_on for each in ended), wall_clock.today())
        note_event(act, procurement, FRAMEWORK_ENDED, by, day=early, note=reason[:500])
    act.set_subject(found)
    act.log(title=str(found), reason=reason)


def lock_procurement_of(act: Action, framework: int) -> Procurement:
    """The agreement's procurement, locked before the agreement, as decisions do. Raises NotFound."""
    number = Framework.objects.filter(pk=framework).values_list("procurement", flat=True).first()
    return act.lock(Procurement.objects.select_related("purchaser__place"), number)
