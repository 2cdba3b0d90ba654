"""Providers apply to join a framework agreement: an open one at any time, a closed one while a supplement is called."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import AgainstTheLaw, NotFound, Refusal, refusal_of
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.law.model import Value
from goufu.procurement.actions.agreeing import is_closed, lock_procurement_of
from goufu.procurement.actions.events import note_event
from goufu.procurement.actions.participating import refuse_unfit
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.choices import STAGE
from goufu.procurement.frameworks.standing import members_in, refuse_over
from goufu.procurement.law import days_of, facts_of, method_of
from goufu.procurement.models import (
    ApplicationState,
    Framework,
    FrameworkApplication,
    FrameworkMember,
    Procurement,
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
RULE = "procurement.framework-supplement"


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
        _join(act, found)
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


def _join(act: Action, application: FrameworkApplication) -> FrameworkMember:
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


def call_supplement(
    *,
    framework: int,
    reason: str,
    until: datetime,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Supplement:
    """Calls for more providers of a closed agreement. Raises AgainstTheLaw while enough are left; Refusal, NotAllowed, Stale."""
    with action("procurement.supplement.called", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        rows = Framework.objects.select_related("procurement__purchaser__place")
        found, _state = FRAMEWORK.lock(act, rows, framework, "call-supplement", version=version)
        refuse_over(found)
        if not is_closed_framework(found):
            raise Refusal("开放式框架协议随时可以申请加入", "不用补充征集", articles=[OPEN])
        if until <= wall_clock.now():
            raise Refusal("申请截止已经过去", "写一个以后的时刻", field="until")
        first, left = found.members.filter(response__isnull=False).count(), len(members_in(found))
        said = {
            "framework_supplemented": True,
            "shortlisted_count": first,
            "remaining_shortlisted_count": left,
        }
        _ask(act, found.procurement, said, [RULE])
        made = Supplement(
            framework=found,
            reason=required_reason(reason, "补充征集"),
            until=until,
            shortlisted=first,
            remaining=left,
            called_by=by.person,
            called_at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(made)
        act.log(title=str(found), reason=made.reason)
    return made


def conclude_supplement(
    *,
    supplement: int,
    admitted: Collection[int],
    unqualified: Collection[int] = (),
    record: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Supplement:
    """Takes in those of the applications, compared as at first, and tells the others why not; `record` says how.

    unqualified: those that don't meet the conditions, which are not compared; nor are those that may not provide today.

    Raises AgainstTheLaw where too few are kept out; Refusal before the end, and, where the price comes first, for a dearer one
    instead of a cheaper; NotAllowed, Stale.
    """
    with action("procurement.supplement.concluded", Permission.DECIDE_AWARD, by=by, once=once) as act:
        row = Supplement.objects.filter(pk=supplement).first()
        if row is None:
            raise NotFound
        rows = Framework.objects.select_related("procurement__purchaser__place")
        framework, _state = FRAMEWORK.lock(act, rows, row.framework_id, "conclude-supplement")
        found = act.lock(Supplement.objects, supplement, version=version)
        if found.concluded_at:
            raise Refusal("补充征集已经有结果", "看协议里的供应商")
        refuse_over(framework)
        if found.until > wall_clock.now():
            raise Refusal("申请还没有截止", "截止以后再比较")
        record = required_reason(record, "补充征集的结果", field="record")
        waiting = list(
            found.applications.select_for_update(of=("self",))
            .filter(state=ApplicationState.RECEIVED)
            .select_related("framework", "provider__place")
            .order_by("price", "pk")
        )
        chosen = [each for each in waiting if each.pk in set(admitted)]
        if wrong := next((each for each in chosen if each.pk in set(unqualified)), None):
            raise Refusal(f"“{wrong}”既写了不合格，又写了入围", "请核对", field="admitted")
        for each in chosen:
            refuse_unfit(each.provider)
        refuse_organisers(framework.procurement, [each.provider for each in chosen])
        able = [each for each in waiting if each.pk not in set(unqualified) and not _is_unfit(each)]
        _refuse_dearer(framework, able, chosen)
        method = method_of(framework.procurement)
        if chosen and method and method.scoring:
            counts: dict[str, Value] = {"qualified_count": len(able), "shortlisted_count": len(chosen)}
            _ask(
                act,
                framework.procurement,
                counts,
                [each for each in method.scoring.rules if "elimination" in each],
            )
        for each in waiting:
            state = ApplicationState.ADMITTED if each in chosen else ApplicationState.REFUSED
            reason = "" if each in chosen else record[:1_000]
            act.change(each, state=state, reason=reason, decided_by=by.person, decided_at=wall_clock.now())
            if each in chosen:
                _join(act, each)
        act.change(found, record=record, concluded_by=by.person, concluded_at=wall_clock.now())
        act.set_subject(found)
        act.log(title=str(framework), bidders=[each.provider.name for each in chosen])
    return found


def _is_unfit(application: FrameworkApplication) -> bool:
    return refusal_of(lambda: refuse_unfit(application.provider)) is not None


def _refuse_dearer(
    framework: Framework, able: list[FrameworkApplication], chosen: list[FrameworkApplication]
) -> None:
    if framework.procurement.framework_evaluation != "price_first" or not chosen:
        return
    left_out = [each for each in able if each not in chosen and each.price < chosen[-1].price]
    if left_out:
        raise Refusal(
            f"价格优先法：“{left_out[0]}”报价更低，没有入围",
            "照报价从低到高确定",
            field="admitted",
            articles=["order-110:elimination"],
        )


def _ask(act: Action, procurement: Procurement, said: Mapping[str, Value], rules: Collection[str]) -> None:
    facts = act.ask(lambda: facts_of(procurement))
    opinion = Opinion.of_facts(STAGE, {**facts, **said}, rules=list(rules))
    act.log_opinion(opinion)
    if failed := [*opinion.blocking, *opinion.to_explain]:
        raise AgainstTheLaw(cards(failed))
