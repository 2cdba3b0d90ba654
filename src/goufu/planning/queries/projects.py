"""Queries of projects, as far as the agent may see them, and of waivers."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, Case, Exists, F, Func, OuterRef, QuerySet, When

from goufu.core.action import history
from goufu.core.composed import AnyOf, Composed, Param, keep_related, numbers, read_named
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission, Scope, scopes
from goufu.core.principal import POSITION, visible, within
from goufu.core.stations import along_the_way
from goufu.planning.models import Funding, Project, ProjectState, Target, Waiver
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Person
from goufu.registry.queries.designations import name_at
from goufu.ui.paging import COUNTED, PAGE_ROWS, count_up_to

FEW = 5_000  # projects


def projects(agent: Agent | None) -> QuerySet[Project]:
    """All projects that the agent may see, newest first, with the purchaser.

    `purchaser_name`: its name on the day of the decision; for an undecided project, its present name.
    """
    seen = visible(agent, Permission.SEE_PROJECTS, Project.SCOPE_FIELDS)
    return _with_purchasers(Project.objects.filter(seen))


def _with_purchasers(rows: QuerySet[Project]) -> QuerySet[Project]:
    """The same of these projects."""
    decided = Case(When(state__in=[ProjectState.APPROVED, ProjectState.WITHDRAWN], then=F("law_day")))
    return (
        rows.select_related("purchaser")
        .alias(decided_day=decided)
        .annotate(purchaser_name=name_at("purchaser", "decided_day"))
        .order_by("-id")
    )


def project_lines(agent: Agent | None) -> QuerySet[Project]:
    """The same projects with only the columns that a line of a list shows, and whose they are: a project has fifty."""
    return _lines().filter(visible(agent, Permission.SEE_PROJECTS, Project.SCOPE_FIELDS))


def first_lines(agent: Agent, most: int = PAGE_ROWS + 1, **chosen: Any) -> list[Project]:
    """The first so many of these lines, by default a page and one more; chosen: `state`, `year`, `id__lt`.

    The query is composed once for agents of equal scope.
    """
    held = frozenset(scopes(agent.roles, Permission.SEE_PROJECTS))
    return _first_lines(held, most, frozenset(chosen)).all(**agent.position, **chosen) if held else []


@lru_cache(maxsize=256)
def _first_lines(held: frozenset[Scope], most: int, chosen: frozenset[str]) -> Composed[Project]:
    seen = within(held, Project.SCOPE_FIELDS, POSITION)
    fields = {field.name: field for field in Project._meta.concrete_fields}
    given = {name: Param(name, fields[name.partition("__")[0]]) for name in chosen}
    return Composed(lambda: _lines().filter(seen, **given)[:most], is_planned_once=False)


@cache
def _lines() -> QuerySet[Project]:
    """The lines of all projects: filtered each time, composed anew only as far as that goes."""
    shown = ("title", "year", "amount", "state", "changed_at", "purchaser", "office")
    lines = _with_purchasers(Project.objects.all()).select_related(None).only(*shown)
    return along_the_way(lines.annotate(entry_code=F("entry__code")))


class Total(NamedTuple):
    """The number of projects, COUNTED + 1 where there are more than COUNTED, and the sum of the counted ones' amounts."""

    number: int
    amount: Decimal | None


def totals_by_state(agent: Agent) -> dict[str, Total]:
    """The total of the agent's projects in each state that has any."""
    held = frozenset(scopes(agent.roles, Permission.SEE_PROJECTS))
    if not held:
        return {}
    sql, params = _by_state(held, COUNTED + 1).statement(**agent.position)
    with connection.cursor() as cursor:
        # Not by the ORM, which would count all of a state, of which there may be a million.
        cursor.execute(f"SELECT state, count(*), sum(amount) FROM ({sql}) AS seen GROUP BY state", params)  # noqa: S608
        return {state: Total(*total) for state, *total in cursor.fetchall()}


@cache
def _by_state(held: frozenset[Scope], most: int) -> Composed[Any]:
    """State and amount of the projects in these scopes, at most so many of each state."""
    rows = Project.objects.filter(within(held, Project.SCOPE_FIELDS, POSITION)).order_by()
    first, *others = (rows.filter(state=state).values("state", "amount")[:most] for state in ProjectState)
    return Composed(lambda: first.union(*others, all=True))


def containing(rows: QuerySet[Project], words: SearchQuery) -> QuerySet[Project]:
    """Those of the projects whose title and purchaser contain all the words.

    Of few each is looked at: in the index of a frequent word PostgreSQL would read all projects of the country that have it.
    """
    if count_up_to(rows, FEW) > FEW:
        return rows.filter(found=words)
    # The function of the operator @@, which no index answers.
    return rows.filter(Func("found", words, function="ts_match_vq", output_field=BooleanField()))


def whole_projects(agent: Agent, numbers: Collection[int]) -> list[Project]:
    """Those of the projects that the agent may see, with everything that their pages show, newest first."""
    found = [
        each for each in _PROJECTS.all(projects=[*numbers]) if agent.may_on(Permission.SEE_PROJECTS, each)
    ]
    if not found:
        return []
    seen = [each.pk for each in found]
    keep_related(found, "targets", _TARGETS.all(projects=seen))
    keep_related(found, "funding", _FUNDING.all(projects=seen))
    is_waived = any(each.is_waived for each in found)  # most are not
    keep_related(found, "waivers", _WAIVERS.all(projects=seen) if is_waived else ())
    read_named(found, Person, ("submitted_by", "returned_by", "withdrawn_by", "approved_by"))
    read_named(found, Body, ("provider_body",))
    return found


def project_for(agent: Agent, number: int) -> Project:
    """The project with everything that its page shows. Raises NotFound."""
    found = whole_projects(agent, [number])
    if not found:
        raise NotFound
    return found[0]


def seen_among(agent: Agent, numbers: Collection[int]) -> set[int]:
    """Those of the numbers that are of projects which the agent may see; one query."""
    seen = visible(agent, Permission.SEE_PROJECTS, Project.SCOPE_FIELDS)
    return set(Project.objects.filter(seen, pk__in=numbers).order_by().values_list("pk", flat=True))


def amount_before(project: Project) -> Decimal | None:
    """The amount of last year's project of which this draft is a copy, until it has an amount of its own."""
    if project.state != ProjectState.DRAFT or project.amount is not None:
        return None
    drafted = history(project).filter(action="planning.project.drafted").first()
    said = drafted.facts.get("amount_before") if drafted else None
    return Decimal(said) if said else None


def as_drafted(project: Project) -> Project:
    """A project that was just drafted, as project_for reads it, without asking: no money and no targets yet."""
    project.purchaser_name = project.purchaser.name  # type: ignore[attr-defined]
    for name in ("funding", "targets"):
        keep_related([project], name, ())
    return project


def waivers() -> QuerySet[Waiver]:
    """All waivers with person, newest first; `purchaser_name`, `body_name`: as of their day. They are public."""
    return (
        _named_waivers()
        .select_related("project")
        .annotate(purchaser_name=name_at("project__purchaser", "day"))
    )


def _named_waivers() -> QuerySet[Waiver]:
    """The same, without their projects."""
    return Waiver.objects.select_related("person").annotate(body_name=name_at("body", "day")).order_by("-id")


_ASKED = numbers("projects")
_PROJECTS: Composed[Any] = Composed(
    lambda: (
        along_the_way(_with_purchasers(Project.objects.filter(AnyOf("pk", _ASKED))))
        .select_related("entry__edition")
        .annotate(is_waived=Exists(Waiver.objects.filter(project=OuterRef("pk"))))
    )
)
_TARGETS = Composed(lambda: Target.objects.filter(AnyOf("project", _ASKED)))
_FUNDING = Composed(lambda: Funding.objects.filter(AnyOf("project", _ASKED)).select_related("line"))
_WAIVERS = Composed(lambda: _named_waivers().filter(AnyOf("project", _ASKED)))
