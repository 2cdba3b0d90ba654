"""Call-offs of a framework agreement: a purchaser with an approved project and money chooses a provider as the first stage said.

The agreement is locked first, so that of two call-offs at once one sees what the other took, and whose turn is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import NotFound, Refusal
from goufu.core.numbers import NumberSeries, take_number
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.planning.models import Project, ProjectState
from goufu.procurement.actions.offering import choose, offer, out_of_reach, take_back
from goufu.procurement.frameworks.standing import (
    COMPETITION,
    DIRECT,
    QUOTE,
    SECOND_STAGE,
    called,
    cost,
    last_quotes,
    lowest,
    may_use,
    members_in,
    refuse_over,
    room_of,
    workdays_from_now,
)
from goufu.procurement.frameworks.user_choices import refuse_by_purchaser
from goufu.procurement.models import (
    CallOff,
    CallOffOffer,
    CallOffState,
    Framework,
    OfferState,
)
from goufu.procurement.timing.counting import day_of
from goufu.procurement.transitions import CALL_OFF, FRAMEWORK, OFFER
from goufu.registry.agents import Agent
from goufu.ui.money import figures

NUMBERS = NumberSeries("procurement.call_off", "{place}-{year}-XY-{number:04}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is called off: of which project, what, how many units, and how a provider is to be found.

    `member`: whom the purchaser chooses; `quotes_until`: until when all may quote, in a second competition.
    """

    project: int
    title: str
    quantity: Decimal
    member: int | None = None
    quotes_until: datetime | None = None
    because: str = ""


def call_off(*, framework: int, wanted: Wanted, by: Agent, once: UUID | None = None) -> CallOff:
    """Calls off of the agreement for a project of the agent's own body: offers it to a provider, or asks all for quotes.

    Raises Refusal outside the agreement's days, above its limit or the project's money; NotFound, NotAllowed.
    """
    with action("procurement.calloff.made", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        act.allow(CallOff(purchaser=by.body))
        found = lock_agreement(act, framework, by)
        refuse_by_purchaser(found)
        project = lock_project(act, wanted.project, by)
        able = members_in(found)
        if not able:
            raise Refusal("协议里没有能选的供应商", "等补充征集，或者另行采购")
        if wanted.quantity <= 0:
            raise Refusal("数量要大于零", "写明要多少", field="quantity")
        price = max(each.price for each in able)
        made = CallOff(
            framework=found,
            project=project,
            purchaser=by.body,
            title=wanted.title.strip(),
            quantity=wanted.quantity,
            amount=cost(wanted.quantity, price),
            called_by=by.person,
            called_at=wall_clock.now(),
        )
        chosen = None
        if found.way == COMPETITION:
            made.quotes_until, made.state = _until(wanted.quotes_until, found), CallOffState.QUOTING
            made.quotes_from = made.called_at
        else:
            chosen = choose(made, found, wanted.member, wanted.because)
            made.amount, made.state = (
                cost(wanted.quantity, _ceiling(found, chosen[1], price)),
                CallOffState.OFFERED,
            )
        refuse_more(found, project, made.amount)
        made.number = next_number(by)
        act.create(made)
        act.set_subject(made)
        if chosen:
            offer(act, made, chosen, wanted.because, by)
        act.log(number=made.number, title=made.title, body=by.body.name)
    return made


def _ceiling(framework: Framework, price: Decimal, most: Decimal) -> Decimal:
    """What is held while a provider may still refuse: its price where one chooses anew, else the highest of all."""
    return price if framework.way == DIRECT else most


def offer_again(
    *,
    calloff: int,
    member: int | None = None,
    because: str = "",
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> CallOff:
    """Offers it to the next provider: the one chosen, whose turn it is, or who quoted the least. Raises Refusal, NotAllowed, Stale."""
    with action("procurement.calloff.offered", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, framework = begin_of(act, calloff, by)
        found, state = CALL_OFF.lock(act, call_offs_of(), calloff, "offer", version=version)
        refuse_over(framework)
        if found.choice_id:
            refuse_by_purchaser(framework)
        chosen = choose(found, framework, member, because)
        amount = cost(found.quantity, chosen[1])
        if framework.way != DIRECT:
            amount = max(found.amount, amount)
        _refuse_raise(found, framework, amount)
        act.change(found, state=state, amount=amount)
        offer(act, found, chosen, because, by)
        act.set_subject(found)
    return found


def ask_quotes(
    *, calloff: int, quotes_until: datetime, by: Agent, version: int | None = None, once: UUID | None = None
) -> CallOff:
    """Asks all providers for quotes once more: nobody has quoted, or all who did have refused or can't be chosen any more.

    Raises Refusal while a quote is left, that of somebody who may be chosen; NotAllowed, Stale.
    """
    with action("procurement.calloff.quotes_asked", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, framework = begin_of(act, calloff, by)
        found, state = CALL_OFF.lock(act, call_offs_of(), calloff, "ask-quotes", version=version)
        if framework.way != COMPETITION:
            raise Refusal(
                f"这份协议的第二阶段是{framework.get_way_display()}",
                "照协议的方式选",
                articles=[SECOND_STAGE],
            )
        refuse_over(framework)
        refuse_new_quotes(found, framework)
        able = members_in(framework)
        if not able:
            raise Refusal("协议里没有能选的供应商", "等补充征集，或者取消这笔选用")
        amount = max(found.amount, cost(found.quantity, max(each.price for each in able)))
        _refuse_raise(found, framework, amount)
        act.change(
            found,
            state=state,
            amount=amount,
            quotes_from=wall_clock.now(),
            quotes_until=_until(quotes_until, framework),
        )
        act.set_subject(found)
    return found


def refuse_new_quotes(found: CallOff, framework: Framework) -> None:
    """Raises Refusal before the quotes are over, and while the quote of somebody who can be chosen is left."""
    if found.quotes_until and found.quotes_until > wall_clock.now():
        raise Refusal("报价还没有截止", "截止以后选定报价最低的；没有人报价的，再请各家报价")
    if left := lowest(last_quotes(found), out_of_reach(found, framework)):
        raise Refusal(
            f"还有没有问过的报价：“{left[0].member}”{figures(left[0].price)} 元",
            "照报价从低到高选定；都没有接受的，才再请各家报价",
            articles=[SECOND_STAGE],
        )


def lapse(*, calloff: int, by: Agent, version: int | None = None, once: UUID | None = None) -> CallOff:
    """Records that the provider has not answered in its days: another one is chosen. Raises Refusal before they are over."""
    with action("procurement.calloff.lapsed", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _framework = begin_of(act, calloff, by)
        found, state = CALL_OFF.lock(act, call_offs_of(), calloff, "lapse", version=version)
        waiting = CallOffOffer.objects.select_for_update().get(call_off=found, state=OfferState.PENDING)
        if waiting.answer_by >= wall_clock.today():
            raise Refusal(f"供应商可以答复到 {waiting.answer_by}", "过了那一天再登记")
        act.change(found, state=state)
        act.change(waiting, state=OFFER.after("lapse-offer", waiting))
        act.set_subject(found)
        act.log(provider=waiting.member.provider.name)
    return found


def cancel_call_off(
    *, calloff: int, reason: str, by: Agent, version: int | None = None, once: UUID | None = None
) -> CallOff:
    """Cancels what is not agreed yet; agreement and project have its money back. Raises Refusal without a reason; NotAllowed, Stale."""
    with action("procurement.calloff.cancelled", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _framework = begin_of(act, calloff, by)
        found, state = CALL_OFF.lock(act, call_offs_of(), calloff, "cancel-call-off", version=version)
        reason = required_reason(reason, "取消选用")
        take_back(
            act, found, state, cancelled_by=by.person, cancelled_at=wall_clock.now(), cancel_reason=reason
        )
        act.set_subject(found)
        act.log(reason=reason)
    return found


def sign_call_off(
    *, calloff: int, day: date, by: Agent, version: int | None = None, once: UUID | None = None
) -> CallOff:
    """Records on which day the contract of an agreed call-off was signed. Recorded again, the last day counts.

    Raises Refusal for a day to come, or before it was agreed; NotAllowed, Stale.
    """
    with action("procurement.calloff.signed", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, _state = CALL_OFF.lock(act, call_offs_of(), calloff, "sign-call-off", version=version)
        if day > wall_clock.today():
            raise Refusal("签订的日子还没有到", "等签了再登记", field="day")
        if found.agreed_on and day < found.agreed_on:
            raise Refusal(f"{found.agreed_on} 才成交", "请核对日期", field="day")
        act.change(found, signed_on=day)
        act.log(day=day)
    return found


def next_number(by: Agent) -> str:
    """The next number of a call-off of the agent's place in this year."""
    place, year = by.body.place.code, wall_clock.today().year
    return take_number(NUMBERS, place=place, year=year, place_word=place)


def call_offs_of() -> QuerySet[CallOff]:
    """The call-offs with whose they are."""
    return CallOff.objects.select_related("project", "purchaser__place")


def lock_agreement(act: Action, number: int, by: Agent) -> Framework:
    """The agreement, locked, which the agent's body may use. Raises NotFound, Refusal."""
    rows = Framework.objects.select_related("procurement__purchaser", "lot")
    row = rows.filter(pk=number).first()
    if row is None or not may_use(by.body, row.procurement):
        raise NotFound
    found, _state = FRAMEWORK.lock(act, rows, number, "call-off")
    refuse_over(found)
    return found


def begin_of(act: Action, number: int, by: Agent) -> tuple[CallOff, Framework]:
    """The call-off as it was read, and its agreement, locked. Raises NotFound, NotAllowed."""
    row = call_offs_of().filter(pk=number).first()
    if row is None:
        raise NotFound
    act.allow(row)
    return row, act.lock(Framework.objects.select_related("procurement__purchaser", "lot"), row.framework_id)


def lock_project(act: Action, number: int, by: Agent) -> Project:
    """The project, locked: approved, and of the agent's own body. Raises NotFound, Refusal."""
    found = act.lock(Project.objects, number, seeing=Permission.SEE_PROJECTS)
    if found.purchaser_id != by.body.pk:
        raise Refusal(f"“{found}”不是{by.body.name}的项目", "用本单位已批准的项目", field="project")
    if found.state != ProjectState.APPROVED:
        raise Refusal(
            f"“{found}”还没有批准", "先由财政部门批准，再选用", field="project", articles=["order-102:16"]
        )
    return found


def refuse_more(framework: Framework, project: Project, amount: Decimal) -> None:
    """Raises Refusal where agreement or project have no room for so many yuan more."""
    left = framework.total_limit - called(framework)
    if amount > left:
        raise Refusal(
            f"这笔最多要 {figures(amount)} 元，框架协议的成交总额只剩 {figures(left)} 元",
            "减少数量；协议快用完的，另行采购",
            field="quantity",
        )
    if amount > (room := room_of(project, framework)):
        raise Refusal(
            f"这笔最多要 {figures(amount)} 元，“{project}”只剩 {figures(room)} 元",
            "减少数量，或者先调整项目",
            field="quantity",
            articles=["order-102:16"],
        )


def _refuse_raise(found: CallOff, framework: Framework, amount: Decimal) -> None:
    """Raises Refusal where it may cost more than it could before, and agreement or project have no room for that."""
    if amount > found.amount:
        refuse_more(framework, found.project, amount - found.amount)


def _until(given: datetime | None, framework: Framework) -> datetime:
    first = workdays_from_now(QUOTE)
    if given is None or day_of(given) < first:
        raise Refusal(
            f"报价截止不能早于 {first}", "给各家必要的报价时间", field="quotes_until", articles=[SECOND_STAGE]
        )
    if day_of(given) > framework.ends_on:
        raise Refusal(f"框架协议{framework.ends_on}期满", "报价截止写在期满以前", field="quotes_until")
    return given
