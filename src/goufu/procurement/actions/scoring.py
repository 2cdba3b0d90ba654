"""The scoring table: written while the plan is made, fixed with the procurement file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from goufu import wall_clock
from goufu.core.action import Action, action
from goufu.core.errors import Refusal, refuse_all
from goufu.core.permissions import Permission
from goufu.procurement.forms.grades import Grade, against_grades, is_quantified, text_of
from goufu.procurement.models import Factor, Lot, Procurement, ScoringTable
from goufu.procurement.models.scoring import PERCENTS
from goufu.procurement.review.record import lot_of
from goufu.procurement.transitions import PROCUREMENT
from goufu.registry.agents import Agent

FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class FactorIn:
    """A factor as it is written; grades are those of `grades.grades_in`."""

    title: str
    points: Decimal
    is_objective: bool = False
    looks_at: str = ""
    grades: Sequence[Grade] = ()


def save_scoring(
    *,
    procurement: int,
    lot: int | None = None,
    price_points: Decimal | None,
    factors: Sequence[FactorIn],
    percents: Mapping[str, Decimal | None] | None = None,
    by: Agent,
    version: int | None = None,
    once: UUID | None = None,
) -> Procurement:
    """Writes the scoring table anew, price and factors making a hundred points; without factors there is nothing but prices.

    lot: by its id, whose own table it is; one in which nothing stands is taken away, and the lot shares again.
    Raises Refusal for what doesn't add up, with everything that is wrong; Stale, NotFound, NotAllowed.
    """
    with action("procurement.scoring.saved", Permission.KEEP_FILE, by=by, once=once) as act:
        found, _state = PROCUREMENT.lock(act, Procurement.objects, procurement, "write", version=version)
        factors = [
            replace(each, title=each.title.strip(), looks_at=each.looks_at.strip()) for each in factors
        ]
        refuse_all(_against(price_points, factors))
        values = {"price_points": price_points, **{name: (percents or {}).get(name) for name in PERCENTS}}
        cut = lot_of(found, lot) if lot is not None else None
        table_text = []
        if cut and not factors and not any(values.values()):
            _take_away(act, found, cut)
        else:
            table = _store_table(act, found, cut, values)
            table_text = _store_factors(act, table, factors)
        act.change(found, changed_at=wall_clock.now())
        if cut:
            act.log(lot=cut.number)
        act.log(price_points=price_points, factors=table_text)
    return found


def _against(price_points: Decimal | None, factors: Sequence[FactorIn]) -> list[Refusal]:
    found = [
        Refusal(sentence, "改好这个因素的档次", articles=["order-87:55"])
        for each in factors
        if (sentence := against_grades(each.title, each.points, each.grades))
    ]
    total = sum((each.points for each in factors), price_points or Decimal(0))
    if factors and total != FULL:
        found.append(Refusal(f"价格分和各因素合计 {total} 分，应当是 100 分", "改到合计 100 分"))
    if price_points is not None and not factors:
        found.append(
            Refusal("只有价格分，没有别的因素", "最低评标价法价格不评分，价格分空着；综合评分法加上因素")
        )
    titles = [each.title for each in factors]
    if not all(titles):
        found.append(Refusal("有一个因素没有写名称", "写明考察什么"))
    if len(set(titles)) < len(titles):
        found.append(Refusal("有两个因素同名", "改成不同的名称"))
    return found


def _take_away(act: Action, found: Procurement, lot: Lot) -> None:
    for table in ScoringTable.objects.filter(procurement=found, lot=lot):
        for factor in table.factors.all():
            act.remove(factor)
        act.remove(table)


def _store_table(
    act: Action, found: Procurement, lot: Lot | None, values: dict[str, Decimal | None]
) -> ScoringTable:
    now = wall_clock.now()
    had = ScoringTable.objects.filter(procurement=found, lot=lot).first()
    if had is None:
        return act.create(ScoringTable(procurement=found, lot=lot, changed_at=now, **values))
    return act.change(had, **values, changed_at=now)


def _store_factors(act: Action, table: ScoringTable, factors: Sequence[FactorIn]) -> list[str]:
    for old in table.factors.all():
        act.remove(old)
    for number, each in enumerate(factors, start=1):
        act.create(
            Factor(
                table=table,
                number=number,
                title=each.title,
                points=each.points,
                is_objective=each.is_objective,
                looks_at=each.looks_at,
                grades=[dict(grade) for grade in each.grades],
            )
        )
    quantified = bool(factors) and all(is_quantified(each.grades) for each in factors)
    act.update(table, is_quantified=quantified)
    return [f"{each.title}（{each.points}）：{text_of(each.grades)}" for each in factors]
