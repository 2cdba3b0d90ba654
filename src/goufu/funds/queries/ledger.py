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
    return sums[0][1] if sums else Held(project)


def held_by_project(project: int) -> dict[int, Held]:
    """The money that the project with that number holds, by line number; one query."""
    sums = _sums(LedgerEntry.objects.filter(project=project))
    return {line: each for line, each in sums if each.all_held}


def holders(line: BudgetLine) -> list[Held]:
    """The projects that hold money of the line, largest first, then by number."""
    sums = _sums(LedgerEntry.objects.filter(line=line))
    held = (each for _line, each in sums if each.all_held)
    return sorted(held, key=lambda each: -each.all_held)


def _sums(entries: QuerySet[LedgerEntry]) -> list[tuple[int, Held]]:
    """The money held of each line by each project: (number of the line, held), by project; no project is last."""
    sums = {
        name: Coalesce(Sum("amount", filter=Q(kind=kind)), ZERO)
        for name, kind in (
            ("reserved", Kind.RESERVATION),
            ("committed", Kind.COMMITMENT),
            ("paid", Kind.PAYMENT),
        )
    }
    titles = ArrayAgg("project_title", order_by="-id")
    rows = entries.order_by("project", "line").values("line", "project").annotate(**sums, titles=titles)
    found = rows.values_list("line", "project", *sums, "titles")
    return [
        (line, Held(project, reserved, committed, paid, titles[0]))
        for line, project, reserved, committed, paid, titles in found
    ]
