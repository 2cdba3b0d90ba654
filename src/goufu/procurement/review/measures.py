"""What a review measures by, which is fixed before it begins: method, scoring table, numbers of the law, formula."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property

from goufu.law.model import Value
from goufu.procurement.law import facts_of, method_of
from goufu.procurement.methods import load_methods
from goufu.procurement.model import Method
from goufu.procurement.models import Factor, Lot, Procurement, ScoringTable
from goufu.procurement.reckoning.low_prices import LowLimits
from goufu.procurement.reckoning.prices import Deductions
from goufu.procurement.reckoning.ranking import Formula, Tie
from goufu.procurement.scoring_tables import table_for
from goufu.procurement.timing.counting import day_of


class Measures:
    """The measures of the review of a procurement, or of one lot."""

    def __init__(self, procurement: Procurement, lot: Lot | None = None) -> None:
        self.procurement, self.lot = procurement, lot

    @cached_property
    def facts(self) -> dict[str, Value]:
        return facts_of(self.procurement)

    @cached_property
    def method(self) -> Method:
        method = method_of(self.procurement)
        assert method is not None
        return method

    @cached_property
    def factors(self) -> list[Factor]:
        return list(self.table.factors.all()) if self.table else []

    @cached_property
    def table(self) -> ScoringTable | None:
        """The scoring table that counts for it."""
        return table_for(self.procurement, self.lot)

    @cached_property
    def is_weighted(self) -> bool:
        return self.procurement.evaluation_method == "weighted" or self.is_by_quality

    @cached_property
    def is_by_quality(self) -> bool:
        """Whether providers of a framework agreement are ranked by their points alone, without the price."""
        return self.procurement.framework_evaluation == "quality_first"

    @property
    def wants_final(self) -> bool:
        """Whether the method ends with final quotations."""
        return bool(self.method.envelopes and self.method.envelopes.word == "final_quotation")

    @cached_property
    def limits(self) -> LowLimits:
        table = self.table

        def percent(name: str, parameter: str) -> Decimal | None:
            raised = getattr(table, name, None)
            in_force = self.parameter(parameter)
            return in_force if raised is None or in_force is None else Decimal(raised)

        return LowLimits(
            percent("low_price_mean_percent", "abnormally_low_mean_percent"),
            percent("low_price_second_percent", "abnormally_low_second_percent"),
            percent("low_price_ceiling_percent", "abnormally_low_ceiling_percent"),
            self._highest,
        )

    @property
    def _highest(self) -> Decimal | None:
        """The highest price; of a framework that of a unit, of which neither the budget nor a lot's money says anything."""
        ceiling: Decimal | None = self.procurement.ceiling
        if self.method.second_stage is not None or (ceiling is not None and self.lot is None):
            return ceiling
        budget = self.lot.amount if self.lot else self.facts.get("budget_yuan")
        return budget if isinstance(budget, Decimal) else None

    @property
    def day(self) -> date:
        """The day whose law the review follows: that of the deadline."""
        at = self.procurement.bid_deadline_at
        return day_of(at) if at else self.procurement.starts_on or date.max

    def parameter(self, name: str) -> Decimal | None:
        """A number of the law on that day and in that place."""
        found = load_methods().book.parameters[name]
        level, place = str(self.facts.get("level", "")), str(self.facts["place"])
        value = found.at(self.day, "central" if level == "central" else "local", place)
        return Decimal(value.value) if value else None

    @cached_property
    def formula(self) -> Formula:
        table = self.table
        least = self.parameter("sme_consortium_share_min_percent")
        return Formula(
            self.is_weighted,
            table.price_points if table and self.is_weighted and not self.is_by_quality else None,
            Deductions(
                self.procurement.price_deduction_percent or Decimal(0),
                (table.consortium_deduction_percent if table else None) or Decimal(0),
                least if least is not None else Decimal(100),
                self.procurement.reserve == "whole",
            ),
            self.limits,
            [Tie(each) for each in (self.method.scoring.ties if self.method.scoring else ())],
        )

    @property
    def two_ground(self) -> str:
        """On which ground two may go on: the ground of the method, where it is one."""
        ground = self.procurement.method_ground
        return {"tender_failed": "approved_from_tender"}.get(ground, ground) or "none"
