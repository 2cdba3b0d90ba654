"""Providers apply to join a framework agreement: an open one at any time, a closed one while a supplement is called."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.agreeing import is_closed, lock_procurement_of
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.participating import refuse_unfit
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.frameworks.standing import refuse_over
from goufu.procurement.law import days_of, method_of
from goufu.procurement.models import (
    ApplicationState,
    Framework,
    FrameworkApplication,
    FrameworkMember,
    Supplement,
)
from goufu.procurement.review.events import (
    APPLICATION_RECEIVED,
    APPLICATION_REVIEWED,
    FRAMEWORK_SIGNED,
    PURCHASERS_TOLD,
    SHORTLIST_TOLD,
)
from goufu.procurement.timing.late import now_by_log
from goufu.procurement.transitions import APPLICATION, FRAMEWORK
from goufu.registry.agents import Agent
from goufu.ui.money import figures

OPEN, SUPPLEMENT = "order-110:open", "order-110:supplement"


def apply_to_join(
    *,
    framework: int,
    text: str,
    price: Decimal | None = None,
    meets_conditions: bool = False,
    by: Agent,
    once: UUID | None = None,
) -> FrameworkApplication:
    """Applies for the agent's body: to an open agreement at its price, to a supplement at a price of its own, in yuan a unit.

    Raises Refusal where nobody can join now, for one that was in already, and without the declaration; NotFound.
    """
    with action("procurement.application.made", Permission.BID, by=by, once=once) as act:
        act.allow(FrameworkMember(provider=by.body))
        lock_procurement_of(act, framework)
        rows = Framework.objects.select_related("procurement", "lot")
        found, _state = FRAMEWORK.lock(act, rows, framework, "apply")
        refuse_over(found)
        supplement = open_supplement(found, now_by_log())
        closed = is_closed_framework(found)
        if closed and supplement is None:
            raise Refusal("封闭式框架协议现在不能加入", "补充征集时再申请", articles=[SUPPLEMENT])
        if found.members.filter(provider=by.body).exists():
            raise Refusal("本单位在这份协议里，或者已经被清退、退出", "不能再申请同一份协议")
        if not meets_conditions:
            raise Refusal(
                "没有声明符合条件", "符合的勾选；不符合的不能加入", field="meets_conditions", articles=[OPEN]
            )
        refuse_unfit(by.body)
        refuse_organisers(found.procurement, [by.body])
        made = FrameworkApplication(
            framework=found,
            supplement=supplement if closed else None,
            provider=by.body,
            price=_price(found, price) if closed else found.ceiling,
            text=required_reason(text, "申请", field="text"),
            applied_by=by.person,
            applied_at=wall_clock.now(),
        )
        is_first = not closed and not _waiting(found).exists()
        act.create(made)
        act.set_subject(made)
        if is_first:
            note_event(act, found.procurement, APPLICATION_RECEIVED, by, moment=wall_clock.now())
        act.log(title=str(found), body=by.body.name)
    return made


def is_closed_framework(framework: Framework) -> bool:
    method = method_of(framework.procurement)
    return method is not None and is_closed(method)


def open_supplement(framework: Framework, now: datetime | None = None) -> Supplement | None:
    """The supplement for which one can apply at that moment, by default now."""
    return framework.supplements.filter(concluded_at=None, until__gt=now or wall_clock.now()).first()


def _price(framework: Framework, price: Decimal | None) -> Decimal:
    if price is None or not 0 < price <= framework.ceiling:
        raise Refusal(
            f"报价要大于零，不超过最高限制单价 {figures(framework.ceiling)} 元",
            "按每一计价单位报价",
            field="price",
        )
    return price


def _waiting(framework: Framework) -> QuerySet[FrameworkApplication]:
    """The unreviewed applications to the agreements of the procurement."""
    return FrameworkApplication.objects.filter(
        framework__procurement=framework.procurement_id, state=ApplicationState.RECEIVED
    )


def withdraw_application(
    *, frameworkapplication: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> FrameworkApplication:
    """The provider withdraws what is not reviewed yet. Raises Refusal, NotFound, Stale."""
    with action("procurement.application.withdrawn", Permission.BID, by=by, once=once) as act:
        row = _rows().filter(pk=frameworkapplication).first()
        if row is None or row.provider_id != by.body.pk:
            raise NotFound
        act.allow(row)
        lock_procurement_of(act, row.framework_id)
        act.lock(Framework.objects, row.framework_id)
        found, state = APPLICATION.lock(
            act, _rows(), frameworkapplication, "withdraw-application", version=version
        )
        act.set_subject(found)
        act.log(title=str(found.framework))
        act.change(found, state=state, decided_by=by.person, decided_at=wall_clock.now())
        if not found.supplement_id:
            _note_reviewed(act, found.framework, by, "申请已撤回")
    return found


def admit_application(
    *, frameworkapplication: int, by: Agent, version: int | None = None, once: UUID | None = None
) -> FrameworkApplication:
    """Takes the provider into an open agreement: it is told, and in from today. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.application.admitted", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, state = _begin(act, frameworkapplication, "admit-application", version)
        if found.supplement_id:
            raise Refusal(
                "补充征集的申请放在一起比较", "截止以后按“确定补充征集的结果”办", articles=[SUPPLEMENT]
            )
        refuse_over(found.framework)
        refuse_unfit(found.provider)
        refuse_organisers(found.framework.procurement, [found.provider])
        act.change(found, state=state, decided_by=by.person, decided_at=wall_clock.now())
        join(act, found)
        _note_reviewed(act, found.framework, by)
        happened = days_of(found.framework.procurement.occurrences.all())
        for event in (SHORTLIST_TOLD, FRAMEWORK_SIGNED, PURCHASERS_TOLD):
            if event not in happened:
                note_event(act, found.framework.procurement, event, by)
        act.log(provider=found.provider.name)
    return found


def refuse_application(
    *,
    frameworkapplication: int,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> FrameworkApplication:
    """Refuses the application, with a reason that the provider reads. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.application.refused", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, state = _begin(act, frameworkapplication, "refuse-application", version)
        if found.supplement_id:
            raise Refusal(
                "补充征集的申请放在一起比较", "截止以后按“确定补充征集的结果”办", articles=[SUPPLEMENT]
            )
        reason = required_reason(reason, "不同意入围")
        act.change(found, state=state, reason=reason, decided_by=by.person, decided_at=wall_clock.now())
        _note_reviewed(act, found.framework, by)
        act.log(provider=found.provider.name, reason=reason)
    return found


def _rows() -> QuerySet[FrameworkApplication]:
    return FrameworkApplication.objects.select_related("framework__procurement", "provider__place")


def _begin(act: Action, number: int, verb: str, version: int | None) -> tuple[FrameworkApplication, str]:
    row = _rows().filter(pk=number).first()
    if row is None:
        raise NotFound
    lock_procurement_of(act, row.framework_id)
    act.lock(Framework.objects.select_related("procurement__purchaser__place"), row.framework_id)
    found, state = APPLICATION.lock(act, _rows(), number, verb, version=version)
    act.set_subject(found)
    return found, state


def _note_reviewed(act: Action, framework: Framework, by: Agent, note: str = "") -> None:
    """The event, once no application waits."""
    if not _waiting(framework).exists():
        note_event(act, framework.procurement, APPLICATION_REVIEWED, by, moment=wall_clock.now(), note=note)


def join(act: Action, application: FrameworkApplication) -> FrameworkMember:
    """Takes the applicant in, with the next turn, within an action that has locked the agreement."""
    last = application.framework.members.aggregate(last=Max("turn"))["last"] or 0
    return act.create(
        FrameworkMember(
            framework=application.framework,
            provider=application.provider,
            price=application.price,
            turn=last + 1,
            joined_on=wall_clock.today(),
        )
    )
