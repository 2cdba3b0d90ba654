"""Composed query sets give what the same query set of Django gives, from any thread, for any values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import NotSupportedError, connection, models, transaction
from django.db.models import F, Model, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goufu import wall_clock
from goufu.catalogue.models import EditionEntry
from goufu.core.composed import Composed, Param, related
from goufu.core.errors import NotFound
from goufu.core.permissions import Permission
from goufu.core.personal import Personal
from goufu.core.principal import visible
from goufu.core.rows import locked, numbered
from goufu.core.tests.racing import TOO_LONG, at_once
from goufu.funds.models import BudgetLine
from goufu.funds.tests.money import YEAR, budget_line
from goufu.planning.actions.writing import draft_project
from goufu.planning.models import Funding, Project, Waiver
from goufu.planning.queries.projects import first_lines, project_lines
from goufu.registry.agents import Agent
from goufu.registry.models import Body, Person
from goufu.registry.tests.county import County

MONEY = st.none() | st.decimals("0", "999999999.99", places=2)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)


def statements(work: Callable[[], object]) -> list[str]:
    """The statements that the work sends, but for savepoints, with their values."""
    sent: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(connection.ops.compose_sql(sql, params))  # type: ignore[attr-defined]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return [each for each in sent if "SAVEPOINT" not in each]


def said(thing: Model | None) -> Any:
    """Everything that an instance holds: its values, which of them are deferred, annotations, and related instances."""
    if thing is None:
        return None
    values = {name: value for name, value in vars(thing).items() if name != "_state"}
    cache = {name: said_once(each) for name, each in thing._state.fields_cache.items()}
    return type(thing), values, cache, thing._state.adding, thing._state.db


def said_once(thing: Any) -> Any:
    """The same without the instances that it leads to, among which may be the first."""
    return thing and (type(thing), {name: value for name, value in vars(thing).items() if name != "_state"})


SHAPES: dict[str, Callable[[Any], QuerySet[Any]]] = {
    "plain": lambda number: Project.objects.filter(pk=number),
    "joined": lambda number: Project.objects.select_related("purchaser__place", "entry__edition").filter(
        pk=number
    ),
    "deferred": lambda number: (
        Project.objects.select_related("purchaser")
        .only("title", "facts", "amount", "purchaser__name")
        .filter(pk=number)
    ),
    "annotated": lambda number: Project.objects.annotate(
        doubled=F("amount") * 2, whose=F("purchaser__name"), given=models.Sum("funding__amount")
    ).filter(pk=number),
    "ordered and cut": lambda number: Project.objects.filter(pk__lte=number).order_by("-year", "title")[:3],
    "locked": lambda number: (
        Project.objects.select_related("entry").select_for_update(of=("self",)).filter(pk=number)
    ),
    "said twice": lambda number: (
        Project.objects.filter(pk=number).exclude(title="100%").exclude(provider_body=number)
    ),
}
COMPOSED = {
    name: Composed(lambda shape=shape: shape(Param("number", Project._meta.pk)))  # type: ignore[misc]
    for name, shape in SHAPES.items()
}


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=TEXT,
    facts=JSON.filter(lambda each: each is not None),
    granted=st.none() | JSON,
    amount=MONEY,
    quantity=MONEY,
    year=st.integers(2000, 2100),
)
def test_rows_are_as_django_gives_them(draft: Project, **values: Any) -> None:
    with transaction.atomic():
        Project.objects.filter(pk=draft.pk).update(**values)
        for name, shape in SHAPES.items():
            expected = [said(each) for each in shape(draft.pk)]
            assert expected
            assert [said(each) for each in COMPOSED[name].all(number=draft.pk)] == expected, name
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", SHAPES)
def test_the_query_is_djangos_own_but_for_its_columns_casts(draft: Project, name: str) -> None:
    [ours] = statements(lambda: COMPOSED[name].all(number=draft.pk))
    [django] = statements(lambda: [*SHAPES[name](draft.pk)])
    uncast = re.sub(r"\(((?:[^()]|\([^()]*\))*)\)::[a-z \[\]]+?(?=,| AS | FROM)", r"\1", ours)
    assert uncast.replace(f"({draft.pk})", str(draft.pk)) == django


@pytest.mark.django_db
def test_sealed_and_many_valued_fields_are_read_as_such(county: County) -> None:
    person = Person.objects.create(username="sealed", name="某", phone=Personal("13800001234"))  # type: ignore[misc]
    people = Composed(_people)
    [found] = people.all(username="sealed")
    assert (found.pk, found.phone, found.phone.reveal()) == (person.pk, person.phone, "13800001234")
    entries = Composed(lambda: EditionEntry.objects.filter(pk=Param("number", EditionEntry._meta.pk)))
    for entry in EditionEntry.objects.all():
        assert said(entries.first(number=entry.pk)) == said(entry)


def _people() -> QuerySet[Person]:
    return Person.objects.filter(username=Param("username", Person._meta.get_field("username")))


@pytest.mark.django_db
def test_nothing_found(draft: Project) -> None:
    assert COMPOSED["plain"].first(number=draft.pk + 1) is None
    assert COMPOSED["joined"].all(number=0) == []


@pytest.mark.django_db
def test_none_and_what_is_no_number_are_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        COMPOSED["plain"].first(number=None)
    with pytest.raises(ValueError, match="'x'"):
        COMPOSED["plain"].first(number="x")
    with pytest.raises(KeyError):
        COMPOSED["plain"].first()


@pytest.mark.django_db
def test_a_query_whose_columns_do_not_come_first_is_refused() -> None:
    with pytest.raises(NotSupportedError, match="SELECT and its columns"):
        Composed(lambda: Person.objects.distinct()).all()


@pytest.mark.django_db(transaction=True)
def test_a_lock_wants_a_transaction(draft: Project) -> None:
    with transaction.atomic():
        assert COMPOSED["locked"].first(number=draft.pk) == draft
    with pytest.raises(transaction.TransactionManagementError):
        COMPOSED["locked"].first(number=draft.pk)


@pytest.mark.django_db(transaction=True)
def test_threads_compose_and_ask_at_once(draft: Project) -> None:
    for _ in range(5):
        rows = Composed(lambda: SHAPES["joined"](Param("number", Project._meta.pk)))
        start = Barrier(4, timeout=TOO_LONG)

        def ask(rows: Composed[Project] = rows, start: Barrier = start) -> Any:
            start.wait()
            return [said(rows.first(number=number)) for number in (draft.pk, 0, draft.pk)]

        expected = said(SHAPES["joined"](draft.pk).get())
        assert at_once([ask] * 4) == [[expected, None, expected]] * 4


@pytest.mark.django_db
def test_the_locked_row_is_as_django_gives_it(draft: Project, line: BudgetLine, county: County) -> None:
    for rows, thing in (
        (Project.objects, draft),
        (BudgetLine.objects, line),
        (Body.objects, county.civil),
        (Person.objects, county.officer.person),
    ):
        own = rows.select_for_update(of=("self",)).filter(pk=thing.pk).first()
        assert said(locked(rows, thing.pk)) == said(own)
        assert locked(rows, 10**9) is None
        assert locked(rows, None) is None


@pytest.mark.django_db
def test_a_narrowed_query_set_is_locked_as_it_is(draft: Project) -> None:
    assert locked(Project.objects.filter(title="别的"), draft.pk) is None
    assert locked(draft.funding, draft.funding.get().pk) == draft.funding.get()
    assert locked(Project(pk=draft.pk + 1).funding, draft.funding.get().pk) is None


@pytest.mark.django_db
def test_related_rows_are_those_of_the_manager(draft: Project, county: County) -> None:
    for rule in ("a", "b"):
        Waiver.objects.create(
            project=draft,
            rule=rule,
            person=county.officer.person,
            body=county.civil,
            day=wall_clock.today() - timedelta(days=1),
        )
    project = Project.objects.get(pk=draft.pk)
    for name in ("funding", "waivers", "targets"):
        own = list(getattr(project, name).all())
        assert [said(each) for each in related(project, name)] == [said(each) for each in own]
        assert own
    read = Project.objects.prefetch_related("funding").get(pk=draft.pk)
    Funding.objects.update(amount=Decimal(7))
    assert [each.amount for each in related(read, "funding")] == [each.amount for each in read.funding.all()]
    assert [each.amount for each in related(project, "funding")] == [Decimal(7)]


@pytest.mark.django_db
@pytest.mark.parametrize("permission", [Permission.SEE_PROJECTS, Permission.SEE_BUDGET])
def test_what_an_agent_sees_is_the_same_in_a_query_and_of_a_row(
    county: County, draft: Project, permission: Permission
) -> None:
    model: Any = Project if permission is Permission.SEE_PROJECTS else BudgetLine
    other = budget_line(county.education, "OTHER", approved="1000")
    draft_project(by=county.teacher, values={"title": "别家的", "year": other.year})
    rows = list(model.objects.all())
    assert len(rows) == 2
    for agent in (each for each in vars(county).values() if isinstance(each, Agent)):
        shown = set(model.objects.filter(visible(agent, permission, model.SCOPE_FIELDS)))
        assert shown == {each for each in rows if agent.may_on(permission, each)}, agent


@pytest.mark.django_db
def test_the_first_lines_are_those_of_the_list(county: County, draft: Project) -> None:
    draft_project(by=county.teacher, values={"title": "别家的", "year": YEAR})
    lengths = set()
    for agent in (each for each in vars(county).values() if isinstance(each, Agent)):
        lines = [said(each) for each in project_lines(agent)]
        assert [said(each) for each in first_lines(agent)] == lines, agent
        lengths.add(len(lines))
    assert lengths == {0, 1, 2}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ({"state": "draft"}, ["第三个", "养老服务"]),
        ({"state": "没有这种"}, []),
        ({"year": YEAR}, ["养老服务"]),
        ({"year": YEAR + 1, "state": "draft"}, ["第三个"]),
        ({"year": 10**30}, []),
        ({"id__lt": 10**30}, ["第三个", "养老服务"]),
        ({"id__lt": -(10**30)}, []),
    ],
)
def test_lines_are_chosen_by_what_they_say(
    county: County, draft: Project, chosen: dict[str, Any], titles: list[str]
) -> None:
    later = draft_project(by=county.officer, values={"title": "第三个", "year": YEAR + 1})
    Project.objects.filter(pk=draft.pk).update(title="养老服务")
    assert [each.title for each in first_lines(county.officer, **chosen)] == titles
    assert [each.title for each in first_lines(county.officer, 1, **chosen)] == titles[:1]
    assert [each.pk for each in first_lines(county.officer, id__lt=later.pk)] == [draft.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows",
    [
        lambda: Project.objects.order_by("-year"),
        lambda: Project.objects.select_related("purchaser__place__parent", "provider_body"),
        lambda: Project.objects.select_related("office").prefetch_related("targets", "purchaser__place"),
        lambda: Project.objects.select_related("office").annotate(twice=F("amount") * 2),
        lambda: Project.objects.select_related("office").defer("facts"),
    ],
)
def test_a_row_by_its_number_is_as_django_gives_it(
    draft: Project, county: County, rows: Callable[[], QuerySet[Project]]
) -> None:
    other = draft_project(by=county.teacher, values={"title": "别家的", "year": YEAR})
    for number in (draft.pk, other.pk, str(draft.pk)):
        both = numbered(rows(), number), rows().get(pk=number)
        found, due = (vars(each).pop("_prefetched_objects_cache", {}) for each in both)
        assert said(both[0]) == said(both[1])
        assert {name: [*each] for name, each in found.items()} == {
            name: [*each] for name, each in due.items()
        }
    for none in (rows().filter(purchaser=county.civil), rows().none()):
        with pytest.raises(NotFound):
            numbered(none, other.pk)


@pytest.mark.django_db
def test_a_person_by_number_is_as_django_gives_her(county: County) -> None:
    person = county.officer.person
    rows: QuerySet[Person] = QuerySet(Person)
    for number in (person.pk, str(person.pk)):
        assert said(Person.objects.get(pk=number)) == said(rows.get(pk=number))
    assert Person.objects.get(username=person.username) == person
    nobody: Any
    for nobody in (0, None):
        with pytest.raises(Person.DoesNotExist):
            Person.objects.get(pk=nobody)
    with pytest.raises(ValueError, match="'x'"):
        Person.objects.get(pk="x")
