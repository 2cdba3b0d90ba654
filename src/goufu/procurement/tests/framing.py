"""Framework agreements for tests: one that went the whole first stage by the actions, and ones that stand there at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project, ProjectState
from goufu.planning.tests.writing import put
from goufu.procurement.actions.agreeing import Terms, conclude_framework
from goufu.procurement.actions.awarding import receive_report
from goufu.procurement.actions.calling_off import Wanted, call_off
from goufu.procurement.actions.deciding import record_event
from goufu.procurement.actions.drawing import commit_draw, draw_experts
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.reviewing import conclude, sign_report
from goufu.procurement.actions.shortlisting import shortlist
from goufu.procurement.actions.telling import send_letters
from goufu.procurement.models import (
    CallOff,
    Framework,
    FrameworkMember,
    Procurement,
    ProcurementState,
    Share,
)
from goufu.procurement.reckoning.drawing import Wanted as Experts
from goufu.procurement.tests.procuring import (
    BEGIN,
    PLAN,
    announced,
    approved_project,
    days,
    deputy,
    judged,
    on,
)
from goufu.procurement.tests.reviewing import CARE, LAW, listed, passed, provider, seats
from goufu.registry.agents import Agent, agents_of
from goufu.registry.models import Person
from goufu.registry.tests.county import TODAY, County, agent
from goufu.wall_clock import CHINA

BY_PURCHASERS = "small_frequent_attestation"
TERMS = Terms("小时", Decimal(400_000), BEGIN, "各片区随叫随到，按月结算")
CALL = {"framework_users": "云岭县各机关和镇", "framework_term": "24 个月"}


def planned_framework(
    county: County, kind: str = "closed", way: str = "direct", case: str = BY_PURCHASERS, **more: Any
) -> Procurement:
    """The plan of an agreement out of which purchasers choose."""
    project = approved_project(county)
    made = draft_procurement(
        title=project.title, amounts={project.pk: project.amount or Decimal(0)}, by=county.officer
    )
    made = choose_method(procurement=made.pk, method=f"framework_{kind}", ground=case, by=county.officer)
    deadline = datetime.combine(BEGIN + timedelta(days=27), datetime.min.time(), CHINA).replace(hour=9)
    values = (
        PLAN
        | days(BEGIN)
        | {
            "evaluation_method": "",
            "ceiling": Decimal(60),
            "framework_evaluation": "price_first" if kind == "closed" else "",
            "second_stage": way,
            "framework_term_months": 24,
            "survey_respondent_count": 3,
            "bid_deadline_at": deadline if kind == "closed" else None,
            "opens_at": deadline if kind == "closed" else None,
        }
    )
    made = save_procurement(
        procurement=made.pk, by=county.officer, version=made.version, values=values | more
    )
    return judged(made, county)


def called(county: County, kind: str = "closed", **more: Any) -> Procurement:
    """One whose call has appeared."""
    before = BEGIN - timedelta(days=35)
    with on(before):
        made = planned_framework(county, kind, **more)
        announced(made, "intention", county, before)
        record_event(procurement=made.pk, event="plan_cleared", day=before, by=county.officer)
    with on(BEGIN):
        announced(made, "framework_call", county, BEGIN, framework_users="云岭县各机关和镇")
    return Procurement.objects.get(pk=made.pk)


def reviewed(county: County, made: Procurement, prices: Sequence[str]) -> None:
    """The panel has ranked the prices, and its report has come."""
    commit_draw(
        procurement=made.pk,
        of=listed(county).pk,
        wanted=[Experts(CARE, 4), Experts(LAW, 1)],
        by=county.officer,
    )
    draw_experts(procurement=made.pk, by=county.officer)
    opened = made.opens_at
    assert opened is not None
    for number, price in enumerate(prices, start=1):
        enter_response(
            procurement=made.pk,
            bidder=provider(county, number).pk,
            offer=Offer(price=Decimal(price)),
            opened_at=opened,
            minutes_on=opened.date(),
            by=county.officer,
        )
    panel = seats(county, made)
    passed(made, panel[0], county)
    conclude(by=panel[0], seen=True)
    for each in panel:
        sign_report(by=each)
    receive_report(procurement=made.pk, by=county.officer)


def concluded(county: County, prices: Sequence[str] = ("48", "50", "52", "55")) -> Framework:
    """A closed agreement that went the whole first stage: of four the dearest is kept out."""
    made = called(county)
    with on(BEGIN + timedelta(days=28)):
        reviewed(county, made, prices)
        shortlist(procurement=made.pk, count=len(prices) - 1, by=deputy(county))
        send_letters(procurement=made.pk, by=county.officer)
        terms = Terms("小时", Decimal(400_000), wall_clock.today(), "按月结算")
        return conclude_framework(procurement=made.pk, terms=terms, by=county.officer)


def standing(
    county: County,
    way: str = "direct",
    prices: Sequence[str] = ("48", "50", "52"),
    limit: str = "400000",
    kind: str = "closed",
    code: str = "53999927331T000000019",
    case: str = BY_PURCHASERS,
) -> Framework:
    """An agreement that is there at once, with so many providers; the clock is not asked. code: of its budget project."""
    project = approved_project(county, title="框架采购", code=code)
    now, today = wall_clock.now(), wall_clock.today()
    made = Procurement.objects.create(
        number=f"CG-{way}-{kind}",
        title="上门护理框架协议",
        purchaser=county.civil,
        method=f"framework_{kind}",
        law_method="framework_agreement",
        framework_kind=kind,
        framework_evaluation="price_first" if kind == "closed" else "",
        second_stage=way,
        framework_case=case,
        framework_term_months=24,
        ceiling=Decimal(60),
        starts_on=today,
        state=ProcurementState.RUNNING,
        drafted_by=county.officer.person,
        begun_by=county.lead.person,
        begun_at=now,
        changed_at=now,
    )
    Share.objects.create(procurement=made, project=project, amount=Decimal(100_000))
    found = Framework.objects.create(
        procurement=made,
        way=way,
        unit="小时",
        ceiling=Decimal(60),
        total_limit=Decimal(limit),
        starts_on=today,
        ends_on=today + timedelta(days=700),
        concluded_by=county.officer.person,
        concluded_at=now,
    )
    for turn, price in enumerate(prices, start=1):
        FrameworkMember.objects.create(
            framework=found, provider=provider(county, turn), price=Decimal(price), turn=turn, joined_on=today
        )
    return found


def own_project(county: County, amount: str = "60000") -> Project:
    """An approved project of the education bureau, without the money: what is asked is how much of it is held."""
    drafted = draft_project(by=county.teacher, values={"title": "课后看护服务", "year": 2027})
    put(drafted, ProjectState.APPROVED, county.teacher, county.treasurer, amount=Decimal(amount))
    return Project.objects.get(pk=drafted.pk)


def of_provider(county: County, number: int) -> Agent:
    """The agent of a provider by its number."""
    person = Person.objects.filter(username=f"供应商{number}").first()
    if person is None:
        return agent(f"供应商{number}", provider(county, number), Role.PROVIDER_AGENT)
    [found] = agents_of(person, TODAY)
    return found


def chosen(
    county: County, found: Framework, project: Project, quantity: str = "100", member: int = 1
) -> CallOff:
    """A call-off by the education bureau: of the provider with that turn where it chooses."""
    own = found.members.get(turn=member).pk if found.way == "direct" else None
    until = None
    if found.way == "competition":
        until = wall_clock.now() + timedelta(days=9)
    wanted = Wanted(project.pk, "秋季学期看护", Decimal(quantity), own, until)
    return call_off(framework=found.pk, wanted=wanted, by=county.teacher)
