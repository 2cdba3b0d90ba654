"""Procurements for tests, made by the actions, on days that a clock tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from goufu import wall_clock
from goufu.core.roles import Role
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import budget_line
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Project
from goufu.planning.tests.writing import approved, complete
from goufu.procurement.actions.appearing import record_appearance
from goufu.procurement.actions.judging import judge
from goufu.procurement.actions.noticing import draft_notice, publish_notice, save_notice
from goufu.procurement.actions.planning import choose_method, draft_procurement, save_procurement
from goufu.procurement.actions.scoring import FactorIn, save_scoring
from goufu.procurement.filling import Filling
from goufu.procurement.forms.grades import grades_in
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.left_open import judgements_open
from goufu.procurement.models import Notice, Procurement
from goufu.procurement.readiness import opinions_on
from goufu.registry.agents import Agent
from goufu.registry.tests.county import County, agent
from goufu.wall_clock import CHINA

BEGIN = date(2026, 12, 1)  # a Tuesday
ADDRESS = "https://www.ccgp-yunnan.gov.cn/notice/1"


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[None]:
    """Within the block it is that day."""
    with wall_clock.telling(wall_clock.standing(datetime(day.year, day.month, day.day, hour, tzinfo=CHINA))):
        yield


def approved_project(
    county: County,
    amount: str = "600000",
    title: str = "失能老人上门护理服务",
    code: str = "53999927331T000000009",
) -> Project:
    """An approved project of the civil affairs bureau, paid out of a line of its own."""
    line: BudgetLine = budget_line(county.civil, code=code, approved=amount)
    drafted = draft_project(by=county.officer, values={"title": title, "year": line.year})
    return approved(complete(drafted, line, county.officer, amount=amount), county)


def deputy(county: County) -> Agent:
    """A second head of procurement of the bureau."""
    return agent("张副局长", county.civil, Role.PURCHASING_LEAD)


PLAN: dict[str, Any] = {
    "organisation": "dispersed",
    "evaluation_method": "weighted",
    "has_fixed_price": False,
    "ceiling": Decimal(580000),
    "reserve": "none",
    "price_deduction_percent": Decimal(10),
    "accepts_consortium": False,
    "has_prequalification": False,
    "bid_deposit": Decimal(0),
    "bid_deposit_cash_only": False,
    "qualification_text": "符合政府采购法第二十二条的规定",
    "contract_term_text": "自合同签订之日起十二个月",
    "file_access": "云岭县民政局三楼采购办公室，免费提供",
    "submission_place": "云岭县公共资源交易中心开标室",
    "opening_place": "云岭县公共资源交易中心开标室",
    "contact": "云岭县民政局，云岭县人民路1号，李经办，0871-65550001",
}


def days(begins: date) -> dict[str, Any]:
    """Lawful days of a consultation that begins then."""
    deadline = datetime.combine(begins + timedelta(days=15), datetime.min.time(), CHINA).replace(
        hour=9, minute=30
    )
    return {
        "starts_on": begins,
        "file_until": begins + timedelta(days=8),
        "bid_deadline_at": deadline,
        "opens_at": deadline,
    }


FACTORS = [
    FactorIn(
        "服务方案", Decimal(40), looks_at="服务方案一章",
        grades=grades_in("31—40 逐项写明人员、频次和应急办法\n16—30 缺其中一项说明\n0—15 缺其中两项以上说明", "服务方案"),
    ),
    FactorIn(
        "人员配备", Decimal(30), looks_at="人员证书", is_objective=True,
        grades=grades_in("0—30 持证护理员每名得3分，最多10名", "人员配备"),
    ),
    FactorIn(
        "质量保障", Decimal(20), looks_at="质量保障一章",
        grades=grades_in("11—20 写明回访频次和不合格的处理时限\n0—10 只写明其中一项内容", "质量保障"),
    ),
]  # fmt: skip


def with_scoring(procurement: Procurement, by: Agent) -> Procurement:
    """The procurement with a lawful scoring table: ninety points and ten for the price."""
    return save_scoring(procurement=procurement.pk, price_points=Decimal(10), factors=FACTORS, by=by)


def judged(made: Procurement, county: County) -> Procurement:
    """The procurement of which somebody has judged all that must be before it begins: nothing unusual holds."""
    for each in judgements_open(opinion_of(made), facts_of(made)):
        by = county.lead if each.fact == "qualification_scored" else county.officer
        made = judge(procurement=made.pk, fact=each.fact, holds=False, reason="核对过，没有这种情形", by=by)
    return made


def planned(county: County, project: Project | None = None, begins: date = BEGIN, **more: Any) -> Procurement:
    """A consultation whose plan is complete, of an approved project."""
    project = project or approved_project(county)
    made = draft_procurement(
        title=project.title, amounts={project.pk: project.amount or Decimal(0)}, by=county.officer
    )
    made = choose_method(
        procurement=made.pk, method="consultation", ground="service_purchase", by=county.officer
    )
    values = PLAN | days(begins) | more
    made = save_procurement(procurement=made.pk, by=county.officer, version=made.version, values=values)
    return judged(with_scoring(made, county.officer), county)


def as_tender(
    made: Procurement, county: County, begins: date = BEGIN, method: str = "open_tender", ground: str = ""
) -> Procurement:
    """The same plan as an open tender, or an invited one, with a tender's days."""
    by = county.officer
    choose_method(procurement=made.pk, method=method, ground=ground, by=by)
    found, values = Procurement.objects.get(pk=made.pk), PLAN | days(begins)
    values["bid_deadline_at"] = values["opens_at"] = values["bid_deadline_at"] + timedelta(days=12)
    save_procurement(procurement=made.pk, by=by, version=found.version, values=values)
    return judged(with_scoring(made, by), county)


def publish(notice: Notice, by: Agent) -> Notice:
    """The notice, published by somebody who has looked into every doubt."""
    fresh = Notice.objects.select_related("procurement__purchaser__place", "about").get(pk=notice.pk)
    doubts = [each.rule.id for opinion in opinions_on(fresh, Filling(fresh)) for each in opinion.to_review]
    return publish_notice(notice=notice.pk, by=by, reviewed=doubts)


def announced(
    procurement: Procurement, kind: str, county: County, day: date | None = None, **typed: str
) -> Notice:
    """A notice of that kind, drafted by the officer, published by the lead, and seen in the medium on that day."""
    drafted = draft_notice(procurement=procurement.pk, kind=kind, by=county.officer)
    if typed:
        drafted = save_notice(notice=drafted.pk, by=county.officer, version=drafted.version, typed=typed)
    found = publish(drafted, county.lead)
    if day is None:
        return found
    return record_appearance(notice=found.pk, day=day, address=ADDRESS, by=county.officer)


def running(county: County, begins: date = BEGIN) -> Procurement:
    """A consultation whose intention and notice have appeared in the medium."""
    with on(begins - timedelta(days=35)):
        made = planned(county, begins=begins)
        announced(made, "intention", county, begins - timedelta(days=35))
    with on(begins):
        announced(made, "consultation", county, begins)
    return Procurement.objects.get(pk=made.pk)
