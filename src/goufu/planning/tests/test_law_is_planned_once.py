"""To plan the law's queries takes longer than to answer them: a connection does it once."""

from __future__ import annotations

from typing import Any

from django.db import connection

from goufu.core.opinion import _letters_query
from goufu.planning.facts import STAGE
from goufu.planning.law import opinion_on
from goufu.planning.models import Project
from goufu.planning.queries.projects import first_lines
from goufu.registry.tests.county import County


def test_the_letters_and_the_facts_are_one_query_planned_once_a_connection(draft: Project) -> None:
    assert opinion_on(draft.pk).answers
    [(custom, generic)] = _plans()
    assert opinion_on(draft.pk).answers
    assert _plans() == [(0, generic + 1)]
    assert custom == 0


def _plans() -> Any:
    """How often the connection has planned the query for these values, and asked it as it was planned for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE statement LIKE '%planning_plan_facts%'"
        )
        return cursor.fetchall()


def test_the_edition_that_applies_is_found_once_by_a_query_planned_once(draft: Project) -> None:
    opinion = opinion_on(draft.pk)
    with connection.cursor() as cursor:
        # Functions in SQL, which are planned by each statement, are not counted.
        cursor.execute("SET LOCAL track_functions = 'pl'")
        assert opinion.letters == opinion_on(draft.pk).letters
        cursor.execute(
            "SELECT calls FROM pg_stat_xact_user_functions WHERE funcname = 'catalogue_edition_for'"
        )
        assert cursor.fetchall() == [(1,)]


def test_what_counts_in_the_totals_of_a_year_is_found_by_its_index(draft: Project) -> None:
    """The index says the year as the fact view does, to the letter; else every project of the purchaser would be read."""
    query = _letters_query(STAGE).decode().replace("$1", str(draft.pk))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the few projects of a test need no index
        cursor.execute(f"EXPLAIN {query}")
        plan = [line for (line,) in cursor.fetchall()]
    [used] = [number for number, line in enumerate(plan) if "project_counted_in_year" in line]
    assert "Index Cond" in plan[used + 1]
    assert "'budget_year'" in plan[used + 1]


def test_a_list_is_planned_with_the_place_whose_projects_it_shows(county: County, draft: Project) -> None:
    """A plan for all places would read the projects of the country: of a prefix that it doesn't know no index is of use."""
    assert first_lines(county.auditor) == [draft]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%place_code%LIKE%'"
        )
        assert cursor.fetchall() == []
