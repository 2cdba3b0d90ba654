"""What the money ledger adds up to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from goufu.planning.models import BudgetLine, LedgerEntry, Project
from goufu.planning.models.budget import ZERO

Kind = LedgerEntry.Kind


@dataclass(frozen=True, slots=True)
class Held:
    """What one project holds of one line, in yuan."""

    project: int | None
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    title: str = ""  # of the project

    @property
    def all_held(self) -> Decimal:
        return self.reserved + self.committed

    @property
    def unpaid(self) -> Decimal:
        """Promised, and not paid yet."""
        return self.committed - self.paid


def held(line: BudgetLine, project: int | None) -> Held:
    """What the project holds of the line; None is whatever was reserved for no project."""
    sums = _sums(LedgerEntry.objects.filter(line=line, project=project))
    return sums[0] if sums else Held(project)


def reserved_by(project: Project) -> dict[int, Decimal]:
    """What the project has reserved and not committed, by the number of the line."""
    entries = LedgerEntry.objects.filter(project=project, kind=Kind.RESERVATION).order_by()
    sums = entries.values_list("line").annotate(Sum("amount"))
    return {line: amount for line, amount in sums if amount}


def holders(line: BudgetLine) -> list[Held]:
    """The projects that hold money of the line, the largest first."""
    sums = _sums(LedgerEntry.objects.filter(line=line))
    return sorted(
        (each for each in sums if each.all_held), key=lambda each: (-each.all_held, each.project or 0)
    )


def _sums(entries: QuerySet[LedgerEntry]) -> list[Held]:
    sums = {
        name: Coalesce(Sum("amount", filter=Q(kind=kind)), ZERO)
        for name, kind in (
            ("reserved", Kind.RESERVATION),
            ("committed", Kind.COMMITMENT),
            ("paid", Kind.PAYMENT),
        )
    }
    rows = entries.order_by().values("project_id", "project__title").annotate(**sums)
    return [
        Held(*row) for row in rows.values_list("project_id", *sums, Coalesce("project__title", Value("")))
    ]
