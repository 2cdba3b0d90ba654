"""What is recorded of a procurement that ran elsewhere after it was entered: its result, its end, and that it was entered wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.deciding import check_other
from goufu.procurement.actions.entering import store_offers
from goufu.procurement.actions.events import note_event
from goufu.procurement.agencies import refuse_organisers
from goufu.procurement.law import days_of
from goufu.procurement.models import Lot, Procurement, Response
from goufu.procurement.past.bidders import Lost
from goufu.procurement.past.days import past_of
from goufu.procurement.past.entry import OPENED, refuse_earlier, refuse_wrong_offers
from goufu.procurement.review.events import AWARDED, SIGNED
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent
from goufu.registry.models import Body


def record_result(
    *,
    procurement: int,
    results: Mapping[int, tuple[int | None, Decimal | None]],
    day: date,
    lost: Sequence[Lost] = (),
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> list[Response]:
    """Records who was awarded it elsewhere, for how many yuan, who else bid, and on which day it was decided.

    `results`: winner and amount by number of the lot, 0 where there are none; a lot without a winner has failed.
    Raises Refusal, NotFound, NotAllowed, Stale.
    """
    with action("procurement.past.result", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(
            act, Procurement.objects, procurement, "record-result", version=version
        )
        refuse_other_than_past(found)
        days = _days(found)
        refuse_awarded(days)
        if day > wall_clock.today():
            raise Refusal("定标的日子还没有到", "等办了再登记", field="day")
        refuse_earlier(AWARDED, day, days)
        lots: dict[int, Lot | None] = {each.number: each for each in found.lots.all()} or {0: None}
        winners = _refuse_wrong(found, lots, results, lost)
        made = store_offers(act, found, lots, results, lost, days.get(OPENED) or day, by)
        note_event(act, found, AWARDED, by, day=day)
        act.change(found, changed_at=wall_clock.now())
        act.set_subject(found)
        who = {"bidders": winners} if len(winners) > 1 else {"bidder": winners[0]}
        act.log(
            **who, amount=sum((amount or Decimal(0) for _, amount in results.values()), Decimal(0)), day=day
        )
    return made


def end_past(
    *,
    procurement: int,
    day: date,
    reason: str,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Records that it was terminated elsewhere: the share of its projects' money is free for another one.

    Raises Refusal after the contract, NotAllowed for whoever entered it, Stale.
    """
    with action("procurement.past.ended", Permission.LEAD_PROCUREMENT, by=by, once=once) as act:
        found, state = PROCUREMENT.lock(act, Procurement.objects, procurement, "end-past", version=version)
        refuse_other_than_past(found)
        check_other(found.drafted_by_id, by, "补录", "登记终止")
        days = _days(found)
        if SIGNED in days:
            raise Refusal(
                f"合同已经签订（{days[SIGNED]}），不能终止采购", "写错了的，按“作废补录”办，再重新补录"
            )
        if day > wall_clock.today():
            raise Refusal("终止的日子还没有到", "等办了再登记", field="day")
        if day < (last := _last_done(days)):
            raise Refusal(f"终止不能早于办过的最后一步（{last}）", "请核对日期", field="day")
        said = f"{day}：{required_reason(reason, '终止')}"
        now = wall_clock.now()
        act.change(found, state=state, ended_by=by.person, ended_at=now, end_reason=said, changed_at=now)
        act.log(day=day, reason=reason)
    return found


def strike_past(
    *, procurement: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> Procurement:
    """Strikes an entry that is wrong: it stays to be read, and holds no money. Raises NotAllowed for whoever entered it; Stale."""
    with action("procurement.past.struck", Permission.LEAD_PROCUREMENT, by=by, once=once) as act:
        found, state = PROCUREMENT.lock(act, Procurement.objects, procurement, "strike-past", version=version)
        refuse_other_than_past(found)
        check_other(found.drafted_by_id, by, "补录", "作废")
        reason, now = required_reason(reason, "作废"), wall_clock.now()
        act.change(
            found,
            state=state,
            begun_by=None,
            begun_at=None,
            ended_by=by.person,
            ended_at=now,
            end_reason=reason,
            changed_at=now,
        )
        act.log(reason=reason)
    return found


def _refuse_wrong(
    found: Procurement,
    lots: Mapping[int, Lot | None],
    results: Mapping[int, tuple[int | None, Decimal | None]],
    lost: Sequence[Lost],
) -> list[str]:
    """The names of the winners. Raises Refusal for a result that can't have been."""
    if set(results) != set(lots):
        raise Refusal("每个包都要有结果", "没有分包的写整个采购的；流标的包供应商和金额空着")
    names = dict(
        Body.objects.filter(pk__in=[winner for winner, _ in results.values()]).values_list("pk", "name")
    )
    field = "winner" if 0 in lots else "lots"
    for winner, amount in results.values():
        if winner is not None and winner not in names:
            raise Refusal("单位库里没有这个供应商", "请先在单位库登记", field=field)
        if amount is not None and amount <= 0:
            raise Refusal("金额要大于零", "请核对金额", field="amount" if 0 in lots else "lots")
    if not names:
        raise Refusal("没有中标、成交供应商", "都流标了的，按“登记终止”办", field=field)
    refuse_organisers(found, Body.objects.filter(pk__in=names))
    money = sum((each.amount for each in found.shares.all()), Decimal(0))
    refuse_wrong_offers(results, lost, money, found.purchaser)
    return [names[winner] for winner, _ in results.values() if winner is not None]


def refuse_other_than_past(procurement: Procurement) -> None:
    """Raises Refusal for one that runs here."""
    if past_of(procurement) is None:
        raise Refusal("这次采购不是补录的", "定标、终止按它自己的步骤办")


def refuse_awarded(happened: dict[str, date]) -> None:
    if AWARDED in happened:
        raise Refusal(
            f"已经登记了结果（定标 {happened[AWARDED]}）",
            "写错了的，按“作废补录”办，再重新补录",
        )


def _days(procurement: Procurement) -> dict[str, date]:
    return {name: day_of(at) for name, at in days_of(procurement.occurrences.all()).items()}


def _last_done(days: dict[str, date]) -> date:
    """The last day on which something was done; the ends of periods, which a clock set, are left out."""
    return max(day for day in days.values() if day <= wall_clock.today())
