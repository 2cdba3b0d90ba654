"""Agencies and delegations for tests, made by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from goufu.core.duties import Duty
from goufu.core.roles import Role
from goufu.documents.actions import attach_document
from goufu.documents.tests.papers import pdf
from goufu.procurement.actions.delegating import draft_delegation, sign_delegation, take_delegation
from goufu.procurement.models import Delegation, Procurement
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County, agent, an_agency, body

CENTRAL = "云岭县政府采购中心"
FIRST, LAST = date(2026, 10, 1), date(2027, 12, 31)
FEE = "参照发改价格〔2011〕534号下浮20%"


@dataclass(frozen=True)
class Agency:
    """An agency with two people: who drafts, and who publishes."""

    body: Body
    clerk: Agent
    second: Agent


def agency(county: County, *, is_central: bool = False) -> Agency:
    at = (
        body(
            CENTRAL,
            county.place,
            kind="public_institution_class_1",
            office=county.finance,
            agency_kind="central",
        )
        if is_central
        else an_agency(county)
    )
    clerk, second = ("代理经办", "代理主任") if is_central else ("何代理", "宋代理")
    return Agency(at, agent(clerk, at, Role.AGENCY_AGENT), agent(second, at, Role.AGENCY_AGENT))


def drafted(
    county: County, made: Procurement, to: Body, duties: Sequence[str] = Duty.values, **more: Any
) -> Delegation:
    """A delegation with the agreement that both have signed."""
    values: dict[str, Any] = {"starts_on": FIRST, "ends_on": LAST, "payer": "winner", "fee_text": FEE} | more
    found = draft_delegation(procurement=made.pk, agency=to.pk, duties=duties, by=county.officer, **values)
    attach_document(
        by=county.officer,
        subject=("delegation", found.pk),
        kind="agreement",
        file_name="协议.pdf",
        chunks=[pdf(f"委托代理协议{found.pk}")],
    )
    return found


def delegated(
    county: County, made: Procurement, to: Agency, duties: Sequence[str] = Duty.values, **more: Any
) -> Delegation:
    """A delegation in force."""
    found = drafted(county, made, to.body, duties, **more)
    sign_delegation(delegation=found.pk, by=county.lead)
    return take_delegation(delegation=found.pk, by=to.clerk)
