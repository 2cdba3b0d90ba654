"""Agencies: to which one a procurement is delegated, who works there, its fee in words, and when it gives papers back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from goufu import wall_clock
from goufu.core.duties import GIVES, Duty
from goufu.core.errors import NotAllowed, Refusal, refusal_of
from goufu.core.permissions import Permission
from goufu.files.folding import name_key
from goufu.procurement.methods import load_methods
from goufu.procurement.models import (
    Against,
    ApplicationState,
    Challenge,
    Delegation,
    FrameworkApplication,
    FrameworkMember,
    Payer,
    Procurement,
)
from goufu.procurement.timing.counting import day_of, months_later
from goufu.registry.agents import Agent
from goufu.registry.models import AgencyKind, Body
from goufu.ui.money import figures

CENTRAL, DEPARTMENT = "central", "department"  # forms of organisation, methods/common.toml
KEPT_APART = ("order-74:expert-selection",)
ANSWERS = ("procurement-law:54",)
_HOPING = (ApplicationState.RECEIVED, ApplicationState.ADMITTED)
# Of which duties one must have been charged, all of them, to answer a challenge of what.
CHALLENGED = {
    Against.FILE: (Duty.FILE,),
    Against.PROCESS: (Duty.OPENING, Duty.REVIEW),
    Against.RESULT: (Duty.REVIEW,),
}


def agency_of(found: Procurement) -> Body | None:
    """The agency that has, or had, the last delegation of it."""
    return found.delegation.agency if found.delegation else None


def agencies_of(found: Procurement) -> list[Body]:
    """All agencies that have taken a delegation of it, ended ones too: each ran a part."""
    rows = Body.objects.filter(delegations__procurement=found, delegations__taken_at__isnull=False)
    return list(rows.distinct().order_by("pk"))


def refuse_agency_bids(found: Procurement, bodies: Iterable[Body]) -> None:
    """Raises Refusal where a bidder, or a member of its consortium, is or was an agency of the procurement."""
    agencies = {each.pk for each in agencies_of(found)}
    for each in bodies:
        if each.pk in agencies:
            raise Refusal(
                f"{each.name}是这次采购的代理机构，或者代理过，不能参加",
                "代理机构不参加自己代理的采购，也不作联合体成员",
            )


def refuse_organisers(found: Procurement, bodies: Iterable[Body]) -> None:
    """Raises Refusal where a bidder, or a member of its consortium, buys in the procurement itself, or is or was its agency."""
    bodies = list(bodies)
    buying = purchasers_of(found)
    for each in bodies:
        if each.pk in buying:
            raise Refusal(f"{each.name}是这次采购的采购人，不是供应商", "请核对是哪一家")
    refuse_agency_bids(found, bodies)


def purchasers_of(found: Procurement) -> set[int]:
    """The bodies that buy: the one that leads, and those whose projects it carries."""
    return {found.purchaser_id, *found.shares.values_list("project__purchaser", flat=True)}


def refuse_interested(found: Procurement, agency: Body) -> None:
    """Raises Refusal for an agency that takes part in the procurement, alone or in a consortium, or whose people sit on its panel."""
    bids = (
        found.participations.filter(Q(bidder=agency) | Q(members__body=agency, members__decline=None)),
        found.responses.filter(Q(bidder=agency) | Q(members__body=agency)),
        found.bids.filter(bidder=agency),
        FrameworkMember.objects.filter(framework__procurement=found, provider=agency),
        FrameworkApplication.objects.filter(framework__procurement=found, provider=agency, state__in=_HOPING),
    )
    if any(rows.exists() for rows in bids):
        raise Refusal(f"{agency.name}参加了这次采购", "参加采购的单位不作这次采购的代理机构", field="agency")
    seated = found.panel.filter(left_at=None)
    if any(works_at(agency, each.employer, each.person_id) for each in seated):
        raise Refusal(
            f"{agency.name}的人在评审小组里",
            "另选一家代理机构，或者先请他退出评审",
            field="agency",
            articles=KEPT_APART,
        )


def works_at(agency: Body, employer: str, person: int | None) -> bool:
    """Whether somebody works for the agency, by an appointment or by the name of the employer."""
    is_appointed = person is not None and agency.appointments.filter(person=person).exists()
    return is_appointed or name_key(employer) == name_key(agency.name)


def refuse_agency_staff(found: Procurement, name: str, employer: str, person: int | None) -> None:
    """Raises Refusal for somebody of one of the procurement's agencies: it doesn't judge what it runs."""
    for agency in agencies_of(found):
        if works_at(agency, employer, person):
            raise Refusal(
                f"{name}是{agency.name}的人，代理机构的人不评审自己代理的项目",
                "另选一位",
                field="name",
                articles=KEPT_APART,
            )


def refuse_beyond_scope(by: Agent, challenge: Challenge) -> None:
    """Raises NotAllowed for an agency's answer to a challenge of what was not delegated to it."""
    held = challenge.procurement.delegation
    if held is None or held.agency_id != by.body.pk:
        return
    if not set(CHALLENGED[Against(challenge.against)]) <= set(held.duties):
        raise NotAllowed(
            f"委托的事项里没有{challenge.get_against_display()}，代理机构只在授权范围内答复",
            "请采购人答复",
        )


def who_answers(challenge: Challenge, agent: Agent) -> str:
    """Who answers the challenge, in a sentence for an agent who may not; empty for who may."""
    found, held = challenge.procurement, challenge.procurement.delegation
    if agent.may_on(Permission.ANSWER_CHALLENGES, challenge):
        is_beyond = refusal_of(lambda: refuse_beyond_scope(agent, challenge)) is not None
        return _("不在委托的事项里，由采购人答复。") if is_beyond else ""
    agency = holds_duty(found, Permission.ANSWER_CHALLENGES)
    if agency and held and set(CHALLENGED[Against(challenge.against)]) <= set(held.duties):
        return _("由采购人的采购负责人，或者受托的%(agency)s答复。") % {"agency": agency}
    return _("由采购人的采购负责人答复。")


def is_agency(by: Agent, found: Procurement) -> bool:
    """Whether the agent acts as the agency of the procurement."""
    return found.delegation is not None and found.delegation.agency_id == by.body.pk


def holds_duty(found: Procurement, permission: Permission) -> Body | None:
    """The agency to which this permission is delegated today; None where the purchaser acts itself."""
    held = found.delegation
    if held is None or not held.is_in_force:
        return None
    return held.agency if any(permission in GIVES[Duty(each)] for each in held.duties) else None


def fee_in_words(held: Delegation) -> str:
    """The fee as the result notice tells it: by which standard, who pays, and the amount where it is agreed."""
    with override("zh-hans"):
        if held.payer == Payer.NOBODY:
            return str(Payer.NOBODY.label)
        said = f"{held.fee_text.rstrip('。')}，由{Payer(held.payer).label}"
        return f"{said}，{figures(held.fee)} 元" if held.fee is not None else said


def hand_over_due(from_day: date | None) -> date | None:
    """The last day on which the agency hands its papers over: a setting, not the law's; None before anything has ended."""
    if from_day is None:
        return None
    return months_later(from_day, load_methods().settings["papers_handed_over_months"].value)


def ended_on(held: Delegation, result_on: date | None) -> date | None:
    """From which day on the papers are due: the result's notice, or the day on which the delegation ended before."""
    if held.ended_at:
        return day_of(held.ended_at)
    return result_on or (held.ends_on if held.ends_on < wall_clock.today() else None)


def against_organisation(found: Procurement) -> Iterator[Refusal]:
    """What stands against the form of organisation: what the place's list has is bought by a central agency."""
    listed = _centrally_listed(found)
    if listed and found.organisation not in (CENTRAL, DEPARTMENT):
        yield Refusal(
            f"{'、'.join(listed)}在当地的集中采购目录内，组织形式写的是“{found.get_organisation_display()}”",
            "改为集中采购机构采购，并委托集中采购机构",
            field="organisation",
            articles=["procurement-law:18"],
        )
    if found.organisation == CENTRAL and not is_with_central(found):
        yield Refusal(
            "写的是集中采购机构采购，还没有生效的委托",
            "在采购页委托一家集中采购机构，等它接受",
            field="organisation",
            articles=["procurement-law:18"],
        )


def is_with_central(found: Procurement) -> bool:
    """Whether a central agency procures it today: the purchaser is one, or has charged one."""
    if found.purchaser.agency_kind == AgencyKind.CENTRAL:
        return True
    held = found.delegation
    return held is not None and held.is_in_force and held.agency.agency_kind == AgencyKind.CENTRAL


def _centrally_listed(found: Procurement) -> list[str]:
    """The items of its projects that the list of their place has on the day when it begins."""
    day = found.starts_on or wall_clock.today()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT p.item_code FROM procurement_share s JOIN planning_project p ON p.id = s.project_id
            WHERE s.procurement_id = %s AND p.item_code <> ''
              AND catalogue_in_central_list(p.place_code, p.level, p.item_code, %s)
            ORDER BY p.item_code
            """,
            [found.pk, day],
        )
        return [code for (code,) in cursor.fetchall()]
