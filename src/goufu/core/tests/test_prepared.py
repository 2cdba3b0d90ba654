"""What is prepared outlives what is rolled back, and nothing that is gone is asked."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from goufu.prepared import prepared_cursor

QUESTION = "SELECT count(*) FROM registry_place WHERE code = %s"


def ask(question: str = QUESTION) -> int:
    with prepared_cursor() as cursor:
        cursor.execute(question, ["530000"])
        [count] = cursor.fetchone()
    return int(count)


def prepared(part: str) -> list[str]:
    """The names of the server's prepared statements with this in their text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_prepared_statements WHERE strpos(statement, %s) > 0 ORDER BY name", [part]
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_refused_step_ends_nothing_that_is_prepared() -> None:
    ask()
    [before] = prepared("FROM registry_place WHERE code = $")
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    ask()
    assert prepared("FROM registry_place WHERE code = $") == [before]


@pytest.mark.django_db(transaction=True)
def test_nor_does_a_transaction_that_is_rolled_back_whole() -> None:
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    [before] = prepared("FROM registry_place WHERE code = $")
    ask()
    assert prepared("FROM registry_place WHERE code = $") == [before]


@pytest.mark.django_db
def test_a_table_that_is_made_again_is_asked() -> None:
    question = "SELECT count(*) FROM passing WHERE code = %s"
    for count in (2, 1):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE passing (code text)")
            cursor.execute("INSERT INTO passing SELECT '530000' FROM generate_series(1, %s)", [count])
            assert ask(question) == count
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_table_that_is_dropped_ends_what_is_prepared() -> None:
    ask()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE passing (code text)")
        cursor.execute("DROP TABLE passing")
    assert prepared("FROM registry_place WHERE code = $") == []
    assert ask() == 0
