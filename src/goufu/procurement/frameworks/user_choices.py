"""How it stands with those served who choose their provider themselves: how many chose whom, and who has not chosen yet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from goufu.core.errors import Refusal
from goufu.procurement.frameworks.standing import DIRECT, called, members_in, room_of
from goufu.procurement.models import CallOff, CallOffState, Framework, FrameworkMember, UserChoice

GROUND = "service_users_choose"  # of the plan: the case for which the agreement was concluded
ARTICLE = "order-110:3"
RULE = "procurement.framework-user-choice"


@dataclass(slots=True)
class Tally:
    """What a provider has of a period: persons, units and yuan, and how many of the persons wait for its answer."""

    member: FrameworkMember
    persons: int = 0
    quantity: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    waiting: int = 0


def is_by_users(framework: Framework) -> bool:
    """Whether those served choose, and no purchaser: the agreement was concluded for that, and a provider is chosen directly."""
    return framework.procurement.framework_case == GROUND and framework.way == DIRECT


def refuse_not_by_users(framework: Framework) -> None:
    """Raises Refusal where no agreement says that those served choose."""
    if not is_by_users(framework):
        raise Refusal(
            "这份框架协议不是为服务对象自主选择签订的", "由采购人照协议的方式选用", articles=[ARTICLE]
        )


def refuse_by_purchaser(framework: Framework) -> None:
    """Raises Refusal where the purchaser would choose in place of those served."""
    if is_by_users(framework):
        raise Refusal(
            "这份框架协议的供应商由服务对象自主选择，采购人不能代选",
            "在协议页按“由服务对象选择”，登记各家被多少人选择",
            articles=[ARTICLE],
        )


def left_to_choose(choice: UserChoice) -> int:
    """How many may still be served: those of the period that nobody has been chosen for."""
    taken = _counted(choice).aggregate(sum=Sum("persons"))["sum"] or 0
    return int(choice.persons - taken)


def money_for(choice: UserChoice) -> int:
    """For how many persons the rest of agreement and project would do, if all chose the dearest provider."""
    framework = choice.framework
    room = min(framework.total_limit - called(framework), room_of(choice.project, framework))
    prices = [each.price for each in members_in(framework)]
    return max(int(room // (choice.per_person * max(prices))), 0) if prices else 0


def provider_of(call_off: CallOff) -> FrameworkMember:
    """Whom those served have chosen: the one to whom it was offered last."""
    return max(call_off.offers.all(), key=lambda each: each.pk).member


def tallies(choice: UserChoice) -> tuple[list[Tally], Tally | None]:
    """What each provider has of the period, by their turns, and what was refused, so that others must be chosen; None where nothing was."""
    found: dict[int, Tally] = {}
    refused: Tally | None = None
    for each in _counted(choice).prefetch_related("offers__member__provider"):
        member = provider_of(each)
        if each.state == CallOffState.CHOOSING:
            tally = refused = refused or Tally(member)
        else:
            tally = found.setdefault(member.pk, Tally(member))
        tally.persons += each.persons or 0
        tally.quantity += each.quantity
        tally.amount += each.amount
        tally.waiting += (each.persons or 0) if each.state == CallOffState.OFFERED else 0
    return sorted(found.values(), key=lambda each: each.member.turn), refused


def _counted(choice: UserChoice) -> QuerySet[CallOff]:
    return choice.call_offs.exclude(state=CallOffState.CANCELLED)
