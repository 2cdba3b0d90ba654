"""Queries of budgets: the tree of bodies, lists of lines, one line with its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    Field,
    Func,
    Max,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from goufu.core.by_role import by_role
from goufu.core.composed import Composed, Param
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.principal import visible
from goufu.funds.models import BudgetAdjustment, BudgetLine, LedgerEntry
from goufu.funds.money import ZERO
from goufu.journal.models import Entry
from goufu.registry.agents import Agent
from goufu.registry.models import Body
from goufu.registry.queries.designations import name_at, names_on

Kind = LedgerEntry.Kind
CODED = ("function_class", "department_economic_class", "government_economic_class", "fund_kind")
MOST_KNOWN = 200  # codes of a field
_NOT_SHOWN = ("id", "place_code")  # in the history of a line; the place follows the body


@dataclass(slots=True)
class Money:
    """Sums over budget lines, in yuan. `committed` includes what is paid."""

    lines: int = 0
    approved: Decimal = ZERO
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        return self.approved - self.reserved - self.committed

    def __add__(self, other: Money) -> Money:
        return Money(
            self.lines + other.lines,
            self.approved + other.approved,
            self.reserved + other.reserved,
            self.committed + other.committed,
            self.paid + other.paid,
        )


@dataclass(slots=True)
class Branch:
    """A body in the tree, by its name at the end of the year; its money includes that of the bodies below it."""

    body: Body
    name: str
    year: int
    depth: int
    money: Money


@dataclass(slots=True)
class Revision:
    """A change of a line: the time, the person, for each field (title, before, after), the log entry's number, the basis."""

    at: datetime
    person: str
    changes: list[tuple[object, Any, Any]]
    entry: int | None = None
    basis: str = ""


def lines(agent: Any) -> QuerySet[BudgetLine]:
    """The budget lines that the agent may see."""
    return BudgetLine.objects.filter(
        visible(agent, Permission.SEE_BUDGET, BudgetLine.SCOPE_FIELDS)
    ).select_related("body")


@by_role
def lines_of_year(agent: Any) -> QuerySet[BudgetLine]:
    """Those of the year `year`."""
    return lines(agent).filter(year=Param("year", BudgetLine._meta.get_field("year")))


@by_role
def _by_year(agent: Any) -> QuerySet[Any]:
    """The sums of each year from `first` to `last`, in their order."""
    first, last = (Param(name, BudgetLine._meta.get_field("year")) for name in ("first", "last"))
    rows = lines(agent).filter(year__gte=first, year__lte=last).order_by("year")
    return rows.values("year").annotate(**_SUMS)


def with_names(rows: QuerySet[BudgetLine]) -> QuerySet[BudgetLine]:
    """The lines with `body_name`: the body's name at the end of the line's year, or its present name."""
    year_end = Func(F("year"), 12, 31, function="make_date", output_field=DateField())
    return rows.alias(year_end=year_end).annotate(body_name=name_at("body", "year_end"))


def line(agent: Agent, pk: int) -> BudgetLine:
    """The line. Raises NotFound."""
    found = _LINE.first(pk=pk)
    if found is None or not agent.may_on(Permission.SEE_BUDGET, found):
        raise NotFound
    return found


_LINE = Composed(
    lambda: (
        with_names(BudgetLine.objects.filter(pk=Param("pk", BudgetLine._meta.pk)))
        .select_related("body", "office")
        .order_by()
    )
)


def managed_bodies(agent: Agent) -> QuerySet[Body]:
    """The active bodies whose budgets the agent manages."""
    managed = visible(agent, Permission.KEEP_BUDGET, Body.SCOPE_FIELDS)
    return Body.objects.filter(managed, is_active=True).exclude(office=None).order_by("path")


def years(agent: Agent) -> list[int]:
    """The years with budget lines that the agent may see, latest first."""
    return list(lines(agent).order_by("-year").values_list("year", flat=True).distinct())


def bodies_with_lines(agent: Agent) -> QuerySet[Body]:
    """The bodies of the lines that the agent may see."""
    return Body.objects.filter(pk__in=lines(agent).order_by().values("body_id")).order_by("path")


def fund_kinds(agent: Agent) -> list[tuple[str, str]]:
    """The kinds of fund of these lines, each as stored and as displayed."""
    kinds = lines(agent).order_by("fund_kind").values_list("fund_kind", flat=True).distinct()
    return [(kind, BudgetLine(fund_kind=kind).fund_name) for kind in kinds]


def known_codes(agent: Agent) -> dict[str, list[tuple[str, str]]]:
    """The codes of classes and funds that these lines have, by field, the most used first, each with what it was used for.

    The program has no list of these codes: the names are those of budget lines.
    """
    rows = lines(agent).order_by().values_list(*CODED).annotate(count=Count("pk"), example=Max("name"))
    used: dict[str, Counter[str]] = {name: Counter() for name in CODED}
    examples: dict[tuple[str, str], str] = {}
    for *codes, count, example in rows.order_by("-count", "example"):
        for name, code in zip(CODED, codes, strict=True):
            used[name][code] += count
            examples.setdefault((name, code), example)
    return {
        name: [
            (code, _("%(count)d 条，如“%(name)s”") % {"count": count, "name": examples[name, code]})
            for code, count in counted.most_common(MOST_KNOWN)
            if code
        ]
        for name, counted in used.items()
    }


def money_of(rows: QuerySet[BudgetLine]) -> Money:
    """The sums over the lines."""
    return Money(**rows.order_by().aggregate(**_SUMS))


def money_by_year(agent: Agent, years: tuple[int, int]) -> dict[int, Money]:
    """The sums over the lines that the agent may see, of each of the years that has any; one query."""
    rows = _by_year.tuples(agent, first=years[0], last=years[1])
    return {year: Money(**dict(zip(_SUMS, sums, strict=True))) for year, *sums in rows}


def tree(agent: Agent, year: int) -> list[Branch]:
    """The visible bodies with budgets in that year and their ancestors, each before those below it."""
    own = _money_by_body(agent, year)
    found = Body.objects.filter(pk__in=_and_those_above(own)).order_by("path")
    seen = {body.pk: body for body in found.filter(visible(agent, Permission.SEE_BODIES, Body.SCOPE_FIELDS))}
    names = names_on(seen, date(year, 12, 31))
    branches = {
        pk: Branch(body, names[pk], year, len(seen.keys() & _ids(body.path)) - 1, own.get(pk, Money()))
        for pk, body in seen.items()
    }
    for pk, branch in reversed(branches.items()):  # leaves first
        above = next((up for up in reversed(_ids(branch.body.path)[:-1]) if up in branches), None)
        if above:
            branches[above].money += branches[pk].money
    return list(branches.values())


def entries_of(line: BudgetLine) -> QuerySet[LedgerEntry]:
    """The line's ledger entries, newest first, with later totals `reserved_then`, `committed_then`, `paid_then`."""
    return (
        LedgerEntry.objects.filter(line=line)
        .select_related("journal_entry")
        .annotate(
            reserved_then=_running(Kind.RESERVATION),
            committed_then=_running(Kind.COMMITMENT),
            paid_then=_running(Kind.PAYMENT),
        )
        .order_by("-id")
    )


def adjustments_of(line: BudgetLine) -> QuerySet[BudgetAdjustment]:
    """The line's adjustments, newest first."""
    return line.adjustments.select_related("journal_entry")


def history_of(line: BudgetLine) -> QuerySet[Model]:
    """The versions of the line's row (pghistory events), oldest first, with the person who made them."""
    events: type[Model] = apps.get_model("funds", "BudgetLineEvent")
    return events._default_manager.filter(pgh_obj_id=line.pk).order_by("pgh_id")


def revisions_of(line: BudgetLine) -> list[Revision]:
    """The changes of the line, newest first; the last is its creation, without changed fields."""
    rows = list(history_of(line).values())
    bases = {
        each.journal_entry_id: f"{each.document_number} {each.document_title}"
        for each in adjustments_of(line)
    }
    made = [_revision(row["pgh_created_at"], row["pgh_context"] or {}, bases) for row in rows]
    bodies = Body.objects.in_bulk({row[name] for row in rows for name in ("body_id", "office_id")})
    for revision, before, after in zip(made[1:], rows, rows[1:], strict=False):
        revision.changes = [
            (field.verbose_name, *(_shown(field, each[field.attname], bodies) for each in (before, after)))
            for field in BudgetLine._meta.concrete_fields
            if field.attname in after
            and field.attname not in _NOT_SHOWN
            and before[field.attname] != after[field.attname]
        ]
    return made[::-1]


def lines_of_import(agent: Agent, entry: Entry) -> QuerySet[BudgetLine]:
    """The lines that the import with this log entry added or changed, as far as the agent may see them.

    `effect`: added, adjusted (in its amount) or reworded; `adjusted`: by how many yuan, None unless adjusted.
    """
    events: type[Model] = apps.get_model("funds", "BudgetLineEvent")
    its = events._default_manager.filter(pgh_context__entry=entry.pk)
    amounts = BudgetAdjustment.objects.filter(line=OuterRef("pk"), journal_entry=entry).order_by()
    return (
        with_names(lines(agent))
        .filter(pk__in=its.values("pgh_obj_id"))
        .annotate(adjusted=Subquery(amounts.values("amount")))
        .annotate(
            effect=Case(
                When(pk__in=its.filter(pgh_label="insert").values("pgh_obj_id"), then=Value("added")),
                When(adjusted__isnull=False, then=Value("adjusted")),
                default=Value("reworded"),
            )
        )
        .order_by("effect", "pk")
    )


def _revision(at: datetime, context: Mapping[str, Any], bases: Mapping[int, str]) -> Revision:
    """The revision made in that context (pghistory), without its changes; bases: of adjustments by log entry."""
    entry = context.get("entry")
    return Revision(at, context.get("person", ""), [], entry, bases.get(entry, "") if entry else "")


def _shown(field: Field[Any, Any], value: Any, bodies: Mapping[int, Body]) -> Any:
    """The value as people know it: a body by its name, a choice by its title."""
    if field.is_relation:
        return bodies.get(value, value)
    return dict(field.flatchoices).get(value, value)


_SUMS = {
    "lines": Count("pk"),
    **{name: Coalesce(Sum(name), ZERO) for name in ("approved", "reserved", "committed", "paid")},
}


def _money_by_body(agent: Agent, year: int) -> dict[int, Money]:
    rows = lines(agent).filter(year=year).order_by().values("body_id").annotate(**_SUMS)
    return {row.pop("body_id"): Money(**row) for row in map(dict[str, Any], rows)}


def _and_those_above(own: Iterable[int]) -> set[int]:
    paths = Body.objects.filter(pk__in=list(own)).values_list("path", flat=True)
    return {pk for path in paths for pk in _ids(path)}


def _ids(path: str) -> list[int]:
    """The numbers of a body's ancestors and its own, from the top."""
    return [int(part) for part in path.split("/") if part]


def _running(kind: LedgerEntry.Kind) -> Window:
    amount = Case(When(kind=kind, then=F("amount")), default=ZERO)
    return Window(Sum(amount), order_by=F("id").asc())
