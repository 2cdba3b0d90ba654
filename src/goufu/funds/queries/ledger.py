"""Sums of the ledger by line and project."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goufu.funds.models import BudgetLine
from goufu.funds.money import ZERO
from goufu.prepared import prepared_cursor

_SUMS = """
    SELECT line_id, project, (array_agg(project_title ORDER BY id DESC))[1]::text,
        coalesce(sum(amount) FILTER (WHERE kind = 'reservation'), 0.00),
        coalesce(sum(amount) FILTER (WHERE kind = 'commitment'), 0.00),
        coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0.00)
    FROM funds_ledgerentry WHERE {} GROUP BY project, line_id ORDER BY project, line_id"""


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
    of_project = "project IS NULL" if project is None else "project = %(project)s"
    sums = _sums(f"line_id = %(line)s AND {of_project}", line=line.pk, project=project)
    return sums[0][1] if sums else Held(project)


def held_by_project(project: int) -> dict[int, Held]:
    """The money that the project with that number holds, by line number; one query."""
    sums = _sums("project = %(project)s", project=project)
    return {line: each for line, each in sums if each.all_held}


def holders(line: BudgetLine) -> list[Held]:
    """The projects that hold money of the line, largest first, then by number."""
    sums = _sums("line_id = %(line)s", line=line.pk)
    held = (each for _line, each in sums if each.all_held)
    return sorted(held, key=lambda each: -each.all_held)


def _sums(where: str, **values: int | None) -> list[tuple[int, Held]]:
    """The money held of each line by each project: (number of the line, held), by project; no project is last.

    Written out, since each step of a project asks it: Django takes ten times as long to compose it as to ask it.
    """
    with prepared_cursor() as cursor:
        cursor.execute(_SUMS.format(where), values)
        rows = cursor.fetchall()
    return [
        (line, Held(project, reserved, committed, paid, title))
        for line, project, title, reserved, committed, paid in rows
    ]
