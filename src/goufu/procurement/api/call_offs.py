"""Call-offs of framework agreements over the API, and what providers answer: the pages' own actions and queries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from goufu.core.api import Rows, asked_by, chosen
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions.answering_offers import give_quote
from goufu.procurement.actions.calling_off import Wanted, call_off
from goufu.procurement.api.framework_schemas import CallOffIn, CallOffLine, CallOffOut, OfferOut, QuoteIn
from goufu.procurement.api.frameworks import framework_router, seeing
from goufu.procurement.frameworks.standing import may_use
from goufu.procurement.queries.frameworks import call_off_for, call_offs, framework_for, offer_for
from goufu.procurement.steps.frameworks import CALL_OFF_STEPS, OFFER_STEPS

call_off_router = Router(tags=["procurement"])
offer_router = Router(tags=["procurement"])


@call_off_router.get(
    "", response=list[CallOffLine], url_name="call-offs", summary=gettext_noop("框架协议的各笔选用，新的在前")
)
def listing(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    return chosen(call_offs(seeing(request)), before, state=state)[:limit]


@call_off_router.get(
    "/{int:number}", response=CallOffOut, url_name="call-off", summary=gettext_noop("一笔选用")
)
def show(request: HttpRequest, number: int) -> Any:
    return call_off_for(seeing(request), number)


@framework_router.post(
    "/{int:number}/call-off",
    response=CallOffOut,
    url_name="make-call-off",
    summary=gettext_noop("从框架协议选用"),
)
def make(request: HttpRequest, number: int, sent: CallOffIn) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    if not may_use(agent.body, framework_for(agent, number).procurement):
        raise NotFound
    made = call_off(framework=number, wanted=Wanted(**sent.dict(exclude={"once"})), by=agent, once=sent.once)
    return call_off_for(agent, made.pk)


@call_off_router.post(
    "/{int:number}/quote",
    response=CallOffOut,
    url_name="quote",
    summary=gettext_noop("二次竞价中报价"),
)
def quote(request: HttpRequest, number: int, sent: QuoteIn) -> Any:
    agent = asked_by(request, Permission.BID)
    call_off_for(agent, number)
    give_quote(calloff=number, price=sent.price, by=agent, once=sent.once)
    return call_off_for(agent, number)


@offer_router.get(
    "/{int:number}", response=OfferOut, url_name="offer", summary=gettext_noop("一次选用的提出和答复")
)
def offer(request: HttpRequest, number: int) -> Any:
    return offer_for(seeing(request), number)


CALL_OFF_STEPS.add_routes(call_off_router, CallOffOut)
OFFER_STEPS.add_routes(offer_router, OfferOut)
