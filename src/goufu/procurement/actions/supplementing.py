"""A closed framework agreement is supplemented: more providers are called for, and those who applied are compared as at first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import AgainstTheLaw, NotFound, Refusal, refusal_of
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.law.model import Value
from goufu.procurement.actions.applying import OPEN, is_closed_framework, join
from goufu.procurement.actions.participating import refuse_unfit
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.choices import STAGE
from goufu.procurement.frameworks.standing import members_in, refuse_over
from goufu.procurement.law import facts_of, method_of
from goufu.procurement.models import (
    ApplicationState,
    Framework,
    FrameworkApplication,
    Procurement,
    Supplement,
)
from goufu.procurement.transitions import FRAMEWORK
from goufu.registry.agents import Agent

RULE = "procurement.framework-supplement"


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
                join(act, each)
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
