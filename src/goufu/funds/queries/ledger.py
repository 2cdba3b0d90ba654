"""Sums of the ledger by line and project."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from goufu.funds.models import BudgetLine, LedgerEntry
from goufu.funds.money import ZERO

Kind = LedgerEntry.Kind


@dataclass(frozen=True, slots=True)
class Held:
    """The money that one project holds of one line, in yuan."""

    project: int | None
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    title: str = ""  # the project's title in its latest entry

    @property
    def all_held(self) -> Decimal:
        return self.reserved + self.committed

    @property
    def unpaid(self) -> Decimal:
        """The amount committed and not paid yet, in yuan."""
        return self.committed - self.paid


def held(line: BudgetLine, project: int | None) -> Held:
    """The money that the project with that number holds of the line; None: what is reserved for no project."""
    sums = _sums(LedgerEntry.objects.filter(line=line, project=project))
    return sums[0] if sums else Held(project)


def reserved_by(project: int) -> dict[int, Decimal]:
    """The amounts in yuan that the project with that number has reserved and not committed, by line number."""
    entries = LedgerEntry.objects.filter(project=project, kind=Kind.RESERVATION).order_by()
    sums = entries.values_list("line").annotate(Sum("amount"))
    return {line: amount for line, amount in sums if amount}


def holders(line: BudgetLine) -> list[Held]:
    """The projects that hold money of the line, largest first, then by number."""
    sums = _sums(LedgerEntry.objects.filter(line=line))
    return sorted((each for each in sums if each.all_held), key=lambda each: -each.all_held)


def _sums(entries: QuerySet[LedgerEntry]) -> list[Held]:
    """The sums of each project by number; what is held for no project is last."""
    sums = {
        name: Coalesce(Sum("amount", filter=Q(kind=kind)), ZERO)
        for name, kind in (
            ("reserved", Kind.RESERVATION),
            ("committed", Kind.COMMITMENT),
            ("paid", Kind.PAYMENT),
        )
    }
    titles = ArrayAgg("project_title", order_by="-id")
    rows = entries.order_by("project").values("project").annotate(**sums, titles=titles)
    found = rows.values_list("project", *sums, "titles")
    return [
        Held(project, reserved, committed, paid, titles[0])
        for project, reserved, committed, paid, titles in found
    ]
