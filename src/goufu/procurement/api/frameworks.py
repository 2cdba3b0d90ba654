"""Framework agreements over the API, with those in them and those who apply: the pages' own actions and queries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from goufu.core.action import not_allowed
from goufu.core.api import ASKS, Rows, asked_by, chosen
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions.agreeing import conclude_framework
from goufu.procurement.actions.applying import apply_to_join
from goufu.procurement.actions.supplementing import conclude_supplement
from goufu.procurement.api.acts import Act, add_acts, by_procurement
from goufu.procurement.api.framework_schemas import (
    AgreeIn,
    ApplicationOut,
    ApplyIn,
    ConcludeSupplementIn,
    FrameworkLine,
    FrameworkOut,
    MemberOut,
)
from goufu.procurement.models import Supplement
from goufu.procurement.queries.frameworks import application_for, applications, framework_for, frameworks
from goufu.procurement.queries.procurements import procurement_for, sees_cases_and_agreements
from goufu.procurement.steps.frameworks import APPLICATION_STEPS, FRAMEWORK_STEPS, MEMBER_STEPS
from goufu.registry.agents import Agent

agreed_router = Router(tags=["procurement"])  # what begins with the procurement
framework_router = Router(tags=["procurement"])
member_router = Router(tags=["procurement"])
application_router = Router(tags=["procurement"])
supplement_router = Router(tags=["procurement"])


def seeing(request: HttpRequest) -> Agent:
    """Whoever may have agreements and call-offs to see. Raises NotFound."""
    agent: Agent = asked_by(request)
    if not sees_cases_and_agreements(agent):
        raise NotFound
    return agent


@framework_router.get(
    "", response=list[FrameworkLine], url_name="frameworks", summary=gettext_noop("框架协议，新的在前")
)
def listing(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    return chosen(frameworks(seeing(request)), before, state=state)[:limit]


@framework_router.get(
    "/{int:number}", response=FrameworkOut, url_name="framework", summary=gettext_noop("一份框架协议")
)
def framework(request: HttpRequest, number: int) -> Any:
    return framework_for(seeing(request), number)


def _agreement_of(agent: Agent, number: int) -> Any:
    """The agreement that was concluded last."""
    return frameworks(agent).filter(procurement=number).first()


_ACTS = [
    Act(
        "agree",
        Permission.WRITE_PROCUREMENT,
        by_procurement(conclude_framework),
        gettext_noop("签订框架协议"),
        AgreeIn,
    )
]
add_acts(agreed_router, _ACTS, find=procurement_for, shown=_agreement_of, response=FrameworkOut)


@framework_router.post(
    "/{int:number}/apply",
    response=ApplicationOut,
    url_name="apply-to-join",
    summary=gettext_noop("供应商申请加入"),
)
def apply(request: HttpRequest, number: int, sent: ApplyIn) -> Any:
    agent = asked_by(request, Permission.BID)
    framework_for(agent, number)
    made = apply_to_join(framework=number, by=agent, **sent.dict())
    return application_for(agent, made.pk)


@application_router.get(
    "",
    response=list[ApplicationOut],
    url_name="applications",
    summary=gettext_noop("加入框架协议的申请，新的在前"),
)
def asked(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    return chosen(applications(seeing(request)).order_by("-pk"), before, state=state)[:limit]


@application_router.get(
    "/{int:number}", response=ApplicationOut, url_name="application", summary=gettext_noop("一份入围申请")
)
def application(request: HttpRequest, number: int) -> Any:
    return application_for(seeing(request), number)


def _who_decides(request: HttpRequest, number: int) -> tuple[Agent, Supplement]:
    agent: Agent = asked_by(request)
    rows = Supplement.objects.select_related("framework__procurement__purchaser__place")
    found = rows.filter(pk=number).first()
    if found is None:
        raise NotFound
    framework_for(agent, found.framework_id)
    if not agent.may_on(Permission.DECIDE_AWARD, found.framework):
        raise not_allowed(agent, Permission.DECIDE_AWARD)
    return agent, found


ASKS["conclude-supplement"] = _who_decides


@supplement_router.post(
    "/{int:number}/conclude",
    response=FrameworkOut,
    url_name="conclude-supplement",
    summary=gettext_noop("确定补充征集的结果"),
)
def conclude(request: HttpRequest, number: int, sent: ConcludeSupplementIn) -> Any:
    agent, found = _who_decides(request, number)
    conclude_supplement(supplement=number, by=agent, version=sent.version, once=sent.once, **sent.said())
    return framework_for(agent, found.framework_id)


FRAMEWORK_STEPS.add_routes(framework_router, FrameworkOut)
MEMBER_STEPS.add_routes(member_router, MemberOut)
APPLICATION_STEPS.add_routes(application_router, ApplicationOut)
