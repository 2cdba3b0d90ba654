"""Responses, examinations, the award and talks over the API: the pages' own actions. Members act by their codes (panel.py)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from goufu.core.api import asked_by
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions import (
    awarding,
    credit,
    depositing,
    examining,
    reopening,
    responding,
    settling,
    telling,
)
from goufu.procurement.actions.shortlisting import shortlist
from goufu.procurement.api.acts import Act, add_acts, by_procurement, one_of
from goufu.procurement.api.framework_schemas import ShortlistIn
from goufu.procurement.api.review_schemas import (
    AgainIn,
    AwardIn,
    CreditFoundIn,
    CreditIn,
    QualifyIn,
    ResponseIn,
    ReturnedOnIn,
    ReviewOut,
    SettleIn,
)
from goufu.procurement.api.review_shown import own_review, shown
from goufu.procurement.models import CREDIT_LISTS, CameBy, Part, Participation, Quotation, Response
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.review.talks import Talks
from goufu.registry.agents import Agent
from goufu.registry.queries.bodies import with_code

router = Router(tags=["procurement"])


def _enter(number: int, agent: Agent, sent: ResponseIn) -> object:
    bidder = with_code(sent.credit_code)
    return responding.enter_response(
        procurement=number,
        bidder=bidder.pk if bidder else 0,
        offer=responding.Offer(
            price=sent.price, declared_size=sent.declared_size, has_declaration=sent.has_declaration
        ),
        opened_at=sent.opened_at,
        minutes_on=sent.minutes_on,
        came_by=one_of(CameBy, sent.came_by, "came_by"),
        lot=sent.lot,
        quotation=one_of(Quotation, sent.quotation, "quotation"),
        by=agent,
        version=sent.version,
        once=sent.once,
    )


def _queried(number: int, agent: Agent, sent: CreditIn) -> object:
    return credit.record_queries(
        procurement=number,
        day=sent.day,
        found=[_found(at, each) for at, each in enumerate(sent.found)],
        by=agent,
        once=sent.once,
    )


def _found(at: int, sent: CreditFoundIn) -> credit.Found:
    body = with_code(sent.credit_code)
    said = {name: getattr(sent, name) for name in CREDIT_LISTS}
    answers = {name: value for name, value in said.items() if value is not None}
    return credit.Found(body.pk if body else 0, answers, sent.what, line=f"-{at}")


def _settle(number: int, agent: Agent, sent: SettleIn) -> object:
    return settling.settle(
        procurement=number,
        response=sent.response,
        price=sent.price,
        talks=Talks(
            held_on=sent.held_on,
            people=sent.people,
            text=sent.text,
            reason=sent.reason,
            persons=tuple(sent.persons),
            has_declared=sent.has_declared,
        ),
        by=agent,
        version=sent.version,
        once=sent.once,
    )


_REVIEW = Permission.HOLD_REVIEW
_ACTS = [
    Act("response", _REVIEW, _enter, gettext_noop("登记响应、最后报价"), ResponseIn),
    Act("credit", _REVIEW, _queried, gettext_noop("登记各家信用记录的查询"), CreditIn),
    Act(
        "report/received",
        Permission.WRITE_PROCUREMENT,
        by_procurement(awarding.receive_report),
        gettext_noop("登记收到评审报告"),
    ),
    Act(
        "award",
        Permission.DECIDE_AWARD,
        by_procurement(awarding.award),
        gettext_noop("确定中标、成交供应商"),
        AwardIn,
    ),
    Act(
        "shortlist",
        Permission.DECIDE_AWARD,
        by_procurement(shortlist),
        gettext_noop("确定入围供应商"),
        ShortlistIn,
    ),
    Act("letters", Permission.TELL_RESULT, by_procurement(telling.send_letters), gettext_noop("发通知书")),
    Act(
        "review/again",
        _REVIEW,
        by_procurement(reopening.reopen_review),
        gettext_noop("组织重新评审"),
        AgainIn,
    ),
    Act("talks", _REVIEW, _settle, gettext_noop("登记商定结果"), SettleIn),
]
add_acts(router, _ACTS, find=procurement_for, shown=shown, response=ReviewOut)


@router.get(
    "/{int:number}/review",
    response=ReviewOut,
    url_name="review",
    summary=gettext_noop("一次采购的评审和定标"),
)
def show_review(request: HttpRequest, number: int) -> dict[str, Any]:
    agent = asked_by(request)
    own_review(agent, number)
    return shown(agent, number)


@router.post(
    "/responses/{int:number}/qualify",
    response=ReviewOut,
    url_name="qualify",
    summary=gettext_noop("招标由采购人审查资格"),
)
def qualify(request: HttpRequest, number: int, sent: QualifyIn) -> dict[str, Any]:
    agent = asked_by(request, _REVIEW)
    found = Response.objects.filter(pk=number).values_list("procurement", flat=True).first()
    if found is None:
        raise NotFound
    own_review(agent, found)
    examining.examine(
        response=number,
        part=Part.QUALIFICATION,
        has_passed=sent.has_passed,
        reason=sent.reason,
        did_earlier_work=sent.did_earlier_work,
        is_own_staff=sent.is_own_staff,
        has_same_head=sent.has_same_head,
        by=agent,
        once=sent.once,
    )
    return shown(agent, found)


@router.post(
    "/participations/{int:number}/deposit",
    response=ReviewOut,
    url_name="return-deposit",
    summary=gettext_noop("登记退还保证金"),
)
def return_deposit(request: HttpRequest, number: int, sent: ReturnedOnIn) -> dict[str, Any]:
    agent = asked_by(request, Permission.TELL_RESULT)
    found = Participation.objects.filter(pk=number).values_list("procurement", flat=True).first()
    if found is None:
        raise NotFound
    own_review(agent, found)
    depositing.return_deposit(
        participation=number, day=sent.day, by=agent, version=sent.version, once=sent.once
    )
    return shown(agent, found)
