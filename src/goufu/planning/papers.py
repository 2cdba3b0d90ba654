"""What the papers of a project say: the application that was submitted, and the approval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from goufu.core.permissions import Permission
from goufu.documents.papers import Paper
from goufu.planning.law import waivers_of
from goufu.planning.models import Project
from goufu.planning.queries.projects import project_for
from goufu.planning.sections import Said, sections_of
from goufu.registry.agents import Agent
from goufu.ui.money import figures, in_full

Row = tuple[str, ...]
Words = Callable[[Project], dict[str, Any]]


def application(project: Project, agent: Agent, kind: str) -> Paper:
    """The project as it was submitted."""
    return _paper(project, agent, kind, "project.typ", "项目申报书", project.changed_at, _application)


def approval(project: Project, agent: Agent, kind: str) -> Paper:
    """The approval by the finance office. The project is approved."""
    return _paper(project, agent, kind, "approval.typ", "项目批准书", project.approved_at, _approval)


def _paper(
    project: Project, agent: Agent, kind: str, template: str, name: str, at: Any, words: Words
) -> Paper:
    number = f"{project.pk}-{project.version}"
    return Paper(
        kind=kind,
        permission=Permission.SEE_PROJECTS,
        template=f"planning/typst/{template}",
        number=number,
        name=f"{project.title}：{name}",
        day=_local(at).date(),
        words=partial(_in_chinese, words, agent, project.pk, number),
    )


def _in_chinese(words: Words, agent: Agent, pk: int, number: str) -> dict[str, Any]:
    """A paper is in Chinese, whatever language its reader's pages have."""
    with override(settings.LANGUAGE_CODE):
        project = project_for(agent, pk)
        shared = {
            "footer": f"购服 · 项目第 {pk} 号 · 编号 {number}",
            "funding_title": "从哪条预算指标出钱",
            "funding_head": ["指标编码", "指标名称", "金额（元）"],
            "funding": [
                (each.line.code, each.line.name, figures(each.amount)) for each in project.funding.all()
            ],
            "targets_title": "绩效目标",
            "targets_head": ["指标", "目标值", "基准值", "怎样计数，拿什么证明"],
            "targets": _targets(project),
        }
        return shared | words(project)


def _application(project: Project) -> dict[str, Any]:
    sections = [
        {"title": each.title, "rows": [(said.title, _text(said)) for said in each.said]}
        for each in sections_of(project)
        if each.said
    ]
    people = [("提交", _who(project.submitted_by, project.submitted_at))]
    if project.approved_by:
        people.append(("批准", _who(project.approved_by, project.approved_at)))
    if project.withdrawn_by:
        people.append(("撤回", _who(project.withdrawn_by, project.withdrawn_at)))
        people.append(("撤回的理由", project.withdrawal_reason))
    return {
        "heading": "政府购买服务项目申报书",
        "under": f"{_purchaser(project)} · {project.year}年 · {project.get_state_display()}",
        "sections": sections,
        "people_title": "办理",
        "people": [row for row in people if row[1]],
    }


def _approval(project: Project) -> dict[str, Any]:
    amount = project.amount or 0
    facts = [
        ("项目名称", project.title),
        ("购买主体", _purchaser(project)),
        ("预算年度", f"{project.year}年"),
        ("预算金额", in_full(amount)),
        ("当年安排", f"{figures(project.needed_first_year or 0)} 元"),
        ("目录条目", str(project.entry or "")),
        ("采购方式", project.get_method_display()),
        ("合同期限", f"{project.term_months} 个月" if project.term_months else ""),
        ("批准", _who(project.approved_by, project.approved_at)),
    ]
    return {
        "heading": "政府购买服务项目批准书",
        "under": f"编号 {project.pk}-{project.version}",
        "addressee": f"{_purchaser(project)}：",
        "decision": f"你单位申报的“{project.title}”，经审核，同意列入 {project.year} 年政府购买服务项目，"
        "请按批准的内容和金额开展采购。",
        "facts": [row for row in facts if row[1]],
        "waivers_title": "豁免的规则",
        "waivers_head": ["规则", "理由", "豁免人和日期"],
        "waivers": [
            (each.rule_title, each.reason, f"{each.person.name}\n{_day(each.day)}")
            for each, holds in waivers_of(project)
            if holds
        ],
        "office": project.office.name,
        "signed": _day(_local(project.approved_at).date()),
    }


def _targets(project: Project) -> list[Row]:
    return [
        (
            each.name,
            each.shown,
            each.baseline_shown,
            "\n".join(_named(("计数", each.counting_note), ("证据", each.evidence), ("依据", each.source))),
        )
        for each in project.targets.all()
    ]


def _named(*said: tuple[str, str]) -> Sequence[str]:
    return [f"{name}：{text}" for name, text in said if text]


def _text(said: Said) -> str:
    return said.text if said.amount is None else f"{figures(said.amount)} 元"


def _purchaser(project: Any) -> str:
    return str(project.purchaser_name)  # of the day of the decision: queries.projects


def _who(person: Any, at: datetime | None) -> str:
    return f"{person.name}，{_local(at):%Y-%m-%d %H:%M}" if person and at else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _local(at: Any) -> datetime:
    return timezone.localtime(at)
