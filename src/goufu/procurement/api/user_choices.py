"""Those served choose their provider themselves, over the API: the pages' own actions and queries."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from goufu.core.action import not_allowed
from goufu.core.api import asked_by
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions.user_choices import Period, open_choice, record_choices
from goufu.procurement.api.framework_schemas import ChoicesIn, UserChoiceIn, UserChoiceOut
from goufu.procurement.api.frameworks import framework_router, seeing
from goufu.procurement.frameworks.standing import may_use
from goufu.procurement.queries.frameworks import framework_for, user_choice_for

choice_router = Router(tags=["procurement"])


@framework_router.post(
    "/{int:number}/user-choice",
    response=UserChoiceOut,
    url_name="open-user-choice",
    summary=gettext_noop("开始服务对象选择的一期"),
)
def begin(request: HttpRequest, number: int, sent: UserChoiceIn) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    if not may_use(agent.body, framework_for(agent, number).procurement):
        raise NotFound
    made = open_choice(
        framework=number, period=Period(**sent.dict(exclude={"once"})), by=agent, once=sent.once
    )
    return user_choice_for(agent, made.pk)


@choice_router.get(
    "/{int:number}",
    response=UserChoiceOut,
    url_name="user-choice",
    summary=gettext_noop("服务对象选择的一期"),
)
def show(request: HttpRequest, number: int) -> Any:
    return user_choice_for(seeing(request), number)


@choice_router.post(
    "/{int:number}/record",
    response=UserChoiceOut,
    url_name="record-choices",
    summary=gettext_noop("登记多少人选择了哪一家"),
)
def record(request: HttpRequest, number: int, sent: ChoicesIn) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    if not agent.may_on(Permission.WRITE_PROCUREMENT, user_choice_for(agent, number)):
        raise not_allowed(agent, Permission.WRITE_PROCUREMENT)
    chosen: Counter[int] = Counter()
    for each in sent.chosen:
        chosen[each.member] += each.persons
    record_choices(userchoice=number, chosen=chosen, day=sent.day, by=agent, once=sent.once)
    return user_choice_for(agent, number)
