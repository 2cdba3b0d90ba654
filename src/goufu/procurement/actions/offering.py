"""What actions of the second stage share: an offer is made to a provider, and taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goufu import wall_clock
from goufu.core.action import Action
from goufu.core.errors import Refusal, refusal_of
from goufu.procurement.actions.participating import refuse_unfit
from goufu.procurement.frameworks.standing import (
    ANSWER,
    COMPETITION,
    DIRECT,
    SECOND_STAGE,
    asked_already,
    cost,
    last_quotes,
    lowest,
    members_in,
    next_in_turn,
    workdays_from_now,
)
from goufu.procurement.models import (
    CallOff,
    CallOffOffer,
    CallOffState,
    Framework,
    FrameworkMember,
    OfferState,
)
from goufu.procurement.transitions import OFFER
from goufu.registry.agents import Agent

Chosen = tuple[FrameworkMember, Decimal]  # with the price in yuan a unit


def choose(call_off: CallOff, framework: Framework, member: int | None, because: str) -> Chosen:
    """To whom the call-off is offered next, as the agreement's way says: the one chosen, the lowest quote, or whose turn it is.

    Raises Refusal where there is nobody, or somebody else is chosen than the way gives.
    """
    if framework.way == DIRECT:
        return _chosen(framework, asked_already(call_off) if call_off.pk else set(), member)
    without = out_of_reach(call_off, framework)
    if framework.way == COMPETITION:
        return _of_quotes(call_off, without, member, because)
    found = next_in_turn(framework, without)
    if found is None:
        raise Refusal(
            "协议里没有还能轮到的供应商：都问过、暂停、退出了，或者现在不能提供服务",
            "取消这笔选用，或者补充征集",
        )
    if member is not None and member != found.pk:
        raise Refusal(f"顺序轮候轮到“{found}”", "不能挑别家", field="member", articles=["order-110:rotation"])
    return found, found.price


def out_of_reach(call_off: CallOff, framework: Framework) -> set[int]:
    """The members to whom it can't be offered by turn or by quote: those asked already, and those who may not provide today."""
    asked = asked_already(call_off) if call_off.pk else set()
    return asked | {each.pk for each in members_in(framework) if is_barred(each)}


def is_barred(member: FrameworkMember) -> bool:
    return refusal_of(lambda: refuse_unfit(member.provider)) is not None


def _chosen(framework: Framework, asked: set[int], member: int | None) -> Chosen:
    found = next((each for each in members_in(framework) if each.pk == member), None)
    if found is None:
        raise Refusal(
            "没有选供应商", "从协议里现在能选的供应商里选一家", field="member", articles=[SECOND_STAGE]
        )
    if found.pk in asked:
        raise Refusal(f"“{found}”已经问过，没有接受", "请另选一家", field="member")
    refuse_unfit(found.provider)
    return found, found.price


def _of_quotes(call_off: CallOff, without: set[int], member: int | None, because: str) -> Chosen:
    assert call_off.quotes_until is not None
    if call_off.quotes_until > wall_clock.now():
        raise Refusal(
            f"报价到 {call_off.quotes_until.astimezone(wall_clock.CHINA):%Y-%m-%d %H:%M} 截止，以前谁也看不到",
            "到了再选定",
        )
    least = lowest(last_quotes(call_off), without)
    if not least:
        raise Refusal("没有还能选的报价", "再请各家报价，或者取消这笔选用")
    found = next((each for each in least if each.member_id == member), None)
    if member is not None and found is None:
        raise Refusal(
            "二次竞价由报价最低的成交", "选报价最低的那一家", field="member", articles=[SECOND_STAGE]
        )
    if len(least) > 1 and (found is None or not because.strip()):
        raise Refusal("报价最低的不止一家", "选一家，写明为什么", field="member")
    quote = found or least[0]
    return quote.member, quote.price


def offer(act: Action, call_off: CallOff, chosen: Chosen, because: str, by: Agent) -> CallOffOffer:
    """Offers it to the provider, which answers within the days that the office has set."""
    member, price = chosen
    made = CallOffOffer(
        call_off=call_off,
        member=member,
        price=price,
        because=because.strip()[:1_000],
        offered_by=by.person,
        offered_at=wall_clock.now(),
        answer_by=min(answer_day(), call_off.framework.ends_on),
    )
    act.log(provider=member.provider.name, amount=cost(call_off.quantity, price))
    return act.create(made)


def answer_day() -> date:
    return workdays_from_now(ANSWER)


def take_back(act: Action, call_off: CallOff, state: str = CallOffState.CHOOSING, **values: object) -> None:
    """Takes back what is not answered of a locked call-off, which goes on in that state."""
    for each in CallOffOffer.objects.select_for_update().filter(call_off=call_off, state=OfferState.PENDING):
        act.change(each, state=OFFER.after("take-back", each))
    act.change(call_off, state=state, **values)
