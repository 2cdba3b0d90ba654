"""What the projects of the demonstration say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from goufu.catalogue.models import EditionEntry
from goufu.catalogue.queries import day_in, edition_for
from goufu.demo.budgets import line_code
from goufu.demo.services import Service, Trouble, central_items
from goufu.demo.world import Purchaser, World
from goufu.funds.models import BudgetLine
from goufu.planning.actions.writing import save_project
from goufu.planning.models import Project
from goufu.registry.agents import Agent

BASIC = ("elderly", "disabled")  # fields with a national standard of basic public services
STANDARD = "国家基本公共服务标准（2023年版）"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written into one project, and the number of the body's budget line that pays for it."""

    values: Mapping[str, Any]
    amount: Decimal
    line: int
    targets: Sequence[Mapping[str, Any]]


def of_service(world: World, purchaser: Purchaser, service: Service, line: int) -> Draft:
    """A project for the service, with everything that the law wants; of one in twenty-five no survey was made."""
    random = world.simulation.random
    quantity = Decimal(random.randrange(service.quantity[0], service.quantity[1] + 1))
    amount = (quantity * service.price).quantize(Decimal("0.01"))
    is_basic = service.field in BASIC
    values = {
        "need": service.need,
        "beneficiaries": service.beneficiaries,
        "field": service.field,
        "standard": STANDARD if is_basic else "",
        "quantity": quantity,
        "unit": service.unit,
        "unit_price": Decimal(service.price),
        "costing": f"每{service.unit}{service.price}元，含人工、材料和管理费，比照上年合同",
        "provider": _provider(world, purchaser, service),
        "provider_kind": service.providers,
        "item_code": service.item,
        "facts": _facts(is_basic=is_basic, is_surveyed=random.randrange(25) > 0),
    }
    amounts = _amounts(amount, is_central=service.item in central_items())
    return Draft(values | amounts, amount, line, _targets(service, quantity))


def of_trouble(trouble: Trouble) -> Draft:
    amount = Decimal(trouble.amount)
    values = {"need": trouble.need, "facts": _facts(is_basic=False, is_surveyed=True)}
    return Draft(values | _amounts(amount, is_central=False), amount, 1, ())


def write(project: Project, purchaser: Purchaser, draft: Draft, entry: str, by: Agent) -> Project:
    """Saves all of it, as the form does."""
    code = line_code(purchaser, project.year, draft.line)
    line = BudgetLine.objects.get(body=purchaser.body, year=project.year, code=code)
    duty = f"{purchaser.body.name}三定规定：{purchaser.bureau.duty}"
    return save_project(
        project=project.pk,
        by=by,
        version=project.version,
        values={**draft.values, "duty_basis": duty, "entry": _entry(project, entry)},
        funding={line.pk: draft.amount},
        targets=draft.targets,
    )


def _provider(world: World, purchaser: Purchaser, service: Service) -> str:
    """In counties every other project names whom it has in mind."""
    known = world.providers.get((purchaser.body.place.name, service.providers), [])
    return world.pick(known).name if known and world.simulation.random.randrange(2) else ""


def _facts(*, is_basic: bool, is_surveyed: bool) -> dict[str, Any]:
    return {
        "is_secret": False,
        "is_basic_public_service": is_basic,
        "is_assessed_ex_ante": True,
        "is_demand_surveyed": is_surveyed,
        "is_sme_reserved": False,
        "no_reserve_reason": "面向社会力量，不属于中小企业预留范围",
    }


def _amounts(amount: Decimal, *, is_central: bool) -> dict[str, Any]:
    return {
        "amount": amount,
        "first_year": amount,
        "term_months": 12,
        "is_new": False,
        "method": _method(amount, is_central=is_central),
    }


def _method(amount: Decimal, *, is_central: bool) -> str:
    """What is bought centrally is never bought by oneself, however small."""
    if amount >= 2_000_000:
        return "open_tender"
    return "consultation" if amount >= 500_000 or is_central else "below_threshold"


def _entry(project: Project, code: str) -> EditionEntry:
    applied = edition_for(project.purchaser, day_in(project.year))
    assert applied, project.purchaser
    return EditionEntry.objects.get(edition=applied, code=code)


def _targets(service: Service, quantity: Decimal) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "name": f"服务{service.beneficiaries}",
            "kind": "quantity",
            "operator": "≥",
            "number": quantity,
            "unit": service.unit,
            "counting_note": "做完并经服务对象或者村（居）委会确认的计入",
            "evidence": "服务记录、定位照片、签收单",
            "source": "上年实际",
        },
        {"name": "按期完成率", "kind": "timeliness", "operator": "≥", "number": Decimal(95), "unit": "%"},
        {
            "name": "服务对象满意度",
            "kind": "satisfaction",
            "operator": "≥",
            "number": Decimal(90),
            "unit": "%",
        },
    ]
