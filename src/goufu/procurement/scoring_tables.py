"""Which scoring table counts for which lot: its own, or the one that the lots without one share; and what the law says of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from django.db.models import F, Q

from goufu.core.errors import Refusal
from goufu.core.opinion import Opinion, cards
from goufu.law.conditions import conditions_of
from goufu.law.load import load_rulebook
from goufu.law.model import Value
from goufu.procurement.choices import STAGE
from goufu.procurement.law import facts_of, opinion_of
from goufu.procurement.models import Lot, Procurement, ScoringTable
from goufu.procurement.models.scoring import PERCENTS


def tables_of(procurement: Procurement) -> list[ScoringTable]:
    """The tables that count, in the order of the lots; the shared one first, unless every lot has its own."""
    rows = ScoringTable.objects.filter(procurement=procurement).select_related("lot")
    found = list(rows.prefetch_related("factors").order_by(F("lot__number").asc(nulls_first=True)))
    own = {each.lot_id for each in found}
    lots = [each.pk for each in procurement.lots.all()]
    return [each for each in found if each.lot_id or not lots or not own.issuperset(lots)]


def table_for(procurement: Procurement, lot: Lot | None) -> ScoringTable | None:
    """The table by which a lot, or the whole, is scored; None where none is written."""
    rows = ScoringTable.objects.filter(Q(lot=lot) | Q(lot=None), procurement=procurement)
    return rows.prefetch_related("factors").order_by(F("lot").asc(nulls_last=True)).first()


def unscored_lots(procurement: Procurement) -> list[Lot | None]:
    """The lots, or the whole, for which no factor is written."""
    lots: list[Lot | None] = [*procurement.lots.all()] or [None]
    tables = [(lot, table_for(procurement, lot)) for lot in lots]
    return [lot for lot, table in tables if table is None or not table.factors.all()]


def facts_of_table(table: ScoringTable) -> dict[str, Value]:
    """What the law reads of a table, as facts.sql gives it of the first."""
    said: dict[str, Value] = {
        "price_scored": bool(table.price_points),
        "price_weight_percent": table.price_points or 0,
        "factors_quantified": table.is_quantified,
        **{name: getattr(table, name) for name in PERCENTS},
    }
    if table.price_points:
        said["base_price_kind"] = "lowest"
    return {name: value for name, value in said.items() if value is not None}


READ = frozenset({"price_scored", "price_weight_percent", "base_price_kind", "factors_quantified", *PERCENTS})


@cache
def _rules_on_tables() -> tuple[str, ...]:
    """The rules of the stage that read a number of a table."""
    book = load_rulebook()
    return tuple(rule.id for rule in book.stage_rules(STAGE) if conditions_of(rule, book).must.facts & READ)


def against_all_tables(procurement: Procurement) -> Iterator[Refusal]:
    """What the law has against tables, of the first, too: for whoever writes them."""
    opinion = opinion_of(procurement)
    unmet = [each for each in (*opinion.blocking, *opinion.to_explain) if each.rule.id in _rules_on_tables()]
    for answer, card in zip(unmet, cards(unmet), strict=True):
        yield Refusal(card.message, card.remedy, articles=answer.rule.articles)
    yield from against_tables(procurement, opinion.waived)


def against_tables(procurement: Procurement, waived: Collection[str] = ()) -> Iterator[Refusal]:
    """What the law has against tables beside the first, of which the procurement's own opinion speaks; each names its lot."""
    tables = tables_of(procurement)[1:]
    shared = (
        {name: each for name, each in facts_of(procurement).items() if name not in READ} if tables else {}
    )
    for table in tables:
        opinion = Opinion.of_facts(STAGE, shared | facts_of_table(table), rules=_rules_on_tables())
        unmet = [each for each in (*opinion.blocking, *opinion.to_explain) if each.rule.id not in waived]
        for answer, card in zip(unmet, cards(unmet), strict=True):
            yield Refusal(f"{table}：{card.message}", card.remedy, articles=answer.rule.articles)
