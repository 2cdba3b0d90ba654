"""An entry belongs to the transaction that it tells of, and nothing changes it afterwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from goufu.journal import actions
from goufu.journal.errors import NotInTransaction
from goufu.journal.models import Entry, Waiting
from goufu.journal.tests.conftest import CLERK, Write


@pytest.mark.django_db
def test_an_entry_says_who_did_what_for_whom_on_which_facts() -> None:
    with transaction.atomic():
        written = actions.record(
            "planning.project.submitted",
            by=CLERK,
            subject=("project", 12),
            facts={"金额": Decimal("100.10"), "日期": date(2026, 11, 24)},
            answers=[{"rule": "plan.budgeted", "verdict": "pass"}],
        )
    entry = Entry.objects.get(pk=written.pk)
    assert (entry.person, entry.person_name, entry.body, entry.body_name) == (7, "张三", 3, "云岭县民政局")
    assert (entry.object_type, entry.object_id) == ("project", "12")
    assert entry.facts == {"金额": "100.10", "日期": "2026-11-24"}
    assert entry.answers == [{"rule": "plan.budgeted", "verdict": "pass"}]


@pytest.mark.django_db
def test_facts_are_written_as_people_see_them() -> None:
    with transaction.atomic():
        written = actions.record(
            "accounts.person.sign_in_failed",
            by=CLERK,
            subject=("person", ""),
            facts={
                "username": "\u202e张\x07三\u200b",
                "rows": [{"name": "甲\x1b[2J", "years": (2026, "\u2066乙\u2069")}],
                "reason": "第一行\n第二行\x08",
            },
        )
    assert Entry.objects.get(pk=written.pk).facts == {
        "username": "张三",
        "rows": [{"name": "甲[2J", "years": [2026, "乙"]}],
        "reason": "第一行\n第二行",
    }


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    with pytest.raises(NotInTransaction, match="submitted 不在事务里"):
        actions.record("planning.project.submitted", by=CLERK, subject=("project", 1))
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_what_is_undone_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.record("planning.project.submitted", by=CLERK, subject=("project", 1))
        _ = 1 / 0
    assert not Entry.objects.exists()
    assert not Waiting.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["entry", "seal", "leaf", "day"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
@pytest.mark.usefixtures("days")
def test_the_database_refuses_to_change_or_delete(table: str, verb: str) -> None:
    column = {"entry": "action", "seal": "count", "leaf": "position", "day": "last_seal"}[table]
    with (
        pytest.raises(IntegrityError, match="存证日志只能添加，不能修改、删除"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(f"journal_{table}", column))


@pytest.mark.django_db
def test_an_entry_waits_for_its_seal_however_it_was_written(write: Write) -> None:
    [entry] = write(1)
    entry.pk = None
    Entry.objects.bulk_create([entry])
    assert Waiting.objects.count() == 2
