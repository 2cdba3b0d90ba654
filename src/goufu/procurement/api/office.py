"""What stands beside a procurement over the API: its timetable, what the law says of it, providers' questions, lists of experts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import OpinionOut, Rows, asked_by, chosen, opinion_shown
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.procurement.actions.asking import enter_question
from goufu.procurement.actions.case_record import cases_of
from goufu.procurement.actions.drawing import keep_experts, lists_for
from goufu.procurement.cases.suspending import suspensions_of
from goufu.procurement.law import facts_of, opinion_of, timetable_for
from goufu.procurement.queries.cases import challenges, complaints
from goufu.procurement.queries.finding import question_for, questions_for
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.steps.participating import QUESTION_STEPS
from goufu.procurement.timing.counting import day_of
from goufu.procurement.timing.told import Step
from goufu.registry.agents import Agent

router = Router(tags=["procurement"])
question_router = Router(tags=["procurement"])
expert_router = Router(tags=["procurement"])


class TimetableStepOut(Schema):
    """A step: its first and last lawful day, the day that was chosen or on which it ended, its state and its article.

    `state`: done, running, not_yet, overdue, paused (a suspension holds), stopped or lapsed; `fault`: early or late. `is_setting`:
    the number is the program's, no law's. `marks`: what nobody has verified.
    """

    name: str
    title: str
    count: int | None
    unit: str
    earliest: date | None
    latest: date | None
    planned: date | None
    ended: date | None
    state: str
    fault: str
    article: str
    is_setting: bool
    marks: list[str]


class TimetableOut(Schema):
    """The timetable; without steps `why` says why there is none. `gaps`: what can't be told because something isn't known."""

    why: str
    steps: list[TimetableStepOut]
    gaps: list[str]


class QuestionOut(Schema):
    """A question of a provider. `asked_of`: whose it is, where it is answered to that provider alone (`is_private`); '' else.

    `came_on`: the day from which the answer is counted.
    """

    id: int = Field(alias="pk")
    procurement: int = Field(alias="procurement_id")
    text: str
    asked_at: datetime
    came_on: date
    is_private: bool
    asked_of: str
    state: str
    answer: str
    changes_file: bool | None
    answered_at: datetime | None
    version: int

    @staticmethod
    def resolve_asked_of(found: Any) -> str:
        return str(found.asked_of) if found.is_private else ""


class ExpertIn(Schema):
    """An expert of the provincial library by its code; `fields` and `avoids` are lists of words."""

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=100)
    employer: str = Field(min_length=1, max_length=200)
    fields: list[str] = Field(min_length=1, max_length=50)
    place: str = Field("", max_length=100)
    avoids: list[str] = Field([], max_length=50)


class ExpertsIn(Schema):
    """A list of experts as the provincial library was on that day."""

    as_of: date
    experts: list[ExpertIn] = Field(min_length=1)
    once: UUID | None = None


class ExpertListOut(Schema):
    """A list of experts: how many, and the SM3 of it. No name is told."""

    id: int = Field(alias="pk")
    as_of: date
    count: int
    digest: str
    at: datetime


@router.get(
    "/{int:number}/timetable",
    response=TimetableOut,
    url_name="timetable",
    summary=gettext_noop("一次采购的时间表：每一步最早、最晚的日子和依据"),
)
def timetable(request: HttpRequest, number: int) -> dict[str, Any]:
    agent: Agent = asked_by(request, Permission.SEE_PROCUREMENTS)
    found = procurement_for(agent, number)
    whose = [] if found.is_planned else [challenges(agent), complaints(agent)]
    cases = [case for rows in whose for each in rows.filter(procurement=found) for case in cases_of(each)]
    suspensions = [] if found.is_planned else suspensions_of(found)
    table, why = timetable_for(found, facts_of(found), cases, suspensions)
    return {
        "why": why,
        "steps": [_step(each) for each in table.steps] if table else [],
        "gaps": list(table.gaps) if table else [],
    }


def _step(step: Step) -> dict[str, Any]:
    days = {name: getattr(step, name) for name in ("earliest", "latest", "planned", "ended")}
    return {
        **{name: getattr(step, name) for name in ("name", "title", "count", "unit", "state", "is_setting")},
        **{name: day_of(at) if at else None for name, at in days.items()},
        "fault": step.fault or "",
        "article": step.citation,
        "marks": list(step.marks),
    }


@router.get(
    "/{int:number}/opinion",
    response=OpinionOut,
    url_name="opinion",
    summary=gettext_noop("法规对一次采购怎么说"),
)
def opinion(request: HttpRequest, number: int) -> dict[str, Any]:
    return opinion_shown(opinion_of(procurement_for(asked_by(request, Permission.SEE_PROCUREMENTS), number)))


@question_router.get(
    "",
    response=list[QuestionOut],
    url_name="questions",
    summary=gettext_noop("供应商的提问，新的在前，不写谁问的"),
)
def questions(request: HttpRequest, before: int | None = None, state: str = "", limit: Rows = 50) -> Any:
    rows = questions_for(asked_by(request, Permission.SEE_PROCUREMENTS)).order_by("-id")
    return chosen(rows, before, state=state)[:limit]


class EnterQuestionIn(Schema):
    """What a supplier asked by letter or aloud. `asker`: its name or credit code; `received_on`: the day on which it came."""

    asker: str = Field(max_length=200)
    received_on: date
    text: str = Field(max_length=2_000)
    once: UUID | None = None


@router.post(
    "/{int:number}/enter-question",
    response=QuestionOut,
    url_name="enter-question",
    summary=gettext_noop("登记供应商来函、来电、当面的询问：截止那天以前收到的，答复公开给所有供应商"),
)
def enter(request: HttpRequest, number: int, sent: EnterQuestionIn) -> Any:
    agent: Agent = asked_by(request, Permission.SEE_PROCUREMENTS)
    found = procurement_for(agent, number)
    return enter_question(procurement=found.pk, by=agent, **sent.dict())


@question_router.get(
    "/{int:number}", response=QuestionOut, url_name="question", summary=gettext_noop("供应商的一个提问")
)
def question(request: HttpRequest, number: int) -> Any:
    return question_for(asked_by(request, Permission.SEE_PROCUREMENTS), number)


@expert_router.get(
    "",
    response=list[ExpertListOut],
    url_name="experts",
    summary=gettext_noop("本省的专家名单，可以从里面抽取，新的在前，不写姓名"),
)
def expert_lists(request: HttpRequest, before: int | None = None, limit: Rows = 50) -> Any:
    agent: Agent = asked_by(request)
    if not (agent.may(Permission.KEEP_EXPERTS) or agent.may(Permission.HOLD_REVIEW)):
        raise NotFound
    return chosen(lists_for(agent).order_by("-id"), before)[:limit]


@expert_router.post(
    "", response=ExpertListOut, url_name="experts", summary=gettext_noop("导入省级专家库的名单")
)
def keep(request: HttpRequest, sent: ExpertsIn) -> Any:
    agent = asked_by(request, Permission.KEEP_EXPERTS)
    rows = [each.dict() for each in sent.experts]
    return keep_experts(rows=rows, as_of=sent.as_of, by=agent, once=sent.once)


QUESTION_STEPS.add_routes(question_router, QuestionOut)
