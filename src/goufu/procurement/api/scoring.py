"""Scoring tables over the API: the one that lots share, and those of single lots."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema

from goufu.core.api import StepIn, asked_by
from goufu.core.permissions import Permission
from goufu.procurement.actions.scoring import FactorIn, save_scoring
from goufu.procurement.api.acts import Act, add_acts
from goufu.procurement.forms.grades import grades_in, text_of
from goufu.procurement.models import ScoringTable
from goufu.procurement.models.scoring import PERCENTS
from goufu.procurement.queries.procurements import procurement_for
from goufu.procurement.scoring_tables import tables_of
from goufu.registry.agents import Agent

router = Router(tags=["procurement"])


class FactorSaid(Schema):
    """A factor of a scoring table; `grades`: a line each, points before the indicator, as on the page."""

    title: str = Field(min_length=1, max_length=100)
    points: Decimal = Field(gt=0, le=100, decimal_places=2)
    is_objective: bool = False
    looks_at: str = Field("", max_length=200)
    grades: str = Field("", max_length=4_000)


Percent = Field(None, ge=0, le=100, decimal_places=2)


class TableSaid(Schema):
    """A scoring table; `lot` by its id: whose own it is, null for the one that lots share. Price and factors make a hundred points."""

    lot: int | None = None
    price_points: Decimal | None = Percent
    consortium_deduction_percent: Decimal | None = Percent
    low_price_mean_percent: Decimal | None = Percent
    low_price_second_percent: Decimal | None = Percent
    low_price_ceiling_percent: Decimal | None = Percent
    factors: list[FactorSaid] = Field([], max_length=100)


class ScoringIn(TableSaid, StepIn):
    """The table written anew; a lot's in which nothing stands is taken away, and the lot shares again."""


class ScoringOut(Schema):
    """The tables that count, and the version of the procurement."""

    version: int
    tables: list[TableSaid]


def _save(number: int, agent: Agent, sent: ScoringIn) -> object:
    factors = [
        FactorIn(
            each.title, each.points, each.is_objective, each.looks_at, grades_in(each.grades, each.title)
        )
        for each in sent.factors
    ]
    return save_scoring(
        procurement=number,
        lot=sent.lot,
        price_points=sent.price_points,
        factors=factors,
        percents={name: getattr(sent, name) for name in PERCENTS},
        by=agent,
        version=sent.version,
        once=sent.once,
    )


def _shown(agent: Agent, number: int) -> dict[str, Any]:
    found = procurement_for(agent, number)
    return {"version": found.version, "tables": [_table(each) for each in tables_of(found)]}


def _table(table: ScoringTable) -> dict[str, Any]:
    return {
        "lot": table.lot_id,
        **{name: getattr(table, name) for name in ("price_points", *PERCENTS)},
        "factors": [
            {
                **{name: getattr(each, name) for name in ("title", "points", "is_objective", "looks_at")},
                "grades": text_of(each.grades),
            }
            for each in table.factors.all()
        ],
    }


_ACTS = [Act("scoring", Permission.KEEP_FILE, _save, gettext_noop("写评审标准"), ScoringIn)]
add_acts(router, _ACTS, find=procurement_for, shown=_shown, response=ScoringOut)


@router.get(
    "/{int:number}/scoring",
    response=ScoringOut,
    url_name="scoring",
    summary=gettext_noop("一次采购的评审标准"),
)
def show(request: HttpRequest, number: int) -> dict[str, Any]:
    return _shown(asked_by(request, Permission.SEE_PROCUREMENTS), number)
