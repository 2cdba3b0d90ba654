"""Entering a table of procurements that ran elsewhere: all rows or none, each fault with its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from goufu.core.action import action
from goufu.core.errors import Refusal
from goufu.core.permissions import Permission
from goufu.core.sheets import ReadSheet
from goufu.files.importing import Row
from goufu.planning.models import Project, ProjectState
from goufu.procurement.actions.entering import store_past
from goufu.procurement.actions.planning import left_of
from goufu.procurement.models import Procurement
from goufu.procurement.past.days import EVENTS
from goufu.procurement.past.entry import Approval, Past, entered_before, key_of, refuse_twice, refuse_wrong
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.ui.money import figures

APPROVAL = ("approval_office", "approval_level", "approval_number", "approval_day")
MOST = 500  # rows: each is asked by itself
# The columns that a refusal may name; another fault stands at the title.
NAMED = (
    *(
        "method",
        "ground",
        "amount",
        "winner",
        "lots",
        "lost",
        "ended_on",
        "end_reason",
        "approval_level",
        "notice_published",
    ),
    *("file_until", "bid_deadline", "approval_day"),
    *EVENTS,
)


def import_past(*, by: Agent, sheet: ReadSheet, once: UUID | None = None) -> list[Procurement]:
    """Enters every row of a sheet that was read with `past.sheet.columns`. Raises SheetRefused; nothing is stored then."""
    with action("procurement.past.imported", Permission.WRITE_PROCUREMENT, by=by, once=once) as act:
        act.allow(Procurement(purchaser=by.body))
        projects = _projects(sheet, by)
        for number in sorted({each.pk for each in projects.values()}):
            act.lock(Project.objects, number, seeing=Permission.SEE_PROJECTS)
        winners = _winners(sheet)
        read = [_past(sheet, row, projects, winners, by) for row in sheet.rows]
        _refuse_more(sheet, projects)
        _refuse_twice(sheet, read, by)
        sheet.settle()
        made = [
            store_past(act, past, [projects[row.line]], by)
            for row, past in zip(sheet.rows, read, strict=True)
            if past is not None
        ]
        act.set_subject(by.body)
        act.log(count=len(made))
        again = [past.again.strip() for past in read if past is not None]
        for each, reason in zip(made, again, strict=True):
            more = {"again": reason} if reason else {}
            act.log_for(each, "procurement.past.entered", number=each.number, title=each.title, **more)
    return made


def _refuse_twice(sheet: ReadSheet, read: Sequence[Past | None], by: Agent) -> None:
    """Notes the rows that look like one that was entered before, or like an earlier row, and don't say why they are another."""
    known = entered_before(by.body, [past for past in read if past is not None])
    for row, past in zip(sheet.rows, read, strict=True):
        if past is None:
            continue
        try:
            refuse_twice(past, known.get(key_of(past)))
        except Refusal as refused:
            sheet.wrong(row, "other_number" if past.other_number else "title", refused.what, refused.remedy)
        known.setdefault(key_of(past), f"第 {row.line} 行")


def _projects(sheet: ReadSheet, by: Agent) -> dict[int, Project]:
    """By line: the approved project of that name."""
    names = {row["project"] for row in sheet.rows if row["project"]}
    called: dict[str, list[Project]] = defaultdict(list)
    rows = Project.objects.filter(purchaser=by.body, state=ProjectState.APPROVED, title__in=names)
    for each in rows.order_by("pk"):
        called[each.title].append(each)
    found: dict[int, Project] = {}
    for row in sheet.rows:
        fitting = [each for each in called[row["project"]] if row["year"] in (None, each.year)]
        if len(fitting) == 1:
            found[row.line] = fitting[0]
        elif row["project"]:
            why = "本单位没有这个已批准的项目" if not fitting else "有几个同名的项目"
            sheet.wrong(row, "project", why, "请照项目页的名称写" if not fitting else "请写明项目年度")
    return found


def _winners(sheet: ReadSheet) -> dict[str, int]:
    codes = {row["winner"] for row in sheet.rows if row["winner"]}
    found = dict(Body.objects.filter(credit_code__in=codes).values_list("credit_code", "pk"))
    for row in sheet.rows:
        if row["winner"] and row["winner"] not in found:
            sheet.wrong(row, "winner", "单位库里没有这个统一社会信用代码", "请先在单位库登记这家供应商")
    return {str(code): number for code, number in found.items()}


def _past(
    sheet: ReadSheet, row: Row, projects: dict[int, Project], winners: dict[str, int], by: Agent
) -> Past | None:
    """What the row says; None where a cell could not be read. Other faults are noted at their cells."""
    project, budget = projects.get(row.line), row["budget"]
    if (
        project is None
        or budget is None
        or not row["method"]
        or (row["winner"] and row["winner"] not in winners)
    ):
        return None
    approval = [row[name] for name in APPROVAL]
    if any(approval) and not all(approval):
        sheet.wrong(row, "approval_number", "批复写得不全", "部门、层级、文号和日期都写，或者都空着")
        return None
    past = Past(
        title=row["title"] or "",
        amounts={project.pk: budget},
        method=row["method"],
        ground=row["ground"] or "",
        organisation=row["organisation"] or "",
        ran_at=row["ran_at"] or "",
        other_number=row["other_number"] or "",
        ceiling=row["ceiling"],
        file_until=row["file_until"],
        bid_deadline=row["bid_deadline"],
        days={name: row[name] for name in EVENTS if row[name]},
        approval=Approval(*approval) if all(approval) else None,
        winner=winners.get(row["winner"]) if row["winner"] else None,
        amount=row["amount"],
        lots=row["lots"] or (),
        lost=row["lost"] or (),
        ended_on=row["ended_on"],
        end_reason=row["end_reason"] or "",
        again=row["again"] or "",
    )
    try:
        refuse_wrong(past, by.body)
    except Refusal as refused:
        sheet.wrong(row, refused.field if refused.field in NAMED else "title", refused.what, refused.remedy)
        return None
    return past


def _refuse_more(sheet: ReadSheet, projects: dict[int, Project]) -> None:
    """Notes where the rows together spend more than is left of a project."""
    left: dict[int, Decimal] = {}
    for row in sheet.rows:
        project = projects.get(row.line)
        if project is None or row["budget"] is None:
            continue
        rest = left.setdefault(project.pk, left_of(project))
        if row["budget"] <= 0 or row["budget"] > rest:
            why = f"“{project}”还剩 {figures(rest)} 元" if row["budget"] > 0 else "金额要大于零"
            sheet.wrong(row, "budget", why, "减少这次的金额，或者先调整项目")
        left[project.pk] = rest - row["budget"]
