"""Planning over the API: what can be procured, the method, the plan with its money and lots, judgements. The pages' own actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, ModelSchema, Router, Schema
from pydantic import ConfigDict

from goufu.core.api import CardOut, Moment, Rows, StepIn, asked_by, asked_for, chosen
from goufu.core.permissions import Permission
from goufu.planning.api import Money
from goufu.procurement.actions import planning as actions
from goufu.procurement.actions.judging import judge
from goufu.procurement.api.acts import Act, add_acts, by_procurement
from goufu.procurement.api.past_inputs import ShareIn, amounts_of
from goufu.procurement.choices import ticks
from goufu.procurement.choosing import unasked
from goufu.procurement.law import facts_of, method_of
from goufu.procurement.models import Procurement
from goufu.procurement.offered import GROUNDS, methods_for
from goufu.procurement.queries.procurements import procurable_projects, procurement_for, taken_into
from goufu.procurement.splitting import split_of
from goufu.registry.agents import Agent

router = Router(tags=["procurement"])
MOMENTS = ("applications_until", "bid_deadline_at", "opens_at")  # typed with their time zone


class ProcurableOut(Schema):
    """An approved project of the own body: what was approved, and what is left to procure, in yuan."""

    project: int = Field(alias="pk")
    title: str
    year: int
    amount: Decimal
    left: Decimal


class TakenIntoOut(Schema):
    """The plan of another purchaser into which the own body was asked; it joins with a project of its own."""

    procurement: int = Field(alias="procurement_id")
    number: str = Field(alias="procurement.number")
    title: str = Field(alias="procurement.title")
    purchaser: str = Field(alias="procurement.purchaser.name")
    since: datetime = Field(alias="at")


class NewPlanIn(Schema):
    """The request to begin a plan out of approved projects of the own body."""

    title: str = Field(min_length=1, max_length=200)
    shares: list[ShareIn] = Field(min_length=1, max_length=100)
    once: UUID | None = None


class LawfulCaseOut(Schema):
    """A case in which the method may be used, '' where it needs none. `note`: whose approval it wants first."""

    ground: str
    words: str
    note: str


class LawfulMethodOut(Schema):
    """A method that nothing speaks against, with its article."""

    method: str
    title: str
    article: str
    cases: list[LawfulCaseOut]


class RefusedMethodOut(Schema):
    """A method that may not be used, and why, a sentence each."""

    method: str
    title: str
    reasons: list[str]


class MethodsOut(Schema):
    """The methods for the procurement as it is planned. `split`: what else is bought of the same, and the card on it."""

    lawful: list[LawfulMethodOut]
    refused: list[RefusedMethodOut]
    split: str
    split_card: CardOut | None


class LotIO(Schema):
    """A lot and its budget in yuan; lots are numbered in their order."""

    title: str = Field(min_length=1, max_length=200)
    amount: Money


class PlanShareOut(Schema):
    """What is spent of a project, in yuan."""

    project: int
    amount: Decimal


class PlanLotOut(Schema):
    """A lot with its budget in yuan; scoring tables and bids name it by its id."""

    id: int
    number: int
    title: str
    amount: Decimal


class JudgementOut(Schema):
    """What nobody but a person can judge; `holds` is null until somebody has, and of several the last one counts."""

    fact: str
    title: str
    holds: bool | None
    reason: str
    person: str
    at: datetime | None


class PlanOut(ModelSchema):
    """The plan of a procurement. `unasked`: what its method has nothing of, and what can't be said therefore."""

    version: int
    method: str
    ground: str
    unasked: list[str]
    shares: list[PlanShareOut]
    lots: list[PlanLotOut]
    judgements: list[JudgementOut]

    class Meta:
        model = Procurement
        fields = list(actions.PLANNED)


class MethodIn(StepIn):
    """The method by its name, and the case in which it is used where it needs one."""

    method: str = Field(max_length=30)
    ground: str = Field("", max_length=40)


class PlanIn(StepIn, ModelSchema):
    """What is left out stays as it is. `shares`: all that is spent of the own body's projects; `lots`: all lots, [] for none."""

    model_config = ConfigDict(extra="forbid")

    version: int
    applications_until: Moment | None = None
    bid_deadline_at: Moment | None = None
    opens_at: Moment | None = None
    shares: list[ShareIn] | None = Field(None, max_length=100)
    lots: list[LotIO] | None = Field(None, max_length=100)

    class Meta:
        model = Procurement
        fields = [name for name in actions.PLANNED if name not in MOMENTS]
        fields_optional = "__all__"


class JudgementIn(StepIn):
    """The judgement of a fact by its name, with the reason."""

    fact: str = Field(max_length=60)
    holds: bool
    reason: str = Field(max_length=500)


@router.get(
    "/procurable",
    response=list[ProcurableOut],
    url_name="procurable",
    summary=gettext_noop("本单位可以采购的项目和还剩的金额，按编号从大到小"),
)
def procurable(request: HttpRequest, before: int | None = None, limit: Rows = 50) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    return chosen(procurable_projects(agent).order_by("-id"), before)[:limit]


@router.get(
    "/taken-into",
    response=list[TakenIntoOut],
    url_name="taken-into",
    summary=gettext_noop("请了本单位一起采购、本单位可以加入的方案"),
)
def invitations(request: HttpRequest, before: int | None = None, limit: Rows = 50) -> Any:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    return chosen(taken_into(agent).order_by("-id"), before)[:limit]


@router.post(
    "/draft",
    response=PlanOut,
    url_name="draft-procurement",
    summary=gettext_noop("从已批准的项目开始编制采购方案"),
)
def draft(request: HttpRequest, sent: NewPlanIn) -> dict[str, Any]:
    agent = asked_by(request, Permission.WRITE_PROCUREMENT)
    made = actions.draft_procurement(
        title=sent.title, amounts=amounts_of(sent.shares), by=agent, once=sent.once
    )
    return _shown(agent, made.pk)


@router.get(
    "/{int:number}/methods",
    response=MethodsOut,
    url_name="methods",
    summary=gettext_noop("合法的采购方式，和不能用其他方式的理由"),
)
def methods(request: HttpRequest, number: int) -> dict[str, Any]:
    found = procurement_for(asked_by(request, Permission.SEE_PROCUREMENTS), number)
    facts = facts_of(found)
    lawful, refused = methods_for(found, facts)
    split = split_of(facts)
    return {
        "lawful": [
            {
                "method": each.method.name,
                "title": each.method.title,
                "article": each.cited,
                "cases": [{"ground": one.case, "words": one.words, "note": one.note} for one in each.options],
            }
            for each in lawful
        ],
        "refused": [
            {"method": each.name, "title": each.title, "reasons": list(reasons)} for each, reasons in refused
        ],
        "split": split.named if split else "",
        "split_card": split.card if split else None,
    }


@router.get("/{int:number}/plan", response=PlanOut, url_name="plan", summary=gettext_noop("一次采购的方案"))
def plan(request: HttpRequest, number: int) -> dict[str, Any]:
    return _shown(asked_by(request, Permission.SEE_PROCUREMENTS), number)


def _shown(agent: Agent, number: int) -> dict[str, Any]:
    found = procurement_for(agent, number)
    method = method_of(found)
    return {
        **{name: getattr(found, name) for name in ("version", "method", *actions.PLANNED)},
        "ground": next((said for name in GROUNDS if (said := getattr(found, name))), ""),
        "unasked": [*unasked(method)] if method else [],
        "shares": [{"project": each.project_id, "amount": each.amount} for each in found.shares.all()],
        "lots": [
            {"id": each.pk, "number": each.number, "title": each.title, "amount": each.amount}
            for each in found.lots.all()
        ],
        "judgements": _judgements(found),
    }


def _judgements(found: Any) -> list[dict[str, Any]]:
    made = {each.fact: each for each in found.ticks.all()}  # of several the last one counts
    return [
        {
            "fact": fact,
            "title": str(title),
            **(
                {name: getattr(made[fact], name) for name in ("holds", "reason", "at")}
                | {"person": made[fact].person.name}
                if fact in made
                else {"holds": None, "reason": "", "at": None, "person": ""}
            ),
        }
        for fact, title in ticks()
    ]


def _save(number: int, agent: Agent, sent: PlanIn) -> object:
    return actions.save_procurement(
        procurement=number,
        values=sent.dict(exclude={"version", "once", "shares", "lots"}, exclude_unset=True),
        amounts=None if sent.shares is None else amounts_of(sent.shares),
        lots=None if sent.lots is None else [(each.title, each.amount) for each in sent.lots],
        by=agent,
        version=sent.version,
        once=sent.once,
    )


_WRITE = Permission.WRITE_PROCUREMENT
_ACTS: Sequence[Act] = [
    Act("method", _WRITE, by_procurement(actions.choose_method), gettext_noop("选采购方式"), MethodIn),
    Act("plan", _WRITE, _save, gettext_noop("写方案、各项目的金额和分包"), PlanIn),
    Act("judgement", _WRITE, by_procurement(judge), gettext_noop("作一项判断"), JudgementIn),
]
asked_for(_WRITE, "draft-procurement")
add_acts(router, _ACTS, find=procurement_for, shown=_shown, response=PlanOut)
