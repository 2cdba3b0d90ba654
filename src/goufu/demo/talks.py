"""What is bought in talks in the demonstration: three suppliers are asked, the cheapest who is ready is agreed with, and awarded."""

from __future__ import annotations

from decimal import Decimal

from goufu import wall_clock
from goufu.demo.reviews import OFFERED, able_providers
from goufu.demo.world import World
from goufu.procurement.actions.awarding import award
from goufu.procurement.actions.emergency import file_emergency, record_effects, review_emergency
from goufu.procurement.actions.ending import end_procurement
from goufu.procurement.actions.examining import examine
from goufu.procurement.actions.responding import Offer, enter_response
from goufu.procurement.actions.settling import settle
from goufu.procurement.law import facts_of
from goufu.procurement.models import LaneFinding, Part, Procurement, Response
from goufu.procurement.review.talks import Talks
from goufu.registry.agents import Agent

ASKED = 3
FIRST_CUT = Decimal(1_000)  # what the talks took off, in yuan
EFFECTS = {
    "capacity_unit": "处隐患/日",
    "capacity_before": Decimal(6),
    "capacity_after": Decimal(25),
    "cost_unit": "元/处",
    "cost_before": Decimal(1_450),
    "cost_after": Decimal(1_180),
    "speed_unit": "小时，从报告到到场",
    "speed_before": Decimal(26),
    "speed_after": Decimal(5),
    "source": "应急值班记录和结算单",
}
TEXT = (
    "向三家发出需求，各家当天报价；三家都能按需求的人员和次数服务，与报价最低的一家商谈，降价一千元后商定。"
)

ALONE = "原来的供应商正在做这项服务，增加的部分要和原来的配套；按原合同的单价商谈，降价一千元后商定。"


def talk(world: World, number: int, officer: Agent) -> None:
    """The day of the talks, from the first offer to what was agreed."""
    is_alone = Procurement.objects.get(pk=number).method == "single_source"
    offers = offer(world, number, officer, asked=1 if is_alone else ASKED)
    for each in offers:
        examine(response=each.pk, part=Part.QUALIFICATION, has_passed=True, by=officer)
    chosen = min(offers, key=lambda each: each.price or Decimal(0))
    persons = (officer.person.pk,)
    talks = Talks(
        wall_clock.today(), "周会计", ALONE if is_alone else TEXT, persons=persons, has_declared=True
    )
    agreed = (chosen.price or Decimal(0)) - FIRST_CUT
    settle(procurement=number, response=chosen.pk, price=agreed, talks=talks, by=officer)


def offer(world: World, number: int, officer: Agent, asked: int = ASKED) -> list[Response]:
    """What each supplier that was asked offers, entered the same day."""
    budget = Decimal(str(facts_of(Procurement.objects.get(pk=number))["budget_yuan"]))
    return [
        enter_response(
            procurement=number,
            bidder=body.pk,
            offer=Offer(price=(budget * Decimal(share)).quantize(Decimal("0.01"))),
            opened_at=wall_clock.now(),
            minutes_on=wall_clock.today(),
            by=officer,
        )
        for body, share in zip(able_providers(world, number)[:asked], OFFERED, strict=False)
    ]


def give_up(number: int, cause: str, lead: Agent) -> None:
    """The end without an award: nobody offered in time."""
    reason = "需求发出的当夜洪水退去，险情排查由应急队伍照常巡查，没有供应商报价"
    end_procurement(procurement=number, cause=cause, reason=reason, by=lead)


def file(number: int, officer: Agent) -> None:
    """The filing with the finance office, with what it brought."""
    text = (
        "洪水以后两天内向三家发出需求，商定当天起排查；储备和应急调拨的队伍不够，没有别的供应商能当天到场。"
    )
    file_emergency(procurement=number, text=text, day=wall_clock.today(), by=officer)
    record_effects(procurement=number, figures=EFFECTS, by=officer)


def review(number: int, treasurer: Agent) -> None:
    """The review by the finance office."""
    text = "看了需求、三家报价、商定记录和合同，情形属实，程序和价格没有发现问题。"
    review_emergency(procurement=number, finding=LaneFinding.IN_ORDER, text=text, by=treasurer)


def decide(number: int, lead: Agent) -> None:
    """The award to whom the talks ended with."""
    report = Procurement.objects.get(pk=number).reports.latest("pk")
    award(procurement=number, response=report.placings.get(rank=1).response_id, by=lead)
