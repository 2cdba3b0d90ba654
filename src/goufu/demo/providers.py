"""The providers of the demonstration, with their files and who acts for them; some are debarred, some were not inspected."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from stdnum.cn.uscc import calc_check_digit

from goufu.core.roles import Role
from goufu.demo.people import CODES, COUNTIES, STREETS, engage
from goufu.demo.services import read
from goufu.demo.world import World
from goufu.registry.actions.bodies import register_body
from goufu.registry.actions.providers import add_entry
from goufu.registry.models import (
    Appropriation,
    Body,
    CreditListing,
    Debarment,
    Inspection,
    Qualification,
)

FIRST_DAY, LAST_DAY = date(2024, 9, 9), date(2024, 11, 29)
COUNT = 200
AGENT = "gys{number:03}"  # the user name of who acts for the provider of that number
SIZES = ("medium", "small", "small", "micro")


class Kind(NamedTuple):
    code: str  # the first two digits of the credit code
    pattern: str  # of its names
    share: int  # of a hundred providers


KINDS = {
    "enterprise": Kind("91", "{place}{firm}{trade}有限公司", 46),
    "social_service_organisation": Kind("52", "{place}{firm}{trade}中心", 34),
    "association": Kind("51", "{place}{trade}协会", 10),
    "public_institution_class_2": Kind("12", "{place}{trade}中心", 10),
}


def begin(world: World) -> None:
    """Providers are registered within three months, and each gets its file."""
    called: Counter[tuple[str, str]] = Counter()  # of each kind in each county
    words = read("names")
    for number in range(COUNT // 10 if world.is_small else COUNT):
        county, kind = COUNTIES[number % 2], _kind(number)
        name = _name(words, county, kind, called[county, kind])
        called[county, kind] += 1
        when = world.simulation.between(FIRST_DAY, LAST_DAY)
        world.simulation.schedule(when, partial(_register, world, number, county, kind, name))


def _name(words: dict[str, Any], county: str, kind: str, number: int) -> str:
    """The name of the kind's provider of that number; none is given twice."""
    trades, firms = words["trades"][kind].split(), words["firms"].split()
    trade = trades[number % len(trades)]
    firm = firms[(number + number // len(trades)) % len(firms)]
    return KINDS[kind].pattern.format(place=county, firm=firm, trade=trade)


def _register(world: World, number: int, county: str, kind: str, name: str) -> None:
    is_institution = kind.startswith("public_institution")
    body = register_body(
        by=world.agent("sysadmin"),
        name=name,
        kind=kind,
        credit_code=_credit_code(KINDS[kind].code, county, number),
        size=world.pick(SIZES) if kind == "enterprise" else "",
        level=world.places[county].level if is_institution else "",
        place=world.places[county],
        office=world.offices[county] if is_institution else None,
        address=f"{county}{STREETS[number % len(STREETS)]}{1 + number}号",
        founded_on=date(2008, 1, 1) + timedelta(days=world.simulation.random.randrange(5000)),
    )
    _file(world, body, number)
    engage(world, body, Role.PROVIDER_AGENT, AGENT.format(number=number + 1))
    world.providers.setdefault((county, kind), []).append(body)


def _kind(number: int) -> str:
    """By shares of a hundred, evenly spread over both counties."""
    left = number // 2 % 100 * 37 % 100
    for kind, said in KINDS.items():
        if left < said.share:
            return kind
        left -= said.share
    raise AssertionError("the shares are of a hundred")


def _is_unfit(number: int) -> bool:
    """One in twenty is debarred or on a list of the dishonest."""
    return number % 20 == 13


def _credit_code(registrar: str, county: str, number: int) -> str:
    code = f"{registrar}{CODES[county]}MA{number:06}X"
    return f"{code}{calc_check_digit(code)}"


def _file(world: World, body: Body, number: int) -> None:
    treasurer = world.treasurer(body.place.name)
    if body.kind in ("social_service_organisation", "association") and number % 9:
        for year in (2022, 2023):
            result = "基本合格" if number % 11 == 5 else "合格"
            inspection = Inspection(body=body, year=year, result=result, published_on=date(year + 1, 6, 30))
            add_entry(by=treasurer, entry=inspection)
    if body.kind == "public_institution_class_2":
        money = Appropriation(body=body, year=2024, amount_yuan=100_000 * (1 + number % 9))
        add_entry(by=treasurer, entry=money)
    if number % 4 == 0:
        add_entry(
            by=treasurer,
            entry=Qualification(
                body=body,
                name="质量管理体系认证",
                issuer="岭西认证中心",
                number=f"LX{number:05}",
                valid_from=date(2024, 1, 1),
                valid_until=date(2026, 12, 31),
            ),
        )
    if _is_unfit(number):
        add_entry(by=treasurer, entry=_unfit(body, number))


def _unfit(body: Body, number: int) -> Debarment | CreditListing:
    if number % 40 == 13:
        return Debarment(
            body=body,
            starts_on=date(2024, 5, 6),
            ends_on=date(2027, 5, 5),
            decision_number=f"岚财罚〔2024〕{number}号",
            authority="岚溪市财政局",
        )
    return CreditListing(
        body=body,
        listed_in="dishonest_debtor",
        starts_on=date(2024, 3, 1),
        source="示例：查询结果为虚构",
        seen_on=date(2024, 9, 2),
    )
