"""Those served choose their provider themselves: a period is opened, what they chose is recorded by numbers, and who moves is moved.

Each recording is a call-off to each provider that was chosen, which accepts or refuses it. The agreement is locked first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import AgainstTheLaw, NotFound, Refusal
from goufu.core.opinion import Opinion, cards
from goufu.core.permissions import Permission
from goufu.core.reasons import required_reason
from goufu.procurement.actions.calling_off import (
    begin_of,
    call_offs_of,
    lock_agreement,
    lock_project,
    next_number,
    refuse_more,
)
from goufu.procurement.actions.offering import offer
from goufu.procurement.actions.participating import refuse_unfit
from goufu.procurement.choices import STAGE
from goufu.procurement.frameworks.standing import asked_already, cost, members_in, refuse_over
from goufu.procurement.frameworks.user_choices import (
    ARTICLE,
    RULE,
    left_to_choose,
    provider_of,
    refuse_not_by_users,
)
from goufu.procurement.law import facts_of
from goufu.procurement.models import (
    CallOff,
    CallOffState,
    ChoiceMove,
    Framework,
    FrameworkMember,
    UserChoice,
)
from goufu.procurement.transitions import CALL_OFF
from goufu.registry.agents import Agent


@dataclass(frozen=True, slots=True)
class Period:
    """For which service, out of which project, in which days how many persons may choose, and the units that each gets."""

    project: int
    title: str
    persons: int
    per_person: Decimal
    starts_on: date
    ends_on: date


def open_choice(*, framework: int, period: Period, by: Agent, once: UUID | None = None) -> UserChoice:
    """Opens a period in which those served choose among the providers of the agreement, of which there must be two or more.

    Raises AgainstTheLaw where there are fewer; Refusal where money or limit wouldn't do for all; NotFound, NotAllowed.
    """
    with action("procurement.userchoice.opened", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        act.allow(UserChoice(purchaser=by.body))
        found = lock_agreement(act, framework, by)
        project = lock_project(act, period.project, by)
        refuse_not_by_users(found)
        _refuse_period(found, period)
        able = members_in(found)
        _ask(act, found, len(able))
        dearest = max(each.price for each in able)
        refuse_more(found, project, cost(period.persons * period.per_person, dearest))
        made = UserChoice(
            framework=found,
            project=project,
            purchaser=by.body,
            title=period.title.strip(),
            persons=period.persons,
            per_person=period.per_person,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            opened_by=by.person,
            opened_at=wall_clock.now(),
        )
        act.create(made)
        act.set_subject(made)
        act.log(title=made.title, body=by.body.name, persons=made.persons)
    return made


def record_choices(
    *, userchoice: int, chosen: Mapping[int, int], day: date, by: Agent, once: UUID | None = None
) -> UserChoice:
    """Records how many persons chose which provider, by the ids of members: each is offered a call-off for them.

    Raises Refusal for more persons than may still be served, or a provider that can't be chosen; NotFound, NotAllowed.
    """
    with action("procurement.userchoice.recorded", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        row = UserChoice.objects.filter(pk=userchoice).first()
        if row is None:
            raise NotFound
        act.allow(row)
        found = lock_agreement(act, row.framework_id, by)
        choice = act.lock(UserChoice.objects.select_related("project", "purchaser__place"), userchoice)
        lock_project(act, choice.project_id, by)
        _refuse_day(choice, day)
        wanted = {pk: persons for pk, persons in chosen.items() if persons}
        if not wanted or min(wanted.values()) < 0:
            raise Refusal("没有写多少人选择了哪一家", "至少一家写上人数")
        left = left_to_choose(choice)
        if sum(wanted.values()) > left:
            raise Refusal(
                f"这次登记 {sum(wanted.values())} 人，这一期还可以服务 {left} 人",
                "核对人数；已经选过的，在那一笔登记改选",
            )
        each: list[str] = []
        amount = Decimal(0)
        for pk in sorted(wanted):
            member = _able(found, pk)
            quantity = wanted[pk] * choice.per_person
            called = _called(act, choice, member, wanted[pk], quantity, by)
            _note(act, ChoiceMove(target=called, persons=wanted[pk], quantity=quantity, day=day), by)
            each.append(f"{member} {wanted[pk]} 人")
            amount += called.amount
        act.set_subject(choice)
        persons = sum(wanted.values())
        act.log(title=choice.title, persons=persons, provider="；".join(each), amount=amount, day=day)
    return choice


@dataclass(frozen=True, slots=True)
class Change:
    """So many persons go to another provider on a day; `quantity`: the units that are still to be served to them."""

    member: int
    persons: int
    quantity: Decimal
    day: date
    reason: str


def change_choice(
    *, calloff: int, change: Change, by: Agent, version: int | None = None, once: UUID | None = None
) -> CallOff:
    """Persons of a call-off go to another provider, with what is still to be served to them; their sum stays.

    What was refused and left by all is cancelled; what was agreed stays, with what was served. Raises Refusal, NotFound, Stale.
    """
    with action("procurement.calloff.choice_changed", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        found, framework = begin_of(act, calloff, by)
        found, state = CALL_OFF.lock(act, call_offs_of(), calloff, "change-choice", version=version)
        if found.choice is None:
            raise Refusal("这笔选用不是由服务对象选择的", "由采购人照协议的方式选", articles=[ARTICLE])
        refuse_over(framework)
        _refuse_day(found.choice, change.day)
        reason = required_reason(change.reason, "改选")
        member = _able(framework, change.member)
        if member.pk in asked_already(found):
            raise Refusal(f"这些服务对象原来选的就是“{member}”", "选他们改选的那一家", field="member")
        _refuse_share(found, change)
        _leave(act, found, state, change, reason, by)
        called = _called(act, found.choice, member, change.persons, change.quantity, by)
        _note(
            act,
            ChoiceMove(
                source=found,
                target=called,
                persons=change.persons,
                quantity=change.quantity,
                day=change.day,
                reason=reason,
            ),
            by,
        )
        act.set_subject(found)
        act.log(title=found.title, persons=change.persons, day=change.day, reason=reason)
    return found


def _refuse_period(framework: Framework, period: Period) -> None:
    if not period.title.strip():
        raise Refusal("没有写要什么服务", "写明服务对象得到什么服务", field="title")
    if period.persons <= 0:
        raise Refusal("服务对象人数要大于零", "写明这一期最多服务多少人", field="persons")
    if period.per_person <= 0:
        raise Refusal("每人的数量要大于零", "写明每人多少", field="per_person")
    if not framework.starts_on <= period.starts_on <= period.ends_on <= framework.ends_on:
        raise Refusal(
            f"服务期要在框架协议的 {framework.starts_on} 到 {framework.ends_on} 之内，先开始后结束",
            "请核对日期",
            field="starts_on",
        )


def _refuse_day(choice: UserChoice, day: date) -> None:
    if day > wall_clock.today():
        raise Refusal("选择的日子还没有到", "等服务对象选了再登记", field="day")
    if not choice.framework.starts_on <= day <= choice.ends_on:
        raise Refusal(
            f"选择的日子要在 {choice.framework.starts_on} 到 {choice.ends_on} 之间", "请核对日期", field="day"
        )


def _ask(act: Action, framework: Framework, able: int) -> None:
    """Asks the law whether there are enough providers to choose from now."""
    said = act.ask(lambda: facts_of(framework.procurement)) | {"shortlisted_count": able}
    opinion = Opinion.of_facts(STAGE, said, rules=[RULE])
    act.log_opinion(opinion)
    if opinion.blocking:
        raise AgainstTheLaw(cards(opinion.blocking))


def _able(framework: Framework, number: int) -> FrameworkMember:
    """The provider, if it can be chosen now. Raises Refusal."""
    found = next((each for each in members_in(framework) if each.pk == number), None)
    if found is None:
        raise Refusal(
            "选的供应商不在协议里，或者已经暂停、退出", "从协议里现在能选的供应商里选", field="member"
        )
    refuse_unfit(found.provider)
    return found


def _called(
    act: Action, choice: UserChoice, member: FrameworkMember, persons: int, quantity: Decimal, by: Agent
) -> CallOff:
    """A call-off for those who chose the provider, offered to it. Raises Refusal above the limit or the project's money."""
    made = CallOff(
        framework=choice.framework,
        project=choice.project,
        purchaser=choice.purchaser,
        number=next_number(by),
        title=choice.title,
        quantity=quantity,
        persons=persons,
        choice=choice,
        amount=cost(quantity, member.price),
        state=CallOffState.OFFERED,
        called_by=by.person,
        called_at=wall_clock.now(),
    )
    refuse_more(choice.framework, choice.project, made.amount)
    act.create(made)
    offer(act, made, (member, member.price), "", by)
    return made


def _refuse_share(found: CallOff, change: Change) -> None:
    """Raises Refusal where more persons or units would go than there are, or units would stay with nobody to get them."""
    assert found.choice is not None and found.persons is not None
    if not 0 < change.persons <= found.persons:
        raise Refusal(f"这一笔现在有 {found.persons} 人", "写其中改选的人数", field="persons")
    if not 0 < change.quantity <= min(found.quantity, change.persons * found.choice.per_person):
        raise Refusal(
            f"这一笔还有 {found.quantity}，每人最多 {found.choice.per_person}",
            "写这些人还没有得到、要随着转走的数量",
            field="quantity",
        )
    is_left = change.persons == found.persons
    if is_left and found.state == CallOffState.CHOOSING and change.quantity != found.quantity:
        raise Refusal(
            f"原来的供应商没有接受，这些人的 {found.quantity} 全部没有服务过", "全部转走", field="quantity"
        )


def _leave(act: Action, found: CallOff, state: str, change: Change, reason: str, by: Agent) -> None:
    assert found.persons is not None
    if found.state == CallOffState.CHOOSING and change.persons == found.persons:
        act.change(
            found,
            state=CALL_OFF.after("cancel-call-off", found),
            cancelled_by=by.person,
            cancelled_at=wall_clock.now(),
            cancel_reason=reason,
        )
        return
    left = found.quantity - change.quantity
    price = provider_of(found).price
    act.change(
        found, state=state, persons=found.persons - change.persons, quantity=left, amount=cost(left, price)
    )


def _note(act: Action, move: ChoiceMove, by: Agent) -> None:
    move.person, move.at = by.person, wall_clock.now()
    act.create(move)
