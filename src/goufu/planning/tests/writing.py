"""Projects for tests, written the way that actions do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from goufu.catalogue.models import Edition, EditionEntry
from goufu.core.action import action
from goufu.core.permissions import Permission
from goufu.funds.actions.ledger import commit, lock_lines
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import move
from goufu.planning.actions.deciding import adjust_project, approve_project, return_project, submit_project
from goufu.planning.actions.reserving import end_commitment
from goufu.planning.actions.writing import save_project
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.tests.county import County

TARGETS: list[dict[str, Any]] = [
    {
        "name": "服务老人",
        "kind": "quantity",
        "operator": "≥",
        "number": Decimal(300),
        "unit": "人",
        "counting_note": "做完服务单并经老人或家属确认，计 1 人",
        "evidence": "服务单、定位照片",
        "source": "上年实际",
        "baseline": Decimal(240),
    },
    {"name": "服务对象满意度", "kind": "satisfaction", "operator": "≥", "number": Decimal(90), "unit": "%"},
]
FACTS: dict[str, Any] = {
    "is_secret": False,
    "is_basic_public_service": True,
    "is_assessed_ex_ante": True,
    "is_demand_surveyed": True,
    "is_sme_reserved": False,
    "no_reserve_reason": "面向社会服务机构，不属于中小企业预留范围",
}


def published_entry(
    owner: Body,
    code: str = "A0402",
    name: str = "基本养老服务",
    kind: str = "level",
    is_consulted: bool = True,
) -> EditionEntry:
    """An entry of a catalogue that the finance office, or for its own use another body, has published."""
    edition = Edition.objects.create(
        owner=owner,
        kind=kind,
        title="云岭县政府购买服务指导性目录",
        number=1,
        state="draft",
    )
    for length in range(1, len(code) + 1, 2):
        EditionEntry.objects.create(
            edition=edition,
            code=code[:length],
            name=name,
            is_consulted=is_consulted,
        )
    Edition.objects.filter(pk=edition.pk).update(
        state="published", provenance="试用", published_on=date(2026, 1, 1), valid_from=date(2026, 1, 1)
    )
    return EditionEntry.objects.get(edition=edition, code=code)


def put(project: Project, state: str, by: Agent, decided_by: Agent, **more: Any) -> None:
    """The project in that state without the steps that lead there, and without money: for what asks about no more."""
    now = timezone.now()
    values: dict[str, Any] = {
        "state": state,
        "amount": Coalesce(F("amount"), Decimal(60000)),
        "first_year": 0,
    }
    if state not in ("draft", "withdrawn"):
        values |= {"submitted_by": by.person, "submitted_at": now}
    if state in ("approved", "adjusting"):
        values |= {"approved_by": decided_by.person, "approved_at": now}
    if state == "returned":
        values |= {"returned_by": decided_by.person, "returned_at": now, "return_reason": "绩效目标要写清"}
    if state == "withdrawn":
        values |= {"withdrawn_by": by.person, "withdrawn_at": now, "withdrawal_reason": "今年不再需要"}
    Project.objects.filter(pk=project.pk).update(**values | more)


def complete(project: Project, line: BudgetLine, by: Agent, amount: str = "60000", **more: Any) -> Project:
    """The project with all that the law wants of it."""
    values: dict[str, Any] = {
        "need": "为全县失能老人提供上门护理、康复指导和健康监测",
        "duty_basis": "县民政局三定规定第三条：承担老年人福利和养老服务工作",
        "service_class": "public",
        "beneficiaries": "失能老人",
        "field": "elderly",
        "standard": "国家基本公共服务标准（2023年版）老有所养",
        "is_new": False,
        "quantity": Decimal(300),
        "unit": "人",
        "unit_price": Decimal(amount) / 300,
        "costing": "每人每年 12 次，比照上年合同",
        "amount": Decimal(amount),
        "first_year": Decimal(amount),
        "term_months": 12,
        "method": "below_threshold",
        "provider_kind": "social_service_organisation",
        "facts": FACTS,
        "entry": EditionEntry.objects.filter(code="A0402").first() or published_entry(line.office),
    } | more
    return save_project(
        project=project.pk,
        by=by,
        version=project.version,
        values=values,
        funding={line.pk: Decimal(amount)},
        targets=TARGETS,
    )


def approved(draft: Project, county: County) -> Project:
    """The draft, submitted and approved."""
    submit_project(project=draft.pk, by=county.officer)
    reviewed = [each.rule.id for each in opinion_on(draft.pk).to_review]
    return approve_project(project=draft.pk, by=county.treasurer, reviewed=reviewed)


def returned_after_approval(draft: Project, line: BudgetLine, county: County) -> Project:
    """The draft, approved, with a contract of 45,000 yuan; then 90,000 were asked for and not granted."""
    approved(draft, county)
    move(commit, line, 45000, by=county.officer, project=draft.pk)
    adjusted = adjust_project(project=draft.pk, by=county.officer, reason="服务人数增加")
    complete(adjusted, line, county.officer, amount="90000")
    submit_project(project=draft.pk, by=county.officer)
    return return_project(project=draft.pk, by=county.treasurer, reason="增加的人数没有依据")


def end_contract(project: Project, line: BudgetLine, amount: int, county: County) -> None:
    """The contract ends, and what it has committed with it."""
    with action("contracts.contract.ended", Permission.SEE_BUDGET, by=county.officer) as act:
        [locked] = lock_lines(act, [line.pk]).values()
        end_commitment(act, project, locked, Decimal(amount), why="合同解除")
