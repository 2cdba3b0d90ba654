"""To plan the law's queries takes longer than to answer them: a connection does it once."""

from __future__ import annotations

from django.db import connection

from goufu.planning.law import opinion_on
from goufu.planning.models import Project


def test_both_queries_are_planned_once_a_connection(draft: Project) -> None:
    for _ in range(2):
        assert opinion_on(draft.pk).answers
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE statement LIKE '%planning_plan_facts%'"
        )
        assert cursor.fetchall() == [(0, 2), (0, 2)]
